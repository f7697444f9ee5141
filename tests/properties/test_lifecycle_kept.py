"""Stages, moves and figures kept up to date equal those told anew, whatever happened on the way.

The store is changed by plain statements, so that no step of the pipeline can hide a way of changing
it that the lifecycle does not hear of.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klantbeeld.catalog.load import load_project
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.metrics.fold import fold, take_waiting
from klantbeeld.pipeline.valuing.lifecycle import restage
from klantbeeld.store.database import Database
from project_folder import new_database, query, write_project
from project_folder import records as records_of

TABLES = ("person_stage", "person_stage_move", "metric_stage_flow", "metric_stage_month",
          "lifecycle_alert", "value_left_out")  # fmt: skip
START = datetime(2024, 11, 1, tzinfo=UTC)

ORDER = """
insert into touchpoint (source, type, touchpoint_key, load_no, source_record_id, record_no,
    occurred_at, amount, currency, status, detail, digest, recorded_at)
values ('shop', %(type)s, %(key)s, 1, 'x', %(record)s, %(at)s, %(amount)s, %(currency)s, 'new',
    '{}', '', now())
on conflict (source, type, touchpoint_key) do update
set occurred_at = excluded.occurred_at, amount = excluded.amount, record_no = excluded.record_no,
    currency = excluded.currency
"""
TOTAL = """
insert into record_total (record_no, type, currency, touchpoints, amount, first_at, last_at)
values (%(record)s, 'order', '', 1, 0, now(), now()) on conflict do nothing
"""
MEMBER = """
insert into membership (record_no, person_id) values (%(record)s, %(person)s)
on conflict (record_no) do update set person_id = excluded.person_id
"""
PEOPLE = (
    "delete from person p "
    "where not exists (select from membership m where m.person_id = p.person_id)",
    "insert into person (person_id, display_name, golden, records, sources, folded_at) "
    "select distinct person_id, '', '{}'::jsonb, 1, '{}'::text[], now() from membership "
    "on conflict do nothing",
)
OBJECT = """
insert into record_mark (record_no, kind, ground, since, actor, via)
values (%(record)s, 'no_profiling', 'asked', now(), 'x', 'web')
"""

days = st.integers(0, 700)
touchpoints = st.fixed_dictionaries(
    {
        "do": st.just("touchpoint"), "key": st.sampled_from("abcdefgh"),
        "type": st.sampled_from(["order", "order", "order", "return"]),
        "record": st.integers(1, 5), "at": days.map(lambda day: START + timedelta(days=day)),
        "amount": st.integers(-500, 5000).map(lambda cents: cents / 100),
        "currency": st.sampled_from([None, "EUR", "USD"]),
    }
)  # fmt: skip
members = st.fixed_dictionaries(
    {"do": st.just("member"), "record": st.integers(1, 5), "person": st.integers(1, 4)}
)
erasures = st.fixed_dictionaries({"do": st.just("erase"), "record": st.integers(1, 5)})
objections = st.fixed_dictionaries({"do": st.just("object"), "record": st.integers(1, 5)})
waits = st.fixed_dictionaries({"do": st.just("wait"), "days": st.integers(1, 80)})
telling = st.fixed_dictionaries({"do": st.just("tell")})
steps = st.lists(
    st.one_of(touchpoints, touchpoints, members, erasures, objections, waits, telling), max_size=30
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = write_project(
        tmp_path_factory.mktemp("lifecycle") / "project", {"shop": {"people": records_of("a.csv")}}
    )
    declared = load_project(folder)
    order = declared.touchpoints["order"]
    back = order.model_copy(update={"kind": TouchpointKind.RETURN})
    organisation = declared.organisation.model_copy(update={"lost_after_months": 3})
    name = declared.value.purpose
    purpose = declared.purposes[name].model_copy(update={"active": True})
    purposes = {**declared.purposes, name: purpose}
    return declared.model_copy(
        update={
            "purposes": purposes,
            "touchpoints": {"order": order, "return": back},
            "organisation": organisation,
        }
    )


@pytest.fixture(scope="module")
def store(embedded_url: str) -> Iterator[Database]:
    with new_database(embedded_url) as database:
        yield database


def kept(database: Database) -> dict[str, list[Any]]:
    return {table: query(database, f"select t::text from {table} t order by 1") for table in TABLES}


def do(database: Database, step: dict[str, Any]) -> None:
    with database.transaction() as transaction:
        match step["do"]:
            case "touchpoint":
                transaction.execute(ORDER, step)
                transaction.execute(TOTAL, step)
            case "member":
                transaction.execute(MEMBER, step)
            case "object":
                transaction.execute(OBJECT, step)
            case "erase":
                transaction.execute("delete from touchpoint where record_no = %(record)s", step)
                transaction.execute("delete from record_total where record_no = %(record)s", step)
                transaction.execute("delete from membership where record_no = %(record)s", step)
        for statement in PEOPLE:
            transaction.execute(statement)


def tell(database: Database, catalogue: Catalogue, today: date, also: list[int]) -> None:
    """As the worker does: folds, and tells whoever waits; a new day tells everybody."""
    fold(database, catalogue)
    with database.transaction() as transaction:
        restage(transaction, catalogue, [*take_waiting(transaction, 1000), *also], today)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_what_is_kept_equals_telling_everything_anew(
    store: Database, catalogue: Catalogue, steps: list[dict[str, Any]]
) -> None:
    with store.transaction() as transaction:
        for table in ("touchpoint", "record_total", "membership", "record_mark", "person"):
            transaction.execute(f"delete from {table}")
        transaction.execute("update lifecycle_state set day = null, rules = '', worth_from = null")
        for record in range(1, 6):
            transaction.execute(
                "insert into source_record (record_no, source, source_record_id, load_no, "
                "seen_in_load, delivered, standard, digest, recorded_at) "
                "values (%s, 'shop', %s, 1, 1, '{}', '{}', '', now()) on conflict do nothing",
                (record, str(record)),
            )
    today = date(2025, 3, 10)
    tell(store, catalogue, today, [])
    assert not any(kept(store).values())
    for step in steps:
        if step["do"] == "wait":
            today += timedelta(days=step["days"])
            tell(store, catalogue, today, [])
            with store.transaction() as transaction:
                restage(transaction, catalogue, None, today)
        elif step["do"] == "tell":
            tell(store, catalogue, today, [])
        else:
            do(store, step)
            if step["do"] == "object":
                tell(store, catalogue, today, [1, 2, 3, 4])
    tell(store, catalogue, today, [])
    with store.transaction() as transaction:
        restage(transaction, catalogue, None, today)
    told = kept(store)
    with store.transaction() as transaction:
        transaction.execute("update lifecycle_state set day = null, rules = '', worth_from = null")
        restage(transaction, catalogue, None, today)
    assert told == kept(store)
