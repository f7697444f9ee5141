"""Article 30: the register is made from the live catalogue, and equals the tables that exist."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from klantbeeld.catalog.definition import Words
from klantbeeld.core.progress import NoProgress
from klantbeeld.documents.excel import as_excel
from klantbeeld.documents.pdf import as_pdf
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.register.build import build_register
from klantbeeld.privacy.register.document import register_document
from klantbeeld.proofs.frame import Figure, Figures, expect, proof
from klantbeeld.proofs.installation import Installation

_TABLES = Words(nl="tabellen in het register", en="tables in the register")


@proof(
    "30",
    nl="Buiten het programma om is een tabel gemaakt en een kolom toegevoegd. Het register noemt "
    "beide, en de controle van de opslag ook.",
    en="Behind the program's back a table was made and a column added. The register names both, "
    "and so does the check of the store.",
)
def article_30_a_stranger_in_the_store_is_named(world: Installation) -> None:
    database = world.services.database
    with database.transaction() as transaction:
        transaction.execute("create table leads (email text)")
        transaction.execute("alter table person add column notes text")
    with database.transaction() as transaction:
        register = build_register(transaction, world.catalogue, world.clock())
    strange = {(each.table, each.column) for each in register.differences}
    expect(strange == {("leads", None), ("person", "notes")}, "the register names both")
    found = verify_store(world.services, NoProgress())
    expect(not found.ok and len(found.faults) == 2, "the check of the store names both")


@proof(
    "30",
    nl="Het register is gemaakt als PDF en Excel, in het Nederlands en Engels, met elk doel.",
    en="The register was made as PDF and Excel, in Dutch and English, with every purpose.",
)
def article_30_register_in_both_languages(world: Installation) -> None:
    with world.services.database.transaction() as transaction:
        register = build_register(transaction, world.catalogue, world.clock())
    dutch, english = (register_document(register, "nl"), register_document(register, "en"))
    for document, names in (
        (dutch, [each.name.nl for each in register.activities]),
        (english, [each.name.en for each in register.activities]),
    ):
        expect(as_pdf(document).startswith(b"%PDF-"), "it is a PDF")
        sheet = load_workbook(io.BytesIO(as_excel(document))).worksheets[1]
        listed = {row[0].value for row in sheet.iter_rows(min_row=2)}
        expect(listed == set(names), "every purpose stands in the workbook")


@proof(
    "30",
    kind="installation",
    nl="Het register van deze installatie is vergeleken met de database: er is geen tabel en geen "
    "kolom buiten het register.",
    en="The register of this installation was compared with the database: no table and no column "
    "stands outside it.",
)
def article_30_register_equals_the_tables(world: Installation) -> Figures:
    with world.services.database.transaction() as transaction:
        register = build_register(transaction, world.catalogue, world.clock())
    expect(not register.differences, "nothing stands outside the register")
    return (Figure(_TABLES, len(register.storage)),)
