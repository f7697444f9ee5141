"""Contracts in the store: what counts and what does not, what is told, and of whom nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.pipeline.rights.erase_records import erase_records
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.contract_figures import ContractFigures, contract_figures
from klantbeeld.pipeline.valuing.contracts import NotCounted
from klantbeeld.pipeline.valuing.views import whole_figures
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.value_reads import ContractView
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    declare,
    load,
    new_database,
    open_services,
    orders,
    query,
    records,
    write_csv,
)
from value_project import TODAY, deliver, some_customers, value_project

MANAGER = Actor("mia", "marketing_manager", "web")
VALUE = "customer_value"
DAY = TODAY.date()
SUBSCRIPTION = {
    "name": {"nl": "Abonnement", "en": "Subscription"}, "kind": "contract",
    "data_category": "user.behavior.purchase_history", "purposes": ["customer_value"],
    "retention": "2 years", "goal": "earn_more", "roles": ["marketing_manager"],
    "detail": {"ended_on": {"nl": "Beëindigd op", "en": "Ended on"}},
}  # fmt: skip


def _ago(days: int) -> date:
    return DAY - timedelta(days=days)


def _row(number: int, start: date, end: date | str = "", **more: str) -> dict[str, Any]:
    row = {"no": f"S{number}", "customer": f"C{number}", "at": start.isoformat(), "end": str(end)}
    return {**row, "month": "20.00", "money": "EUR", **more}


def _shop(folder: Path, database: Database, rows: list[dict[str, Any]]) -> Services:
    """A shop whose customers C0, C1, ... hold these contracts; margin a quarter."""
    value_project(
        folder,
        {
            "contract": {"touchpoint": "subscription", "end": "ended_on"},
            "lifetime_value": {"margin": 0.25, "yearly_discount": 0.1, "horizon_days": 365},
            "churn": {"horizon_days": 91},
        },
    )
    file = folder / "catalog/touchpoints.yaml"
    types = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump({**types, "subscription": SUBSCRIPTION}, sort_keys=False))
    contracts = {
        "kind": "touchpoints", "type": "subscription", "key": "no", "record": "customer",
        "occurred_at": "at", "amount": "month", "currency": "money",
        "columns": {"end": "ended_on"}, "files": "data/contracts.csv",
    }  # fmt: skip
    declare(
        folder, "shop",
        {"people": records("data/people.csv"), "orders": orders("data/orders.csv"),
         "contracts": contracts},
    )  # fmt: skip
    deliver(folder, *some_customers(60))
    write_csv(folder / "data/contracts.csv", rows)
    services = open_services(folder, database, lambda: TODAY)
    load(services)
    return services


def _told(services: Services) -> ContractFigures:
    found = contract_figures(services)
    assert found is not None
    return found


ROWS = [
    *(_row(n, _ago(400)) for n in range(30)),
    *(_row(n, _ago(400), _ago(200)) for n in range(30, 42)),
    _row(42, _ago(50), _ago(60)),
    _row(43, _ago(50), "soon"),
    _row(44, DAY + timedelta(days=3)),
    _row(45, _ago(50), money="USD"),
    _row(46, _ago(400), DAY + timedelta(days=30)),
    _row(47, _ago(400), "9999-12-31"),
    _row(48, _ago(400), "infinity"),
]


@pytest.fixture(scope="module")
def store(
    embedded_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Path]]:
    with new_database(embedded_url) as database:
        folder = tmp_path_factory.mktemp("contracts") / "p"
        _shop(folder, database, ROWS)
        yield database, folder


@pytest.fixture
def services(store: tuple[Database, Path]) -> Services:
    return open_services(store[1], store[0], lambda: TODAY)


def _person(services: Services, customer: str) -> int:
    rows = query(
        services.database,
        "select person_id from source_record join membership using (record_no)"
        " where source_record_id = %s",
        customer,
    )
    return int(rows[0][0])


def test_what_counts_and_what_does_not(services: Services) -> None:
    found = _told(services)
    assert found.not_counted == NotCounted(1, 2, 1, 1, 0)
    assert (found.contracts, found.running, found.ended_last_year) == (44, 32, 12)
    assert found.announced is None
    assert (found.as_of, found.currency) == (DAY, "EUR")


def test_retention_worth_and_curve_are_those_of_a_small_table(services: Services) -> None:
    """32 ran the whole year of 365 days, 12 until the 200th day before today."""
    found = _told(services)
    months = (32 * 365 + 12 * 165) / (365.25 / 12)
    kept = 2.718281828459045 ** (-12 / months)
    assert found.retention is not None
    assert found.retention.share == pytest.approx(kept)
    assert found.worth is not None
    assert found.worth.monthly_margin == Decimal("5.00")
    month = 1.1 ** (1 / 12)
    each = sum(5 * (kept / month) ** n for n in range(1, 13))
    assert float(found.worth.each) == pytest.approx(each, abs=0.006)
    assert float(found.worth.total) == pytest.approx(32 * each, abs=0.02)
    # Contracts that ended did so after 200 days, in the seventh month: 32 of 44 are left.
    shares = [point.share for point in found.curve]
    assert shares[:7] == [1.0] * 7
    assert shares[7:] == [pytest.approx(32 / 44)] * (len(shares) - 7)
    assert found.curve[6].contracts == 44
    assert found.curve[7].contracts == 32
    assert found.no_curve is None


def test_it_is_tested_on_time_that_it_had_not_seen(services: Services) -> None:
    found = _told(services)
    assert found.test is not None
    assert found.test.on == _ago(91)
    assert (found.test.contracts, found.test.came) == (32, 0)
    # They are of one age: by how long they ran they are all alike.
    assert found.test.brier == pytest.approx(found.test.alike_brier)


def test_all_figures_come_with_them_and_can_be_sent(services: Services) -> None:
    from klantbeeld.cli.output import plain

    found = whole_figures(services)
    assert found.contracts == _told(services)
    assert json.loads(json.dumps(plain(found)))["contracts"]["running"] == 32


def test_the_contract_of_one_person(services: Services) -> None:
    def held(customer: str) -> tuple[ContractView, ...]:
        return services.value.value(MANAGER, VALUE, _person(services, customer)).contracts

    (running,) = held("C0")
    assert (running.since, running.ends_on, running.days) == (_ago(400), None, 91)
    assert running.chance is not None
    assert 0 <= running.chance < 1
    (ending,) = held("C46")
    assert (ending.ends_on, ending.chance) == (DAY + timedelta(days=30), None)
    assert held("C30") == held("C42") == held("C50") == ()


def test_who_objects_is_in_no_figure_and_has_no_contract_on_the_page(services: Services) -> None:
    person = _person(services, "C1")
    services.marking.refuse_profiling(AGENT, "customer_service", person)
    found = _told(services)
    assert found.running == 31
    assert found.left_out == {"no_profiling": 1, "people": 1}
    view = services.value.value(MANAGER, VALUE, person)
    assert (view.contracts, view.left_out) == ((), (Bar.NO_PROFILING,))
    services.marking.allow_profiling(AGENT, "customer_service", person)
    assert _told(services).running == 32


def test_erasure_takes_the_contract(services: Services) -> None:
    person = _person(services, "C2")
    rows = query(services.database, "select record_no from membership where person_id = %s", person)
    erase_records(services, [record for (record,) in rows])
    assert _told(services).running == 31


def test_no_contracts_declared(tmp_path: Path, database: Database) -> None:
    folder = value_project(tmp_path / "p")
    services = open_services(folder, database, lambda: TODAY)
    assert contract_figures(services) is None
    assert whole_figures(services).contracts is None


def test_of_one_contract_nothing_is_told(tmp_path: Path, database: Database) -> None:
    services = _shop(tmp_path / "p", database, [_row(0, _ago(100))])
    found = _told(services)
    nothing = (found.contracts, found.running, found.retention, found.worth, found.test)
    assert nothing == (None,) * 5
    assert found.curve == ()
    assert found.ages == ()
    (held,) = services.value.value(MANAGER, VALUE, _person(services, "C0")).contracts
    assert (held.since, held.chance) == (_ago(100), None)


def test_where_all_have_ended_there_is_a_curve_and_no_worth(
    tmp_path: Path, database: Database
) -> None:
    rows = [_row(n, _ago(300 + n), _ago(20 + n)) for n in range(40)]
    found = _told(_shop(tmp_path / "p", database, rows))
    assert (found.contracts, found.running, found.ended_last_year) == (40, 0, 40)
    assert found.worth is None
    assert found.expected_ends is None
    assert found.curve
