"""Made-up people: plausible, unreachable, and of age."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import phonenumbers
import pytest

from klantbeeld.demo.dice import Dice
from klantbeeld.demo.names import PREFIXES, split_prefix
from klantbeeld.demo.people import Mailboxes, Person, people_of
from klantbeeld.demo.places import TOWNS, landline, mobile

TODAY = date(2026, 11, 22)
RESERVED = ("example.nl", "example.com", "example.org", "example.net")


@pytest.fixture(scope="module")
def people() -> list[Person]:
    dice = Dice((1,))
    mail = Mailboxes(dice)
    return [
        person for household in range(600) for person in people_of(dice, mail, household, {}, TODAY)
    ]


def age(person: Person) -> float:
    days: int = (TODAY - person.birth).days
    return days / 365.25


def test_one_to_three_to_a_household_and_nobody_is_a_child(people: list[Person]) -> None:
    sizes = Counter(person.household for person in people)
    assert set(sizes.values()) == {1, 2, 3}
    assert 1.6 < len(people) / 600 < 1.95
    assert min(map(age, people)) >= 17
    assert max(map(age, people)) < 100


def test_real_demographics_are_followed() -> None:
    dice = Dice((2,))
    known = {"age": "65+", "household_comp": "2 Adults No Kids"}
    for household in range(50):
        head, partner = people_of(dice, Mailboxes(dice), household, known, TODAY)
        assert age(head) >= 64
        assert partner.rank == 1


def test_nobody_can_be_reached(people: list[Person]) -> None:
    for person in people:
        for email in filter(None, (person.email, person.second_email)):
            domain = email.split("@")[1]
            assert any(domain == name or domain.endswith("." + name) for name in RESERVED)
        assert person.mobile.startswith("066")
        if person.landline:
            assert person.landline[3] == "1" or person.landline[4] == "1"


def test_addresses_of_mail_are_shared_only_within_a_household(people: list[Person]) -> None:
    owners: dict[str, set[int]] = {}
    for person in people:
        owners.setdefault(person.email, set()).add(person.household)
    assert all(len(households) == 1 for households in owners.values())
    assert len(owners) < len(people)


def test_hard_pairs_exist(people: list[Person]) -> None:
    """Twins, and a parent and child of one name: what linking must tell apart."""
    by_household: dict[int, list[Person]] = {}
    for person in people:
        by_household.setdefault(person.household, []).append(person)
    pairs = [(a, b) for group in by_household.values() for a in group for b in group if a is not b]
    assert any(a.birth == b.birth and a.given != b.given for a, b in pairs)
    assert any(a.given == b.given and a.birth != b.birth for a, b in pairs)


def test_numbers_are_well_formed() -> None:
    dice = Dice((3,))
    areas = [area for *_, area in TOWNS]
    for number in [mobile(dice), *(landline(dice, area) for area in areas)]:
        assert phonenumbers.is_valid_number(phonenumbers.parse(number, "NL")), number


def test_towns_do_not_overlap() -> None:
    spans = sorted((first, last) for _, first, last, _ in TOWNS)
    assert all(1000 <= first <= last <= 9999 for first, last in spans)
    assert all(left[1] < right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("van der Laan", ("van der", "Laan")),
        ("Vandersteen", ("", "Vandersteen")),
        ("in 't Veld", ("in 't", "Veld")),
        ("de Jong", ("de", "Jong")),
    ],
)
def test_split_prefix(name: str, parts: tuple[str, str]) -> None:
    assert split_prefix(name) == parts


def test_longer_prefixes_are_tried_first() -> None:
    for at, prefix in enumerate(PREFIXES):
        assert not any(later.startswith(prefix + " ") for later in PREFIXES[at + 1 :])
