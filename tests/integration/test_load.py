"""Files into the store: what a load changes, what it refuses, and that it is safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import replay_dead_letters
from klantbeeld.pipeline.landing.load import load_files
from klantbeeld.pipeline.status import dead_letters, loads
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    a_person,
    declare,
    dump,
    load,
    open_services,
    orders,
    query,
    records,
    tables_with,
    write_csv,
    write_project,
)

ANNA = a_person("1", first_name="Anna", last_name="Vries", postcode="3512 AB")
BRAM = a_person("2", first_name="Bram", last_name="Jansen", postcode="1017 GC")
CEES = a_person("3", first_name="Cees", last_name="Meer", postcode="8861 KG")
HEADER = ",".join(ANNA)
ORDER = {
    "order_no": "B-1", "customer": "1", "at": "2025-03-03T11:02:00+01:00", "total": "48.95",
    "status": "sent", "channel": "web",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop that delivers people in full, and orders."""
    shop = {"people": records("data/people.csv", full=True), "orders": orders("data/orders.csv")}
    project = write_project(tmp_path / "project", {"shop": shop})
    write_csv(project / "data/people.csv", [ANNA, BRAM])
    write_csv(project / "data/orders.csv", [ORDER])
    return project


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    """The rows in the format that the file's name says."""
    path.parent.mkdir(exist_ok=True)
    match path.suffix:
        case ".csv":
            write_csv(path, rows)
        case ".jsonl":
            path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
        case ".parquet":
            pq.write_table(pa.Table.from_pylist(rows), path)
        case ".xlsx":
            book = openpyxl.Workbook()
            sheet = book.worksheets[0]
            sheet.append(list(rows[0]))
            for row in rows:
                sheet.append(list(row.values()))
            book.save(path)


def _delivered(database: Database) -> list[tuple[str, Mapping[str, Any]]]:
    rows = query(database, "select source_record_id, delivered from source_record order by 1")
    return [(key, delivered) for key, delivered in rows]


def test_every_format_lands_the_same_records(tmp_path: Path, database: Database) -> None:
    names = [f"people.{suffix}" for suffix in ("csv", "jsonl", "parquet", "xlsx")]
    sources = {name.replace(".", "_"): {"people": records(f"data/{name}")} for name in names}
    project = write_project(tmp_path / "project", sources)
    for name in names:
        _write(project / "data" / name, [ANNA, BRAM])
    services = open_services(project, database)
    assert [(r.new, r.refused) for r in load(services)] == [(2, 0)] * 4
    landed = _delivered(database)
    assert landed[:4] == [("1", {"given_name": "Anna", "family_name": "Vries",
                                 "postcode": "3512 AB"})] * 4  # fmt: skip
    # One person each: the four sources tell of the same two people.
    assert query(database, "select person_id, records from person order by 1") == [(1, 4), (2, 4)]


def test_a_repeated_load_changes_nothing(folder: Path, database: Database) -> None:
    services = open_services(folder, database)
    load(services)
    before = dump(database)
    assert {report.state for report in load(services)} == {"unchanged"}
    assert dump(database) == before
    # The same rows in another file are read, and change nothing either.
    write_csv(folder / "data/people.csv", [BRAM, ANNA])
    write_csv(folder / "data/orders.csv", [{**ORDER, "total": "48,95"}])
    assert [(r.state, r.read, r.new, r.changed) for r in load(services)] == [
        ("loaded", 2, 0, 0), ("loaded", 1, 0, 0),
    ]  # fmt: skip
    after = dump(database)
    assert {name for name, rows in before.items() if rows != after[name]} <= {"source_record"}
    seen = "select record_no, version, delivered, recorded_at, load_no from source_record"
    assert [row[1] for row in query(database, seen)] == [1, 1]


def test_a_changed_row_is_a_new_version(folder: Path, database: Database) -> None:
    services = open_services(folder, database)
    load(services)
    write_csv(folder / "data/people.csv", [{**ANNA, "last_name": "Bakker"}, BRAM])
    assert next((r.new, r.changed, r.gone) for r in load(services, "shop")) == (0, 1, 0)
    assert query(
        database,
        "select record_no, version, delivered ->> 'family_name' from source_record order by 1",
    ) == [(1, 2, "Bakker"), (2, 1, "Jansen")]
    assert query(
        database,
        "select record_no, version, delivered ->> 'family_name', superseded_at > recorded_at "
        "from source_record_version",
    ) == [(1, 1, "Vries", True)]
    # Found by the new name, not by the old one; the golden record follows.
    (hit,) = services.gate.search(AGENT, "customer_service", "anna bakker")
    assert hit.person_id == 1
    assert services.gate.search(AGENT, "customer_service", "anna vries") == ()
    assert query(database, "select display_name from person where person_id = 1")[0][0] == (
        "Anna Bakker"
    )


@pytest.mark.store
def test_a_row_missing_from_a_full_delivery_is_gone_and_comes_back(
    folder: Path, database: Database
) -> None:
    services = open_services(folder, database)
    load(services)
    write_csv(folder / "data/people.csv", [ANNA])
    assert load(services)[0].gone == 1
    gone = "select source_record_id from source_record where gone_at is not null"
    assert query(database, gone) == [("2",)]
    assert loads(database)[0].rows_gone == 1
    # Gone is not erased: the record still belongs to its person, and a repeat marks nobody again.
    assert query(database, "select count(*) from membership") == [(2,)]
    write_csv(folder / "data/people.csv", [{**ANNA, "first_name": "An"}])
    assert load(services)[0].gone == 0
    write_csv(folder / "data/people.csv", [ANNA, BRAM])
    back = load(services)[0]
    assert (back.new, back.changed, back.gone) == (0, 2, 0)
    assert query(database, gone) == []


def test_a_full_delivery_over_several_files(tmp_path: Path, database: Database) -> None:
    people = {"people": records("data/*/people.csv", full=True)}
    project = write_project(tmp_path / "project", {"shop": people})
    write_csv(project / "data/north/people.csv", [ANNA])
    write_csv(project / "data/south/people.csv", [BRAM, CEES])
    services = open_services(project, database)
    assert [r.gone for r in load(services)] == [0, 0]
    # Files of one name in several folders are told apart.
    assert [r.state for r in load(services)] == ["unchanged", "unchanged"]
    write_csv(project / "data/south/people.csv", [BRAM])
    assert [(r.state, r.gone) for r in load(services)] == [("unchanged", 0), ("loaded", 1)]
    gone = "select source_record_id from source_record where gone_at is not null"
    assert query(database, gone) == [("3",)]
    # What moves from one file to another is not gone.
    write_csv(project / "data/north/people.csv", [ANNA, BRAM])
    write_csv(project / "data/south/people.csv", [CEES])
    load(services)
    assert query(database, gone) == []


def test_undeclared_columns_are_named_counted_and_nowhere(folder: Path, database: Database) -> None:
    secret = "hond-van-de-buren"
    write_csv(folder / "data/people.csv", [{**ANNA, "hint": secret}, {**BRAM, "hint": ""}])
    write_csv(folder / "data/orders.csv", [{**ORDER, "remark": secret}])
    services = open_services(folder, database)
    assert [report.dropped_columns for report in load(services)] == [("hint",), ("remark",)]
    assert [load.dropped_columns for load in loads(database)] == [{"remark": 1}, {"hint": 2}]
    assert tables_with(database, secret) == []


@pytest.mark.store
def test_rows_that_cannot_be_read_wait_with_reason_and_position(
    folder: Path, database: Database
) -> None:
    (folder / "data/people.csv").write_text(
        f"{HEADER}\n1,Anna,,Vries,,,,,,3512 AB,\n,Bram,,Jansen,,,,,,1017 GC,\n3,Cees\n"
    )
    write_csv(
        folder / "data/orders.csv",
        [
            {**ORDER, "at": "2025-02-31"},
            {**ORDER, "order_no": "B-2", "total": "veel"},
            {**ORDER, "order_no": "B-3"},
            {**ORDER, "order_no": "B-4", "total": "99999999999999999"},
        ],
    )
    services = open_services(folder, database)
    assert [(r.read, r.new, r.refused) for r in load(services)] == [(3, 1, 2), (4, 1, 3)]
    letters = sorted(dead_letters(database), key=lambda letter: letter.dead_letter_no)
    assert [(letter.file_name, letter.position) for letter in letters] == [
        ("data/people.csv", 3), ("data/people.csv", 4),
        ("data/orders.csv", 2), ("data/orders.csv", 3), ("data/orders.csv", 5),
    ]  # fmt: skip
    assert "key column no" in letters[0].reason
    assert "column at" in letters[2].reason
    assert "column total" in letters[3].reason
    assert all(letter.mend for letter in letters)
    assert not any("veel" in letter.reason or "Bram" in letter.reason for letter in letters)


def test_dead_letters_are_replayed_after_the_mend(folder: Path, database: Database) -> None:
    """The mapping took the channel for a due date; the rows that it refused were sound."""
    shop = {"people": records("data/people.csv"), "orders": orders("data/orders.csv")}
    declare(folder, "shop", {**shop, "orders": orders("data/orders.csv", due_at="channel")})
    write_csv(folder / "data/orders.csv", [ORDER, {**ORDER, "order_no": ""}])
    services = open_services(folder, database)
    assert load(services)[1].refused == 2
    again = replay_dead_letters(services, "shop")
    assert (again.received, len(again.refused)) == (0, 2)
    declare(folder, "shop", shop)
    mended = open_services(folder, database)
    again = replay_dead_letters(mended, "shop")
    assert (again.received, again.new, len(again.refused)) == (1, 1, 1)
    assert query(database, "select touchpoint_key, detail ->> 'channel' from touchpoint") == [
        ("B-1", "web")
    ]
    assert query(database, "select amount from record_total") == [(Decimal("48.95"),)]
    assert [letter.position for letter in dead_letters(database)] == [3]
    with pytest.raises(InputError, match="unknown source"):
        replay_dead_letters(mended, "nowhere")


def test_an_empty_text_is_no_amount_and_a_formula_is_text(folder: Path, database: Database) -> None:
    formula = '=HYPERLINK("http://example.org","x")'
    write_csv(folder / "data/people.csv", [{**ANNA, "email": "a" * 10_000 + "@example.org",
                                            "last_name": formula}])  # fmt: skip
    write_csv(folder / "data/orders.csv", [{**ORDER, "total": ""}])
    load(open_services(folder, database))
    rows = query(
        database,
        "select delivered ->> 'family_name', length(delivered ->> 'email'), standard ->> 'email', "
        "faults ->> 'email' from source_record",
    )
    assert rows == [(formula, 10_012, None, "too_long")]
    assert query(database, "select amount, currency from touchpoint") == [(None, None)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "people.csv"),
        ("", "empty"),
        ("a;b;c\n1;2;3\n", "people.csv"),
        ("no,no,first_name,last_name\n1,2,x,y\n", "no"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_stores_nothing(
    folder: Path, database: Database, content: str | None, message: str
) -> None:
    path = folder / "data/people.csv"
    path.unlink()
    if content is not None:
        path.write_text(content)
    services = open_services(folder, database)
    before = dump(database, without=())
    with pytest.raises(InputError, match=message):
        load_files(services, (), NoProgress())
    assert dump(database, without=()) == before


def test_a_header_without_rows_makes_everybody_gone_only_in_a_full_delivery(
    folder: Path, database: Database
) -> None:
    services = open_services(folder, database)
    load(services)
    (folder / "data/people.csv").write_text(f"{HEADER}\n")
    (folder / "data/orders.csv").write_text("order_no,customer,at,total,status,channel\n")
    people, bought = load(services)
    assert (people.read, people.gone, bought.read) == (0, 2, 0)
    assert query(database, "select count(*) from touchpoint") == [(1,)]


def test_an_unknown_source_is_named(folder: Path, database: Database) -> None:
    with pytest.raises(InputError, match="shop"):
        load_files(open_services(folder, database), ["shup"], NoProgress())
