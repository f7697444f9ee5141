"""The people behind a figure are as many as the figure says, and only those who may see it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from klantbeeld.documents.html import as_html
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.measuring.monthly_report import monthly_report
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.errors import NotFound, Refused, TooFewPeople
from klantbeeld.privacy.figure_people import Behind
from klantbeeld.privacy.views import Actor
from klantbeeld.server import create_app
from klantbeeld.store.database import Database
from project_folder import (
    a_person,
    load,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)

NOW = datetime(2026, 4, 10, 12, tzinfo=UTC)
MARKETEER = Actor("mo", "marketing_manager", "web")
AGENT = Actor("anna", "service_agent", "web")
MARCH = date(2026, 3, 1)
FIRST = ("Anna", "Bram", "Cleo", "Dirk", "Wim")
LAST = ("Vries", "Berg", "Dijkstra", "Smit", "Mulder", "Okkema", "Peters", "Zwart")
MONTHS = ("2024-11", "2025-02", "2025-03", "2025-04", "2026-02", "2026-03")


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    """Forty customers, each with orders in another set of the months."""
    shop = {"people": records("data/people.csv"), "orders": orders("data/orders.csv")}
    project = write_project(tmp_path / "project", {"shop": shop})
    people = [
        a_person(
            str(no),
            first_name=FIRST[no % 5],
            last_name=LAST[no // 5],
            email=f"m{no}@post.nl",
            city="Ede" if no % 3 else "Assen",
        )
        for no in range(40)
    ]
    attributes = project / "catalog/attributes.yaml"
    text = attributes.read_text().replace("  type: city\n", "  type: city\n  breakdown: region\n")
    attributes.write_text(text)
    write_csv(project / "data/people.csv", people)
    bought = [
        {"order_no": f"{no}-{month}-{again}", "customer": str(no), "at": f"{month}-05",
         "total": str(10 + no), "status": "sent", "channel": "web"}
        for no in range(40)
        for place, month in enumerate(MONTHS)
        if (no * 5 + no // 7) >> place & 1
        for again in range(1 + no % 2)
    ]  # fmt: skip
    write_csv(project / "data/orders.csv", bought)
    opened = open_services(project, database, lambda: NOW)
    load(opened)
    return opened


def behind(metric: str, group: str, period: date = MARCH, part: str = "") -> Behind:
    return Behind(metric, group, period, "channel" if part else "", part)


@pytest.mark.parametrize(
    ("metric", "group"),
    [
        ("new_customers", "new"),
        ("first_time_customers", "once"),
        ("churn", "lost"),
        ("revenue_per_customer", "buyers"),
    ],
)
def test_there_are_as_many_as_the_figure_counts(
    services: Services, metric: str, group: str
) -> None:
    (view,) = figures.views(services, metric)
    counted = "denominator" if metric == "revenue_per_customer" else "numerator"
    told = {
        str(row["period"]): int(str(row[counted]))
        for row in rows_of(services, view.metric.sql or "")
        if not row["dimension"] and str(row["period"]) <= str(NOW.date())
    }
    assert sum(told.values()) > 0
    for period, number in told.items():
        found = services.figure_people.people(
            AGENT, "customer_service", behind(metric, group, date.fromisoformat(period))
        )
        assert found.total == number, period


def rows_of(services: Services, sql: str) -> list[dict[str, object]]:
    with services.database.transaction() as transaction:
        return transaction.execute(sql).fetchall()


def test_who_was_won_back_are_those_of_the_flow(services: Services) -> None:
    figures.views(services, "churn")
    flow = dict(
        query(services.database, "select month, customers from metric_flow where flow = 'won_back'")
    )
    assert flow
    for month, number in flow.items():
        asked = behind("churn", "won_back", month)
        found = services.figure_people.people(AGENT, "customer_service", asked)
        assert found.total == number


def test_a_region_is_told_apart(services: Services) -> None:
    figures.views(services, "churn")
    told = query(
        services.database,
        "select part, month, customers, new_customers, lost from metric_part_month "
        "where dimension = 'region' and month <= %s",
        MARCH,
    )
    assert {"Ede", "Assen"} <= {part for part, *_ in told}
    groups = (("revenue_per_customer", "buyers"), ("new_customers", "new"), ("churn", "lost"))
    for part, month, *numbers in told:
        for (metric, group), number in zip(groups, numbers, strict=True):
            asked = Behind(metric, group, month, "region", part)
            found = services.figure_people.people(AGENT, "customer_service", asked)
            assert found.total == number, (metric, month, part)
    with pytest.raises(NotFound):
        elsewhere = Behind("churn", "lost", MARCH, "channel", "shop")
        services.figure_people.people(AGENT, "customer_service", elsewhere)


def test_the_largest_come_first_and_the_log_says_which_figure(services: Services) -> None:
    figures.views(services, "churn")
    asked = behind("revenue_per_customer", "buyers", part="shop")
    found = services.figure_people.people(MARKETEER, "customer_insight", asked)
    assert found.total >= 10
    ((detail,),) = query(services.database, "select detail from access_log where actor = 'mo'")
    assert (detail["metric"], detail["period"]) == ("revenue_per_customer", "2026-03-01")
    assert detail["people"] == [person.person_id for person in found.people]
    nobody = behind("revenue_per_customer", "buyers", part="elsewhere")
    assert services.figure_people.people(MARKETEER, "customer_insight", nobody).people == ()


def test_few_people_or_no_sight_of_orders_is_refused(services: Services) -> None:
    figures.views(services, "churn")
    engineer = Actor("daan", "data_engineer", "web")
    with pytest.raises(Refused) as refused:
        services.figure_people.people(engineer, "data_quality", behind("churn", "lost"))
    assert not isinstance(refused.value, TooFewPeople)
    few = behind("new_customers", "new", date(2026, 2, 1))
    assert 0 < services.figure_people.people(AGENT, "customer_service", few).total < 10
    with pytest.raises(TooFewPeople):
        services.figure_people.people(MARKETEER, "customer_insight", few)
    with pytest.raises(NotFound):
        services.figure_people.people(AGENT, "customer_service", behind("churn", "friends"))


def test_a_product_category_is_told_apart(services: Services) -> None:
    with services.database.transaction() as transaction:
        transaction.execute(
            "insert into product (source, product_id, name, category)"
            " values ('shop', 'p', '', 'bread'), ('shop', 'q', '', 'fruit')"
        )
        # Everybody buys bread, and who has an even number fruit in March of 2026.
        transaction.execute(
            "insert into order_line (source, order_key, line_no, product_id, quantity, amount)"
            " select source, touchpoint_key, n, product_id, 1, 5 from touchpoint,"
            " (values (1, 'p'), (2, 'q')) l (n, product_id)"
            " where type = 'order' and (product_id = 'p'"
            " or touchpoint_key like '%2026-03%' and touchpoint_key ~ '^[0-9]*[02468]-')"
        )

    def found(metric: str, group: str, part: str) -> set[int]:
        asked = Behind(metric, group, MARCH, "category", part)
        people = services.figure_people.people(AGENT, "customer_service", asked).people
        return {person.person_id for person in people}

    figures.views(services, "cross_sell")
    everybody = found("transaction_value", "buyers", "bread")
    even = found("transaction_value", "buyers", "fruit")
    assert 0 < len(even) < len(everybody)
    assert found("transaction_value", "buyers", "cheese") == set()
    newcomers = services.figure_people.people(
        AGENT, "customer_service", Behind("new_customers", "new", MARCH)
    )
    new = {person.person_id for person in newcomers.people}
    assert found("cross_sell", "broadened", "fruit") == even - new, "new to who bought before"
    assert found("cross_sell", "broadened", "bread") == set()
    barred = {"offers": {"excluded": {"category": ["Fruit"]}}}
    (services.project / "catalog/value.yaml").write_text(yaml.safe_dump(barred))
    guarded = open_services(services.project, services.database, lambda: NOW)
    asked = Behind("transaction_value", "buyers", MARCH, "category", "fruit")
    with pytest.raises(NotFound, match="excluded"):
        guarded.figure_people.people(AGENT, "customer_service", asked)


def test_a_figure_of_few_is_told_nowhere(services: Services) -> None:
    (new,) = figures.views(services, "new_customers", date(2026, 2, 1))
    assert new.last is not None
    assert (new.last.value, new.last.n, new.last.too_few) == (None, None, True)
    assert new.parts == {}, "nor by its parts"
    counted = {
        row["period"]: row["n"]
        for row in rows_of(services, new.metric.sql or "")
        if not row["dimension"]
    }
    few = {period for period, n in counted.items() if 0 < int(str(n)) < 10}
    assert few == {point.period for point in new.points if point.too_few}
    assert 0 < len(few) < len(counted)
    report = as_html(monthly_report(services, date(2026, 2, 1), "en"))
    assert "too few to tell" in report
    assert "fewer than 10 people" in report
    key = services.accounts.keys.create("board", "marketing_manager", ["read"])
    with TestClient(create_app(services)) as client:
        headers = {"authorization": f"Bearer {key}"}
        asked = "/api/v1/metrics/new_customers?period=2026-02-01"
        told = client.get(asked, headers=headers).json()
    assert (told["value"], told["n"], told["too_few"], told["parts"]) == (None, None, True, {})
