"""The gate: every read of a person passes here, names a purpose and leaves a line in the log.

Entering: who reads, for which purpose, and what. Leaving: views that hold only what the catalogue
lets this role see for this purpose; or ``Refused``, which is logged as well. The door does the
checking and the logging; here stands what is read behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from klantbeeld.privacy import explaining, organisations
from klantbeeld.privacy.consent.statements import is_under_age
from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.evidence_reads import EvidenceReads
from klantbeeld.privacy.household import housemates, seen_household
from klantbeeld.privacy.organisation_views import OrganisationView
from klantbeeld.privacy.present import (
    Sight,
    feed_item,
    golden_views,
    open_matter,
    record_view,
    revenue,
    timeline_item,
    total_view,
)
from klantbeeld.privacy.views import (
    AccessEntry,
    Actor,
    FeedItem,
    OrderLine,
    PersonEvent,
    PersonView,
    SearchHit,
    TimelineItem,
    TimelineQuery,
    Total,
)
from klantbeeld.profile import reading
from klantbeeld.profile.search import Reader, find_people, parse_query, read_people
from klantbeeld.profile.survivorship import fold_by, survivorship_rules
from klantbeeld.profile.whole import Asked, Whole, of_types
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "accesses.sql")

MOST_OPEN_MATTERS = 50
MOST_HITS = 100
"""A search is for finding somebody, not for taking everybody along."""

MOST_ITEMS = 5_000


class Gate:
    """The one way to a person."""

    def __init__(self, door: Door, explain: explaining.Explainer | None = None) -> None:
        self.door = door
        self.evidence = EvidenceReads(door, explain)
        self._rules = survivorship_rules(door.catalogue)

    def search(
        self, actor: Actor, purpose: str, text: str, limit: int = 20
    ) -> tuple[SearchHit, ...]:
        """People by name (misspelt too), e-mail, phone, postcode and number, or a source's number.

        Raises Refused. Only attributes in sight are searched; the log holds the kinds of term that
        were tried and who was found, never the text.
        """
        query = parse_query(text)
        with self.door.read(actor, purpose, "search") as read:
            sight, transaction = read.sight, read.transaction
            reader = Reader(sight.types, sight.touchpoint_types, tuple(self.door.catalogue.sources))
            matches = find_people(transaction, query, reader, _bounded(limit, MOST_HITS))
            people = read_people(transaction, [match.person_id for match in matches])
            left_out = read.left_out(tuple(people))
            hits = tuple(
                SearchHit(
                    person_id=match.person_id,
                    display_name=sight.name_of(person["golden"], match.person_id),
                    matched_on=match.kind,
                    matched_value="" if match.person_id in left_out else match.value,
                    city=None if match.person_id in left_out else sight.city_of(person["golden"]),
                    records=person["records"],
                    similarity=match.similarity,
                )
                for match in matches
                if (person := people.get(match.person_id)) is not None
            )
            read.detail = {
                "kinds": query.kinds,
                "attributes": sight.known_by if hits else (),
                "people": [hit.person_id for hit in hits],
            }
        return hits

    def person(
        self, actor: Actor, purpose: str, person_id: int, timeline: TimelineQuery | None = None
    ) -> PersonView:
        """Everything of a person that the role may see for the purpose.

        Raises Refused and NotFound. An id that was merged leads to whoever took it in.
        """
        query = timeline or TimelineQuery()
        with self.door.read(actor, purpose, "person") as read:
            found = read.whole(person_id, _asked(read.sight, query))
            view = self._person_view(read, purpose, person_id, found, query) if found else None
        return cast(PersonView, view)

    def organisation(self, actor: Actor, purpose: str, organisation_id: int) -> OrganisationView:
        """An organisation and who acts for it. Raises Refused, and NotFound also where the reader
        may see nothing by which organisations are known."""
        with self.door.read(actor, purpose, "organisation") as read:
            view = organisations.in_sight(read.transaction, read.sight, organisation_id)
            read.missing = None if view else organisations.NOT_KNOWN
            read.detail = organisations.logged(view)
        return cast(OrganisationView, view)

    def timeline(
        self, actor: Actor, purpose: str, person_id: int, query: TimelineQuery
    ) -> tuple[TimelineItem, ...]:
        """A part of the timeline, newest first. Raises Refused and NotFound."""
        with self.door.read(actor, purpose, "timeline") as read:
            rows = read.records(person_id)
            items = _timeline(read, rows, query, query.limit)
            read.detail = {"touchpoints": len(items), "types": _types(items)}
        return items

    def order_lines(self, actor: Actor, purpose: str, touchpoint_no: int) -> tuple[OrderLine, ...]:
        """The lines of an order. Raises Refused, and NotFound also for a type out of sight."""
        lines: tuple[OrderLine, ...] = ()
        with self.door.read(actor, purpose, "order_lines") as read:
            row = reading.read_touchpoint(read.transaction, touchpoint_no)
            if row is not None and row["person_id"] is not None:
                read.records(row["person_id"])
            if row is None or row["type"] not in read.sight.order_types:
                read.missing = f"There is no order under the touchpoint {touchpoint_no}."
            else:
                found = reading.read_order_lines(
                    read.transaction, row["source"], row["touchpoint_key"]
                )
                lines = tuple(OrderLine(**line) for line in found)
            read.detail = {"lines": len(lines)}
        return lines

    def feed(self, actor: Actor, purpose: str, limit: int = 20) -> tuple[FeedItem, ...]:
        """The touchpoints that happened last, of the types in sight. Raises Refused."""
        with self.door.read(actor, purpose, "feed") as read:
            rows = reading.read_feed(
                read.transaction,
                read.sight.touchpoint_types,
                self.door.clock(),
                _bounded(limit, MOST_ITEMS),
            )
            left_out = read.left_out(tuple({row["person_id"] for row in rows} - {None}))
            shown = (row for row in rows if row["person_id"] not in left_out)
            items = tuple(feed_item(read.sight, row) for row in shown)
            people = {item.person_id for item in items if item.person_id is not None}
            read.detail = {
                "touchpoints": len(items),
                "types": _types(items),
                "attributes": read.sight.known_by if people else (),
                "people": sorted(people),
            }
        return items

    def accesses(
        self, actor: Actor, purpose: str, person_id: int, limit: int = 50
    ) -> tuple[AccessEntry, ...]:
        """Who looked at this person, when and why, newest first. Raises Refused and NotFound."""
        entries: tuple[AccessEntry, ...] = ()
        with self.door.read(actor, purpose, "accesses") as read:
            records = [row["record_no"] for row in read.records(person_id)]
            rows = read.transaction.execute(
                _SQL["about_records"], {"records": records, "limit": _bounded(limit, MOST_ITEMS)}
            )
            entries = tuple(AccessEntry(**row) for row in rows)
            read.detail = {"lines": len(entries)}
        return entries

    def names(self, actor: Actor, purpose: str, people: Sequence[int]) -> dict[int, str]:
        """What these people are called, as a list of questions about them shows. Raises Refused."""
        names: dict[int, str] = {}
        with self.door.read(actor, purpose, "names") as read:
            found = read_people(read.transaction, people)
            names = {
                number: read.sight.name_of(row["golden"], number) for number, row in found.items()
            }
            read.detail = {"attributes": read.sight.known_by, "people": sorted(names)}
        return names

    def find_by_record(self, actor: Actor, purpose: str, source: str, source_record_id: str) -> int:
        """The person of a source's own number. Raises Refused and NotFound."""
        with self.door.read(actor, purpose, "find_by_record") as read:
            read.person_id = reading.person_of_record(read.transaction, source, source_record_id)
            if read.person_id is None:
                read.missing = (
                    "No person has a record with this number in this source. Check both, or wait "
                    "until the load that holds it is linked."
                )
        return cast(int, read.person_id)

    def _person_view(
        self,
        read: Read,
        purpose: str,
        asked_id: int,
        found: Whole,
        query: TimelineQuery,
    ) -> PersonView | None:
        # Whoever is left out of the purpose is seen by name alone: what was read is narrowed here.
        sight, rows, person_id = read.sight, found.records, found.person_id
        if found.folded_at is None:
            read.missing = f"The person {asked_id} is being folded; ask again in a moment."
            return None
        golden = fold_by([reading.held_record(row) for row in rows], self._rules)
        currency = self.door.catalogue.organisation.currency
        types = sight.touchpoint_types
        totals = tuple(total_view(sight, row) for row in of_types(found.totals, types))
        items = tuple(timeline_item(sight, row) for row in of_types(found.timeline, types))
        matters = of_types(found.open_matters, types)
        household = housemates(sight, seen_household(sight, person_id, found.bonds), found.mates)
        acts_for = organisations.of_person(read.transaction, sight, person_id)
        now = self.door.clock()
        read.detail = {
            "attributes": tuple(sight.types),
            "touchpoints": len(items),
            "types": _types(totals),
            "household": tuple(mate.person_id for mate in household),
            "organisations": tuple(each.organisation_id for each in acts_for),
        }
        return PersonView(
            person_id=person_id,
            asked_id=asked_id,
            display_name=sight.name_of(golden.values, person_id),
            since=min((total.first_at for total in totals), default=None),
            purpose=purpose,
            golden=golden_views(sight, golden),
            hidden_attributes=len(self.door.catalogue.attributes) - len(sight.types),
            totals=totals,
            revenue=revenue(totals, currency),
            currency=currency,
            open_matters=tuple(open_matter(sight, row, now) for row in matters),
            timeline=items[: query.limit],
            timeline_more=len(items) > query.limit,
            records=tuple(record_view(sight, row) for row in rows),
            events=tuple(PersonEvent(**event) for event in found.events),
            folded_at=found.folded_at,
            household=household,
            organisations=acts_for,
            bars=read.bars,
            marks=read.marks,
            under_age=is_under_age(rows, self.door.catalogue, now),
        )


def _asked(sight: Sight, query: TimelineQuery) -> Asked:
    return Asked(
        types=sight.touchpoint_types,
        order_types=sight.order_types,
        open_statuses=sight.open_statuses,
        shown_types=_shown(sight, query),
        before=query.before,
        limit=_bounded(query.limit + 1, MOST_ITEMS),
        most_open=MOST_OPEN_MATTERS,
    )


def _shown(sight: Sight, query: TimelineQuery) -> list[str]:
    return [t for t in sight.touchpoint_types if not query.types or t in query.types]


def _timeline(
    read: Read, rows: Sequence[reading.Row], query: TimelineQuery, limit: int
) -> tuple[TimelineItem, ...]:
    sight = read.sight
    found = reading.read_timeline(
        read.transaction,
        [row["record_no"] for row in rows],
        _shown(sight, query),
        sight.order_types,
        query.before,
        _bounded(limit, MOST_ITEMS),
    )
    return tuple(timeline_item(sight, row) for row in found)


def _types(shown: Sequence[TimelineItem | FeedItem | Total]) -> list[str]:
    """The types of touchpoint that were shown: who still needs them is counted from the log."""
    return sorted({each.type for each in shown})


def _bounded(limit: int, most: int) -> int:
    return max(0, min(limit, most))
