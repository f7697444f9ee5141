"""Linking live gives what linking in bulk gives, whatever the order and the cut of the batches.

Small sets of records that share names, addresses and e-mails arrive in a drawn order and in drawn
batches, with corrections, records that go, and judgements in between. Afterwards everything derived
is computed anew from the same records under the same model: nothing may change.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline import link
from klantbeeld.pipeline.intake import receive
from klantbeeld.pipeline.judgements import merge, split, undo
from klantbeeld.pipeline.key_index import all_keys
from klantbeeld.pipeline.land_records import mark_gone
from klantbeeld.pipeline.landing import Place
from klantbeeld.pipeline.link import link_waiting
from klantbeeld.pipeline.rebuild import rebuild
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.train import train_model
from klantbeeld.pipeline.verify import verify_store
from project_folder import (
    ENGINEER,
    a_person,
    new_database,
    open_services,
    query,
    records,
    write_project,
)

FIRST = ("Anna", "Anne", "Bram", "A.")
LAST = ("Vriesema", "Vriesma", "Okkerse")
EMAIL = ("", "anna@vriesema.example", "bram@okkerse.example", "info@mail.example")
ADDRESS = (("", ""), ("3512 AB", "12"), ("3512 AB", "14"), ("1017 GC", "5"))
BORN = ("", "1986-05-14", "1979-11-02")

EVERYTHING = (
    "select * from membership order by 1",
    "select person_id, display_name, golden, records, sources from person order by 1",
    "select record_a, record_b, round(match_weight::numeric, 6) from link order by 1, 2",
    "select record_a, record_b, round(weight::numeric, 6), shared "
    "from household_link order by 1, 2",
    "select * from household_member order by 1",
)

rows = st.builds(
    lambda first, last, email, address, born: {
        "first_name": first, "last_name": last, "email": email, "born": born,
        "postcode": address[0], "number": address[1],
    },
    st.sampled_from(FIRST), st.sampled_from(LAST), st.sampled_from(EMAIL),
    st.sampled_from(ADDRESS), st.sampled_from(BORN),
)  # fmt: skip


@st.composite
def deliveries(draw: st.DrawFn) -> list[tuple[str, list[dict[str, str]]]]:
    """(source, rows) in drawn order and cut; a number may come again, with other content."""
    keys = draw(st.lists(st.integers(1, 8), min_size=2, max_size=14))
    return [
        (draw(st.sampled_from(("shop", "till"))), [a_person(str(key), **draw(rows)) for key in cut])
        for cut in _cut(keys, draw(st.lists(st.integers(0, 14), max_size=6)))
    ]


def _cut(keys: list[int], places: list[int]) -> Iterator[list[int]]:
    edges = sorted({0, len(keys), *(place for place in places if place < len(keys))})
    for start, stop in pairwise(edges):
        yield keys[start:stop]


@pytest.fixture(scope="module")
def services(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A store with a frozen model, made from a population of other people."""
    sources = {"shop": {"people": records()}, "till": {"people": records()}}
    folder = write_project(tmp_path_factory.mktemp("live") / "project", sources)
    population = [
        a_person(
            f"{first}-{last}-{n}", first_name=first, last_name=last, born=f"19{n:02}-03-04",
            email=f"{first}{n}@{last}.example".lower(), postcode=f"{2000 + n * 7} AB",
            number=str(n),
        )
        for n, first in enumerate(("Daan", "Emma", "Finn", "Gijs", "Hanna", "Anna", "Bram"), 10)
        for last in ("Aalders", "Buma", "Croon", "Dral", "Evers", "Vriesema", "Okkerse")
    ]  # fmt: skip
    with new_database(embedded_url) as database:
        opened = open_services(folder, database)
        receive(opened, "shop", "people", population)
        receive(opened, "till", "people", population[::2])
        made = train_model(opened, NoProgress())
        rebuild(opened, NoProgress(), model_no=made.model_no)
        yield opened


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is linked three at a time, so that a component grows over transactions."""
    monkeypatch.setattr(link, "LIVE_BATCH", 3)


def _empty(services: Services) -> None:
    with services.database.transaction() as transaction:
        transaction.execute(
            "truncate load, source_record, touchpoint, dead_letter, waiting_record, blocking_key, "
            "blocking_page, blocking_since, "
            "link, judgement, membership, person, person_event, household_link, household_member "
            "restart identity cascade"
        )


def _state(services: Services) -> list[list[tuple[Any, ...]]]:
    with services.database.transaction() as transaction:
        keys = all_keys(transaction)
    return [keys, *(query(services.database, statement) for statement in EVERYTHING)]


def _all_gone(services: Services, source: str) -> None:
    """As after a full delivery that holds nobody."""
    with services.database.transaction() as transaction:
        mark_gone(transaction, Place(services.catalogue, source, "people", 0, services.clock()), [])


def _judge(services: Services, data: st.DataObject) -> None:
    members: dict[int, list[int]] = {}
    for record, person in query(services.database, "select * from membership order by 1"):
        members.setdefault(person, []).append(record)
    kinds = ["none"] + ["merge"] * (len(members) > 1)
    kinds += ["split"] * any(len(records_of) > 1 for records_of in members.values())
    in_force = [
        no for (no,) in query(
            services.database, "select judgement_no from judgement where ended_at is null"
        )
    ]  # fmt: skip
    kinds += ["undo"] * bool(in_force)
    match data.draw(st.sampled_from(kinds)):
        case "merge":
            two = data.draw(st.lists(st.sampled_from(list(members)), min_size=2, unique=True))
            assert len(merge(services, ENGINEER, "data_quality", two).people) == 1
        case "split":
            one = data.draw(st.sampled_from([m for m in members.values() if len(m) > 1]))
            split(services, ENGINEER, "data_quality", [data.draw(st.sampled_from(one))])
        case "undo":
            undo(services, ENGINEER, "data_quality", [data.draw(st.sampled_from(in_force))])


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(arriving=deliveries(), data=st.data())
def test_live_equals_bulk(
    services: Services, arriving: list[tuple[str, list[dict[str, str]]]], data: st.DataObject
) -> None:
    _empty(services)
    for source, cut in arriving:
        receive(services, source, "people", cut)
        if data.draw(st.integers(0, 4)) == 0:
            _all_gone(services, source)
        if data.draw(st.booleans()):
            link_waiting(services, NoProgress())
            _judge(services, data)
    link_waiting(services, NoProgress())
    live = _state(services)
    rebuild(services, NoProgress())
    assert _state(services) == live
    assert verify_store(services, NoProgress()).ok


def test_every_record_number_stays_an_address_of_its_person(services: Services) -> None:
    _empty(services)
    same = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}
    for number in range(1, 5):
        receive(services, "shop", "people", [a_person(str(number), **same)])
        link_waiting(services, NoProgress())
    assert query(services.database, "select distinct person_id from membership") == [(1,)]
    other = {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"}
    receive(services, "shop", "people", [a_person("1", **other)])
    link_waiting(services, NoProgress())
    assert query(services.database, "select * from membership order by 1") == [
        (1, 1), (2, 2), (3, 2), (4, 2),
    ]  # fmt: skip
    split_off = query(services.database, "select kind, person_id, other_id from person_event")
    assert ("split", 1, 2) in split_off
