"""The gate: every read of a person passes here, names a purpose and leaves a line in the log.

Entering: who reads, for which purpose, and what. Leaving: views that hold only what the catalogue
lets this role see for this purpose; or ``Refused``, which is logged as well. Check, read, filter
and log are one transaction, and nothing is handed out before it is durable: a read whose line
cannot be written gives nothing. Articles 5(1)(b), 5(1)(f), 5(2), 25 and 32 AVG/GDPR.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from klantbeeld.audit.access_log import append
from klantbeeld.audit.chain import Detail, Entry
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.clock import Clock
from klantbeeld.privacy import explaining, organisations
from klantbeeld.privacy.comparison import becomes, read_rows, side
from klantbeeld.privacy.decision_views import ComparisonView, HistoryView
from klantbeeld.privacy.errors import MayNotJudge, NotFound, Refused
from klantbeeld.privacy.evidence import CompareView, HowView, RejectedView
from klantbeeld.privacy.history import history
from klantbeeld.privacy.household import household_in_sight
from klantbeeld.privacy.organisation_views import OrganisationView
from klantbeeld.privacy.present import (
    Row,
    Sight,
    feed_item,
    golden_views,
    open_matter,
    record_view,
    revenue,
    stored_link,
    timeline_item,
    total_view,
)
from klantbeeld.privacy.views import (
    AccessEntry,
    Actor,
    FeedItem,
    LinkView,
    OrderLine,
    PersonEvent,
    PersonView,
    SearchHit,
    TimelineItem,
    TimelineQuery,
)
from klantbeeld.profile import reading
from klantbeeld.profile.search import Reader, find_people, parse_query, read_people
from klantbeeld.profile.survivorship import fold
from klantbeeld.store.database import Database, Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "accesses.sql")

MOST_OPEN_MATTERS = 50
MOST_HITS = 100
"""A search is for finding somebody, not for taking everybody along."""

MOST_ITEMS = 5_000
UNDECLARED = "undeclared"
"""Stands in the log for a purpose that the catalogue does not know: free text never enters it."""


@dataclass(slots=True)
class _Read:
    """One read under way: what it may see, and what its line in the log will say."""

    transaction: Transaction
    sight: Sight
    person_id: int | None = None
    others: tuple[int, ...] = ()
    """Further people who are read: each has a line of its own, to be found by."""
    detail: Detail = field(default_factory=dict)
    missing: str | None = None
    """Set when there is nothing to hand out: what is not there, and how to find it."""


class Gate:
    """The one way to a person."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        clock: Clock,
        explain: explaining.Explainer | None = None,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._explain = explain

    def purposes(self, role: str) -> tuple[str, ...]:
        """The purposes for which this role may read, in declared order."""
        return tuple(n for n, purpose in self._catalogue.purposes.items() if role in purpose.roles)

    def search(
        self, actor: Actor, purpose: str, text: str, limit: int = 20
    ) -> tuple[SearchHit, ...]:
        """People by name (misspelt too), e-mail, phone, postcode and number, or a source's number.

        Raises Refused. Only attributes in sight are searched; the log holds the kinds of term that
        were tried and who was found, never the text.
        """
        query = parse_query(text)
        with self._read(actor, purpose, "search") as read:
            sight, transaction = read.sight, read.transaction
            reader = Reader(sight.types, sight.touchpoint_types, tuple(self._catalogue.sources))
            matches = find_people(transaction, query, reader, _bounded(limit, MOST_HITS))
            people = read_people(transaction, [match.person_id for match in matches])
            hits = tuple(
                SearchHit(
                    person_id=match.person_id,
                    display_name=sight.name_of(person["golden"], match.person_id),
                    matched_on=match.kind,
                    matched_value=match.value,
                    city=sight.city_of(person["golden"]),
                    records=person["records"],
                    similarity=match.similarity,
                )
                for match in matches
                if (person := people.get(match.person_id)) is not None
            )
            read.detail = {"kinds": query.kinds, "people": [hit.person_id for hit in hits]}
        return hits

    def person(
        self, actor: Actor, purpose: str, person_id: int, timeline: TimelineQuery | None = None
    ) -> PersonView:
        """Everything of a person that the role may see for the purpose.

        Raises Refused and NotFound. An id that was merged leads to whoever took it in.
        """
        with self._read(actor, purpose, "person") as read:
            rows = self._records(read, person_id)
            view = self._person_view(read, purpose, person_id, rows, timeline or TimelineQuery())
        return cast(PersonView, view)

    def organisation(self, actor: Actor, purpose: str, organisation_id: int) -> OrganisationView:
        """An organisation and who acts for it. Raises Refused, and NotFound also where the reader
        may see nothing by which organisations are known."""
        with self._read(actor, purpose, "organisation") as read:
            view = organisations.in_sight(read.transaction, read.sight, organisation_id)
            read.missing = None if view else organisations.NOT_KNOWN
            read.detail = organisations.logged(view)
        return cast(OrganisationView, view)

    def timeline(
        self, actor: Actor, purpose: str, person_id: int, query: TimelineQuery
    ) -> tuple[TimelineItem, ...]:
        """A part of the timeline, newest first. Raises Refused and NotFound."""
        with self._read(actor, purpose, "timeline") as read:
            rows = self._records(read, person_id)
            items = _timeline(read, rows, query, query.limit)
            read.detail = {"touchpoints": len(items)}
        return items

    def order_lines(self, actor: Actor, purpose: str, touchpoint_no: int) -> tuple[OrderLine, ...]:
        """The lines of an order. Raises Refused, and NotFound also for a type out of sight."""
        lines: tuple[OrderLine, ...] = ()
        with self._read(actor, purpose, "order_lines") as read:
            row = reading.read_touchpoint(read.transaction, touchpoint_no)
            if row is None or row["type"] not in read.sight.order_types:
                read.missing = f"There is no order under the touchpoint {touchpoint_no}."
            else:
                read.person_id = row["person_id"]
                found = reading.read_order_lines(
                    read.transaction, row["source"], row["touchpoint_key"]
                )
                lines = tuple(OrderLine(**line) for line in found)
            read.detail = {"lines": len(lines)}
        return lines

    def feed(self, actor: Actor, purpose: str, limit: int = 20) -> tuple[FeedItem, ...]:
        """The touchpoints that happened last, of the types in sight. Raises Refused."""
        with self._read(actor, purpose, "feed") as read:
            rows = reading.read_feed(
                read.transaction,
                read.sight.touchpoint_types,
                self._clock(),
                _bounded(limit, MOST_ITEMS),
            )
            items = tuple(feed_item(read.sight, row) for row in rows)
            people = {item.person_id for item in items if item.person_id is not None}
            read.detail = {"touchpoints": len(items), "people": sorted(people)}
        return items

    def accesses(
        self, actor: Actor, purpose: str, person_id: int, limit: int = 50
    ) -> tuple[AccessEntry, ...]:
        """Who looked at this person, when and why, newest first. Raises Refused and NotFound."""
        entries: tuple[AccessEntry, ...] = ()
        with self._read(actor, purpose, "accesses") as read:
            records = [row["record_no"] for row in self._records(read, person_id)]
            rows = read.transaction.execute(
                _SQL["about_records"], {"records": records, "limit": _bounded(limit, MOST_ITEMS)}
            )
            entries = tuple(AccessEntry(**row) for row in rows)
            read.detail = {"lines": len(entries)}
        return entries

    def links(self, actor: Actor, purpose: str, person_id: int) -> tuple[LinkView, ...]:
        """Why the records of a person are one. Raises Refused and NotFound.

        Evidence from attributes out of sight is added up under one heading, so that the weights
        still add up to the whole.
        """
        links: tuple[LinkView, ...] = ()
        with self._read(actor, purpose, "links") as read:
            records = [row["record_no"] for row in self._records(read, person_id)]
            if self._explain is None:
                rows = reading.read_links(read.transaction, records)
                links = tuple(stored_link(row) for row in rows)
            elif records:
                found = self._explain.links(read.transaction, records)
                links = tuple(explaining.seen_link(read.sight, link) for link in found)
            read.detail = {"links": len(links)}
        return links

    def how(self, actor: Actor, purpose: str, person_id: int) -> HowView:
        """In which order the person's records came together. Raises Refused and NotFound."""
        with self._read(actor, purpose, "how") as read:
            rows = self._records(read, person_id)
            view = explaining.how(read.transaction, read.sight, self._explain, rows)
            read.detail = {"steps": len(view.steps), "people": view.judged_apart}
        return view

    def why_not(self, actor: Actor, purpose: str, person_id: int) -> tuple[RejectedView, ...]:
        """Who comes nearest to the person without being it. Raises Refused and NotFound."""
        with self._read(actor, purpose, "why_not") as read:
            rows = self._records(read, person_id)
            seen = explaining.why_not(read.transaction, read.sight, self._explain, rows)
            read.detail = {"people": [each.person_id for each in seen]}
        return seen

    def compare(self, actor: Actor, purpose: str, one: int, other: int) -> CompareView:
        """Why two people are not one, or two records of one person are, and what would turn that.

        Raises Refused and NotFound. Leaves a line about each of the two.
        """
        with self._read(actor, purpose, "compare") as read:
            second, read.others = self._records(read, other), (read.person_id or 0,)
            first = self._records(read, one)
            read.others = tuple({*read.others} - {read.person_id, 0})
            view = explaining.compare(
                read.transaction, read.sight, self._explain, (one, first), (other, second)
            )
            if view is None:
                read.missing = read.missing or explaining.NOTHING_TO_COMPARE
        return cast(CompareView, view)

    def side_by_side(
        self,
        actor: Actor,
        purpose: str,
        sides: tuple[Sequence[int], Sequence[int]],
        *,
        pair: tuple[int, int] | None = None,
        outcome: Sequence[Sequence[int]] = (),
    ) -> ComparisonView:
        """Two sides, each some records, with the evidence on one pair of them and whom the records
        of ``outcome`` would be. Raises Refused, and NotFound for a record that nobody has."""
        view: ComparisonView | None = None
        with self._read(actor, purpose, "compare") as read:
            wanted = [*sides[0], *sides[1], *(record for group in outcome for record in group)]
            rows = read_rows(read.transaction, wanted)
            if not (sides[0] and sides[1] and rows.keys() >= set(wanted)):
                read.missing = "There is no such record, or it is not linked yet."
            else:
                view = self._comparison(read, sides, pair, outcome, rows)
        return cast(ComparisonView, view)

    def names(self, actor: Actor, purpose: str, people: Sequence[int]) -> dict[int, str]:
        """What these people are called, as a list of questions about them shows. Raises Refused."""
        names: dict[int, str] = {}
        with self._read(actor, purpose, "names") as read:
            found = read_people(read.transaction, people)
            names = {
                number: read.sight.name_of(row["golden"], number) for number, row in found.items()
            }
            read.detail = {"people": sorted(names)}
        return names

    def history(self, actor: Actor, purpose: str, person_id: int) -> HistoryView:
        """Merges, splits and decisions of a person. Raises Refused and NotFound."""
        view: HistoryView | None = None
        with self._read(actor, purpose, "history") as read:
            records = [row["record_no"] for row in self._records(read, person_id)]
            if read.person_id is not None:
                view = history(read.transaction, read.sight, person_id, read.person_id, records)
                read.detail = {"decisions": len(view.decisions)}
        return cast(HistoryView, view)

    def find_by_record(self, actor: Actor, purpose: str, source: str, source_record_id: str) -> int:
        """The person of a source's own number. Raises Refused and NotFound."""
        with self._read(actor, purpose, "find_by_record") as read:
            read.person_id = reading.person_of_record(read.transaction, source, source_record_id)
            if read.person_id is None:
                read.missing = (
                    "No person has a record with this number in this source. Check both, or wait "
                    "until the load that holds it is linked."
                )
        return cast(int, read.person_id)

    def record_change(
        self,
        transaction: Transaction,
        actor: Actor,
        purpose: str,
        action: str,
        number: int,
        detail: Detail,
    ) -> None:
        """Checks and logs a change to the person of this number, in the change's own transaction.

        Call it last in that transaction. Raises Refused: let it end the transaction, so that the
        change is undone.
        """
        self._check(actor, purpose, action)
        person_id = reading.resolve(transaction, number)
        entry = _entry(actor, purpose, action, True, person_id, detail)
        append(transaction, entry, self._clock())

    def judges(self) -> tuple[str, ...]:
        """The roles that decide which records are one person, in declared order."""
        return tuple(name for name, role in self._catalogue.roles.items() if role.may_judge)

    def record_judgement(
        self,
        transaction: Transaction,
        actor: Actor,
        purpose: str,
        action: str,
        numbers: Sequence[int],
        detail: Detail,
    ) -> None:
        """As ``record_change``, for a decision about who is one person: not every role makes them.

        Leaves a line about everybody who holds one of these records. Raises Refused.
        """
        self._check(actor, purpose, action, judging=True)
        by_person = {reading.resolve(transaction, number): number for number in reversed(numbers)}
        for number in reversed(by_person.values()):
            self.record_change(transaction, actor, purpose, action, number, detail)

    @contextmanager
    def _read(self, actor: Actor, purpose: str, action: str) -> Iterator[_Read]:
        """Check, read, log, commit; whatever goes wrong in between, nothing leaves."""
        self._check(actor, purpose, action)
        with self._database.transaction() as transaction:
            read = _Read(transaction, Sight.of(self._catalogue, actor.role, purpose))
            yield read
            for person_id in (read.person_id, *read.others):
                entry = _entry(actor, purpose, action, True, person_id, read.detail)
                append(transaction, entry, self._clock())
        if read.missing is not None:
            raise NotFound(read.missing)

    def _check(self, actor: Actor, purpose: str, action: str, *, judging: bool = False) -> None:
        declared = self._catalogue.purposes.get(purpose)
        judges = not judging or actor.role in self.judges()
        if declared is not None and actor.role in declared.roles and judges:
            return
        # A transaction of its own, committed before the refusal is raised: its line stays.
        with self._database.transaction() as transaction:
            logged = purpose if declared is not None else UNDECLARED
            append(transaction, _entry(actor, logged, action, False, None, {}), self._clock())
        if not judges:
            raise MayNotJudge(actor.role, logged, allowed_roles=self.judges())
        raise Refused(
            actor.role,
            purpose if declared is not None else "",
            allowed_purposes=self.purposes(actor.role),
            allowed_roles=declared.roles if declared is not None else (),
        )

    def _records(self, read: _Read, number: int) -> list[reading.Row]:
        """The source records of whoever this number stands for; none when it is unknown."""
        read.person_id = reading.resolve(read.transaction, number)
        if read.person_id is None:
            read.missing = (
                f"There is no person {number}. It may have been erased, or its record is not "
                "linked yet; search by name or number."
            )
            return []
        return reading.read_records(read.transaction, read.person_id)

    def _person_view(
        self,
        read: _Read,
        purpose: str,
        asked_id: int,
        rows: Sequence[reading.Row],
        query: TimelineQuery,
    ) -> PersonView | None:
        transaction, sight = read.transaction, read.sight
        if read.person_id is None:
            return None
        person = reading.read_person(transaction, read.person_id)
        if person is None:
            read.missing = f"The person {asked_id} is being folded; ask again in a moment."
            return None
        records = [row["record_no"] for row in rows]
        golden = fold([reading.held_record(row) for row in rows], self._catalogue)
        currency = self._catalogue.organisation.currency
        totals = tuple(
            total_view(sight, row)
            for row in reading.read_totals(transaction, records, sight.touchpoint_types, currency)
        )
        items = _timeline(read, rows, query, query.limit + 1)
        matters = reading.read_open_matters(
            transaction, records, sight.open_statuses, sight.order_types, MOST_OPEN_MATTERS
        )
        events = reading.read_events(transaction, records)
        household = household_in_sight(transaction, sight, read.person_id)
        acts_for = organisations.of_person(transaction, sight, read.person_id)
        now = self._clock()
        read.detail = {
            "attributes": tuple(sight.types),
            "touchpoints": len(items),
            "household": tuple(mate.person_id for mate in household),
            "organisations": tuple(each.organisation_id for each in acts_for),
        }
        return PersonView(
            person_id=read.person_id,
            asked_id=asked_id,
            display_name=sight.name_of(golden.values, read.person_id),
            since=min((total.first_at for total in totals), default=None),
            purpose=purpose,
            golden=golden_views(sight, golden),
            hidden_attributes=len(self._catalogue.attributes) - len(sight.types),
            totals=totals,
            revenue=revenue(totals, currency),
            currency=currency,
            open_matters=tuple(open_matter(sight, row, now) for row in matters),
            timeline=items[: query.limit],
            timeline_more=len(items) > query.limit,
            records=tuple(record_view(sight, row) for row in rows),
            events=tuple(PersonEvent(**event) for event in events),
            folded_at=person["folded_at"],
            household=household,
            organisations=acts_for,
        )

    def _comparison(
        self,
        read: _Read,
        sides: tuple[Sequence[int], Sequence[int]],
        pair: tuple[int, int] | None,
        outcome: Sequence[Sequence[int]],
        rows: Mapping[int, Row],
    ) -> ComparisonView:
        transaction, sight = read.transaction, read.sight
        left, right = (
            side(transaction, sight, [rows[number] for number in sorted(own)]) for own in sides
        )
        read.person_id = left.person_id
        read.others = tuple({row["person_id"] for row in rows.values()} - {left.person_id})
        read.detail = {"attributes": tuple(sight.types), "records": sorted(rows)}
        links = self._explain.links(transaction, pair) if pair and self._explain else ()
        mates = {mate.person_id for mate in household_in_sight(transaction, sight, left.person_id)}
        return ComparisonView(
            sides=(left, right),
            link=next((explaining.seen_link(sight, link) for link in links), None),
            becomes=tuple(becomes(sight, [rows[number] for number in own]) for own in outcome),
            currency=self._catalogue.organisation.currency,
            housemates=right.person_id in mates,
        )


def _timeline(
    read: _Read, rows: Sequence[reading.Row], query: TimelineQuery, limit: int
) -> tuple[TimelineItem, ...]:
    sight = read.sight
    types = [t for t in sight.touchpoint_types if not query.types or t in query.types]
    found = reading.read_timeline(
        read.transaction,
        [row["record_no"] for row in rows],
        types,
        sight.order_types,
        query.before,
        _bounded(limit, MOST_ITEMS),
    )
    return tuple(timeline_item(sight, row) for row in found)


def _bounded(limit: int, most: int) -> int:
    return max(0, min(limit, most))


def _entry(
    actor: Actor, purpose: str, action: str, allowed: bool, person_id: int | None, detail: Detail
) -> Entry:
    return Entry(actor.name, actor.role, actor.via, purpose, action, allowed, person_id, detail)
