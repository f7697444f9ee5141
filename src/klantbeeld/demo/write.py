"""Writes the demo company: all files of its five systems, and the truth beside them.

Enters: a folder, a seed and today's date. Leaves: ``folder/data/*`` as ``layout.FILES``
describes them, and ``folder/truth.csv``. The same seed and date give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from klantbeeld.core.progress import Progress
from klantbeeld.demo import after_order, mailing, service, surveys
from klantbeeld.demo.cast import CAST_NUMBERS, Showcase, cast_households, cast_records, showcases
from klantbeeld.demo.customer_files import CUSTOMER_FILES, customer_row
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.faults import break_lines, put_faults
from klantbeeld.demo.figures import figure_rows, put_figure_faults
from klantbeeld.demo.files import DataFile
from klantbeeld.demo.formats import table_of, write_csv, write_excel, write_jsonl, write_parquet
from klantbeeld.demo.journey import Journey, read_journey
from klantbeeld.demo.layout import FILES
from klantbeeld.demo.people import Mailboxes, Person, people_of
from klantbeeld.demo.purchases import ZONE, carriers, orders, receipts
from klantbeeld.demo.records import (
    CRM,
    KLANTENSERVICE,
    NIEUWSBRIEF,
    SOURCES,
    WEBSHOP,
    Numbers,
    SourceRecord,
    make_records,
)
from klantbeeld.demo.referrals import referrals
from klantbeeld.demo.subscriptions import subscriptions

COMPANY = "De Veldkruik"
_TEXT = pa.string()
_UTC = pa.timestamp("s", "UTC")
_DEPARTMENTS = 12
"""The largest, of which the stock is counted."""
_CONTACTS = {
    name: _UTC if name in ("eerste_contact", "gewijzigd_op") else _TEXT
    for name in FILES["klantenservice_contacten.parquet"].column_names
}
_VISITS = {
    "bezoek_id": _TEXT,
    "account_id": _TEXT,
    "begonnen_op": pa.timestamp("s", ZONE),
    "duur_seconden": pa.int32(),
    "paginas": pa.int32(),
    "kanaal": _TEXT,
    "apparaat": _TEXT,
    "bestelnummer": _TEXT,
}


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was written: counts, the shift in time, the faults put in, whom to open first."""

    company: str
    households: int
    people: int
    records: Mapping[str, int]
    """By source; the readable ones, as in the truth."""
    rows: Mapping[str, int]
    """By file, unreadable lines not counted."""
    weeks_moved: int
    first_day: date
    last_day: date
    faults: Mapping[str, int]
    """By file: rows that cannot be read or that point nowhere."""
    showcases: tuple[Showcase, ...]


def write_demo(folder: Path, *, today: date, seed: int = 2017, progress: Progress) -> DemoSummary:
    """Writes the demo company of ``seed`` as it would be on the morning of ``today``.

    Overwrites its own files. Raises OSError when the folder cannot be written.
    """
    with progress.step("real purchases", total=None):
        journey = read_journey(today)
    return write_company(folder, journey, today=today, seed=seed, progress=progress)


def write_company(
    folder: Path, journey: Journey, *, today: date, seed: int, progress: Progress
) -> DemoSummary:
    """As ``write_demo``, on purchases that were read before."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    with progress.step("made-up people", total=None):
        records = make_company(journey, seed, today)
    with progress.step("baskets, orders, contacts", total=None):
        tables, rows = _touchpoints(journey, records, seed, today)
        rows |= _customers(journey, records, seed)
        rows |= _figures(journey, records, seed, today)
        faults = put_faults(Dice((seed, 90)), rows)
        faults |= put_figure_faults(Dice((seed, 91)), rows)
    counts: dict[str, int] = {}
    with progress.step("files", total=len(FILES)) as step:
        for file in FILES.values():
            content = tables.get(file.name)
            if content is None:
                counts[file.name] = len(rows[file.name])
                write_file(data, file, rows[file.name])
            else:
                counts[file.name] = content.num_rows
                write_parquet(data / file.name, content)
            step.advance()
    faults |= break_lines(data)
    write_csv(
        folder / "truth.csv",
        ("source", "source_record_id", "entity_id"),
        (
            {"source": row.source, "source_record_id": row.number, "entity_id": row.entity_id}
            for row in records
        ),
        delimiter=",",
        encoding="utf-8",
    )
    moments = journey.baskets.moment.astype("datetime64[D]")
    by_source = Counter(record.source for record in records)
    return DemoSummary(
        company=COMPANY,
        households=len(set(journey.baskets.household.tolist())),
        people=len({record.entity_id for record in records}),
        records={source: by_source[source] for source in SOURCES},
        rows=counts,
        weeks_moved=journey.weeks,
        first_day=moments[0].item(),
        last_day=moments[-1].item(),
        faults=faults,
        showcases=showcases(),
    )


def make_company(journey: Journey, seed: int, today: date) -> list[SourceRecord]:
    """The source records of everybody, the cast of the tour first."""
    cast = cast_households(journey)
    first: dict[int, date] = {}
    days = journey.baskets.moment.astype("datetime64[D]").astype(object).tolist()
    for household, day in zip(journey.baskets.household.tolist(), days, strict=True):
        first.setdefault(household, day)
    dice = Dice((seed, 1))
    mail = Mailboxes(dice)
    people: list[Person] = []
    for household in sorted(first.keys() - set(cast)):
        known = journey.demographics.get(household, {})
        people += people_of(dice, mail, household, known, today)
    return cast_records(cast, today) + make_records(
        Dice((seed, 2)),
        Numbers(Dice((seed, 3)), CAST_NUMBERS),
        people,
        first_basket=first,
        mailed=frozenset(household for _, household in journey.sent),
        today=today,
    )


def write_file(data: Path, file: DataFile, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes one file in the format its name ends in."""
    path = data / file.name
    match path.suffix:
        case ".csv":
            write_csv(
                path, file.column_names, rows, delimiter=file.delimiter, encoding=file.encoding
            )
        case ".jsonl":
            write_jsonl(path, rows)
        case ".xlsx":
            write_excel(path, "Relaties", file.column_names, rows)
        case _:
            columns = _VISITS if file.name == "webshop_bezoeken.parquet" else _CONTACTS
            write_parquet(path, table_of(columns, rows))


def _customers(
    journey: Journey, records: Sequence[SourceRecord], seed: int
) -> dict[str, after_order.Rows]:
    found: dict[str, after_order.Rows] = {}
    for at, file in enumerate(CUSTOMER_FILES):
        dice = Dice((seed, 10, at))
        own = sorted(
            (record for record in records if record.source == file.source),
            key=lambda record: (record.created, record.number),
        )
        found[file.name] = [customer_row(dice, record, journey.demographics) for record in own]
    return found


def _touchpoints(
    journey: Journey, records: Sequence[SourceRecord], seed: int, today: date
) -> tuple[dict[str, pa.Table], dict[str, after_order.Rows]]:
    def of(source: str) -> list[SourceRecord]:
        return [record for record in records if record.source == source]

    who, web = carriers(Dice((seed, 20)), journey.baskets, records)
    tickets, lines = receipts(journey, records, who, web)
    placed = orders(journey, records, who, web)
    products = product_rows(journey)
    names = {int(row["artikelnummer"]): row["omschrijving"] for row in products}
    invoices, payments = after_order.invoices_and_payments(Dice((seed, 21)), placed, today)
    readers = mailing.readers_by_household(of(NIEUWSBRIEF))
    sent = mailing.sends(Dice((seed, 22)), journey, readers)
    cases, case_surveys = service.cases_and_surveys(Dice((seed, 23)), of(KLANTENSERVICE), today)
    delivered = after_order.deliveries(Dice((seed, 25)), placed, today)
    agreed = mailing.consents(Dice((seed, 24)), records, sent, today)
    return {"kassa_bonnen.parquet": tickets, "kassa_regels.parquet": lines}, {
        "webshop_bestellingen.jsonl": after_order.order_rows(placed, names),
        "webshop_facturen.csv": invoices,
        "webshop_betalingen.csv": payments,
        "webshop_leveringen.csv": delivered,
        "webshop_retouren.csv": after_order.returns(Dice((seed, 26)), placed, today),
        "webshop_bezoeken.parquet": after_order.visits(
            Dice((seed, 27)), placed, of(WEBSHOP), today
        ),
        "webshop_enquetes.csv": surveys.order_forms(Dice((seed, 28)), placed, delivered, today),
        "klantenservice_zaken.jsonl": cases,
        "klantenservice_enquetes.csv": case_surveys,
        "crm_gesprekken.csv": service.calls(Dice((seed, 29)), of(CRM), today),
        "nieuwsbrief_verzendingen.csv": sent,
        "nieuwsbrief_reacties.csv": mailing.responses(Dice((seed, 30)), sent, today),
        "nieuwsbrief_coupons.csv": mailing.redemptions(journey, readers),
        "webshop_aanbevelingen.csv": referrals(Dice((seed, 31)), of(WEBSHOP), today),
        "webshop_bezorgabonnementen.csv": subscriptions(Dice((seed, 32)), placed, today),
        "artikelen.csv": products,
        "campagnes.csv": mailing.campaign_rows(journey),
        **{f"{source}_toestemmingen.csv": rows for source, rows in agreed.items()},
    }


def _figures(
    journey: Journey, records: Sequence[SourceRecord], seed: int, today: date
) -> dict[str, after_order.Rows]:
    departments = Counter(journey.products["department"].to_pylist()).most_common(_DEPARTMENTS)
    return figure_rows(
        Dice((seed, 40)),
        journey.baskets.moment[0].astype("datetime64[D]").item(),
        today,
        departments,
        [record for record in records if record.source == WEBSHOP],
    )


def product_rows(journey: Journey) -> after_order.Rows:
    """The products that were bought, by number; names are TCJ's own."""
    bought = journey.products.filter(
        pc.is_in(journey.products["product_id"], pa.array(journey.lines.product).unique())
    )
    return [
        {
            "artikelnummer": str(row["product_id"]),
            "omschrijving": " ".join(
                part for part in (row["product_type"], row["package_size"]) if part
            )
            or row["department"],
            "afdeling": row["department"],
            "merksoort": row["brand"],
            "categorie": row["product_category"],
            "soort": row["product_type"],
            "verpakking": row["package_size"],
            "fabrikantnummer": str(row["manufacturer_id"]),
            "op_voorraad": _in_stock(row["product_id"]),
        }
        for row in bought.to_pylist()
    ]


def _in_stock(product: int) -> str | None:
    """Made up, the same on every machine: of a hundred products four unknown, three sold out."""
    place = product * 2_654_435_761 % 2**32 % 100
    return None if place < 4 else "nee" if place < 7 else "ja"
