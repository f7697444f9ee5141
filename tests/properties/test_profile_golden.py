"""What must hold of every golden record, whatever the records and the rules."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import numpy as np
import orjson
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.catalog.attributes import SurvivorshipRule
from klantbeeld.catalog.model import Catalogue
from klantbeeld.profile.golden import golden_table
from klantbeeld.profile.held import HeldRecords
from klantbeeld.profile.survivorship import HeldRecord, fold, survivorship_rules
from klantbeeld.quality.faults import CORRECTED

WORDS = {"nl": "x", "en": "x"}
KINDS = ("given_name", "name_prefix", "family_name", "email", "phone", "street", "house_number",
         "postcode", "city", "country", "category")  # fmt: skip
ADDRESS = ("street", "house_number", "postcode", "city", "country")
NAME = ("given_name", "name_prefix", "family_name")
SOURCES = ("crm", "shop", "news")


def _attribute(kind: str, rule: SurvivorshipRule) -> dict[str, Any]:
    return {
        "name": WORDS, "type": kind, "data_category": "user.contact", "purposes": ["service"],
        "retention": "2 years", "goal": "serve_better", "roles": ["agent"], "survivorship": rule,
    }  # fmt: skip


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    rules = {kind: draw(st.sampled_from(SurvivorshipRule)) for kind in KINDS}
    return Catalogue.model_validate(
        {
            "organisation": {"name": "x", "contact": "x"},
            "roles": {},
            "purposes": {},
            "attributes": {kind: _attribute(kind, rule) for kind, rule in rules.items()},
            "sources": {
                source: {
                    "name": WORDS,
                    "trust": draw(st.integers(0, 2)),
                    "deliveries": {},
                }
                for source in SOURCES
            },
        }
    )


moments = st.sampled_from([datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)])
values = st.sampled_from(["a", "A", "bb", "ccc", "Été 1"])


@st.composite
def people(draw: st.DrawFn) -> list[HeldRecord]:
    records = []
    for number in range(draw(st.integers(1, 5))):
        standard = draw(st.dictionaries(st.sampled_from(KINDS), values, max_size=8))
        unusable = draw(st.dictionaries(st.sampled_from(KINDS), st.just("?"), max_size=2))
        corrected = draw(st.sets(st.sampled_from(KINDS), max_size=2)) & standard.keys()
        records.append(
            HeldRecord(
                record_no=number + 1,
                source=draw(st.sampled_from(SOURCES)),
                source_record_id=str(number),
                standard=standard,
                delivered=unusable | standard,
                faults=dict.fromkeys(unusable, "phone.invalid")
                | dict.fromkeys(corrected, "corrected"),
                updated_at=draw(st.none() | moments),
                recorded_at=draw(moments),
                gone_at=draw(st.none() | moments),
            )
        )
    return records


@given(people(), catalogues(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(
    records: list[HeldRecord], catalogue: Catalogue, shuffler: random.Random
) -> None:
    shuffled = list(records)
    shuffler.shuffle(shuffled)
    assert fold(shuffled, catalogue) == fold(records, catalogue)


@given(people(), catalogues())
def test_the_value_that_stands_is_one_that_a_record_holds(
    records: list[HeldRecord], catalogue: Catalogue
) -> None:
    for survivor in fold(records, catalogue).survivors:
        holders = {r.record_no for r in records if survivor.attribute in r.delivered}
        told = [survivor.winner, *survivor.losers]
        assert survivor.value == survivor.winner.record.standard[survivor.attribute]
        assert {held.record.record_no for held in told} == holders
        assert len(told) == len(holders)


@given(people(), catalogues())
def test_addresses_and_names_stand_whole_in_one_record(
    records: list[HeldRecord], catalogue: Catalogue
) -> None:
    golden = fold(records, catalogue).values
    for group in (ADDRESS, NAME):
        stands = {name: golden[name] for name in group if name in golden}
        assert not stands or any(
            stands == {name: r.standard[name] for name in group if name in r.standard}
            for r in records
        )


@given(people(), catalogues())
def test_a_value_of_a_gone_record_stands_only_where_no_other_is(
    records: list[HeldRecord], catalogue: Catalogue
) -> None:
    for survivor in fold(records, catalogue).survivors:
        winner = survivor.winner.record
        # What a person corrected about himself stands wherever he said it.
        corrected = winner.faults.get(survivor.attribute) == CORRECTED
        if survivor.attribute in (*ADDRESS, *NAME) or winner.gone_at is None or corrected:
            continue
        assert all(r.gone_at for r in records if survivor.attribute in r.standard)


@given(people(), catalogues())
def test_a_person_of_one_record_is_that_record(
    records: list[HeldRecord], catalogue: Catalogue
) -> None:
    for record in records:
        assert fold([record], catalogue).values == dict(record.standard)


@given(people(), catalogues())
def test_folding_in_bulk_gives_the_same_values(
    records: list[HeldRecord], catalogue: Catalogue
) -> None:
    # As two people: the first is told apart from the rest.
    person = np.array([1] + [2] * (len(records) - 1), np.int64)
    held = _held(records, catalogue)
    golden = golden_table(held, person, survivorship_rules(catalogue))
    for at, number in enumerate(golden.person_id.tolist()):
        own = [r for r, whose in zip(records, person.tolist(), strict=True) if whose == number]
        rows = {name: winner[at : at + 1] for name, winner in golden.rows.items()}
        quick = {name: held.values(name, row)[0] for name, row in rows.items() if row[0] >= 0}
        assert list(quick.items()) == list(fold(own, catalogue).values.items())


def _held(records: list[HeldRecord], catalogue: Catalogue) -> HeldRecords:
    return HeldRecords(
        np.array([record.record_no for record in records]),
        [record.source for record in records],
        np.zeros(len(records), np.int64),
        np.array([record.at.timestamp() * 1e6 for record in records], np.int64),
        np.array([record.gone_at is not None for record in records], bool),
        [orjson.dumps(record.faults).decode() if record.faults else None for record in records],
        {name: [r.standard.get(name) for r in records] for name in catalogue.attributes},
    )
