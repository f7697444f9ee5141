"""The facts behind the channel rules, of one person or of many, in a handful of statements.

Entering: people, what one wants to do, and the day. Leaving: ``Facts`` for each, for ``rules``.
Facts are the strictest that any record of the person tells: one address on the list of those to
leave alone suppresses the person for that channel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.privacy.channels.rules import Contact, Facts, SoftOptInFacts
from klantbeeld.privacy.channels.suppression import SuppressionList, postal_point, types_of
from klantbeeld.privacy.consent.state import (
    Asked,
    Standing,
    Statement,
    consent_state,
    under_age,
)
from klantbeeld.privacy.consent.statements import FIELDS, births_of_people
from klantbeeld.privacy.marks import NO_MARKS, is_direct_marketing, marks_of_people
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.channels", "facts.sql")


@dataclass(frozen=True, slots=True)
class _Point:
    """A way to reach somebody, from one record."""

    record_no: int
    source: str
    point: str
    valid: bool = True


def facts_of(
    transaction: Transaction,
    catalogue: Catalogue,
    suppression: SuppressionList,
    people: Sequence[int],
    contact: Contact,
    day: date,
    now: datetime,
) -> dict[int, Facts]:
    """The facts of each of these people for what one wants to do on a day."""
    declared = catalogue.purposes.get(contact.purpose)
    if declared is None or not declared.active:
        return {}
    marks = marks_of_people(transaction, people)
    births = births_of_people(transaction, people, catalogue)
    points = _points(transaction, catalogue, contact.channel, people)
    every = {point.point for own in points.values() for point in own}
    stopped = suppression.suppressed(transaction, contact.channel, every)
    unreadable = not suppression.readable(transaction)
    sales = _sales(transaction, catalogue, people)
    cases = _open_cases(transaction, catalogue, people)
    said = _marketing_statements(transaction, catalogue, contact, people)
    asked = {name: Asked.of(catalogue, name) for name in _purposes(catalogue, contact)}
    facts = {}
    for person_id in people:
        own = points.get(person_id, [])
        born = births.get(person_id)
        states = {
            name: consent_state(said.get(person_id, ()), each, contact.channel, born, now)
            for name, each in asked.items()
        }
        state = states[contact.purpose]
        facts[person_id] = Facts(
            legal_basis=declared.legal_basis,
            marketing_purpose=is_direct_marketing(declared),
            sector=catalogue.organisation.sector,
            bars=marks.get(person_id, NO_MARKS).bars(contact.purpose, declared),
            consent=state.standing,
            flaws=state.flaws,
            opted_out=any(each.standing is Standing.WITHDRAWN for each in states.values()),
            reachable=any(point.valid for point in own) or not types_of(contact.channel),
            suppressed=unreadable or any(point.point in stopped for point in own),
            under_age=born is not None and under_age(born, day),
            last_sale=_last_sale(sales.get(person_id, {}), catalogue, day),
            open_case=person_id in cases,
            open_complaint=cases.get(person_id, False),
            soft=_soft(own, contact.channel, sales.get(person_id, {}), catalogue, day),
        )
    return facts


def points_of_records(
    transaction: Transaction, catalogue: Catalogue, channel: Channel, record_nos: Sequence[int]
) -> list[str]:
    """The ways to reach the person of these records by this channel."""
    rows = transaction.execute(
        _SQL["points_of_records"], {"records": list(record_nos), **_asked(catalogue, channel)}
    ).fetchall()
    if channel is Channel.POST:
        return [point.point for own in _postal(rows).values() for point in own]
    return [row["value"] for row in rows]


def _asked(catalogue: Catalogue, channel: Channel) -> dict[str, list[str]]:
    """Which attributes make up a contact point of this channel."""
    types = types_of(channel)
    attributes = [(n, a.type.value) for n, a in catalogue.attributes.items() if a.type in types]
    return {
        "attributes": [name for name, _ in attributes],
        "types": [kind for _, kind in attributes],
    }


def _points(
    transaction: Transaction, catalogue: Catalogue, channel: Channel, people: Sequence[int]
) -> dict[int, list[_Point]]:
    """Person -> the ways to reach it by this channel."""
    rows = transaction.execute(
        _SQL["contact_points"], {"people": list(people), **_asked(catalogue, channel)}
    ).fetchall()
    if channel is Channel.POST:
        return _postal(rows)
    found: dict[int, list[_Point]] = {}
    for row in rows:
        point = _Point(row["record_no"], row["source"], row["value"], row["valid"])
        found.setdefault(row["person_id"], []).append(point)
    return found


def _postal(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[_Point]]:
    """Postcode and house number of one record make a postal address."""
    by_record: dict[tuple[int, int, str], dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        key = row.get("person_id", 0), row["record_no"], row["source"]
        by_record.setdefault(key, {})[row["type"]] = row
    found: dict[int, list[_Point]] = {}
    for (person_id, record_no, source), parts in by_record.items():
        if len(parts) == len(types_of(Channel.POST)):
            postcode, house = parts[AttributeType.POSTCODE], parts[AttributeType.HOUSE_NUMBER]
            address = postal_point(postcode["value"], house["value"])
            valid = postcode["valid"] and house["valid"]
            found.setdefault(person_id, []).append(_Point(record_no, source, address, valid))
    return found


def _sales(
    transaction: Transaction, catalogue: Catalogue, people: Sequence[int]
) -> dict[int, dict[int, tuple[str, datetime]]]:
    """Person -> record -> its source, and when it was sold something last."""
    types = _types_of_kind(catalogue, TouchpointKind.ORDER)
    rows = transaction.execute(_SQL["sales"], {"people": list(people), "types": types})
    found: dict[int, dict[int, tuple[str, datetime]]] = {}
    for row in rows:
        found.setdefault(row["person_id"], {})[row["record_no"]] = row["source"], row["last_at"]
    return found


def _open_cases(
    transaction: Transaction, catalogue: Catalogue, people: Sequence[int]
) -> dict[int, bool]:
    """Who has a matter open for the time of which nobody sends marketing -> whether a complaint."""
    rules = catalogue.experience
    if rules.no_marketing_during == "never":
        return {}
    rows = transaction.execute(
        _SQL["open_cases"], {"people": list(people), **open_matters(catalogue)}
    )
    found = {row["person_id"]: bool(row["complaint"]) for row in rows}
    if rules.no_marketing_during == "complaint":
        return {person_id: True for person_id, complaint in found.items() if complaint}
    return found


def open_matters(catalogue: Catalogue) -> dict[str, list[str]]:
    """What an open case is, and which cases are complaints: parameters of ``open_cases``."""
    types = _types_of_kind(catalogue, TouchpointKind.CASE)
    opened = [(kind, s) for kind in types for s in catalogue.touchpoints[kind].open_statuses]
    complaints = [
        (each.touchpoint, each.field or "", word.strip().lower())
        for each in catalogue.experience.complaints
        for word in each.words or ("",)
    ]
    return {
        "open_types": [kind for kind, _ in opened],
        "open_statuses": [status for _, status in opened],
        "types": [kind for kind, _, _ in complaints],
        "fields": [field for _, field, _ in complaints],
        "words": [word for _, _, word in complaints],
    }


def _types_of_kind(catalogue: Catalogue, kind: TouchpointKind) -> list[str]:
    return [name for name, each in catalogue.touchpoints.items() if each.kind is kind]


def _marketing_statements(
    transaction: Transaction, catalogue: Catalogue, contact: Contact, people: Sequence[int]
) -> dict[int, list[Statement]]:
    """What people said for this purpose and for marketing, by this channel."""
    rows = transaction.execute(
        _SQL["withdrawals"],
        {
            "people": list(people),
            "purposes": list(_purposes(catalogue, contact)),
            "channel": contact.channel.value,
        },
    )
    found: dict[int, list[Statement]] = {}
    for row in rows:
        statement = Statement(**{name: row[name] for name in FIELDS})
        found.setdefault(row["person_id"], []).append(statement)
    return found


def _purposes(catalogue: Catalogue, contact: Contact) -> tuple[str, ...]:
    """The purpose itself, and those of which a withdrawal speaks against marketing at large."""
    others = (name for name, each in catalogue.purposes.items() if is_direct_marketing(each))
    return tuple(dict.fromkeys((contact.purpose, *others)))


def _last_sale(
    sales: Mapping[int, tuple[str, datetime]], catalogue: Catalogue, day: date
) -> date | None:
    zone = ZoneInfo(catalogue.organisation.time_zone)
    days = (at.astimezone(zone).date() for _, at in sales.values())
    return max((sold for sold in days if sold <= day), default=None)


def _soft(
    points: Sequence[_Point],
    channel: Channel,
    sales: Mapping[int, tuple[str, datetime]],
    catalogue: Catalogue,
    day: date,
) -> SoftOptInFacts:
    """The conditions of the record that meets most of them: an address must come from a source
    that declares what it told people, and from a record that was sold something since. Of an app
    no address is known: it goes with what was sold."""
    if not types_of(channel):
        points = [_Point(number, source, "") for number, (source, _) in sales.items()]
    zone = ZoneInfo(catalogue.organisation.time_zone)
    best = SoftOptInFacts()
    for point in points:
        source = catalogue.sources.get(point.source)
        told = source.soft_opt_in if source else None
        if told is None:
            continue
        _, sold = sales.get(point.record_no, (point.source, None))
        when = sold.astimezone(zone).date() if sold else None
        made = SoftOptInFacts(
            got_with_sale=when is not None and told.since <= when <= day,
            same_legal_entity=told.same_legal_entity,
            told_at_collection=told.told_at_collection,
            opt_out_offered=told.opt_out_offered,
        )
        best = max(best, made, key=_met)
    return best


def _met(soft: SoftOptInFacts) -> int:
    return sum(
        (soft.got_with_sale, soft.same_legal_entity, soft.told_at_collection, soft.opt_out_offered)
    )
