"""The metrics that come along, and what a project's own may ask."""

from __future__ import annotations

import pytest

from klantbeeld.catalog.metric_sql import COLUMNS, people_fault, query_fault
from klantbeeld.metrics.read import wilson
from klantbeeld.metrics.registry import supplied

ANSWER = ", ".join(f"null as {column}" for column in COLUMNS)


def test_every_supplied_metric_may_run() -> None:
    assert len(supplied()) == 28
    for name, metric in supplied().items():
        assert metric.sql is None or query_fault(metric.sql) is None, name
        assert metric.sql is not None or any(need.figure for need in metric.needs), name


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (f"select {ANSWER} from person", "reads `person`"),
        (f"select {ANSWER} from metric_buyer_month", "reads `metric_buyer_month`"),
        (f"select {ANSWER} from public.metric_day", "reads `public.metric_day`"),
        (
            f"select {ANSWER} from person, (with person as (select 1) select * from person) x",
            "reads",
        ),
        (
            f"with x as (select * from source_record) select {ANSWER} from x",
            "reads `source_record`",
        ),
        (f"select {ANSWER} from metric_day where (select count(*) from person) > 0", "reads"),
        (f"select {ANSWER} from query_to_xml('select 1', true, true, '')", "reads"),
        (f"select {ANSWER}, pg_sleep(9) from metric_day", "calls `PG_SLEEP`"),
        ("delete from metric_day", "not one `select`"),
        (f"with x as (delete from metric_day returning 1) select {ANSWER} from x", "not one"),
        (f"select {ANSWER} into stolen from metric_day", "not one `select`"),
        (f"select {ANSWER} from metric_day for update", "not one `select`"),
        (f"select {ANSWER} from metric_day; select 1", "not one `select`"),
        ("select 1 as period from metric_day", "other columns"),
        (
            f"select {ANSWER} from metric_day where type = %(who)s",
            "asks for `who`",
        ),
        (
            f"select {ANSWER} from metric_day where type like '%.x' and source = %(weights)s",
            "single percent",
        ),
        ("selec", "not"),
        ("", "not"),
    ],
)
def test_a_query_that_could_reach_a_person_is_refused(sql: str, said: str) -> None:
    found = query_fault(sql)
    assert found is not None
    assert said.lower() in found[0].lower()


def test_a_query_over_the_figures_may_run() -> None:
    assert query_fault(f"with x as (select * from metric_day) select {ANSWER} from x") is None


def test_wilsons_interval_is_the_published_one() -> None:
    # Newcombe (1998), table I: 81 of 263 gives .2553 to .3662; 0 of 20 gives 0 to .1611.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0.0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_the_people_behind_supplied_metrics_may_be_asked_for() -> None:
    groups = [group for metric in supplied().values() for group in metric.people.values()]
    assert len(groups) >= 8
    assert [people_fault(group.sql) for group in groups] == [None] * len(groups)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select person_id, 1 as weight from person", "reads"),
        ("select person_id from metric_customer", "other columns"),
        ("select person_id, amount as weight from metric_customer where source = %(name)s", "asks"),
        ("select person_id, amount as weight from metric_customer where source = %s", "asks"),
        ("select person_id, pg_sleep(9) as weight from metric_customer", "calls"),
    ],
)
def test_a_query_for_people_reads_buyers_alone(sql: str, told: str) -> None:
    found = people_fault(sql)
    assert found is not None
    assert told in found[0]
