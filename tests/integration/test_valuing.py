"""Scores of people in the store: trained, kept right by every change, gone with who objects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.linking.judgements import merge, undo
from klantbeeld.pipeline.measuring.figures import views
from klantbeeld.pipeline.rights.copy import held_about
from klantbeeld.pipeline.rights.erase_records import erase_records
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.lifecycle_figures import groups_of, standing
from klantbeeld.pipeline.valuing.scoring import rescore, settle, turn
from klantbeeld.pipeline.valuing.training import train
from klantbeeld.pipeline.valuing.views import figures
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.subject import OWN_DATA, data_subject
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import AGENT, load, new_database, open_services, query, write_project
from project_folder import records as people_delivery
from value_project import TODAY, an_order, deliver, some_customers, value_project

PARTS = (
    "select dimension, part, customers, value, before, arrived, bought, away, per_purchase, active,"
    " round(leaving, 4), leaving_value from metric_value_part where customers <> 0 order by 1, 2"
)
RECOUNT = """
    select d.dimension, d.part, count(*), sum(value), sum(before), sum(arrived), sum(bought),
           sum(away), sum(per_purchase), count(*) filter (where active),
           round(coalesce(sum(churn) filter (where active), 0), 4),
           coalesce(sum(round(churn * greatest(recent, 0), 2)) filter (where active), 0)
    from person_value
    cross join lateral (values ('', ''), ('channel', channel),
        ('cohort', to_char(first_on, 'YYYY-MM')),
        ('risk', case when active then 'a' else 's' end || least(floor(churn * 10), 9)::int::text)
    ) d (dimension, part)
    group by 1, 2 order by 1, 2
"""
FLOW = (
    "select month, from_stage, to_stage, customers, amount from metric_stage_flow order by 1, 2, 3"
)
FLOW_RECOUNT = """
    select month, from_stage, to_stage, count(*), sum(worth) from person_stage_move
    group by 1, 2, 3 order by 1, 2, 3
"""
Sums = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def shop(
    embedded_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Path]]:
    """A shop with 120 customers, loaded and trained."""
    folder = value_project(tmp_path_factory.mktemp("shop") / "p", {"churn": {"horizon_days": 42}})
    deliver(folder, *some_customers(120))
    with new_database(embedded_url) as database:
        services = open_services(folder, database, lambda: TODAY)
        load(services)
        train(services, NoProgress())
        yield database, folder


@pytest.fixture
def services(shop: tuple[Database, Path]) -> Services:
    return open_services(shop[1], shop[0], lambda: TODAY)


def _whole(database: Database) -> Sums:
    return query(
        database,
        "select person_id, first_on, last_on, channel, value, low, high, before, arrived, bought,"
        " away, per_purchase, churn, active, recent from person_value order by person_id",
    )


def _value(database: Database, person_id: int) -> Sums:
    return query(database, "select value from person_value where person_id = %s", person_id)


def _moves(database: Database, person_id: int) -> Sums:
    return query(database, "select month from person_stage_move where person_id = %s", person_id)


def _records(database: Database, person_id: int) -> list[int]:
    rows = query(database, "select record_no from membership where person_id = %s", person_id)
    return [record for (record,) in rows]


def _anybody(database: Database, at: int = 0) -> int:
    rows = query(database, "select person_id from person_value order by value desc, person_id")
    return int(rows[at][0])


def test_training_scores_everybody_and_the_sums_are_those_of_the_scores(services: Services) -> None:
    database = services.database
    assert query(database, "select count(*) from person_value")[0][0] == 120
    assert query(database, PARTS) == query(database, RECOUNT)
    kinds = query(database, "select kind, version, state from value_model order by 1, 2")
    assert kinds == [("churn", 1, "live"), ("lifetime_value", 1, "live")]
    odd = query(
        database,
        "select count(*) from person_value where value not between low and high or low < 0"
        " or value <> before + arrived + bought + away + per_purchase or churn not between 0 and 1",
    )
    assert odd == [(0,)]
    months = query(database, "select month, customers from metric_clv_month where dimension = ''")
    assert len({month for month, _ in months}) == len(months) > 6


def test_the_stages_tell_what_their_customers_are_worth(services: Services) -> None:
    groups = {group.stage: group for group in standing(services).groups}
    told = query(
        services.database,
        "select s.stage, count(*), count(v.value), sum(v.value)"
        " from person_stage s left join person_value v using (person_id) group by 1",
    )
    assert told
    for stage, customers, valued, value in told:
        group = groups[stage]
        assert (group.customers, group.valued, group.lifetime_value) == (customers, valued, value)
    assert sum(group.valued for group in groups.values()) == 120
    few = groups_of(standing(services), 10_000)
    assert few.groups == ()


def test_an_order_is_scored_in_one_turn_as_scoring_everybody_would(services: Services) -> None:
    database, folder = services.database, services.project
    person = _anybody(database, 60)
    customer = query(
        database,
        "select source_record_id from source_record join membership using (record_no)"
        " where person_id = %s",
        person,
    )[0][0]
    before = _value(database, person)
    people, rows = some_customers(120)
    rows.append(an_order("LATE", customer, TODAY - timedelta(hours=2), 250))
    deliver(folder, people, rows)
    load(services)
    settle(services, NoProgress())
    assert _value(database, person) > before
    live, sums = _whole(database), query(database, PARTS)
    assert sums == query(database, RECOUNT)
    rescore(services, NoProgress())
    assert _whole(database) == live
    assert query(database, PARTS) == sums


def test_who_objects_is_gone_at_once_and_comes_back_when_it_is_taken_back(
    services: Services,
) -> None:
    database, person = services.database, _anybody(services.database)
    whole = query(database, PARTS)
    services.marking.refuse_profiling(AGENT, "customer_service", person)
    assert _value(database, person) == []
    assert query(database, PARTS) == query(database, RECOUNT) != whole
    settle(services, NoProgress())
    assert _value(database, person) == []
    services.marking.allow_profiling(AGENT, "customer_service", person)
    settle(services, NoProgress())
    assert query(database, PARTS) == whole


def test_a_customer_who_refuses_profiling_on_the_own_page_vanishes_at_once(
    services: Services,
) -> None:
    database, person = services.database, _anybody(services.database, 11)
    records = _records(database, person)
    with database.transaction() as transaction:
        assert "person_value" in held_about(services, transaction, records)
    before, stages_before = figures(services), standing(services)
    assert before.totals is not None
    customer = data_subject(records)
    services.marking.refuse_profiling(customer, OWN_DATA, person)
    assert _value(database, person) == []
    assert query(database, PARTS) == query(database, RECOUNT)
    after, stages = figures(services), standing(services)
    assert after.totals is not None
    assert after.totals.customers == before.totals.customers - 1
    assert after.totals.value < before.totals.value
    assert stages.groups[0] == stages_before.groups[0], "a buyer became a prospect"
    assert sum(group.customers for group in stages.groups[1:]) == 119
    assert _moves(database, person) == []
    assert query(database, FLOW) == query(database, FLOW_RECOUNT)
    assert (stages.left_out, after.standing.left_out) == (1, {"people": 1})
    settle(services, NoProgress())
    assert figures(services).standing.left_out == {"no_profiling": 1, "people": 1}
    assert standing(services) == stages
    rescore(services, NoProgress())
    assert figures(services).standing.left_out == {"no_profiling": 1, "people": 1}
    totals = figures(services).totals
    assert totals is not None
    assert (totals.customers, totals.value) == (119, after.totals.value)
    manager = Actor("mia", "marketing_manager", "web")
    view = services.value.value(manager, "customer_value", person)
    assert (view.value, view.churn, view.left_out) == (None, None, (Bar.NO_PROFILING,))
    with database.transaction() as transaction:
        assert "person_value" not in held_about(services, transaction, records)
    services.marking.allow_profiling(customer, OWN_DATA, person)
    settle(services, NoProgress())
    rescore(services, NoProgress())
    assert figures(services).totals == before.totals
    assert figures(services).standing.left_out == {}
    assert standing(services) == stages_before


def test_the_metric_is_the_average_of_the_scores(services: Services) -> None:
    (view,) = views(services, "lifetime_value")
    assert view.last is not None
    mean = query(services.database, "select avg(value) from person_value")[0][0]
    assert view.last.value == pytest.approx(float(mean), rel=1e-6)
    assert len(view.points) > 6


def test_who_objects_is_not_learnt_from(services: Services) -> None:
    database, person = services.database, _anybody(services.database, 3)
    services.marking.object(AGENT, "customer_service", person, "customer_value")
    made = train(services, NoProgress())
    assert {version.told["buyers"] for version in made.versions} == {119}
    assert made.versions[0].told["left_out"] == {"objected": 1, "people": 1}
    states = query(database, "select state from value_model where kind = 'churn' order by version")
    assert [state for (state,) in states] == ["retired", "live"]
    assert _value(database, person) == []


def test_an_objection_to_something_else_changes_nothing(services: Services) -> None:
    database, person = services.database, _anybody(services.database, 5)
    before = _value(database, person)
    services.marking.object(AGENT, "customer_service", person)
    settle(services, NoProgress())
    assert _value(database, person) == before


def test_erasure_leaves_no_score(services: Services) -> None:
    database, person = services.database, _anybody(services.database, 7)
    erase_records(services, _records(database, person))
    assert _value(database, person) == []
    assert query(database, PARTS) == query(database, RECOUNT)
    settle(services, NoProgress())
    assert _value(database, person) == []


def test_a_new_day_scores_everybody(services: Services) -> None:
    database = services.database
    person = _anybody(database, 9)
    before = _value(database, person)
    tomorrow = open_services(services.project, database, lambda: TODAY + timedelta(days=1))
    turn(tomorrow)
    assert query(database, "select day from value_state")[0][0].day == 2
    assert _value(database, person) != before
    assert turn(tomorrow) == 0


def test_merged_people_are_scored_as_one_and_apart_again(services: Services) -> None:
    database = services.database
    settle(services, NoProgress())
    whole = _whole(database)
    one, other = sorted((_anybody(database, 20), _anybody(database, 21)))
    decision = merge(services, AGENT, "customer_service", [one, other])
    settle(services, NoProgress())
    assert _value(database, other) == []
    assert _value(database, one) != []
    assert query(database, PARTS) == query(database, RECOUNT)
    undo(services, AGENT, "customer_service", decision.judgements)
    settle(services, NoProgress())
    assert _whole(database) == whole


def test_without_a_purpose_nobody_is_scored(tmp_path: Path, database: Database) -> None:
    folder = write_project(tmp_path / "p", {"shop": {"people": people_delivery("data/people.csv")}})
    deliver(folder, *some_customers(3))
    services = open_services(folder, database, lambda: TODAY)
    load(services)
    with pytest.raises(InputError, match="customer_value"):
        train(services, NoProgress())
    settle(services, NoProgress())
    assert query(database, "select count(*) from person_value") == [(0,)]


def test_too_little_is_kept_with_its_reason(tmp_path: Path, database: Database) -> None:
    folder = value_project(tmp_path / "p")
    deliver(folder, *some_customers(1))
    services = open_services(folder, database, lambda: TODAY)
    load(services)
    made = train(services, NoProgress())
    assert made.scored == 0
    assert [version.state for version in made.versions] == ["refused", "refused"]
    assert made.versions[0].told["trouble"]["code"] == "too_few_customers"
