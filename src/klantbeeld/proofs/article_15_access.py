"""Article 15: everything that is held, in words and for a machine, with what it is used for."""

from __future__ import annotations

import json

from klantbeeld.catalog.definition import Words
from klantbeeld.documents.html import as_html
from klantbeeld.pipeline.rights.about import tables
from klantbeeld.pipeline.rights.copy import as_json, copy_for
from klantbeeld.pipeline.rights.report import access_report
from klantbeeld.privacy.requests.state import Identified, Kind
from klantbeeld.proofs.frame import Figure, Figures, expect, proof
from klantbeeld.proofs.installation import Installation
from klantbeeld.store.holdings import differences

SERVICE = "customer_service"
_TABLES = Words(nl="tabellen doorzocht", en="tables searched")
_ROWS = Words(nl="rijen in de kopie", en="rows in the copy")


@proof(
    "15",
    nl="Een bron levert merktekens in haar velden over iemand. Ze staan in de kopie en in het "
    "leesbare overzicht, net als elke vorige waarde, elk contact, wie keek, waarvoor, hoe "
    "lang, wie het krijgt en waar men kan klagen. Geen tabel van de opslag is overgeslagen.",
    en="A source delivers markers in its fields about somebody. They stand in the copy and in the "
    "readable report, as does every former value, every contact, who looked, what "
    "for, how long, who gets it and where to complain. No table of the store was passed over.",
)
def article_15_the_copy_is_complete(world: Installation) -> Figures:
    agent, services, person = world.actor("service_agent"), world.services, world.person("anna")
    services.gate.person(agent, SERVICE, person)
    services.gate.search(agent, SERVICE, "vriesema")
    known = {"given": "Anna", "family": "Vriesema", "email": "anna@vriesema.example"}
    world.deliver(
        "crm", "customers", {"number": "C1", **known, "phone": "0612300001",
        "street": "Markerlaan", "city": "Markerstad", "card": "KMARKER", "remark": "Markerzin"},
    )  # fmt: skip
    asked = services.requests.open(agent, SERVICE, Kind.ACCESS, world.person("anna"))
    services.requests.identified(agent, SERVICE, asked.request_no, Identified.QUESTIONS)
    copy = copy_for(services, agent, SERVICE, asked.request_no)
    told = json.dumps(as_json(copy), default=str, ensure_ascii=False)
    read = as_html(access_report(copy))
    markers = ("Markerlaan", "Markerstad", "KMARKER", "Markerzin", "anna@vriesema.example")
    former = ("Lindelaan", "3512 AB", "B1", "59.95", "Wanneer komt mijn pakket?")
    for text in (*markers, *former):
        expect(text in told, "a value is in the copy")
    for text in (*markers, "Lindelaan", "B1", "Autoriteit Persoonsgegevens"):
        expect(text in read, "a value is in the report")
    looks = {line["action"] for line in copy.tables["access_log"]}
    expect({"person", "search"} <= looks, "who looked is told, in a list too")
    expect(agent.name not in told, "without the names of colleagues")
    expect("Okkerse" not in told, "and nothing of others")
    with services.database.transaction() as transaction:
        expect(not differences(transaction), "every table is declared, and so searched")
    rows = sum(len(held) for held in copy.tables.values())
    return (Figure(_TABLES, len(tables())), Figure(_ROWS, rows))
