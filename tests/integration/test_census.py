"""The census: how many consent, of how many something is known, and what metrics tell of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_consents import CONSENTS, TYPE

from klantbeeld.catalog.metrics import Need
from klantbeeld.core.progress import NoProgress
from klantbeeld.metrics.coverage import coverage
from klantbeeld.metrics.feeds import feeds
from klantbeeld.metrics.registry import supplied
from klantbeeld.pipeline.measuring.census import take_census, taken_today
from klantbeeld.pipeline.services import Services
from klantbeeld.store.database import Database
from project_folder import a_person, load, open_services, query, records, write_csv, write_project

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    consents = {**CONSENTS, "files": "data/said.csv"}
    mails = {
        "kind": "touchpoints", "type": "mailing", "key": "no", "record": "customer",
        "occurred_at": "at",
    }  # fmt: skip
    crm = {"customers": records("data/crm.csv"), "said": consents, "mails": mails}
    folder = write_project(tmp_path / "project", {"crm": crm})
    touchpoints = folder / "catalog/touchpoints.yaml"
    mailing = TYPE.replace("consent:\n", "mailing:\n", 1).replace("kind: consent", "kind: visit")
    mailing = mailing.replace("purposes: [customer_service, direct_marketing]",
                              "purposes: [direct_marketing]")  # fmt: skip
    mailing = mailing.replace("[service_agent, marketing_manager]", "[marketing_manager]")
    text = touchpoints.read_text()
    touchpoints.write_text(text + ("" if "\nconsent:\n" in text else TYPE) + mailing)
    names = ("Ann", "Bob", "Cas", "Dirk")
    people = [a_person(str(n), first_name=name) for n, name in enumerate(names, start=1)]
    people[0]["email"] = "ann@example.org"
    write_csv(folder / "data/crm.csv", people)
    at = "2026-02-01T10:00:00+01:00"
    yes = {"at": at, "purpose": "offers", "channel": "mail", "decision": "yes", "text": "v1"}
    write_csv(
        folder / "data/said.csv",
        [{"no": "a", "customer": "1", **yes}, {"no": "b", "customer": "2", **yes},
         {"no": "c", "customer": "2", **yes, "decision": "no", "at": "2026-02-02"}],
    )  # fmt: skip
    opened = open_services(folder, database, lambda: NOW)
    load(opened)
    return opened


def test_everybody_is_counted_once_a_day(services: Services) -> None:
    assert not taken_today(services)
    take_census(services, NoProgress())
    take_census(services, NoProgress())
    assert taken_today(services)
    counts = dict(
        query(
            services.database,
            "select measure || ' ' || part, people || '/' || base from metric_census",
        )
    )
    assert counts["consent direct_marketing"] == "1/4"
    assert counts["field given_name"] == "4/4"
    assert counts["field email"] == "1/4"


def test_a_metric_of_touchpoints_kept_by_consent_tells_how_many_gave_it(services: Services) -> None:
    take_census(services, NoProgress())
    metric = supplied()["new_customers"].model_copy(update={"needs": (Need(kind="visit"),)})
    with services.database.transaction() as transaction:
        (found,) = coverage(
            transaction, services.catalogue, metric, feeds(metric, services.catalogue), NOW.date()
        )
    assert (found.allowed, found.people, found.share) == (1, 4, 0.25)
    assert found.what == services.catalogue.purposes["direct_marketing"].name


def test_a_metric_that_rests_on_no_consent_tells_none(services: Services) -> None:
    take_census(services, NoProgress())
    metric = supplied()["new_customers"]
    with services.database.transaction() as transaction:
        fed = feeds(metric, services.catalogue)
        assert coverage(transaction, services.catalogue, metric, fed, NOW.date()) == ()
