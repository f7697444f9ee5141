"""What may not be held is not stored, not logged and not shown: from files, live and by replay."""

from __future__ import annotations

import logging
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.landing.intake import receive, replay_dead_letters
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.status import dead_letters
from klantbeeld.quality.refusals import passes_eleven_test
from klantbeeld.store.database import Database
from project_folder import (
    PEOPLE_COLUMNS,
    a_person,
    load,
    open_services,
    orders,
    query,
    tables_with,
    write_csv,
    write_project,
)

BSN = "123456782"
NOTES = {"kind": "records", "key": "no", "columns": {**PEOPLE_COLUMNS, "note": "note",
                                                     "card": "loyalty_card"}}  # fmt: skip
NOTE_ATTRIBUTE = {
    "name": {"nl": "Notitie", "en": "Note"}, "type": "text", "data_category": "user.content",
    "purposes": ["customer_service"], "retention": "2 years", "goal": "serve_better",
    "roles": ["service_agent"],
}  # fmt: skip


def _open(tmp_path: Path, database: Database, shop: dict[str, Any], **note: Any) -> Services:
    folder = write_project(tmp_path / "project", {"shop": shop})
    file = folder / "catalog/attributes.yaml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump({**declared, "note": {**NOTE_ATTRIBUTE, **note}}))
    return open_services(folder, database)


def _refusals(services: Services) -> list[tuple[Any, ...]]:
    return query(
        services.database,
        "select source, delivery, field, position, rule, amount from refusal order by refusal_no",
    )


def _numbers(count: int, *, bsn: bool) -> list[str]:
    dice = random.Random(7)
    found: list[str] = []
    while len(found) < count:
        digits = f"{dice.randrange(10_000_000, 10**9):09}"
        if not bsn or passes_eleven_test(digits):
            found.append(digits)
    return found


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("note", f"BSN van klant: {BSN}"),
        ("note", "123.456.782"),
        ("last_name", BSN),
        ("city", f"Utrecht {BSN}"),
        ("card", BSN),
        ("mobile", f"bsn {BSN}"),
        ("born", BSN),
        ("email", f"bsn {BSN}@winkel.example"),
        ("no", BSN),
    ],
)
def test_a_number_is_refused_in_any_field_and_kept_nowhere(
    tmp_path: Path, database: Database, caplog: pytest.LogCaptureFixture, field: str, value: str
) -> None:
    caplog.set_level(logging.DEBUG)
    services = _open(tmp_path, database, {"people": NOTES})
    good = a_person("1", first_name="Anna", last_name="Vriesema")
    bad = {**a_person("2", first_name="Bram"), field: value}
    receipt = receive(services, "shop", "people", [good, bad])
    assert (receipt.new, len(receipt.refused)) == (1, 1)
    assert field in receipt.refused[0].reason
    assert _refusals(services) == [("shop", "people", field, 2, "bsn", 1)]
    for text in (BSN, "123.456.782"):
        assert tables_with(database, text) == []
        assert text not in repr(receipt)
        assert text not in caplog.text


def test_a_bare_number_that_a_source_knows_as_its_own_is_kept(
    tmp_path: Path, database: Database
) -> None:
    shop = {"people": NOTES, "orders": orders(columns={"remark": "channel"})}
    services = _open(tmp_path, database, shop)
    told = {**a_person("1", first_name="Anna"), "note": f"zie {BSN}"}
    refused = receive(services, "shop", "people", [told])
    assert (refused.new, len(refused.refused)) == (0, 1)
    assert "own_numbers" in refused.refused[0].mend

    order = {"order_no": BSN, "customer": "1", "at": "2026-01-02", "total": "1"}
    file = services.project / "sources/shop.yaml"
    declared = {**yaml.safe_load(file.read_text(encoding="utf-8")), "own_numbers": ["1234#####"]}
    file.write_text(yaml.safe_dump(declared), encoding="utf-8")
    with_forms = open_services(services.project, database)
    assert receive(with_forms, "shop", "orders", [order]).new == 1
    assert receive(with_forms, "shop", "people", [{**told, "no": "2"}]).new == 1
    # Without its form too, now that it was delivered as the number of an order.
    assert receive(services, "shop", "people", [{**told, "no": "3"}]).new == 1
    named = {**told, "no": "4", "note": f"geboren in 1980, {BSN}"}
    assert receive(with_forms, "shop", "people", [named]).new == 0


def test_a_file_is_looked_through_and_replay_takes_the_row_in_without_the_number(
    tmp_path: Path, database: Database
) -> None:
    services = _open(tmp_path, database, {"people": {**NOTES, "files": "data/people.csv"}})
    rows = [{**a_person(str(no), first_name="Anna"), "note": "", "card": ""} for no in range(1, 5)]
    rows[2]["note"] = f"Gaf {BSN} door; belt terug"
    rows[3]["card"] = BSN
    write_csv(services.project / "data/people.csv", rows)
    (report,) = load(services)
    assert (report.new, report.refused) == (2, 2)
    assert _refusals(services) == [
        ("shop", "people", "note", 4, "bsn", 1),
        ("shop", "people", "card", 5, "bsn", 1),
    ]
    assert tables_with(database, BSN) == []
    assert [letter.position for letter in dead_letters(database)] == [5, 4]
    replay_dead_letters(services, "shop")
    stored = dict(
        query(database, "select source_record_id, delivered ->> 'note' from source_record")
    )
    assert stored["3"] == "Gaf ••••••••• door; belt terug"
    assert stored["4"] is None
    assert dead_letters(database) == ()


def test_own_numbers_are_kept_once_the_column_has_shown_what_it_holds(
    tmp_path: Path, database: Database
) -> None:
    services = _open(tmp_path, database, {"people": {**NOTES, "files": "data/people.csv"}})
    own = _numbers(200, bsn=False)
    assert any(map(passes_eleven_test, own))
    write_csv(
        services.project / "data/people.csv",
        [{**a_person(no, first_name="Anna"), "note": "", "card": no} for no in own],
    )
    (report,) = load(services)
    assert (report.new, report.refused) == (200, 0)
    assert _refusals(services) == []
    (counted,) = query(database, "select numbers, passing from number_column where field = 'card'")
    assert counted == (200, sum(map(passes_eleven_test, own)))
    # A live row of the same column is judged by what it delivered before.
    late = {**a_person("900", first_name="Late"), "card": BSN}
    assert receive(services, "shop", "people", [late]).new == 1


def test_a_column_of_numbers_is_refused_whole_and_the_rows_land_without_it(
    tmp_path: Path, database: Database
) -> None:
    services = _open(tmp_path, database, {"people": {**NOTES, "files": "data/people.csv"}})
    numbers = _numbers(50, bsn=True)
    write_csv(
        services.project / "data/people.csv",
        [{**a_person(f"K{at}"), "note": "", "card": no} for at, no in enumerate(numbers)],
    )
    (report,) = load(services)
    assert (report.new, report.refused) == (50, 0)
    assert _refusals(services) == [("shop", "people", "card", None, "bsn_column", 50)]
    assert all(tables_with(database, no) == [] for no in numbers[:3])


def test_a_key_of_such_numbers_stops_the_load_and_says_why(
    tmp_path: Path, database: Database
) -> None:
    services = _open(tmp_path, database, {"people": {**NOTES, "files": "data/people.csv"}})
    rows = [{**a_person(no), "note": "", "card": ""} for no in _numbers(50, bsn=True)]
    write_csv(services.project / "data/people.csv", rows)
    with pytest.raises(InputError, match="the column no holds citizen service numbers"):
        load(services)
    assert query(database, "select count(*) from source_record") == [(0,)]
    assert tables_with(database, str(rows[0]["no"])) == []


def test_a_text_about_health_is_stored_and_flagged_until_somebody_looks(
    tmp_path: Path, database: Database
) -> None:
    shop = {"people": NOTES, "orders": orders(columns={"remark": "channel"})}
    services = _open(tmp_path, database, shop)
    told = {**a_person("1", first_name="Anna"), "note": "Heeft diabetes"}
    receive(services, "shop", "people", [told, a_person("2")])
    order = {"order_no": "B1", "customer": "1", "at": "2026-01-02", "total": "1",
             "remark": "klant is zwanger"}  # fmt: skip
    receive(services, "shop", "orders", [order])
    flags = (
        "select source_record_id, field, category, record_no is null, reviewed_at is null "
        "from flagged_text order by 1, 2 desc"
    )
    waiting = [("1", "note", "health", False, True), ("1", "channel", "health", True, True)]
    assert query(database, flags) == waiting
    with database.transaction() as transaction:
        transaction.execute("update flagged_text set reviewed_at = now(), verdict = 'harmless'")
    receive(services, "shop", "people", [{**told, "note": "Heeft diabetes en haast"}])
    assert [row[-1] for row in query(database, flags)] == [True, False]


def test_a_text_about_health_is_refused_where_the_catalogue_says_so(
    tmp_path: Path, database: Database
) -> None:
    services = _open(tmp_path, database, {"people": NOTES}, free_text="refuse")
    receipt = receive(services, "shop", "people", [{**a_person("1"), "note": "Heeft diabetes"}])
    assert receipt.new == 0
    assert "seems to tell of health" in receipt.refused[0].reason
    assert tables_with(database, "diabetes") == []
    assert _refusals(services) == [("shop", "people", "note", 1, "special_category", 1)]


def _switch_off(folder: Path, *purposes: str) -> None:
    file = folder / "catalog/purposes.yaml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    for name in purposes:
        declared[name]["active"] = False
    file.write_text(yaml.safe_dump(declared, sort_keys=False), encoding="utf-8")


def test_what_serves_no_purpose_that_is_on_is_not_stored_and_counted(
    tmp_path: Path, database: Database
) -> None:
    shop = {"people": {**NOTES, "files": "data/people.csv"}, "orders": orders("data/orders.csv")}
    services = _open(tmp_path, database, shop)
    folder = services.project
    write_csv(
        folder / "data/people.csv",
        [{**a_person("1", first_name="Anna"), "note": "Belt graag", "card": ""}],
    )
    write_csv(
        folder / "data/orders.csv",
        [{"order_no": "B1", "customer": "1", "at": "2026-01-02", "total": "9", "status": "new",
          "channel": "web"}],
    )  # fmt: skip
    _switch_off(folder, "customer_service", "order_fulfilment", "customer_insight",
                "fiscal_administration")  # fmt: skip
    off = open_services(folder, database)
    reports = {report.delivery: report for report in load(off)}
    assert reports["people"].new == 1
    assert "note" in reports["people"].dropped_columns
    assert reports["orders"].state == "not_kept"
    assert tables_with(database, "Belt graag") == []
    assert query(database, "select count(*) from touchpoint") == [(0,)]

    live = receive(off, "shop", "people", [{**a_person("2"), "note": "Belt graag"}])
    assert live.dropped_fields == ("note",)
    with pytest.raises(InputError, match="no purpose that is switched on"):
        receive(off, "shop", "orders", [{"order_no": "B2"}])
    # Switched on again, the same file is another delivery: what was left out is read now.
    receive(services, "shop", "people", [{**a_person("2"), "note": "Belt graag"}])
    assert load(services)[0].state == "loaded"
    assert len(query(database, "select 1 from source_record where delivered ? 'note'")) == 2
