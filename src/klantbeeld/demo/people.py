"""The made-up people: one to three to each real household.

Enters: the households with their real age class and composition, where those are known. Leaves:
people with names, addresses and contact points as they truly are; how systems get them wrong is
``corrupt``'s business. Nobody is under 17: below 16 a parent consents (AVG art. 8, UAVG art. 5).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from klantbeeld.demo.dice import Dice
from klantbeeld.demo.names import called, family_name, given_name
from klantbeeld.demo.places import Address, address, landline, mobile

MAIL_DOMAINS = (
    ("example.nl", 0.3), ("example.com", 0.2), ("mail.example.nl", 0.14), ("example.org", 0.08),
    ("thuis.example.nl", 0.08), ("glasvezel.example.nl", 0.07), ("post.example.com", 0.07),
    ("example.net", 0.06),
)  # fmt: skip
AGES = {
    "19-24": (19, 24), "25-34": (25, 34), "35-44": (35, 44), "45-54": (45, 54), "55-64": (55, 64),
    "65+": (65, 88),
}  # fmt: skip
PARTNER, CHILD = "partner", "child"


@dataclass(frozen=True, slots=True)
class Person:
    """One real-world person of the demo; ``entity_id`` is the truth."""

    entity_id: str
    household: int
    rank: int
    gender: str
    """"m" or "v"."""
    birth: date
    given: str
    second_given: str
    nickname: str
    prefix: str
    family: str
    partner_name: tuple[str, str] | None
    """(tussenvoegsel, family name) taken at marriage, used in some systems."""
    address: Address
    former_address: Address | None
    moved_on: date | None
    mobile: str
    former_mobile: str | None
    landline: str | None
    email: str
    second_email: str | None

    @property
    def initials(self) -> str:
        return "".join(f"{name[0]}." for name in (self.given, self.second_given) if name)


def letters(text: str) -> str:
    """Lower-case ASCII letters and digits only, as an e-mail address is made of a name."""
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in plain if char.isascii() and char.isalnum())


class Mailboxes:
    """Gives out e-mail addresses; no address twice."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._taken: set[str] = set()

    def of(self, given: str, family: str, year: int) -> str:
        """An address in one of the ways in which people form theirs."""
        first, last = letters(given), letters(family)
        patterns = (
            f"{first}.{last}", f"{first[0]}{last}", f"{first}{last}{year % 100:02}",
            f"{last}.{first[0]}", f"{first}_{year}", f"{first}{self._dice.between(2, 999)}",
        )  # fmt: skip
        return self.take(self._dice.pick(patterns))

    def take(self, local: str) -> str:
        """``local`` at some domain; with a number behind it when it was taken."""
        found = f"{local}@{self._dice.weighted(MAIL_DOMAINS)}"
        while found in self._taken:
            found = f"{local}{self._dice.between(1, 9999)}@{self._dice.weighted(MAIL_DOMAINS)}"
        self._taken.add(found)
        return found


def composition(dice: Dice, known: Mapping[str, str | None]) -> tuple[str, ...]:
    """Who beside the head shops: nobody, a partner, a grown child, both, or two children."""
    kind = known.get("household_comp")
    if kind == "1 Adult No Kids":
        return ()
    if kind == "1 Adult Kids":
        return (CHILD, CHILD) if dice.chance(0.35) else (CHILD,)
    if kind == "2 Adults No Kids":
        return (PARTNER,)
    if kind == "2 Adults Kids":
        return (PARTNER, CHILD) if dice.chance(0.5) else (PARTNER,)
    return dice.weighted(
        (
            ((), 0.42),
            ((PARTNER,), 0.36),
            ((PARTNER, CHILD), 0.13),
            ((CHILD,), 0.05),
            ((CHILD, CHILD), 0.04),
        )
    )


def people_of(
    dice: Dice, mail: Mailboxes, household: int, known: Mapping[str, str | None], today: date
) -> list[Person]:
    """The people of one household, the head first; ``entity_id`` is the household with a letter."""
    others = composition(dice, known)
    low, high = AGES[known.get("age") or dice.pick(tuple(AGES))]
    if CHILD in others:
        low, high = max(low, 36), max(high, 50)
    age = dice.between(low, high)
    home, name = address(dice), family_name(dice)
    old_home = address(dice) if dice.chance(0.13) else None
    moved = dice.day(today - timedelta(days=1500), today - timedelta(days=30))
    line = landline(dice, home.area_code) if dice.chance(0.4) else None
    shared = others and dice.chance(0.1)
    family_mail = mail.take(f"fam.{letters(''.join(name))}") if shared else None
    found: list[Person] = []
    for rank, role in enumerate(("head", *others)):
        born = _born(dice, today, age, role)
        gender = dice.pick("mv")
        if role == PARTNER and dice.chance(0.96):
            gender = "v" if found[0].gender == "m" else "m"
        own = family_name(dice) if role == PARTNER else name
        given = given_name(dice, gender, born.year)
        if role == CHILD:
            given, born = _like_kin(dice, given, born, gender, found)
        nickname = called(dice, given)
        email = mail.of(nickname, own[0] + own[1], born.year)
        found.append(
            Person(
                entity_id=f"H{household:04}{'ABC'[rank]}",
                household=household,
                rank=rank,
                gender=gender,
                birth=born,
                given=given,
                second_given=given_name(dice, gender, 1960) if dice.chance(0.5) else "",
                nickname=nickname,
                prefix=own[0],
                family=own[1],
                partner_name=name if _took_name(dice, role, gender) else None,
                address=home,
                former_address=old_home,
                moved_on=moved if old_home else None,
                mobile=mobile(dice),
                former_mobile=mobile(dice) if dice.chance(0.12) else None,
                landline=line,
                email=family_mail if family_mail and rank < 2 else email,
                second_email=mail.of(given, own[1], born.year) if dice.chance(0.2) else None,
            )
        )
    if old_home is None and len(found) == 3 and dice.chance(0.3):
        # The grown child has moved out; the systems may still have the parents' address.
        found[2] = replace(found[2], address=address(dice), former_address=home, moved_on=moved)
    return found


def _born(dice: Dice, today: date, age: int, role: str) -> date:
    if role == PARTNER:
        age = max(20, age + dice.between(-5, 5))
    if role == CHILD:
        age = max(18, min(age - dice.between(20, 34), 30))
    return today - timedelta(days=365 * age + age // 4 + dice.below(360))


def _like_kin(
    dice: Dice, given: str, born: date, gender: str, kin: list[Person]
) -> tuple[str, date]:
    """A parent and child of one name, twins: the pairs that linking tends to get wrong."""
    head, last = kin[0], kin[-1]
    sibling = last is not head and last.birth.year > head.birth.year + 16
    if sibling and dice.chance(0.12):
        return given, last.birth
    if gender == head.gender and dice.chance(0.06):
        return head.given, born
    return given, born


def _took_name(dice: Dice, role: str, gender: str) -> bool:
    return role == PARTNER and dice.chance(0.5 if gender == "v" else 0.04)
