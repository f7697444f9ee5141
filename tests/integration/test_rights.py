"""Access, portability and rectification: everything is told, taken along, and put right."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.documents.html import as_html
from klantbeeld.documents.pdf import as_pdf
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.rights.about import tables
from klantbeeld.pipeline.rights.copy import as_json, copy_for
from klantbeeld.pipeline.rights.portability import portable_for
from klantbeeld.pipeline.rights.rectify import rectify
from klantbeeld.pipeline.rights.report import access_report
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.requests.state import Identified, Kind, State, Why
from klantbeeld.profile import term_pages
from klantbeeld.store.database import Database
from klantbeeld.store.holdings import COLLEAGUE, SECRET, holdings
from project_folder import (
    AGENT,
    a_person,
    load,
    new_database,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)

SERVICE = "customer_service"
WHO = {"first_name": "Xantippe", "last_name": "Quispel", "email": "xantippe@quispel.example",
       "mobile": "06-12345678", "street": "Oudegracht", "number": "12", "postcode": "3511 AB",
       "city": "Utrecht"}  # fmt: skip
LINES = {
    "kind": "order_lines", "files": "data/lines.csv", "order": "order_no", "product": "product",
    "quantity": "number", "amount": "paid",
}  # fmt: skip
SOURCES = {
    "shop": {
        "people": records("data/people.csv"),
        "orders": orders("data/orders.csv"),
        "lines": LINES,
    },
    "till": {"cards": records("data/cards.csv")},
}


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    folder = write_project(tmp_path / "project", SOURCES)
    other = {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"}
    write_csv(folder / "data/people.csv", [a_person("X-1", **WHO), a_person("B-1", **other)])
    write_csv(folder / "data/cards.csv", [a_person("K-1", **WHO)])
    bought = {"customer": "X-1", "at": "2025-06-01T10:00:00+02:00", "total": "12.50",
              "status": "sent", "channel": "web"}  # fmt: skip
    write_csv(folder / "data/orders.csv", [{"order_no": "B1", **bought}])
    write_csv(
        folder / "data/lines.csv",
        [{"order_no": "B1", "product": "P1", "number": "1", "paid": "12.50"}],
    )
    opened = open_services(folder, database)
    load(opened)
    return opened


def ready(services: Services, kind: Kind, language: str = "nl") -> int:
    asked = services.requests.open(AGENT, SERVICE, kind, 1, language=language)
    services.requests.identified(AGENT, SERVICE, asked.request_no, Identified.QUESTIONS)
    return asked.request_no


def golden(services: Services, person_id: int = 1) -> dict[str, str]:
    (found,) = query(services.database, "select golden from person where person_id = %s", person_id)
    values: dict[str, str] = found[0]
    return values


# Access


def _markers(services: Services, number: int) -> Iterator[str]:
    """A marker in every column of text of every table that can hold anything of person 1."""
    with services.database.transaction() as transaction:
        # What a row refers to elsewhere plays no part here.
        for row in transaction.execute(REFERENCES).fetchall():
            drop = sql.SQL("alter table {} drop constraint {}")
            names = (sql.Identifier(row["name"]), sql.Identifier(row["conname"]))
            transaction.execute(drop.format(*names))
        views = {row["viewname"] for row in transaction.execute("select viewname from pg_views")}
        for table in tables():
            if table in ("search_page", "search_word") or table in views:
                continue
            yield from _plant(transaction, table, number)


def _fixed(table: str, number: int) -> dict[str, Any]:
    """The columns by which a row of this table is about person 1."""
    hooks = {
        "record": 1, "person": 1, "request": number, "profile": 77, "order": "B1",
        "source_record": "X-1",
    }  # fmt: skip
    row: dict[str, Any] = {}
    for hook, columns in holdings()[table].hangs_on.items():
        for at, column in enumerate(columns):
            paired = hook in ("order", "source_record") and at == 0
            row[column] = "shop" if paired else hooks.get(hook)
    known: dict[str, dict[str, Any]] = {
        "organisation_link": {"profile_a": 77, "profile_b": 78},
        "organisation_record": {"profile": 77},
        "source_record": {"source": "shop", "source_record_id": "X-1"},
        "dead_letter": {
            "source": "shop", "delivery": "people",
            "delivered": Jsonb({"no": "X-1", "x": "planted in dead_letter.delivered"}),
        },
    }  # fmt: skip
    pair = {"record_a": 1, "record_b": 2} if "record_a" in row else {}
    return row | pair | known.get(table, {})


def _plant(transaction: Any, table: str, number: int) -> Iterator[str]:
    holding, row = holdings()[table], _fixed(table, number)
    if table == "dead_letter":
        yield "planted in dead_letter.delivered"
    for column in transaction.execute(COLUMNS, (table,)).fetchall():
        name = column["column_name"]
        hidden = holding.columns.get(name) in (SECRET, COLLEAGUE)
        if name in row or column["is_identity"] == "YES":
            continue
        value, marked = _value(table, column)
        if name == "entry_no":  # the log takes no change, only a line more
            value = 999
        if column["refers"] == "rights_request":
            value = number
        row[name] = value
        if marked and not hidden:
            yield marked
    statement = sql.SQL("insert into {} ({}) values ({}) on conflict do nothing").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() for _ in row),
    )
    if transaction.execute(statement, list(row.values())).rowcount:
        return
    keys = next(iter(holding.hangs_on.values()))
    told = [n for n in row if n not in keys and isinstance(row[n], str | Jsonb | list)]
    if told:
        sets = [sql.SQL("{} = {}").format(sql.Identifier(n), sql.Placeholder()) for n in told]
        conditions = [sql.SQL("{} = {}").format(sql.Identifier(n), sql.Placeholder()) for n in keys]
        update = sql.SQL("update {} set {} where {}").format(
            sql.Identifier(table), sql.SQL(", ").join(sets), sql.SQL(" and ").join(conditions)
        )
        transaction.execute(update, [row[name] for name in (*told, *keys)])


REFERENCES = "select conrelid::regclass::text as name, conname from pg_constraint where contype='f'"
COLUMNS = """
    select c.column_name, c.data_type, c.is_identity, c.is_nullable = 'YES' as nullable, (
        select string_agg(pg_get_constraintdef(k.oid), ' ')
        from pg_constraint k
        where k.conrelid = c.table_name::regclass and k.contype = 'c'
          and c.ordinal_position = any(k.conkey)
    ) as allowed, (
        select k.confrelid::regclass::text from pg_constraint k
        where k.conrelid = c.table_name::regclass and k.contype = 'f'
          and c.ordinal_position = any(k.conkey) limit 1
    ) as refers
    from information_schema.columns c
    where c.table_schema = 'public' and c.table_name = %s
    order by c.ordinal_position
"""


def _value(table: str, column: dict[str, Any]) -> tuple[Any, str | None]:
    marker = f"planted in {table}.{column['column_name']}"
    allowed = re.search(r"'([a-z0-9_]+)'::text", column["allowed"] or "")
    if allowed:
        return allowed[1], None
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    values = {
        "text": (marker, marker),
        "jsonb": (Jsonb({marker: "2026-03-01"}), marker),
        "ARRAY": ([marker], marker),
        "bytea": (b"x", None),
        "boolean": (True, None),
        "date": (moment.date(), None),
        "timestamp with time zone": (moment, None),
    }
    return values.get(column["data_type"], (None if column["nullable"] else 1, None))


def test_every_column_of_every_table_is_in_the_copy(services: Services) -> None:
    number = ready(services, Kind.ACCESS)
    markers = set(_markers(services, number))
    assert len(markers) > 60
    copy = copy_for(services, AGENT, SERVICE, number)
    told = json.dumps(as_json(copy), default=str, ensure_ascii=False)
    missing = [marker for marker in sorted(markers) if marker not in told]
    assert missing == [], "\n".join(missing)


def test_the_copy_tells_all_and_nothing_of_others(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(term_pages, "PAGED_FROM", 1)
    receive(services, "shop", "people", [a_person("X-1", **{**WHO, "city": "Zeist"})])
    link_waiting(services, NoProgress())
    services.gate.person(AGENT, SERVICE, 1)
    services.gate.person(AGENT, SERVICE, 2)
    number = ready(services, Kind.ACCESS)
    copy = copy_for(services, AGENT, SERVICE, number)
    held = copy.tables
    assert {row["delivered"]["city"] for row in held["source_record"]} == {"Zeist", "Utrecht"}
    assert held["source_record_version"][0]["delivered"]["city"] == "Utrecht"
    assert held["order_line"][0]["product_id"] == "P1"
    assert {row["term"] for row in held["search_page"]} >= {"3511AB 12", "quispel xantippe"}
    assert [row["role"] for row in held["access_log"]] == ["service_agent"] * 3
    told = json.dumps(as_json(copy), default=str)
    assert "Okkerse" not in told
    assert "anna" not in told
    assert services.requests.get(AGENT, SERVICE, number).state is State.CARRIED_OUT
    # The copy can be made anew; the register does not count that as another answer.
    copy_for(services, AGENT, SERVICE, number)
    request = services.requests.answered(AGENT, SERVICE, number)
    assert [event.kind.value for event in request.events] == [
        "received", "identified", "carried_out", "answered",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_report_says_it_in_words(services: Services, language: str) -> None:
    number = ready(services, Kind.ACCESS, language)
    report = access_report(copy_for(services, AGENT, SERVICE, number))
    text = as_html(report)
    for value in (
        "Quispel",
        "06-12345678",
        "+31612345678",
        "B1",
        "P1",
        "X-1",
        "K-1",
        "Autoriteit Persoonsgegevens",
        "privacy@voorbeeldwinkel.example",
    ):
        assert value in text
    assert as_pdf(report).startswith(b"%PDF")


def test_nobody_gets_a_copy_before_it_is_sure_who_asks(services: Services) -> None:
    asked = services.requests.open(AGENT, SERVICE, Kind.ACCESS, 1)
    with pytest.raises(InputError, match="who asks"):
        copy_for(services, AGENT, SERVICE, asked.request_no)
    services.requests.refuse(AGENT, SERVICE, asked.request_no, Why.NOT_IDENTIFIED)
    with pytest.raises(InputError, match="carried out or closed"):
        copy_for(services, AGENT, SERVICE, asked.request_no)


# Portability


def test_what_is_taken_along_makes_the_same_person_elsewhere(
    services: Services, embedded_url: str, tmp_path: Path
) -> None:
    rectify(services, AGENT, SERVICE, ready(services, Kind.RECTIFICATION), {"city": "De Bilt"})
    portable = portable_for(services, AGENT, SERVICE, ready(services, Kind.PORTABILITY))
    assert json.loads(json.dumps(portable.as_json()))["sources"]["till"]["cards"][0]["no"] == "K-1"
    folder = write_project(tmp_path / "elsewhere", SOURCES)
    packed = zipfile.ZipFile(io.BytesIO(portable.as_zip()))
    for name in packed.namelist():
        if name.endswith(".csv"):
            (folder / "data").mkdir(exist_ok=True)
            (folder / "data" / Path(name).name).write_bytes(packed.read(name))
    with new_database(embedded_url) as database:
        elsewhere = open_services(folder, database)
        load(elsewhere)
        assert golden(elsewhere) == golden(services)
        mine, theirs = (each.gate.person(AGENT, SERVICE, 1) for each in (services, elsewhere))
        assert [(t.type, t.amount, t.currency) for t in theirs.totals] == [
            (t.type, t.amount, t.currency) for t in mine.totals
        ]
        (item,) = theirs.timeline
        assert (item.touchpoint_key, item.lines, item.detail) == ("B1", 1, {"channel": "web"})
        assert item.occurred_at == mine.timeline[0].occurred_at


# Rectification


def corrected(services: Services, **values: str) -> None:
    rectify(services, AGENT, SERVICE, ready(services, Kind.RECTIFICATION), values)


def test_a_correction_beats_later_deliveries_until_the_source_says_the_same(
    services: Services,
) -> None:
    corrected(services, family_name="Quispels", phone="0687654321")
    assert (golden(services)["family_name"], golden(services)["phone"]) == (
        "Quispels", "+31687654321",
    )  # fmt: skip
    view = services.gate.person(AGENT, SERVICE, 1)
    assert {record.faults.get("phone") for record in view.records} == {"corrected"}
    assert {record.values["phone"] for record in view.records} == {"06-12345678"}
    # The old value again, another one, and a new record of a third kind: it stands.
    receive(services, "shop", "people", [a_person("X-1", **{**WHO, "city": "Zeist"})])
    moved = {**WHO, "city": "Zeist"}
    receive(services, "till", "cards", [a_person("K-1", **{**moved, "mobile": "0611111111"})])
    receive(services, "till", "cards", [a_person("K-9", **{**moved, "mobile": "0622222222"})])
    link_waiting(services, NoProgress())
    assert golden(services)["phone"] == "+31687654321"
    assert golden(services)["city"] == "Zeist"
    # The shop has put it right: there the value is its own again.
    right = {**WHO, "last_name": "Quispels", "mobile": "06 8765 4321"}
    receive(services, "shop", "people", [a_person("X-1", **right)])
    link_waiting(services, NoProgress())
    assert golden(services)["phone"] == "+31687654321"
    ended = query(
        services.database,
        "select record_no, attribute, ended_why from correction where ended_at is not null "
        "order by 1, 2",
    )
    assert ended == [(1, "family_name", "confirmed"), (1, "phone", "confirmed")]
    assert services.gate.search(AGENT, SERVICE, "quispels")[0].person_id == 1
    assert verify_store(services, NoProgress()).ok


def test_a_correction_is_found_and_its_trail_is_kept(services: Services) -> None:
    corrected(services, email="x@quispel.example")
    corrected(services, email="xq@quispel.example")
    assert services.gate.search(AGENT, SERVICE, "xq@quispel.example")[0].person_id == 1
    trail = query(
        services.database,
        "select value, ended_why from correction where record_no = 1 order by correction_no",
    )
    assert trail == [("x@quispel.example", "replaced"), ("xq@quispel.example", None)]


def test_a_value_can_be_taken_away(services: Services) -> None:
    corrected(services, phone=" ")
    assert "phone" not in golden(services)
    receive(services, "shop", "people", [a_person("X-1", **{**WHO, "city": "Zeist"})])
    link_waiting(services, NoProgress())
    assert "phone" not in golden(services)


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"email": "nonsense"}, "not valid"),
        ({"shoe_size": "43"}, "not declared"),
        ({"street": "111222333"}, "citizen service number"),
        ({}, "nothing to correct"),
    ],
)
def test_what_cannot_be_a_correction(
    services: Services, values: dict[str, str], match: str
) -> None:
    number = ready(services, Kind.RECTIFICATION)
    with pytest.raises(InputError, match=match) as error:
        rectify(services, AGENT, SERVICE, number, values)
    assert not any(value in str(error.value) for value in values.values())
    assert services.requests.get(AGENT, SERVICE, number).state is State.READY


# The register of requests


def test_the_term_is_extended_only_in_the_first_month(tmp_path: Path, database: Database) -> None:
    now = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    folder = write_project(tmp_path / "project", SOURCES)
    services = open_services(folder, database, lambda: now[0])
    receive(services, "shop", "people", [a_person("X-1", **WHO)])
    link_waiting(services, NoProgress())
    requests = services.requests
    first = requests.open(AGENT, SERVICE, Kind.ACCESS, 1)
    late = requests.open(AGENT, SERVICE, Kind.ACCESS, 1)
    now[0] += timedelta(days=20)
    extended = requests.extend(AGENT, SERVICE, first.request_no, Why.COMPLEX)
    assert (str(first.due_on), str(extended.due_on)) == ("2026-04-02", "2026-06-02")
    with pytest.raises(InputError, match="extended before"):
        requests.extend(AGENT, SERVICE, first.request_no, Why.COMPLEX)
    with pytest.raises(InputError, match="no such reason"):
        requests.extend(AGENT, SERVICE, late.request_no, Why.UNFOUNDED)
    now[0] += timedelta(days=20)
    requests.identified(AGENT, SERVICE, late.request_no, Identified.KNOWN_CONTACT)
    now[0] -= timedelta(days=30)  # the machine's clock is set back: no time is won
    with pytest.raises(InputError, match="too late"):
        requests.extend(AGENT, SERVICE, late.request_no, Why.COMPLEX)
    assert [request.request_no for request in requests.pending(AGENT, SERVICE)] == [
        late.request_no, first.request_no,
    ]  # fmt: skip
    assert requests.pending(AGENT, SERVICE)[0].days_left < 0


def test_a_request_from_the_future_or_about_nobody(services: Services) -> None:
    with pytest.raises(InputError, match="after now"):
        services.requests.open(
            AGENT, SERVICE, Kind.ACCESS, 1, received_at=datetime(2100, 1, 1, tzinfo=UTC)
        )
    with pytest.raises(InputError, match="way of coming in"):
        services.requests.open(AGENT, SERVICE, Kind.ACCESS, 1, via="pigeon")
