"""Folded figures equal a full recount, whatever happened and however often it was folded.

The store is changed by plain statements, so that no step of the pipeline can hide a way of changing
it that folding does not hear of.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klantbeeld.catalog.attributes import Breakdown
from klantbeeld.catalog.load import load_project
from klantbeeld.catalog.meanings import Meaning
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.metrics.fold import fold, recount
from klantbeeld.metrics.recount import FIGURES
from klantbeeld.store.database import Database, Transaction
from project_folder import new_database, query, write_project
from project_folder import records as records_of

TOLD = (*FIGURES, "metric_answer_day")
START = datetime(2023, 11, 1, tzinfo=UTC)

ORDER = """
insert into touchpoint (source, type, touchpoint_key, load_no, source_record_id, record_no,
    occurred_at, amount, currency, status, detail, digest, recorded_at)
values (%(source)s, %(type)s, %(key)s, 1, 'x', %(record)s, %(at)s, %(amount)s, %(currency)s, 'new',
    %(detail)s::jsonb, '', now())
on conflict (source, type, touchpoint_key) do update
set occurred_at = excluded.occurred_at, amount = excluded.amount, record_no = excluded.record_no,
    detail = excluded.detail, currency = excluded.currency
"""
TOTAL = """
insert into record_total (record_no, type, currency, touchpoints, amount, first_at, last_at)
values (%(record)s, %(type)s, '', 1, 0, now(), now()) on conflict do nothing
"""
LINE = """
insert into order_line (source, order_key, line_no, product_id, quantity, amount)
values (%(source)s, %(key)s, %(line)s, %(product)s, 1, %(amount)s)
on conflict (source, order_key, line_no) do update
set product_id = excluded.product_id, amount = excluded.amount
"""
PRODUCT = """
insert into product (source, product_id, name, category)
values (%(source)s, %(product)s, '', %(category)s)
on conflict (source, product_id) do update set category = excluded.category
"""
GOLDEN = """
insert into person (person_id, display_name, golden, records, sources, folded_at)
values (%(person)s, '', %(golden)s::jsonb, 1, '{}', now())
on conflict (person_id) do update set golden = excluded.golden
"""
MEMBER = """
insert into membership (record_no, person_id) values (%(record)s, %(person)s)
on conflict (record_no) do update set person_id = excluded.person_id
"""

sources, keys, records = (
    st.sampled_from(["shop", "till"]),
    st.sampled_from("abcdef"),
    st.integers(1, 6),
)
moments = st.integers(0, 900 * 24).map(lambda hours: START + timedelta(hours=hours))
amounts = st.integers(-500, 5000).map(lambda cents: cents / 100)
touchpoints = st.fixed_dictionaries(
    {
        "do": st.just("touchpoint"), "source": sources, "key": keys, "at": moments,
        "type": st.sampled_from(["order", "order", "return", "survey", "delivery"]),
        "record": st.one_of(st.none(), records), "amount": st.one_of(st.none(), amounts),
        "currency": st.sampled_from([None, "EUR", "EUR", "USD"]),
        "detail": st.sampled_from(['{}', '{"score": "9", "about": "nps", "order": " a"}',
                                   '{"score": "8,5", "order": "b"}',
                                   '{"score": "good", "about": "csat", "order": "c"}']),
    }
)  # fmt: skip
lines = st.fixed_dictionaries(
    {"do": st.just("line"), "source": sources, "key": keys, "line": st.integers(1, 3),
     "product": st.sampled_from("pq"), "amount": amounts}
)  # fmt: skip
products = st.fixed_dictionaries(
    {"do": st.just("product"), "source": sources, "product": st.sampled_from("pq"),
     "category": st.sampled_from([None, "bread", "fruit"])}
)  # fmt: skip
members = st.fixed_dictionaries(
    {"do": st.just("member"), "record": records, "person": st.integers(1, 4)}
)
goldens = st.fixed_dictionaries(
    {"do": st.just("golden"), "person": st.integers(1, 4),
     "golden": st.sampled_from(['{}', '{"postcode": "3511AB", "city": "Utrecht"}',
                                '{"postcode": "3599ZZ", "city": "Zeist"}',
                                '{"postcode": "1012AB"}'])}
)  # fmt: skip
endings = st.fixed_dictionaries(
    {"do": st.sampled_from(["end_touchpoint", "end_line"]), "source": sources, "key": keys}
)
erasures = st.fixed_dictionaries({"do": st.just("erase"), "record": records})
folding = st.fixed_dictionaries({"do": st.just("fold")})
steps = st.lists(
    st.one_of(
        touchpoints, touchpoints, lines, products, members, goldens, endings, erasures, folding
    ),
    max_size=30,
)  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = write_project(
        tmp_path_factory.mktemp("figures") / "project", {"shop": {"people": records_of("a.csv")}}
    )
    declared = load_project(folder)
    order = declared.touchpoints["order"]
    survey = order.model_copy(
        update={
            "kind": TouchpointKind.SURVEY,
            "detail": {},
            "means": {Meaning.SCORE: "score", Meaning.QUESTION: "about"},
            "words": {"csat": ("CSAT ", "tevreden")},
        }
    )
    back = order.model_copy(update={"kind": TouchpointKind.RETURN})
    delivery = order.model_copy(
        update={"kind": TouchpointKind.DELIVERY, "detail": {}, "means": {Meaning.ORDER: "order"}}
    )
    types = {"order": order, "return": back, "survey": survey, "delivery": delivery}
    kinds = {"postcode": Breakdown.REGION, "city": Breakdown.SEGMENT}
    attributes = {
        name: each.model_copy(update={"breakdown": kinds.get(name)})
        for name, each in declared.attributes.items()
    }
    return declared.model_copy(update={"touchpoints": types, "attributes": attributes})


@pytest.fixture(scope="module")
def store(embedded_url: str) -> Iterator[Database]:
    with new_database(embedded_url) as database:
        yield database


def figures(database: Database) -> dict[str, list[Any]]:
    return {table: query(database, f"select t::text from {table} t order by 1") for table in TOLD}


def do(transaction: Transaction, step: dict[str, Any]) -> None:
    match step["do"]:
        case "touchpoint":
            transaction.execute(ORDER, step)
            if step["record"]:
                transaction.execute(TOTAL, step)
        case "line":
            transaction.execute(LINE, step)
        case "product":
            transaction.execute(PRODUCT, step)
        case "member":
            transaction.execute(MEMBER, step)
        case "golden":
            transaction.execute(GOLDEN, step)
        case "end_touchpoint":
            transaction.execute("delete from touchpoint where touchpoint_key = %(key)s", step)
        case "end_line":
            transaction.execute("delete from order_line where order_key = %(key)s", step)
        case "erase":
            transaction.execute("delete from touchpoint where record_no = %(record)s", step)
            transaction.execute("delete from record_total where record_no = %(record)s", step)
            transaction.execute("delete from membership where record_no = %(record)s", step)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_folded_figures_equal_a_recount(
    store: Database, catalogue: Catalogue, steps: list[dict[str, Any]]
) -> None:
    with store.transaction() as transaction:
        for table in (
            "touchpoint",
            "order_line",
            "product",
            "record_total",
            "membership",
            "person",
        ):
            transaction.execute(f"delete from {table}")
        for record in range(1, 7):
            transaction.execute(
                "insert into source_record (record_no, source, source_record_id, load_no, "
                "seen_in_load, delivered, standard, digest, recorded_at) "
                "values (%s, 'shop', %s, 1, 1, '{}', '{}', '', now()) on conflict do nothing",
                (record, str(record)),
            )
    fold(store, catalogue)
    assert not any(figures(store).values())
    for step in steps:
        if step["do"] == "fold":
            fold(store, catalogue)
        else:
            with store.transaction() as transaction:
                do(transaction, step)
    fold(store, catalogue)
    assert not fold(store, catalogue), "nothing waits after folding"
    folded = figures(store)
    assert recount(store, catalogue) == 0, "nothing was wrong"
    assert folded == figures(store)
