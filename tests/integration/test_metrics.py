"""Figures from delivered orders, through the command and after a merge."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.load import load_project
from klantbeeld.metrics.read import MetricView
from klantbeeld.pipeline.linking.judgements import merge
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.services import Services
from klantbeeld.store.database import Database
from project_folder import (
    ENGINEER,
    a_person,
    load,
    open_services,
    orders,
    records,
    write_csv,
    write_project,
)

NOW = datetime(2025, 4, 10, 12, tzinfo=UTC)
"""A day in April: March is the last whole month."""


def order(no: str, customer: str, at: str, total: str) -> dict[str, str]:
    return {"order_no": no, "customer": customer, "at": at, "total": total,
            "status": "sent", "channel": "web"}  # fmt: skip


@pytest.fixture
def services(tmp_path: Path, database: Database, few_are_told: None) -> Services:
    shop = {"people": records("data/people.csv"), "orders": orders("data/orders.csv")}
    project = write_project(tmp_path / "project", {"shop": shop})
    write_csv(
        project / "data/people.csv",
        [a_person("1", first_name="Anna", last_name="Vries"),
         a_person("2", first_name="Bram", last_name="Berg"),
         a_person("3", first_name="Cleo", last_name="Dijk")],
    )  # fmt: skip
    write_csv(
        project / "data/orders.csv",
        [order("A1", "1", "2024-02-03", "100"), order("A2", "1", "2025-03-04", "50"),
         order("B1", "2", "2025-02-28T23:30:00Z", "30"), order("C1", "3", "2025-03-09", "20"),
         order("C2", "3", "2025-04-02", "500")],
    )  # fmt: skip
    opened = open_services(project, database, lambda: NOW)
    load(opened)
    return opened


def metric(services: Services, name: str) -> MetricView:
    (found,) = figures.views(services, name)
    return found


def test_values_are_of_the_last_whole_month(services: Services) -> None:
    new = metric(services, "new_customers")
    # Half past eleven at night in UTC is March in Amsterdam.
    assert new.last is not None
    assert (new.last.period, new.last.value) == (date(2025, 3, 1), 2)
    assert [point.value for point in new.points] == [1, 2]
    assert new.before is not None
    assert new.before.period == date(2024, 2, 1)
    revenue = metric(services, "revenue_per_customer")
    assert revenue.last is not None
    assert revenue.last.value == pytest.approx(100 / 3)
    assert revenue.points[-1].period == date(2025, 4, 1), "the running month is shown, too"


def test_who_did_not_order_for_a_year_is_lost_and_then_won_back(services: Services) -> None:
    churn = metric(services, "churn")
    assert churn.last is not None
    # Anna ordered in February 2024 and again in March 2025: lost when that month began.
    assert (churn.last.period, churn.last.value, churn.last.n) == (date(2025, 3, 1), 1.0, 1)
    assert metric(services, "retention").last is not None


def test_a_merge_changes_the_past(services: Services) -> None:
    assert metric(services, "new_customers").points[-1].value == 2
    merge(services, ENGINEER, "data_quality", [1, 2])
    load(services)
    assert metric(services, "new_customers").points[-1].value == 1


def test_a_metric_without_its_inputs_says_what_it_needs(services: Services) -> None:
    nps = metric(services, "nps")
    assert nps.last is None
    assert [figures.need_told(need) for need in nps.needs] == [
        "a survey item `nps` of catalog/experience.yaml that some source delivers"
    ]


def test_a_project_adds_a_metric_as_the_guide_shows(services: Services) -> None:
    guide = Path("docs/how-to/add-a-metric.md").read_text(encoding="utf-8")
    own = guide.partition("```yaml\n")[2].partition("```")[0]
    (services.project / "catalog/metrics.yaml").write_text(own, encoding="utf-8")
    assert check_project(services.project) == []
    opened = replace(services, catalogue=load_project(services.project))
    found = metric(opened, "large_orders")
    assert found.last is not None
    # March: of three orders none on a day with more than a hundred euros an order.
    assert (found.last.period, found.last.value, found.last.n) == (date(2025, 3, 1), 0, 3)
    assert found.points[-1].value == 1


def test_a_metric_that_reads_people_is_refused_with_its_line(services: Services) -> None:
    file = services.project / "catalog/metrics.yaml"
    words = "{nl: x, en: x}"
    file.write_text(
        f"stolen:\n  name: {words}\n  formula: {words}\n  pitfalls: {words}\n  goal: earn_more\n"
        "  unit: count\n  direction: up\n  sql: select display_name as period, '' as dimension,"
        " '' as part, 1 as numerator, 1 as denominator, 1 as n from person\n",
        encoding="utf-8",
    )
    (fault,) = check_project(services.project)
    assert fault.where == "catalog/metrics.yaml:8: stolen.sql"
    assert "person" in fault.what
