"""Rows become views: what a role may see for a purpose, and nothing besides.

Entering: rows as stored and the reader's sight (what the catalogue lets this role see for this
purpose). Leaving: the views of the surfaces. An attribute out of sight is absent, not blank.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.privacy.views import (
    FeedItem,
    GoldenValue,
    LineageValue,
    LinkView,
    OpenMatter,
    RecordView,
    TimelineItem,
    Total,
)
from klantbeeld.profile.naming import display_name
from klantbeeld.profile.survivorship import Golden, HeldValue

Row = Mapping[str, Any]

COMPOSED: dict[str, frozenset[AttributeType]] = {
    "name": frozenset(
        {AttributeType.GIVEN_NAME, AttributeType.NAME_PREFIX, AttributeType.FAMILY_NAME}
    ),
    "address": frozenset(
        {AttributeType.STREET, AttributeType.HOUSE_NUMBER, AttributeType.POSTCODE,
         AttributeType.CITY}
    ),
}  # fmt: skip
"""Fields of the scorer that compare several types of attribute at once."""

_NAMES = COMPOSED["name"] | {AttributeType.FULL_NAME}
_IN_LISTS = _NAMES | {AttributeType.CITY}


@dataclass(frozen=True, slots=True)
class Sight:
    """What one role may see for one purpose."""

    catalogue: Catalogue
    types: Mapping[str, AttributeType]
    """Visible attribute -> type, in declared order."""
    touchpoint_types: tuple[str, ...]

    @classmethod
    def of(cls, catalogue: Catalogue, role: str, purpose: str) -> Sight:
        """What the catalogue says; an undeclared role or purpose sees nothing."""
        visible = catalogue.visible_attributes(role, purpose)
        return cls(
            catalogue,
            {name: catalogue.attributes[name].type for name in visible},
            catalogue.visible_touchpoints(role, purpose),
        )

    @classmethod
    def of_oneself(cls, catalogue: Catalogue) -> Sight:
        """What somebody may see about himself: everything that is declared (Article 15)."""
        return cls(
            catalogue,
            {name: attribute.type for name, attribute in catalogue.attributes.items()},
            tuple(catalogue.touchpoints),
        )

    def names_alone(self) -> Sight:
        """What is left of it where the data may not be used: what somebody is called."""
        names = {name: kind for name, kind in self.types.items() if kind in _NAMES}
        return replace(self, types=names, touchpoint_types=())

    @property
    def order_types(self) -> tuple[str, ...]:
        """The visible touchpoint types that have order lines."""
        return tuple(
            name
            for name in self.touchpoint_types
            if self.catalogue.touchpoints[name].kind is TouchpointKind.ORDER
        )

    @property
    def open_statuses(self) -> tuple[tuple[str, str], ...]:
        """Visible (type, status) in which somebody must still act."""
        return tuple(
            (name, status)
            for name in self.touchpoint_types
            for status in self.catalogue.touchpoints[name].open_statuses
        )

    @property
    def known_by(self) -> tuple[str, ...]:
        """The visible attributes by which a list tells people apart: their names and cities."""
        return tuple(name for name, kind in self.types.items() if kind in _IN_LISTS)

    def within(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values in sight, in declared order."""
        return {name: values[name] for name in self.types if name in values}

    def name_of(self, values: Mapping[str, str], person_id: int) -> str:
        """The display name made of what is in sight."""
        return display_name(values, self.types, person_id)

    def city_of(self, values: Mapping[str, str]) -> str | None:
        """The first city in sight."""
        cities = (n for n, kind in self.types.items() if kind is AttributeType.CITY and n in values)
        return next((values[name] for name in cities), None)


def golden_views(sight: Sight, golden: Golden) -> tuple[GoldenValue, ...]:
    """The surviving values in sight with their lineage."""
    return tuple(
        GoldenValue(
            attribute=survivor.attribute,
            label=sight.catalogue.attributes[survivor.attribute].name,
            value=survivor.value,
            rule=survivor.rule.value,
            winner=_lineage(survivor.winner),
            losers=tuple(_lineage(loser) for loser in survivor.losers),
            also=survivor.also,
        )
        for survivor in golden.survivors
        if survivor.attribute in sight.types
    )


def _lineage(held: HeldValue) -> LineageValue:
    return LineageValue(
        value=held.value,
        delivered=held.delivered,
        source=held.record.source,
        source_record_id=held.record.source_record_id,
        record_no=held.record.record_no,
        at=held.record.at,
        fault=held.fault,
    )


def record_view(sight: Sight, row: Row) -> RecordView:
    """One source record, its attributes in sight only."""
    source = sight.catalogue.sources.get(row["source"])
    return RecordView(
        record_no=row["record_no"],
        source=row["source"],
        source_label=source.name if source else Words(nl=row["source"], en=row["source"]),
        source_record_id=row["source_record_id"],
        version=row["version"],
        updated_at=row["updated_at"],
        recorded_at=row["recorded_at"],
        gone_at=row["gone_at"],
        values=sight.within(row["delivered"]),
        standard=sight.within(row["standard"]),
        faults=sight.within(row["faults"]),
    )


def total_view(sight: Sight, row: Row) -> Total:
    """What the touchpoints of one type and currency add up to."""
    touchpoint = sight.catalogue.touchpoints[row["type"]]
    return Total(
        type=row["type"],
        kind=touchpoint.kind,
        label=touchpoint.name,
        touchpoints=row["touchpoints"],
        amount=row["amount"],
        currency=row["currency"],
        first_at=row["first_at"],
        last_at=row["last_at"],
    )


def revenue(totals: Iterable[Total], currency: str) -> Decimal:
    """Orders less returns in this currency, whichever sign the source gives a return."""
    value = Decimal(0)
    for total in totals:
        if total.currency != currency:
            continue
        if total.kind is TouchpointKind.ORDER:
            value += total.amount
        elif total.kind is TouchpointKind.RETURN:
            value -= abs(total.amount)
    return value


def timeline_item(sight: Sight, row: Row) -> TimelineItem:
    """One touchpoint with its declared detail fields."""
    touchpoint = sight.catalogue.touchpoints[row["type"]]
    detail = row["detail"]
    return TimelineItem(
        touchpoint_no=row["touchpoint_no"],
        type=row["type"],
        kind=touchpoint.kind,
        label=touchpoint.name,
        source=row["source"],
        source_record_id=row["source_record_id"],
        touchpoint_key=row["touchpoint_key"],
        occurred_at=row["occurred_at"],
        amount=row["amount"],
        currency=row["currency"],
        status=row["status"],
        due_at=row["due_at"],
        detail={field: str(detail[field]) for field in touchpoint.detail if field in detail},
        lines=row["lines"],
    )


def open_matter(sight: Sight, row: Row, now: datetime) -> OpenMatter:
    """One open touchpoint; overdue from the day after its term, in the organisation's time zone."""
    item = timeline_item(sight, row)
    overdue = None
    if item.due_at is not None:
        zone = ZoneInfo(sight.catalogue.organisation.time_zone)
        days = (now.astimezone(zone).date() - item.due_at.astimezone(zone).date()).days
        overdue = days if days > 0 else None
    return OpenMatter(item, overdue)


def feed_item(sight: Sight, row: Row) -> FeedItem:
    """One touchpoint of the feed, the person by the name in sight."""
    person_id = row["person_id"]
    return FeedItem(
        touchpoint_no=row["touchpoint_no"],
        recorded_at=row["recorded_at"],
        occurred_at=row["occurred_at"],
        type=row["type"],
        label=sight.catalogue.touchpoints[row["type"]].name,
        source=row["source"],
        person_id=person_id,
        display_name=None if person_id is None else sight.name_of(row["golden"], person_id),
        amount=row["amount"],
        currency=row["currency"],
    )


def stored_link(row: Row) -> LinkView:
    """A stored link without the evidence by field; the weight is log2 of the odds."""
    weight = float(row["match_weight"])
    return LinkView(row["record_a"], row["record_b"], weight, match_probability(weight), ())


def match_probability(match_weight: float) -> float:
    """``2^w / (1 + 2^w)``: the odds of a match weight as a probability (Fellegi-Sunter)."""
    if match_weight < 0:
        odds = math.exp2(max(match_weight, -1000.0))
        return odds / (1 + odds)
    return 1 / (1 + math.exp2(-min(match_weight, 1000.0)))


def types_in_sight(sight: Sight, types: Collection[str]) -> bool:
    """Whether the reader may see every attribute of these types, and there is one."""
    attributes = sight.catalogue.attributes
    compared = [name for name, attribute in attributes.items() if attribute.type in types]
    return bool(compared) and all(name in sight.types for name in compared)
