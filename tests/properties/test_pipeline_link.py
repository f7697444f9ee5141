"""Linking live gives what linking in bulk gives, whatever the order and the cut of the batches.

Small sets of records that share names, addresses and e-mails arrive in drawn order and in drawn
batches, with corrections, records that go, erasures, judgements, and builds in between. After every
step the people and their ids equal those of linking everything from scratch; in the end so does
everything else that is derived.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from klantbeeld.core.progress import NoProgress
from klantbeeld.identity import blocking
from klantbeeld.identity import link as from_scratch
from klantbeeld.pipeline.landing.batch import Place
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.landing.records import mark_gone
from klantbeeld.pipeline.linking import key_index, link
from klantbeeld.pipeline.linking.judgements import Verdict, answer, answer_pairs, merge, split, undo
from klantbeeld.pipeline.linking.key_index import all_keys
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.linking.links import judgements
from klantbeeld.pipeline.linking.models import live_model
from klantbeeld.pipeline.linking.outcome import outcome
from klantbeeld.pipeline.linking.rebuild import rebuild
from klantbeeld.pipeline.linking.records import read_records
from klantbeeld.pipeline.linking.train import train_model
from klantbeeld.pipeline.rights.erase_records import erase_records
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.store.database import Transaction
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
    "select * from crowded_key order by 1",
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
            "blocking_page, blocking_since, crowded_key, held_count, "
            "link, judgement, membership, person, person_event, household_link, household_member "
            "restart identity cascade"
        )


def _state(services: Services) -> list[list[tuple[Any, ...]]]:
    with services.database.transaction() as transaction:
        keys = all_keys(transaction)
    return [keys, *(query(services.database, statement) for statement in EVERYTHING)]


class LiveLinking(RuleBasedStateMachine):
    """What may happen to a store, in any order; checked after each step."""

    services: Services

    @initialize()
    def empty(self) -> None:
        _empty(self.services)

    @rule(
        source=st.sampled_from(("shop", "till")),
        keys=st.lists(st.integers(1, 8), min_size=1, max_size=4),
        data=st.data(),
    )
    def deliver(self, source: str, keys: list[int], data: st.DataObject) -> None:
        """A number may come again, with other content, also twice in one delivery."""
        items = [a_person(str(key), **data.draw(rows)) for key in keys]
        receive(self.services, source, "people", items)

    @rule(source=st.sampled_from(("shop", "till")))
    def all_go(self, source: str) -> None:
        """As after a full delivery that holds nobody."""
        with self.services.database.transaction() as transaction:
            now, services = self.services.clock(), self.services
            place = Place(
                services.catalogue, source, "people", 0, now, services.project, services.keyring
            )
            mark_gone(transaction, place, [])

    @precondition(lambda self: self._records())
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        records = data.draw(st.lists(st.sampled_from(self._records()), min_size=1, max_size=2))
        erase_records(self.services, records)
        assert not set(records) & set(self._records())

    @precondition(lambda self: len(self._people()) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        people = st.lists(st.sampled_from(sorted(self._people())), min_size=2, unique=True)
        two = data.draw(people)
        assert len(merge(self.services, ENGINEER, "data_quality", two).people) == 1

    @precondition(lambda self: any(len(records) > 1 for records in self._people().values()))
    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        several = [records for records in self._people().values() if len(records) > 1]
        record = data.draw(st.sampled_from(data.draw(st.sampled_from(several))))
        split(self.services, ENGINEER, "data_quality", [record])

    @precondition(lambda self: len(self._records()) > 1)
    @rule(data=st.data(), verdict=st.sampled_from(("match", "no_match", "unsure", "no_household")))
    def answer(self, data: st.DataObject, verdict: Verdict) -> None:
        """What was told beforehand of the people is what happens."""
        pair = st.lists(st.sampled_from(self._records()), min_size=2, max_size=2, unique=True)
        one, other = data.draw(pair)
        told: set[tuple[int, ...]] = set()
        if verdict in ("match", "no_match"):
            pairs = answer_pairs(self.services, (one, other), verdict)
            told = set(outcome(self.services, pairs, verdict))
        answer(self.services, ENGINEER, "data_quality", (one, other), verdict)
        assert told <= {tuple(records) for records in self._people().values()}

    @precondition(lambda self: self._in_force())
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        undo(
            self.services, ENGINEER, "data_quality", [data.draw(st.sampled_from(self._in_force()))]
        )

    @rule()
    def build(self) -> None:
        """Everything anew: what comes after it is linked to what it packed."""
        rebuild(self.services, NoProgress())

    @invariant()
    def people_are_those_of_linking_from_scratch(self) -> None:
        if not hasattr(self, "services"):
            return
        link_waiting(self.services, NoProgress())
        with self.services.database.transaction() as transaction:
            known = live_model(transaction)
            assert known is not None
            records = read_records(transaction, self.services.catalogue)
            scratch = from_scratch(known[1], records, judgements(transaction))
        expected = list(
            zip(scratch.prepared.record_no.tolist(), scratch.labels.tolist(), strict=True)
        )
        assert query(self.services.database, "select * from membership order by 1") == expected

    def teardown(self) -> None:
        live = _state(self.services)
        rebuild(self.services, NoProgress())
        assert _state(self.services) == live
        assert verify_store(self.services, NoProgress()).ok

    def _records(self) -> list[int]:
        rows = query(self.services.database, "select record_no from source_record order by 1")
        return [number for (number,) in rows]

    def _people(self) -> dict[int, list[int]]:
        members: dict[int, list[int]] = {}
        for record, person in query(self.services.database, "select * from membership order by 1"):
            members.setdefault(person, []).append(record)
        return members

    def _in_force(self) -> list[int]:
        rows = query(
            self.services.database, "select judgement_no from judgement where ended_at is null"
        )
        return [number for (number,) in rows]


@pytest.mark.parametrize("largest_group", [1_000, 2])
def test_live_equals_bulk(
    services: Services, monkeypatch: pytest.MonkeyPatch, largest_group: int
) -> None:
    """With a small largest group crowds form and dissolve all the time."""
    monkeypatch.setattr(blocking, "LARGEST_GROUP", largest_group)
    monkeypatch.setattr(key_index, "LARGEST_GROUP", largest_group)
    LiveLinking.services = services
    run_state_machine_as_test(
        LiveLinking,
        settings=settings(
            max_examples=20,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


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


def test_what_hangs_on_an_erased_record_is_linked_before_its_turn(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More wait than are linked at once, and an erased one among the last."""
    _empty(services)
    same = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}
    receive(services, "shop", "people", [a_person(str(number), **same) for number in range(1, 4)])
    link_waiting(services, NoProgress())

    def have_all_wait(transaction: Transaction, _: object) -> None:
        transaction.execute(
            "insert into waiting_record (record_no, since) "
            "select record_no, now() from source_record on conflict do nothing"
        )

    monkeypatch.setattr(link, "LIVE_BATCH", 1)
    erase_records(services, [3], last=have_all_wait)
    assert query(services.database, "select * from membership order by 1") == [(1, 1), (2, 1)]
    assert not query(services.database, "select from waiting_record")
    assert not query(services.database, "select from linking_form where record_no = 3")
    assert verify_store(services, NoProgress()).ok
