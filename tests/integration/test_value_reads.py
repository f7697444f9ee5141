"""One person's estimates through the gate: by purpose, logged, and gone for who objects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.training import train
from klantbeeld.privacy.errors import NotFound, Refused, TooFewPeople
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.views import Actor
from klantbeeld.server import create_app
from klantbeeld.store.database import Database
from project_folder import AGENT, ENGINEER, load, new_database, open_services, query
from value_project import TODAY, deliver, some_customers, value_project

MANAGER = Actor("mia", "marketing_manager", "web")
VALUE = "customer_value"


@pytest.fixture(scope="module")
def shop(
    embedded_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Path]]:
    folder = value_project(tmp_path_factory.mktemp("shop") / "p", {"churn": {"horizon_days": 42}})
    deliver(folder, *some_customers(80))
    with new_database(embedded_url) as database:
        services = open_services(folder, database, lambda: TODAY)
        load(services)
        train(services, NoProgress())
        yield database, folder


@pytest.fixture
def services(shop: tuple[Database, Path]) -> Services:
    return open_services(shop[1], shop[0], lambda: TODAY)


def _somebody(services: Services, at: int = 0) -> int:
    rows = query(services.database, "select person_id from person_value order by value desc, 1")
    return int(rows[at][0])


def _logged(services: Services, person_id: int) -> list[tuple[str, bool]]:
    return [
        (action, allowed)
        for action, allowed in query(
            services.database,
            "select action, allowed from access_log where person_id = %s order by entry_no",
            person_id,
        )
    ]


def test_the_estimates_with_what_they_rest_on(services: Services) -> None:
    person = _somebody(services)
    view = services.value.value(MANAGER, VALUE, person)
    assert view.value is not None
    assert view.low is not None
    assert view.high is not None
    assert 0 <= view.low <= view.value <= view.high > 0
    assert view.churn is not None
    assert 0 < view.churn < 1
    assert (view.as_of, view.churn_days) == (date(2026, 3, 1), 42)
    assert view.behaviour is not None
    assert view.behaviour.purchases > 3
    assert view.behaviour.rhythm_days is not None
    assert view.behaviour.churn_then is not None
    assert view.stage is not None
    assert view.stage.last_on == view.behaviour.last_on
    assert _logged(services, person)[-1] == ("value", True)


@pytest.mark.parametrize(
    ("actor", "purpose"),
    [(MANAGER, "customer_insight"), (AGENT, "customer_service"), (ENGINEER, VALUE)],
)
def test_no_score_for_another_purpose_or_role(
    services: Services, actor: Actor, purpose: str
) -> None:
    with pytest.raises(Refused):
        services.value.value(actor, purpose, _somebody(services))
    refused = query(
        services.database, "select action, allowed from access_log order by entry_no desc limit 1"
    )
    assert refused == [("value", False)]


def test_of_who_objects_nothing_is_told_but_why(services: Services) -> None:
    person = _somebody(services, 2)
    services.marking.refuse_profiling(AGENT, "customer_service", person)
    view = services.value.value(MANAGER, VALUE, person)
    assert view.left_out == (Bar.NO_PROFILING,)
    estimates = (view.value, view.low, view.high, view.churn, view.behaviour, view.stage)
    assert estimates == (None,) * 6


def test_nobody_with_this_number(services: Services) -> None:
    with pytest.raises(NotFound):
        services.value.value(MANAGER, VALUE, 10**9)


def test_the_people_behind_a_part_are_told_for_the_same_purpose_and_not_of_few(
    services: Services,
) -> None:
    database, reads = services.database, services.value
    parts = query(database, "select dimension, part, customers from metric_value_part")
    told = {(dimension, part): int(customers) for dimension, part, customers in parts}
    for (dimension, part), customers in told.items():
        by = {"risk": "chance"}.get(dimension, dimension)
        if not by or not customers:
            continue
        if customers < 10:
            with pytest.raises(TooFewPeople):
                reads.people(MANAGER, VALUE, (by, part))
        else:
            assert reads.people(MANAGER, VALUE, (by, part)).total == customers
    richest = reads.people(MANAGER, VALUE, ("channel", "shop"), most=3)
    assert [person.person_id for person in richest.people] == [
        _somebody(services, at) for at in range(3)
    ]
    with pytest.raises(Refused) as refused:
        reads.people(MANAGER, "customer_insight", ("channel", "shop"))
    assert refused.value.allowed_purposes == (VALUE,)
    with pytest.raises(NotFound):
        reads.people(MANAGER, VALUE, ("shoe size", "43"))
    services.accounts.create("mo", "a long enough password", "marketing_manager")
    client = TestClient(create_app(services), follow_redirects=False)
    found = services.accounts.sign_in("mo", "a long enough password")
    assert found is not None
    client.cookies.set("klantbeeld_session", found.token)
    assert client.get("/value/people?by=channel&part=shop").status_code == 403
    assert client.get("/value/people?by=chance&part=b7").status_code == 404
    assert "by=channel&amp;part=shop" in client.get("/value").text
