"""Figures are read anew when, and only when, something that they rest on was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from klantbeeld.catalog.metric_sql import TABLES, tells_the_moment
from klantbeeld.metrics import kept
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.services import Services
from klantbeeld.store.database import Database
from project_folder import (
    MovingClock,
    a_person,
    load,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)
from statements import statements


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2025, 4, 10, 12, tzinfo=UTC))


@pytest.fixture
def services(
    tmp_path: Path, database: Database, few_are_told: None, clock: MovingClock
) -> Services:
    shop = {"people": records("p.csv"), "orders": orders("o.csv")}
    project = write_project(tmp_path / "project", {"shop": shop})
    write_csv(project / "p.csv", [a_person("1", first_name="Anna", last_name="Vries")])
    write_csv(project / "o.csv", [order("1", "2025-03-04")])
    opened = open_services(project, database, clock)
    load(opened)
    return opened


def order(no: str, at: str, total: str = "50") -> dict[str, str]:
    return {"order_no": no, "customer": "1", "at": at, "total": total, "status": "", "channel": ""}


def test_what_did_not_change_is_not_read_again(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = figures.views(services)
    with statements(monkeypatch) as sent:
        assert figures.views(services) == first
    asked = {view.metric.sql for view in first}
    assert not asked.intersection(sent)
    # Whose turn it is, what is declared and waits, and what was written: for any number of metrics.
    assert len(sent) <= 20


def test_what_came_in_is_seen_at_once(services: Services) -> None:
    (before,) = figures.views(services, "transaction_value")
    write_csv(
        services.project / "o.csv", [order("1", "2025-03-04"), order("2", "2025-03-05", "150")]
    )
    load(services)
    (after,) = figures.views(services, "transaction_value")
    assert before.last is not None
    assert after.last is not None
    assert (before.last.value, after.last.value) == (50, 100)


def test_only_what_rests_on_it_is_read_again(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = {view.id: view for view in figures.views(services)}
    with services.database.transaction() as transaction:
        transaction.execute("update metric_ship_day set orders = orders")
    with statements(monkeypatch) as sent:
        figures.views(services)
    assert views["new_customers"].metric.sql not in sent


def test_another_day_or_catalogue_is_read_anew(services: Services, clock: MovingClock) -> None:
    (now,) = figures.views(services, "new_customers")
    clock.now = datetime(2026, 3, 2, tzinfo=UTC)
    assert now.last is not None
    (later,) = figures.views(services, "new_customers", date(2025, 3, 1))
    assert later.last == now.last
    clock.now = datetime(2025, 3, 20, tzinfo=UTC)
    (earlier,) = figures.views(services, "new_customers")
    assert (earlier.last, earlier.running) == (None, True)
    emptied = services.catalogue.model_copy(update={"sources": {}})
    assert figures.views(replace(services, catalogue=emptied), "new_customers")[0].needs


def test_every_table_of_figures_tells_that_it_was_written(database: Database) -> None:
    read = {table for name in TABLES for table in kept.VIEWS.get(name, (name,))}
    told = query(
        database,
        "select tgrelid::regclass::text from pg_trigger where tgname = 'written'",
    )
    assert read <= {table for (table,) in told}
    made_of = query(
        database,
        "select view_name, table_name from information_schema.view_table_usage "
        "where view_name = any(%s)",
        sorted(TABLES),
    )
    assert {(view, table) for view, tables in kept.VIEWS.items() for table in tables} == set(
        made_of
    )


def test_what_was_noted_adds_up(services: Services) -> None:
    database = services.database
    with database.transaction() as transaction:
        before = kept.written(transaction)
        transaction.execute("update metric_setting set currency = currency")
        transaction.execute(kept.SQL["add_up"])
        after = kept.written(transaction)
    assert after == {**before, "metric_setting": before.get("metric_setting", 0) + 1}


@pytest.mark.parametrize(
    ("sql", "tells"),
    [
        ("select now() as period", True),
        ("select localtimestamp as period", True),
        ("select 'NOW'::timestamp as period", True),
        ("select random() as numerator", True),
        ("select current_date as period", False),
        ("select day as period from metric_day", False),
    ],
)
def test_a_query_that_asks_the_time_is_known(sql: str, tells: bool) -> None:
    assert tells_the_moment(sql) is tells
