"""How systems write people down: within their habits, never out of form."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.demo.corrupt import FIELDS, HABITS, NEVER, typo, written_down
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.people import Person
from klantbeeld.demo.places import Address
from klantbeeld.demo.records import KASSA, SOURCES, Numbers

NEW = Address("Lindenkade", 48, "", "3521 XK", "Utrecht", "030")
OLD = Address("Kervellaan", 12, "a", "3817 KB", "Amersfoort", "033")
PERSON = Person(
    entity_id="H0001A", household=1, rank=0, gender="v", birth=date(1968, 3, 14),
    given="Wilhelmina", second_given="Johanna", nickname="Mien", prefix="van der", family="Laan",
    partner_name=("de", "Wit"), address=NEW, former_address=OLD, moved_on=date(2024, 1, 1),
    mobile="0660000001", former_mobile="0660000002", landline="0301000001",
    email="mien@example.nl", second_email="w.laan@example.com",
)  # fmt: skip


@given(st.text(min_size=3, max_size=30), st.integers(0, 1000))
def test_typo_is_one_small_mistake_behind_the_first_letter(text: str, seed: int) -> None:
    wrong = typo(Dice((seed,)), text)
    assert abs(len(wrong) - len(text)) <= 1
    assert wrong[0] == text[0] or text[1] == wrong[0]


@pytest.mark.parametrize("source", SOURCES)
def test_a_system_holds_only_what_it_asks_for(source: str) -> None:
    dice = Dice((4,))
    never = {name for name, rate in HABITS[source].missing.items() if rate == NEVER}
    for _ in range(200):
        values = written_down(dice, PERSON, source, moved_since=True)
        assert set(values) <= set(FIELDS) - never
        assert all(values.values())


def test_names_differ_as_in_life() -> None:
    dice = Dice((5,))
    seen = Counter(
        (values.get("given"), values.get("prefix"), values.get("family"))
        for source in SOURCES
        for values in (written_down(dice, PERSON, source, moved_since=True) for _ in range(400))
    )
    assert ("Wilhelmina", "van der", "Laan") in seen
    assert ("W.J.", "de", "Wit-van der Laan") in seen
    assert ("Mien", None, "de Wit") in seen
    assert ("Mien", None, "van der Laan") in seen


def test_an_old_record_has_the_old_address() -> None:
    dice = Dice((6,))
    person = replace(PERSON, former_mobile=None)
    before = [written_down(dice, person, KASSA, moved_since=False) for _ in range(200)]
    after = [written_down(dice, person, KASSA, moved_since=True) for _ in range(200)]
    assert not any(values.get("city", "").casefold() == "utrecht" for values in before)
    towns = Counter(values.get("city", "").casefold() for values in after)
    assert towns["utrecht"] > 4 * towns["amersfoort"] > 0


def test_numbers_have_each_systems_form_and_are_never_given_twice() -> None:
    numbers = Numbers(Dice((7,)), ())
    given_out = {source: [numbers.new(source) for _ in range(2000)] for source in SOURCES}
    assert all(len(set(own)) == 2000 for own in given_out.values())
    for card in given_out[KASSA]:
        # GS1: the digits of an EAN-13, weighted 1 and 3 in turn, add up to a multiple of ten.
        assert len(card) == 13
        assert sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(card)) % 10 == 0
