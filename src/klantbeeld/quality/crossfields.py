"""Steps that look at two attributes of one record: a part that was typed in the wrong field.

Entering: the delivered text and the standard form of two attributes. Leaving: their standard forms
after the step. Every step is a pure function of one record, so bulk and live agree. A step runs
only where the record has exactly one attribute of either type, so that it cannot mix up two
addresses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality.addresses import house_number, split_street
from klantbeeld.quality.countries import has_phone_plan
from klantbeeld.quality.full_names import WHOLE, split_full_name
from klantbeeld.quality.names import family_name, given_name
from klantbeeld.quality.phones import HOME_REGION, phone
from klantbeeld.quality.prefixes import join_prefixes, split_prefix
from klantbeeld.quality.standard import Standard
from klantbeeld.quality.text import clean


class Field(NamedTuple):
    """One attribute of one record: what was delivered and its standard form so far."""

    text: str | None
    standard: Standard


Step = Callable[[Field, Field], tuple[Standard, Standard]]


@dataclass(frozen=True, slots=True)
class CrossStep:
    """A step and the types of its two attributes.

    ``needed`` tells from the first attribute alone whether the step could change anything; it
    keeps bulk work away from the rows it does not concern. ``makes_second``: the step can fill the
    second attribute where the source has no such column.
    """

    first: AttributeType
    second: AttributeType
    needed: Callable[[Field], bool]
    run: Step
    makes_second: bool


def _has_parts(full: Field) -> bool:
    return full.standard.value is not None and split_full_name(full.standard.value) != WHOLE


def move_family_name(full: Field, family: Field) -> tuple[Standard, Standard]:
    """The family name, prefix in front, goes to its attribute, where that is empty."""
    found = split_full_name(full.standard.value or "").family
    if found is None or family.standard.value is not None:
        return full.standard, family.standard
    return full.standard, family_name(found)


def move_given_name(full: Field, given: Field) -> tuple[Standard, Standard]:
    """The given name or initials go to their attribute, where that is empty."""
    found = split_full_name(full.standard.value or "").given
    if found is None or given.standard.value is not None:
        return full.standard, given.standard
    return full.standard, given_name(found)


def _has_prefix(family: Field) -> bool:
    value = family.standard.value
    return value is not None and split_prefix(value)[0] is not None


def move_prefix(family: Field, prefix: Field) -> tuple[Standard, Standard]:
    """The prefix in the family name moves to the prefix attribute.

    Where both hold one and they differ, they are joined if that is a known prefix ("van" with "den
    Berg"); otherwise nothing moves, as nobody can tell which one is right.
    """
    value = family.standard.value or ""
    found, bare = split_prefix(value)
    if found is None:
        return family.standard, prefix.standard
    own = prefix.standard.value
    if own == found:
        settled = prefix.standard
    else:
        whole = join_prefixes(own, found) if own else found
        if whole is None:
            return family.standard, prefix.standard
        settled = Standard(whole)
    return Standard(bare, family.standard.fault), settled


def _has_number(street: Field) -> bool:
    value = street.standard.value
    return value is not None and split_street(value) is not None


def move_house_number(street: Field, number: Field) -> tuple[Standard, Standard]:
    """The number in the street moves to the house number, where that is empty or the same."""
    split = split_street(street.standard.value or "")
    if split is None:
        return street.standard, number.standard
    bare, found = split
    moved = house_number(found)
    own = number.standard.value
    if own is None:
        return Standard(bare, street.standard.fault), moved
    if moved.value == own or (moved.value or "").startswith(f"{own}-"):
        return Standard(bare, street.standard.fault), moved
    if own.startswith(f"{moved.value}-"):
        return Standard(bare, street.standard.fault), number.standard
    return Standard(
        street.standard.value, street.standard.fault or "street.number"
    ), number.standard


def _is_national(number: Field) -> bool:
    text = clean(number.text) if number.text and len(number.text) <= 100 else ""
    return number.standard.value is not None and not text.startswith(("+", "00", "(+"))


def phone_in_country(number: Field, country: Field) -> tuple[Standard, Standard]:
    """A number without a country code is read in the record's own country, if valid there."""
    region = country.standard.value
    if region is None or region == HOME_REGION or not has_phone_plan(region):
        return number.standard, country.standard
    read = phone(clean(number.text or ""), region)
    better = read.fault is None or number.standard.fault is not None
    return (read if better and read.value else number.standard), country.standard


STEPS = (
    CrossStep(
        AttributeType.FULL_NAME, AttributeType.FAMILY_NAME, _has_parts, move_family_name, True
    ),
    CrossStep(AttributeType.FULL_NAME, AttributeType.GIVEN_NAME, _has_parts, move_given_name, True),
    CrossStep(AttributeType.FAMILY_NAME, AttributeType.NAME_PREFIX, _has_prefix, move_prefix, True),
    CrossStep(
        AttributeType.STREET, AttributeType.HOUSE_NUMBER, _has_number, move_house_number, True
    ),
    CrossStep(AttributeType.PHONE, AttributeType.COUNTRY, _is_national, phone_in_country, False),
)


def planned(
    columns: Collection[str], types: Mapping[str, AttributeType]
) -> list[tuple[CrossStep, str, str]]:
    """The steps for a record with these columns: step, first and second attribute.

    One may take up what another before it made. The second may be one that is declared in ``types``
    but not delivered; the step then makes it.
    """
    declared = Counter(types.values())
    by_type = {kind: name for name, kind in types.items() if declared[kind] == 1}
    plan = []
    there = set(columns)
    for step in STEPS:
        first, second = by_type.get(step.first), by_type.get(step.second)
        if first is None or second is None or first not in there:
            continue
        if second in there or step.makes_second:
            plan.append((step, first, second))
            there.add(second)
    return plan
