"""The files as they lie on disk: as declared, consistent with each other, the same each time."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from demo_company import TODAY, small_part
from klantbeeld.core.progress import NoProgress
from klantbeeld.demo.after_order import LATER, start_of
from klantbeeld.demo.faults import UNKNOWN_CONTACT
from klantbeeld.demo.files import Provenance
from klantbeeld.demo.journey import Journey, read_journey
from klantbeeld.demo.layout import FILES, PROVENANCE
from klantbeeld.demo.write import DemoSummary, write_company

Row = dict[str, Any]


@dataclass(frozen=True)
class Company:
    folder: Path
    journey: Journey
    summary: DemoSummary


@pytest.fixture(scope="module")
def journey() -> Journey:
    return read_journey(TODAY)


@pytest.fixture(scope="module")
def small(journey: Journey) -> Journey:
    return small_part(journey)


@pytest.fixture(scope="module")
def company(small: Journey, tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("demo")
    summary = write_company(folder, small, today=TODAY, seed=2017, progress=NoProgress())
    return Company(folder, small, summary)


def rows_of(company: Company, name: str) -> list[Row]:
    """The readable rows of a file."""
    file, path = FILES[name], company.folder / "data" / name
    if path.suffix == ".csv":
        with path.open(encoding=file.encoding, newline="") as text:
            lines = list(csv.reader(text, delimiter=file.delimiter))
        return [
            dict(zip(lines[0], line, strict=True))
            for line in lines[1:]
            if len(line) == len(lines[0])
        ]
    if path.suffix == ".jsonl":
        found = []
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except json.JSONDecodeError:
                continue
        return found
    if path.suffix == ".xlsx":
        with closing(openpyxl.load_workbook(path, read_only=True)) as book:
            cells = list(book.worksheets[0].iter_rows(values_only=True))
        # Empty cells at the end of a row are not stored.
        return [dict(zip_longest(map(str, cells[0]), row)) for row in cells[1:]]
    table: list[Row] = pq.read_table(path).to_pylist()
    return table


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*"))
        if path.is_file()
    }


def test_same_seed_and_day_give_the_same_bytes(company: Company, tmp_path: Path) -> None:
    write_company(tmp_path, company.journey, today=TODAY, seed=2017, progress=NoProgress())
    assert digests(tmp_path) == digests(company.folder)
    write_company(tmp_path, company.journey, today=TODAY, seed=3, progress=NoProgress())
    assert digests(tmp_path)["truth.csv"] != digests(company.folder)["truth.csv"]


@pytest.mark.parametrize("name", FILES)
def test_columns_are_as_declared(company: Company, name: str) -> None:
    rows = rows_of(company, name)
    declared = FILES[name].column_names
    assert len(rows) == company.summary.rows[name] > 0
    if name.endswith(".jsonl"):
        assert set().union(*rows) <= set(declared)
    else:
        assert tuple(rows[0]) == declared
    keys = Counter(tuple(row[key] for key in FILES[name].key.split(", ")) for row in rows)
    assert max(keys.values()) == 1


def test_every_column_is_filled_somewhere(company: Company) -> None:
    for name, file in FILES.items():
        rows = rows_of(company, name)
        empty = {column for column in file.column_names if not any(row.get(column) for row in rows)}
        assert not empty, name


def test_truth_covers_exactly_the_readable_records(company: Company) -> None:
    with (company.folder / "truth.csv").open(encoding="utf-8", newline="") as text:
        truth = list(csv.DictReader(text))
    told = {(row["source"], row["source_record_id"]) for row in truth}
    assert len(told) == len(truth)
    written = {
        (file.source, row[file.key])
        for file in FILES.values()
        if file.holds == "customers"
        for row in rows_of(company, file.name)
    }
    assert told == written
    assert company.summary.people == len({row["entity_id"] for row in truth})
    assert company.summary.records == Counter(row["source"] for row in truth)


def test_touchpoints_hang_on_known_records(company: Company) -> None:
    known = {
        file.source: {row[file.key] for row in rows_of(company, file.name)}
        for file in FILES.values()
        if file.holds == "customers"
    }
    for file in FILES.values():
        if file.customer and file.holds != "customers":
            used = {row[file.customer] for row in rows_of(company, file.name)}
            assert used - known[file.source] <= {UNKNOWN_CONTACT}, file.name


def test_every_basket_is_either_a_receipt_or_an_order(company: Company) -> None:
    tickets = rows_of(company, "kassa_bonnen.parquet")
    orders = rows_of(company, "webshop_bestellingen.jsonl")
    numbers = [row["bonnummer"][1:] for row in tickets] + [
        row["bestelnummer"][2:] for row in orders
    ]
    assert sorted(numbers) == sorted(map(str, company.journey.baskets.number.tolist()))
    money = sum(row["bedrag"] for row in tickets) + sum(row["bedrag"] for row in orders)
    assert money == pytest.approx(company.journey.lines.amount.sum(), abs=0.01)
    lines = len(rows_of(company, "kassa_regels.parquet")) + sum(len(o["regels"]) for o in orders)
    assert lines == len(company.journey.lines.product)
    for order in orders:
        assert sum(line["bedrag"] for line in order["regels"]) == pytest.approx(order["bedrag"])


def test_nothing_happened_after_this_morning(company: Company) -> None:
    morning = start_of(TODAY)
    promised = {"beloofd_op", "vervaldatum", "eindigt_op"}
    for file in FILES.values():
        stamps = [
            column.name
            for column in file.columns
            if column.type in ("timestamp", "date") and column.name not in promised
        ]
        for row in rows_of(company, file.name):
            for value in filter(None, (row.get(name) for name in stamps)):
                if isinstance(value, datetime) and value.tzinfo:
                    assert value < morning
                elif isinstance(value, str) and value[2] != "-":
                    assert value[:10] < TODAY.isoformat(), (file.name, value)


def test_invoices_are_paid_due_or_overdue(company: Company) -> None:
    invoices = rows_of(company, "webshop_facturen.csv")
    paid = {row["factuurnummer"] for row in rows_of(company, "webshop_betalingen.csv")}
    open_ones = [row for row in invoices if row["factuurnummer"] not in paid]
    assert all(row["betaalwijze"] == LATER or row["vervaldatum"] >= "2026-11" for row in open_ones)
    assert all((row["status"] == "open") == (row in open_ones) for row in invoices)
    states = Counter(row["vervaldatum"] < TODAY.isoformat() for row in open_ones)
    assert states[True] > 0


def test_nobody_is_mailed_after_withdrawing(company: Company) -> None:
    withdrawn = {
        row["abonnee_id"]: row["vastgelegd_op"][:10]
        for row in rows_of(company, "nieuwsbrief_toestemmingen.csv")
        if row["besluit"] == "ingetrokken"
    }
    assert withdrawn
    for row in rows_of(company, "nieuwsbrief_verzendingen.csv"):
        limit = withdrawn.get(row["abonnee_id"])
        assert limit is None or row["verzonden_op"][:10] < limit


def test_faults_are_in_the_files_and_counted(company: Company) -> None:
    faults = company.summary.faults
    cards = (company.folder / "data" / "kassa_klantpassen.csv").read_bytes().splitlines()
    assert len(cards) - 1 - company.summary.rows["kassa_klantpassen.csv"] == 3
    assert faults["kassa_klantpassen.csv"] == 3
    invoices = rows_of(company, "webshop_facturen.csv")
    impossible = sum(row["factuurdatum"].endswith("02-31") for row in invoices)
    assert impossible == faults["webshop_facturen.csv"] > 0


def test_what_is_made_up_is_told(company: Company) -> None:
    assert PROVENANCE.keys() == company.summary.rows.keys()
    assert PROVENANCE["kassa_bonnen.parquet"] is Provenance.REAL_PURCHASES
    assert PROVENANCE["webshop_facturen.csv"] is Provenance.MADE_UP
    assert PROVENANCE["artikelen.csv"] is Provenance.REAL


def test_the_tour_finds_what_it_promises(company: Company) -> None:
    stories = {story.key: story for story in company.summary.showcases}
    with (company.folder / "truth.csv").open(encoding="utf-8", newline="") as text:
        person = {
            (row["source"], row["source_record_id"]): row["entity_id"]
            for row in csv.DictReader(text)
        }
    for story in stories.values():
        assert (story.source, story.source_record_id) in person
        assert set(story.why) == {"nl", "en"}
    mien = "WS400001"
    assert len({s for (s, _), who in person.items() if who == person["webshop", mien]}) == 5
    paid = {row["factuurnummer"] for row in rows_of(company, "webshop_betalingen.csv")}
    assert any(
        row["account_id"] == mien
        and row["factuurnummer"] not in paid
        and row["vervaldatum"] < TODAY.isoformat()
        for row in rows_of(company, "webshop_facturen.csv")
    )
    assert any(
        row["account_id"] == mien and row["status"] == "onderweg"
        for row in rows_of(company, "webshop_leveringen.csv")
    )
    assert any(
        row["contact_id"] == "KS-100001" and row["status"] == "open"
        for row in rows_of(company, "klantenservice_zaken.jsonl")
    )
    assert person["kassa", "2620900000028"] != person["webshop", "WS400002"]
    assert person["kassa", "2620900000042"] != person["kassa", "2620900000059"]
    assert person["kassa", "2620900000066"] != person["kassa", "2620900000073"]
    withdrawn = {
        row["abonnee_id"]
        for row in rows_of(company, "nieuwsbrief_toestemmingen.csv")
        if row["besluit"] == "ingetrokken"
    }
    assert "sub_d00004" in withdrawn


def test_a_subscription_begins_with_an_order_and_ends_by_the_month(company: Company) -> None:
    ordered = {
        (row["account_id"], row["besteld_op"])
        for row in rows_of(company, "webshop_bestellingen.jsonl")
    }
    rows = rows_of(company, "webshop_bezorgabonnementen.csv")
    ended = [row for row in rows if row["eindigt_op"]]
    assert 0 < len(ended) < len(rows)
    assert {(row["account_id"], row["begonnen_op"]) for row in rows} <= ordered
    for row in ended:
        ran = (
            date.fromisoformat(row["eindigt_op"])
            - datetime.fromisoformat(row["begonnen_op"]).date()
        )
        assert ran.days > 0
        assert ran.days % 30 == 0
