"""Decisions by people: they hold, and undoing one restores exactly what stood before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.judgements import Decision, merge, split, undo
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.linking.rebuild import rebuild
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.errors import Refused
from klantbeeld.privacy.views import Actor, TimelineQuery
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    ENGINEER,
    a_person,
    dump,
    load,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)

# Records 1 and 2 are one person to any model, 3 and 4 another; 5 stands alone.
ROWS = [
    {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"},
    {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"},
    {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"},
    {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"},
    {"first_name": "Cees", "last_name": "Tolsma", "email": "cees@tolsma.example"},
]
FILLING = [
    {"first_name": first, "last_name": last, "email": f"{first}.{last}@mail.example"}
    for first in ("Daan", "Emma", "Finn", "Gijs")
    for last in ("Aalders", "Buma", "Croon", "Dral", "Evers", "Faber")
]

DERIVED = ("membership", "person", "record_total", "touchpoint", "search_term", "link")


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Iterator[Services]:
    shop = {"people": records("data/people.csv"), "orders": orders("data/orders.csv")}
    folder = write_project(tmp_path / "project", {"shop": shop})
    people = [a_person(str(n), **row) for n, row in enumerate([*ROWS, *FILLING], start=1)]
    write_csv(folder / "data/people.csv", people)
    write_csv(
        folder / "data/orders.csv",
        [
            {"order_no": f"B{n}", "customer": str(n), "at": f"2025-03-0{n}", "total": str(n),
             "status": "", "channel": ""}
            for n in range(1, 6)
        ],
    )  # fmt: skip
    opened = open_services(folder, database)
    load(opened)
    assert _people(opened)[:5] == [1, 1, 3, 3, 5]
    yield opened
    assert verify_store(opened, NoProgress()).ok


def _people(services: Services) -> list[int]:
    rows = query(services.database, "select person_id from membership order by record_no")
    return [person for (person,) in rows]


def _state(services: Services) -> dict[str, Any]:
    """Everything derived, the moments of folding aside, and what the page of a person shows."""
    tables = dump(services.database)
    state: dict[str, Any] = {name: tables[name] for name in DERIVED if name != "person"}
    state["person"] = query(
        services.database,
        "select person_id, display_name, golden, records, sources from person order by 1",
    )
    for record in range(1, 6):
        view = services.gate.person(AGENT, "customer_service", record, TimelineQuery())
        state[f"view {record}"] = (view.person_id, view.golden, view.totals, view.timeline)
    return state


def _merge(services: Services, *people: int) -> Decision:
    return merge(services, ENGINEER, "data_quality", people)


def _split(services: Services, *record_nos: int) -> Decision:
    return split(services, ENGINEER, "data_quality", record_nos)


def _undo(services: Services, decision: Decision) -> Decision:
    return undo(services, ENGINEER, "data_quality", decision.judgements)


def test_a_merge_makes_one_person_and_its_undo_restores_exactly(services: Services) -> None:
    before = _state(services)
    decision = _merge(services, 3, 1, 5)
    assert decision.people == (1,)
    assert _people(services)[:5] == [1] * 5
    view = services.gate.person(AGENT, "customer_service", 5, TimelineQuery())
    assert (view.person_id, view.asked_id, view.totals[0].touchpoints) == (1, 5, 5)
    assert _undo(services, decision).people == (1, 3, 5)
    assert _state(services) == before


def test_a_split_takes_apart_and_its_undo_restores_exactly(services: Services) -> None:
    before = _state(services)
    decision = _split(services, 2)
    assert _people(services)[:5] == [1, 2, 3, 3, 5]
    _undo(services, decision)
    assert _state(services) == before


@pytest.mark.store
def test_decisions_upon_decisions_are_undone_one_by_one(services: Services) -> None:
    states = [_state(services)]
    decisions = [_split(services, 2)]
    states.append(_state(services))
    decisions.append(_merge(services, 1, 2, 3))
    assert _people(services)[:5] == [1, 1, 1, 1, 5]
    states.append(_state(services))
    decisions.append(_split(services, 1))
    # The others stay one by the merge, which said so of each of them.
    assert _people(services)[:5] == [1, 2, 2, 2, 5]
    states.append(_state(services))
    decisions.append(_merge(services, 1, 2))
    assert _people(services)[:5] == [1, 1, 1, 1, 5]
    for decision, state in zip(reversed(decisions), reversed(states), strict=True):
        _undo(services, decision)
        assert _state(services) == state


def test_decisions_outlive_new_records_corrections_and_a_rebuild(services: Services) -> None:
    _merge(services, 1, 5)
    _split(services, 4)
    receive(services, "shop", "people", [a_person("3", first_name="Bram", last_name="Okkers")])
    receive(services, "shop", "people", [a_person("90", **ROWS[4])])
    link_waiting(services, NoProgress())
    people = _people(services)
    assert people[:5] == [1, 1, 3, 4, 1]
    rebuild(services, NoProgress())
    assert _people(services) == people


def test_ids_of_merged_people_lead_to_who_took_them_in(services: Services) -> None:
    _merge(services, 1, 3)
    _merge(services, 1, 5)
    for record in range(1, 6):
        assert services.gate.person(AGENT, "customer_service", record).person_id == 1
    events = query(
        services.database, "select kind, person_id, other_id, cause from person_event order by 1, 3"
    )
    assert events == [("merged", 1, 3, "judgement"), ("merged", 1, 5, "judgement")]
    view = services.gate.person(AGENT, "customer_service", 1)
    assert [(event.kind, event.other_id) for event in view.events] == [
        ("merged", 3), ("merged", 5),
    ]  # fmt: skip


def test_decisions_are_rows_with_who_and_when(services: Services) -> None:
    _undo(services, _split(services, 2))
    rows = query(
        services.database,
        "select record_a, record_b, verdict, made_by, ended_by, ended_at > made_at from judgement",
    )
    assert rows == [(1, 2, "no_match", "daan", "daan", True)]
    actions = query(
        services.database,
        "select action, allowed, purpose, person_id from access_log order by entry_no",
    )
    # The undo is about both, who were two people by then.
    assert actions == [
        ("judgement.no_match", True, "data_quality", 1),
        ("judgement.undo", True, "data_quality", 1), ("judgement.undo", True, "data_quality", 2),
    ]  # fmt: skip


def test_who_may_not_decide_changes_nothing(services: Services) -> None:
    before = dump(services.database)
    with pytest.raises(Refused):
        merge(services, Actor("mo", "marketing_manager", "web"), "data_quality", [1, 3])
    assert dump(services.database) == before
    assert query(services.database, "select action, allowed from access_log") == [
        ("judgement.match", False)
    ]


@pytest.mark.parametrize(
    ("decide", "arguments", "message"),
    [
        (merge, [1], "Name two or more people"),
        (merge, [1, 2], "Name two or more people"),
        (merge, [1, 999], "no such person"),
        (split, [1, 2], "Name some, not all"),
        (split, [1, 3], "Name some, not all"),
        (split, [999], "Name some, not all"),
        (undo, [999], "no judgement in force"),
    ],
)
def test_impossible_decisions_are_refused(
    services: Services, decide: Any, arguments: list[int], message: str
) -> None:
    before = dump(services.database, without=("alembic_version",))
    with pytest.raises(InputError, match=message):
        decide(services, ENGINEER, "data_quality", arguments)
    assert dump(services.database, without=("alembic_version",)) == before
