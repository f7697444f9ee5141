"""Figures of data that is odd: refunds as orders, other currencies, quiet months, own queries that
fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.cli.output import in_digits
from klantbeeld.metrics.asking import Trouble
from klantbeeld.metrics.fold import recount
from klantbeeld.metrics.read import MetricView
from klantbeeld.pipeline.landing.figure_rows import FigureError, FigureReader
from klantbeeld.pipeline.landing.load import FileReport
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.services import Services
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

NOW = datetime(2025, 7, 10, 12, tzinfo=UTC)
ONE = "date_trunc('month', day)::date as period, '' as dimension, '' as part"


def order(no: str, customer: str, at: str, total: str, currency: str = "") -> dict[str, str]:
    return {"order_no": no, "customer": customer, "at": at, "total": total, "currency": currency,
            "status": "sent", "channel": "web"}  # fmt: skip


def opened(
    folder: Path,
    database: Database,
    rows: Sequence[Mapping[str, Any]],
    own: Mapping[str, str] | None = None,
) -> tuple[Services, list[FileReport]]:
    """A shop with three customers and these orders, and metrics of its own: name -> query."""
    shop = {
        "people": records("data/people.csv"),
        "orders": orders("data/orders.csv", currency="currency"),
    }
    project = write_project(folder / "project", {"shop": shop})
    names = (("Anna", "Vries"), ("Bram", "Berg"), ("Cleo", "Dijk"))
    write_csv(
        project / "data/people.csv",
        [a_person(str(n), first_name=a, last_name=b) for n, (a, b) in enumerate(names, 1)],
    )
    write_csv(project / "data/orders.csv", rows)
    said = {"nl": "x", "en": "x"}
    told = {"name": said, "formula": said, "pitfalls": said, "goal": "earn_more", "unit": "count",
            "direction": "up"}  # fmt: skip
    metrics = {name: {**told, "sql": sql} for name, sql in (own or {}).items()}
    (project / "catalog/metrics.yaml").write_text(yaml.safe_dump(metrics))
    services = open_services(project, database, lambda: NOW)
    return services, load(services)


def metric(services: Services, name: str) -> MetricView:
    (found,) = figures.views(services, name)
    return found


def values(services: Services, name: str) -> dict[str, float | None]:
    return {f"{point.period:%m}": point.value for point in metric(services, name).points}


def test_an_order_of_less_than_nothing_is_a_return(
    tmp_path: Path, database: Database, few_are_told: None
) -> None:
    rows = [
        order("A1", "1", "2025-05-04", "100"), order("A2", "1", "2025-05-06", "-40"),
        order("B1", "2", "2025-05-07", "50"), order("C1", "3", "2025-05-08", "-10"),
    ]  # fmt: skip
    services, _ = opened(tmp_path, database, rows)
    assert values(services, "new_customers") == {"05": 2}, "who only sent back bought nothing"
    assert values(services, "first_time_customers") == {"05": 1}, "a refund is no second order"
    assert values(services, "transaction_value") == {"05": 75}
    assert values(services, "revenue_per_customer")["05"] == pytest.approx((100 - 40 + 50) / 2)
    assert recount(database, services.catalogue) == 0


def test_orders_in_another_currency_are_counted_as_left_out(
    tmp_path: Path, database: Database, few_are_told: None
) -> None:
    rows = [
        order("A1", "1", "2025-06-04", "100", "eur"), order("A2", "1", "2025-06-05", "50", "€"),
        order("B1", "2", "2025-06-07", "70", "GBP"), order("B2", "2", "2025-05-07", "70", "gbp"),
        order("C1", "3", "2025-06-07", "70", "twenty"),
    ]  # fmt: skip
    services, reports = opened(tmp_path, database, rows)
    assert [each.refused for each in reports if each.delivery == "orders"] == [1]
    assert query(database, "select distinct currency from touchpoint order by 1") == [
        ("EUR",), ("GBP",)
    ]  # fmt: skip
    found = metric(services, "new_customers")
    assert found.last is not None
    assert (found.last.period, found.last.value) == (date(2025, 6, 1), 1)
    assert found.other_currency == 1, "of the period that is shown"
    assert metric(services, "linked_data").other_currency == 0, "counts them all"


def test_a_month_in_which_nobody_came_or_went_has_a_figure(
    tmp_path: Path, database: Database, few_are_told: None
) -> None:
    rows = [order("A1", "1", "2025-02-04", "1"), order("B1", "2", "2025-06-04", "1")]
    services, _ = opened(tmp_path, database, rows)
    quiet = {"03": 0, "04": 0, "05": 0, "06": 0, "07": 0}
    assert values(services, "churn") == quiet
    assert values(services, "retention") == dict.fromkeys(quiet, 1)


@pytest.mark.parametrize("at", ["1900-01-01", "9999-12-31", "1970-01-01T00:00:00Z", "0001-01-02"])
def test_a_date_that_systems_fill_in_is_no_moment(
    tmp_path: Path, database: Database, at: str
) -> None:
    rows = [order("A1", "1", at, "1"), order("A2", "1", "1970-01-02", "1")]
    _, reports = opened(tmp_path, database, rows)
    assert [(each.new, each.refused) for each in reports if each.delivery == "orders"] == [(1, 1)]


@pytest.mark.parametrize(
    ("sql", "trouble"),
    [
        (f"select {ONE}, 1 / (touchpoints - touchpoints) as numerator, 1 as denominator, 50 as n "
         "from metric_day", Trouble.DIVISION),
        (f"select {ONE}, d.nowhere as numerator, 1 as denominator, 50 as n from metric_day d",
         Trouble.UNKNOWN_COLUMN),
        (f"select {ONE}, 'NaN'::numeric as numerator, 1 as denominator, 50 as n from metric_day",
         Trouble.ODD_ANSWER),
        ("select date_trunc('month', day) as period, '' as dimension, '' as part, 1 as numerator, "
         "1 as denominator, 50 as n from metric_day", Trouble.ODD_ANSWER),
        (f"select {ONE}, 1 as numerator, 1 as denominator, null as n from metric_day",
         Trouble.ODD_ANSWER),
        (f"select {ONE}, touchpoints as numerator, 1 as denominator, 50 as n from metric_day",
         Trouble.ODD_ANSWER),
        (f"select {ONE}, part::numeric as numerator, 1 as denominator, 50 as n from metric_day, "
         "(select 'many' as part) x", Trouble.FAILED),
    ],
)  # fmt: skip
def test_a_query_of_the_project_that_fails_fails_alone(
    tmp_path: Path, database: Database, few_are_told: None, sql: str, trouble: Trouble
) -> None:
    rows = [order("A1", "1", "2025-05-04", "100"), order("A2", "1", "2025-05-05", "100")]
    services, _ = opened(tmp_path, database, rows, {"own": sql})
    found = {view.id: view for view in figures.views(services)}
    assert found["own"].trouble is trouble
    assert found["own"].points == ()
    assert "catalog/metrics.yaml: own.sql" in (figures.trouble_told(found["own"]) or "")
    assert found["new_customers"].last is not None, "the others are told"


def test_fewer_visitors_than_none_are_refused_and_a_credit_is_not() -> None:
    told = {"kind": "figures", "day": "day", "value": "number"}
    row = {"day": "2025-05-01", "number": "-4"}
    visitors = FigureDelivery.model_validate({**told, "figure": "visitors", "period": "month"})
    with pytest.raises(FigureError, match="less than nothing"):
        FigureReader(visitors, "EUR").read(row)
    costs = FigureDelivery.model_validate({**told, "figure": "acquisition_cost"})
    assert FigureReader(costs, "EUR").read(row).value == "-4.00"


def test_numbers_of_commands_are_digits() -> None:
    told = [in_digits(number) for number in (None, 0, -0.00001, 0.05, 12.3456, 999.99, 155512345.6)]
    assert told == ["", "0", "0", "0.05", "12.35", "1000", "155,512,346"]
