"""Folded answers equal a full recount, whatever was delivered, changed or erased in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.experience import ExperienceRules
from klantbeeld.catalog.load import load_project
from klantbeeld.catalog.meanings import Meaning
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.metrics.fold import fold, recount
from klantbeeld.store.database import Database
from project_folder import new_database, query, records, write_project

TABLES = ("metric_answer_day", "metric_answer_pair_day", "metric_observed_day")
START = datetime(2024, 3, 30, tzinfo=UTC)
"""The clock changes on the second day."""

PUT = """
insert into touchpoint (source, type, touchpoint_key, load_no, occurred_at, due_at, status, detail,
    digest, recorded_at)
values (%(source)s, %(type)s, %(key)s, 1, %(at)s, %(at)s, 'open', %(detail)s::jsonb, '', now())
on conflict (source, type, touchpoint_key) do update
set occurred_at = excluded.occurred_at, detail = excluded.detail, due_at = excluded.due_at
"""
DETAILS = [
    '{"a": "9", "b": "7", "c": "8"}',
    '{"a": "3", "b": "7,5", "c": "1", "remark": "x"}',
    '{"a": "11", "b": "", "c": "goed"}',
    '{"form": "1", "a": "6"}',
    '{"form": "1", "b": "2", "c": "10"}',
    '{"closed": "2024-04-02T10:00", "contacts": "2", "delivered": "2024-02-30"}',
    '{"closed": "morgen", "contacts": "veel", "delivered": "2024-03-31T03:00:00+02:00"}',
    "{}",
]
W = Words(nl="x", en="x")
steps = st.lists(
    st.fixed_dictionaries(
        {
            "do": st.sampled_from(["put", "put", "put", "end", "fold"]),
            "source": st.sampled_from(["shop", "till"]),
            "key": st.sampled_from("abcd"),
            "type": st.sampled_from(["form", "case", "delivery"]),
            "at": st.integers(0, 60).map(lambda hours: START + timedelta(hours=hours)),
            "detail": st.sampled_from(DETAILS),
        }
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = write_project(
        tmp_path_factory.mktemp("answers") / "project", {"shop": {"people": records("a.csv")}}
    )
    declared = load_project(folder)
    order = declared.touchpoints["order"]
    means = {Meaning.CLOSED: "closed", Meaning.CONTACTS: "contacts", Meaning.DELIVERED: "delivered"}
    kinds = {
        "form": (TouchpointKind.SURVEY, {Meaning.FORM: "form", Meaning.REMARK: "remark"}),
        "case": (TouchpointKind.CASE, means),
        "delivery": (TouchpointKind.DELIVERY, means),
    }
    types = {
        name: order.model_copy(update={"kind": kind, "detail": {}, "means": own})
        for name, (kind, own) in kinds.items()
    }
    items = {
        name: {
            "name": W, "text": W, "kind": kind, "scale": (0, 10), "touchpoint": "form",
            "field": name, "pillar": "empathy" if kind == "pillar" else None,
        }
        for name, kind in (("a", "nps"), ("b", "pillar"), ("c", "pillar"))
    }  # fmt: skip
    asked = ExperienceRules.model_validate({"items": items})
    return declared.model_copy(update={"touchpoints": types, "experience": asked})


@pytest.fixture(scope="module")
def store(embedded_url: str) -> Iterator[Database]:
    with new_database(embedded_url) as database:
        yield database


def figures(database: Database) -> dict[str, list[Any]]:
    return {table: query(database, f"select t::text from {table} t order by 1") for table in TABLES}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_folded_answers_equal_a_recount(
    store: Database, catalogue: Catalogue, steps: list[dict[str, Any]]
) -> None:
    with store.transaction() as transaction:
        transaction.execute("delete from touchpoint")
    fold(store, catalogue)
    assert not any(figures(store).values())
    for step in steps:
        if step["do"] == "fold":
            fold(store, catalogue)
            continue
        with store.transaction() as transaction:
            if step["do"] == "put":
                transaction.execute(PUT, step)
            else:
                transaction.execute("delete from touchpoint where touchpoint_key = %(key)s", step)
    fold(store, catalogue)
    folded = figures(store)
    recount(store, catalogue)
    assert folded == figures(store)
