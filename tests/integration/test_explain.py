"""Why people are one, or not, on a real store: every reason, and judgements among the steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.linking.judgements import merge, split
from klantbeeld.pipeline.linking.rebuild import rebuild
from klantbeeld.pipeline.services import Services
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    ENGINEER,
    a_person,
    load,
    open_services,
    query,
    records,
    write_csv,
    write_project,
)

PURPOSE = "customer_service"
HOME = {"postcode": "1234 AB", "number": "7"}
ANNA = {
    "first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example",
    "born": "1960-10-11", **HOME,
}  # fmt: skip
# Records 1 to 3 are one person; 4 lives with her; 5 is somebody else.
ROWS: list[dict[str, str]] = [
    ANNA,
    ANNA | {"mobile": "0612345678"},
    {"first_name": "A.", "last_name": "Vriesema", "mobile": "0612345678", **HOME},
    {"first_name": "Bram", "last_name": "Vriesema", "email": "bram@okkerse.example",
     "born": "1958-02-03", **HOME},
    {"first_name": "Cees", "last_name": "Tolsma", "email": "cees@tolsma.example"},
]  # fmt: skip
FILLING = [
    {"first_name": first, "last_name": last, "email": f"{first}.{last}@mail.example"}
    for first in ("Daan", "Emma", "Finn", "Gijs")
    for last in ("Aalders", "Buma", "Croon", "Dral", "Evers", "Faber")
]


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    shop = {"people": records("data/people.csv")}
    folder = write_project(tmp_path / "project", {"shop": shop})
    people = [a_person(str(n), **row) for n, row in enumerate([*ROWS, *FILLING], start=1)]
    write_csv(folder / "data/people.csv", people)
    opened = open_services(folder, database)
    load(opened)
    rows = query(database, "select person_id from membership order by record_no")
    assert [person for (person,) in rows][:5] == [1, 1, 1, 4, 5]
    return opened


def reasons(services: Services, person: int) -> dict[int, Any]:
    found = services.gate.evidence.why_not(AGENT, PURPOSE, person)
    return {each.person_id: each for each in found}


def test_a_person_came_together_step_by_step(services: Services) -> None:
    told = services.gate.evidence.how(AGENT, PURPOSE, 1)
    assert [record.record_no for record in told.records] == [1, 2, 3]
    assert [step.by for step in told.steps] == ["evidence", "evidence"]
    assert {*told.steps[-1].kept, *told.steps[-1].joined} == {1, 2, 3}
    assert all(step.mean_weight and step.mean_weight > 0 for step in told.steps)
    assert told.steps[0].evidence[0].match_weight > 0


def test_links_add_up_and_say_what_found_them(services: Services) -> None:
    for link in services.gate.evidence.links(AGENT, PURPOSE, 1):
        told = sum(each.match_weight for each in link.evidence)
        assert told == pytest.approx(link.match_weight, abs=1e-6)
        assert link.rules or link.crowded
        with_three = 3 in {link.record_a, link.record_b}
        assert ("birth_date" in link.missing) is with_three


def test_a_housemate_comes_near_and_is_told_apart_by_a_name(services: Services) -> None:
    near = reasons(services, 1)[4]
    assert near.reason == "conflict"
    assert "birth_date" in near.conflicts
    assert (near.link.household_probability or 0) > 0.5
    assert {record.record_no for record in near.records} == {near.link.record_a, 4}
    assert 5 not in reasons(services, 1)


def test_what_would_make_them_one_and_what_would_part_them(services: Services) -> None:
    apart = services.gate.evidence.compare(AGENT, PURPOSE, 1, 4)
    assert (apart.one_person, apart.reason) == (False, "conflict")
    assert len(apart.pairs) == 3
    assert all(found.match_weight > 0 for found in apart.changes)
    together = services.gate.evidence.compare(AGENT, PURPOSE, 1, 3)
    assert together.one_person
    assert together.changes_about == (1, 3)
    assert together.changes
    assert all(found.match_weight <= 0 for found in together.changes)


def test_judgements_are_steps_and_reasons(services: Services) -> None:
    merge(services, ENGINEER, "data_quality", [1, 5])
    steps = services.gate.evidence.how(AGENT, PURPOSE, 1).steps
    assert "judgement" in {step.by for step in steps}
    assert {5} <= {*steps[-1].kept, *steps[-1].joined}
    split(services, ENGINEER, "data_quality", [3])
    told = services.gate.evidence.how(AGENT, PURPOSE, 1)
    assert told.judged_apart == (3,)
    assert reasons(services, 1)[3].reason == "judgement"
    assert services.gate.evidence.compare(AGENT, PURPOSE, 1, 3).reason == "judgement"


def test_it_tells_the_same_after_a_rebuild(services: Services) -> None:
    before = (
        services.gate.evidence.how(AGENT, PURPOSE, 1),
        services.gate.evidence.why_not(AGENT, PURPOSE, 1),
    )
    rebuild(services, NoProgress())
    assert (
        services.gate.evidence.how(AGENT, PURPOSE, 1),
        services.gate.evidence.why_not(AGENT, PURPOSE, 1),
    ) == (before)
