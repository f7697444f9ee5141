"""What is counted as held equals a recount, whatever came and went and whenever it was added up.

The store is changed by plain statements, several rows at a time, so that no step of the pipeline
can hide a way of changing it that counting does not hear of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantbeeld.pipeline.counts import SQL, held
from klantbeeld.store.database import Database, Transaction
from project_folder import new_database, query

STATEMENTS = {
    "records": """
        insert into source_record (record_no, source, source_record_id, load_no, seen_in_load,
            delivered, standard, digest, recorded_at)
        select n, %(source)s, n::text, 1, 1, '{}', '{}', '', now() from unnest(%(numbers)s) n
        on conflict (record_no) do update set source = source_record.source
    """,
    "end_records": "delete from source_record where record_no = any(%(numbers)s)",
    "touchpoints": """
        insert into touchpoint (source, type, touchpoint_key, load_no, occurred_at, digest,
            recorded_at)
        select %(source)s, 'order', n::text, 1, now(), '', now() from unnest(%(numbers)s) n
        on conflict (source, type, touchpoint_key) do update set version = touchpoint.version + 1
    """,
    "end_touchpoints": "delete from touchpoint where touchpoint_key = any(%(numbers)s::text[])",
    "figures": """
        insert into metric_figure (figure, period, day, part, source, delivery, row_key, value,
            load_no, landed_at)
        select 'visitors', 'day', '2026-01-01', n::text, %(source)s, 'd', '', 1, 1, now()
        from unnest(%(numbers)s) n
        on conflict (figure, period, day, part, source, delivery, row_key)
        do update set value = excluded.value + 1
    """,
    "end_figures": "delete from metric_figure where part = any(%(numbers)s::text[])",
    "people": """
        insert into person (person_id, display_name, golden, records, sources, folded_at)
        select n, '', '{}', %(count)s, %(sources)s, now() from unnest(%(numbers)s) n
        on conflict (person_id) do update
        set records = excluded.records, sources = excluded.sources
    """,
    "end_people": "delete from person where person_id = any(%(numbers)s)",
    "households": """
        insert into household_member (person_id, household_id)
        select n, (select min(m) from unnest(%(numbers)s) m) from unnest(%(numbers)s) n
        on conflict (person_id) do update set household_id = excluded.household_id
    """,
    "end_households": "delete from household_member where household_id = any(%(numbers)s)",
    "begin_anew": "truncate person, household_member",
}
steps = st.lists(
    st.fixed_dictionaries(
        {
            "do": st.sampled_from([*STATEMENTS, "add_up"]),
            "source": st.sampled_from(["shop", "till"]),
            "numbers": st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True),
            "count": st.integers(1, 3),
            "sources": st.sampled_from([["shop"], ["till"], ["shop", "till"]]),
        }
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def store(embedded_url: str) -> Iterator[Database]:
    with new_database(embedded_url) as database:
        with database.transaction() as transaction:
            transaction.execute(
                "insert into load (source, delivery, started_at) values ('shop', 'd', now())"
            )
        yield database


def do(transaction: Transaction, step: dict[str, Any]) -> None:
    transaction.execute(
        SQL["add_up"] if step["do"] == "add_up" else STATEMENTS[step["do"]].encode(), step
    )


@settings(max_examples=60)
@given(steps=steps)
def test_what_is_counted_equals_a_recount(store: Database, steps: list[dict[str, Any]]) -> None:
    for step in steps:
        with store.transaction() as transaction:
            do(transaction, step)
    recounted = query(
        store, "select what, source, number, held from held_count_now order by 1, 2, 3"
    )
    with store.transaction() as transaction:
        counted = [tuple(row.values()) for row in transaction.execute(SQL["held"])]
        assert counted == recounted
        assert held(transaction).everybody == query(store, "select count(*) from person")[0][0]
