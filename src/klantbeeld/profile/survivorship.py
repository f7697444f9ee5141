"""Survivorship: which value of which source record stands in the golden record, and why.

Entering: the source records of one person. Leaving: per attribute the winner, its rule and the
values that lost. A pure function of the set of records: their order does not matter.

Ranking, highest first: what the person corrected himself (Article 16 AVG/GDPR), in the record of
whatever source; a record that is not gone before one that is; a value that keeps its rules before
one that breaks them; then the attribute's own rule; then recency, trust, lowest record_no.
A gone record thus keeps its place in the lineage, and its value stands only where nobody else knows
one: that a source stopped delivering a customer does not make the phone number wrong.

Address parts survive together, from one record, and so do the parts of a name: mixed from several
records they would make an address where nobody ever lived. The rule of a group is that of its first
declared attribute. A record that holds enough to find the place (or the family name) comes before
one that does not, whatever the rule: a newsletter's lone city is no newer address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.attributes import SurvivorshipRule
from klantbeeld.catalog.model import Catalogue
from klantbeeld.quality.faults import CORRECTED, FAULTS, Weight

_NAME_TYPES = (AttributeType.GIVEN_NAME, AttributeType.NAME_PREFIX, AttributeType.FAMILY_NAME)
_ADDRESS_TYPES = (
    AttributeType.STREET,
    AttributeType.HOUSE_NUMBER,
    AttributeType.POSTCODE,
    AttributeType.CITY,
    AttributeType.COUNTRY,
)


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """One source record of the person, as the store holds it."""

    record_no: int
    source: str
    source_record_id: str
    standard: Mapping[str, str]
    delivered: Mapping[str, str]
    faults: Mapping[str, str]
    updated_at: datetime | None
    recorded_at: datetime
    gone_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """When the source says that it changed, else when it arrived."""
        return self.updated_at or self.recorded_at


@dataclass(frozen=True, slots=True)
class HeldValue:
    """One value of one attribute, as one record holds it."""

    value: str
    """The standard form; as delivered where there is no usable one."""
    delivered: str
    record: HeldRecord
    fault: str | None


@dataclass(frozen=True, slots=True)
class Survivor:
    """The value that stands, with its lineage."""

    attribute: str
    value: str
    also: tuple[str, ...]
    """Under ``keep_all`` the other distinct values, which stand beside it; otherwise empty."""
    rule: SurvivorshipRule
    winner: HeldValue
    losers: tuple[HeldValue, ...]
    """What the other records hold, best first; a value may equal the winner's."""


@dataclass(frozen=True, slots=True)
class Golden:
    """The golden record: one survivor per attribute that anybody knows, in declared order."""

    survivors: tuple[Survivor, ...]

    @property
    def values(self) -> dict[str, str]:
        """Attribute -> the value that stands."""
        return {survivor.attribute: survivor.value for survivor in self.survivors}


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes that survive together; usually just one."""

    attributes: tuple[str, ...]
    types: tuple[AttributeType, ...]
    rule: SurvivorshipRule


@dataclass(frozen=True, slots=True)
class Rules:
    """What the catalogue says about survivorship, worked out once for many people."""

    groups: tuple[Group, ...]
    trust: Mapping[str, int]
    declared: tuple[str, ...]


def survivorship_rules(catalogue: Catalogue) -> Rules:
    """The groups of attributes and the trust in each source.

    Where a type is declared a second time (a billing address after a home address) a second group
    begins with it.
    """
    groups: list[dict[str, AttributeType]] = []
    open_groups: dict[str, dict[str, AttributeType]] = {}
    for name, attribute in catalogue.attributes.items():
        family = _family(attribute.type)
        group = open_groups.get(family) if family else None
        if group is None or attribute.type in group.values():
            group = {}
            groups.append(group)
            if family:
                open_groups[family] = group
        group[name] = attribute.type
    return Rules(
        groups=tuple(
            Group(
                tuple(group),
                tuple(group.values()),
                catalogue.attributes[next(iter(group))].survivorship,
            )
            for group in groups
        ),
        trust={name: source.trust for name, source in catalogue.sources.items()},
        declared=tuple(catalogue.attributes),
    )


def fold(records: Sequence[HeldRecord], catalogue: Catalogue) -> Golden:
    """The golden record of one person with its lineage. Raises nothing: no records, no values."""
    return fold_by(records, survivorship_rules(catalogue))


def fold_by(records: Sequence[HeldRecord], rules: Rules) -> Golden:
    """As ``fold``, by rules that were worked out before."""
    survivors: dict[str, Survivor] = {}
    for group in rules.groups:
        ranked = _ranked(group, records, rules.trust)
        if not ranked:
            continue
        # Attributes that the group's best record lacks are not taken from a lesser one.
        for attribute in group.attributes:
            if attribute in ranked[0].standard:
                survivors[attribute] = _survivor(attribute, group.rule, ranked, records)
    return Golden(tuple(survivors[name] for name in rules.declared if name in survivors))


def _family(kind: AttributeType) -> str | None:
    if kind in _NAME_TYPES:
        return "name"
    return "address" if kind in _ADDRESS_TYPES else None


def _survivor(
    attribute: str, rule: SurvivorshipRule, ranked: list[HeldRecord], records: Sequence[HeldRecord]
) -> Survivor:
    if len(records) == 1:  # half of all people: nobody to win from
        winner = _held(attribute, ranked[0])
        return Survivor(attribute, winner.value, (), rule, winner, ())
    holders = [record for record in ranked if attribute in record.standard]
    unusable = sorted(
        (r for r in records if attribute in r.delivered and attribute not in r.standard),
        key=lambda record: record.record_no,
    )
    winner, *losers = (_held(attribute, record) for record in (*holders, *unusable))
    also: tuple[str, ...] = ()
    if rule is SurvivorshipRule.KEEP_ALL:
        distinct = dict.fromkeys(record.standard[attribute] for record in holders)
        also = tuple(value for value in distinct if value != winner.value)
    return Survivor(attribute, winner.value, also, rule, winner, tuple(losers))


def _held(attribute: str, record: HeldRecord) -> HeldValue:
    delivered = record.delivered.get(attribute, "")
    return HeldValue(
        record.standard.get(attribute, delivered), delivered, record, record.faults.get(attribute)
    )


def _ranked(
    group: Group, records: Sequence[HeldRecord], trust: Mapping[str, int]
) -> list[HeldRecord]:
    """The records that know anything of the group, best first."""
    holders = [r for r in records if not r.standard.keys().isdisjoint(group.attributes)]
    if len(holders) < 2:
        return holders
    by_rule = _rule_key(group, holders)

    def key(record: HeldRecord) -> tuple[Any, ...]:
        trusted = trust.get(record.source, 0)
        first = trusted if group.rule is SurvivorshipRule.MOST_TRUSTED else by_rule(record)
        faults = [record.faults[name] for name in group.attributes if name in record.faults]
        return (
            CORRECTED in faults,
            record.gone_at is None,
            is_essential(group, {name: name in record.standard for name in group.attributes}),
            not any(map(_breaks_rule, faults)),
            first,
            record.at,
            trusted,
            -record.record_no,
        )

    return sorted(holders, key=key, reverse=True)


def _breaks_rule(fault: str) -> bool:
    """Whether the fault makes the value a lesser one; a note does not, an unknown code does."""
    return fault not in FAULTS or FAULTS[fault].weight is not Weight.NOTE


def _rule_key(group: Group, holders: Sequence[HeldRecord]) -> Callable[[HeldRecord], Any]:
    match group.rule:
        case SurvivorshipRule.MOST_FREQUENT:
            times = Counter(spoken(_values(group, r)) for r in holders if r.gone_at is None)
            return lambda record: times[spoken(_values(group, record))]
        case SurvivorshipRule.MOST_COMPLETE:
            return lambda record: completeness(_values(group, record))
        case _:
            return lambda record: 0


def _values(group: Group, record: HeldRecord) -> tuple[str | None, ...]:
    return tuple(record.standard.get(name) for name in group.attributes)


def spoken(values: Iterable[str | None]) -> tuple[str, ...]:
    """A group's values as they sound alike: case does not make another value."""
    return tuple((value or "").casefold() for value in values)


def completeness(values: Iterable[str | None]) -> tuple[int, int]:
    """How many of a group's values are known, then how many letters and digits they have in all."""
    known = [value for value in values if value is not None]
    return len(known), sum(letter.isalnum() for value in known for letter in value)


def is_essential(group: Group, present: Mapping[str, Any]) -> Any:
    """Whether who knows something of the group knows enough of it to stand for it.

    ``present``: attribute -> flag, or a column of flags for many records; so is the answer.
    """
    known: dict[AttributeType, Any] = {
        kind: present[name] for name, kind in zip(group.attributes, group.types, strict=True)
    }
    if group.types[0] in _NAME_TYPES:
        return known.get(AttributeType.FAMILY_NAME, False)
    if group.types[0] in _ADDRESS_TYPES:
        street, number, postcode, city = (
            known.get(kind, False)
            for kind in (
                AttributeType.STREET,
                AttributeType.HOUSE_NUMBER,
                AttributeType.POSTCODE,
                AttributeType.CITY,
            )
        )
        return (postcode | city) & (street | (number & postcode))
    return True
