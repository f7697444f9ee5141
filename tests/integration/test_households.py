"""Households in the store: kept as records come and change, the same as a rebuild would find."""

from __future__ import annotations

from pathlib import Path

import pytest

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.linking.rebuild import rebuild
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.status import status
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    a_person,
    open_services,
    query,
    records,
    write_project,
)

HOME = {"postcode": "3512 AB", "number": "12", "street": "Dreef", "last_name": "Vriesema"}
AWAY = {"postcode": "9711 LM", "number": "80", "street": "Laan", "last_name": "Vriesema"}
ANNA = a_person("1", first_name="Anna", born="1986-05-14", **HOME)
BRAM = a_person("2", first_name="Bram", born="1984-11-02", **HOME)
CEES = a_person("3", first_name="Cees", born="2006-01-19", **HOME)
FILLING = [
    a_person(
        f"f{n}", first_name=first, last_name=last, born=f"19{40 + n}-03-04",
        postcode=f"{2000 + n * 7} AB", number=str(n), email=f"{first}{n}@{last}.example".lower(),
    )
    for n, (first, last) in enumerate(
        [(f, n) for f in ("Daan", "Emma", "Finn", "Gijs", "Hanna") for n in ("Aalders", "Buma",
         "Croon", "Dral", "Evers", "Faber", "Goos")]
    )
]  # fmt: skip


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    """A store with a model and the records 1 to 35 of people who live alone."""
    folder = write_project(tmp_path / "project", {"shop": {"people": records()}})
    opened = open_services(folder, database)
    receive(opened, "shop", "people", FILLING)
    rebuild(opened, NoProgress())
    return opened


def arrive(services: Services, *rows: dict[str, str]) -> dict[int, list[int]]:
    """Receives and links the rows; returns the households, which a rebuild finds too."""
    receive(services, "shop", "people", list(rows))
    link_waiting(services, NoProgress())
    live = query(services.database, "select * from household_member order by 1")
    rebuild(services, NoProgress())
    assert query(services.database, "select * from household_member order by 1") == live
    assert verify_store(services, NoProgress()).ok
    households: dict[int, list[int]] = {}
    for person, household in live:
        households.setdefault(household, []).append(person)
    assert status(services.database, services.catalogue, services.clock).households == len(
        households
    )
    return households


def test_a_household_grows_shrinks_and_ends(services: Services) -> None:
    first = len(FILLING) + 1
    assert arrive(services, ANNA) == {}
    assert arrive(services, BRAM) == {first: [first, first + 1]}
    assert arrive(services, CEES) == {first: [first, first + 1, first + 2]}
    assert arrive(services, {**ANNA, **AWAY}) == {first + 1: [first + 1, first + 2]}
    assert arrive(services, {**CEES, **AWAY}) == {first: [first, first + 2]}
    assert arrive(services, {**CEES, "postcode": "1017 GC", "number": "5"}) == {}


def test_the_agent_sees_who_lives_with_the_person(services: Services) -> None:
    arrive(services, ANNA, BRAM)
    anna, *_ = services.gate.search(AGENT, "customer_service", "Anna Vriesema")
    (mate,) = services.gate.person(AGENT, "customer_service", anna.person_id).household
    assert (mate.display_name, mate.shares) == ("Bram Vriesema", ("address",))


@pytest.mark.store
def test_households_are_kept_on_every_server(services: Services) -> None:
    assert len(arrive(services, ANNA, BRAM)) == 1
