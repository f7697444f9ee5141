"""Reads of the gate about who is one person: why, how, why not, side by side, and the history.

Entering: who reads, for which purpose, and which people or records. Leaving: the evidence, without
the fields out of the reader's sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from klantbeeld.privacy import explaining
from klantbeeld.privacy.comparison import becomes, read_rows, side
from klantbeeld.privacy.decision_views import ComparisonView, HistoryView
from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.evidence import CompareView, HowView, RejectedView
from klantbeeld.privacy.history import history
from klantbeeld.privacy.household import household_in_sight
from klantbeeld.privacy.present import Row, stored_link
from klantbeeld.privacy.views import Actor, LinkView
from klantbeeld.profile import reading


class EvidenceReads:
    """Why records are one person, or not."""

    def __init__(self, door: Door, explain: explaining.Explainer | None) -> None:
        self._door = door
        self._explain = explain

    def links(self, actor: Actor, purpose: str, person_id: int) -> tuple[LinkView, ...]:
        """Why the records of a person are one. Raises Refused and NotFound.

        Evidence from attributes out of sight is added up under one heading, so that the weights
        still add up to the whole.
        """
        links: tuple[LinkView, ...] = ()
        with self._door.read(actor, purpose, "links") as read:
            records = [row["record_no"] for row in read.records(person_id)]
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
        with self._door.read(actor, purpose, "how") as read:
            rows = read.records(person_id)
            view = explaining.how(read.transaction, read.sight, self._explain, rows)
            read.detail = {"steps": len(view.steps), "people": view.judged_apart}
        return view

    def why_not(self, actor: Actor, purpose: str, person_id: int) -> tuple[RejectedView, ...]:
        """Who comes nearest to the person without being it. Raises Refused and NotFound."""
        with self._door.read(actor, purpose, "why_not") as read:
            rows = read.records(person_id)
            seen = explaining.why_not(read.transaction, read.sight, self._explain, rows)
            read.detail = {"people": [each.person_id for each in seen]}
        return seen

    def compare(self, actor: Actor, purpose: str, one: int, other: int) -> CompareView:
        """Why two people are not one, or two records of one person are, and what would turn that.

        Raises Refused and NotFound. Leaves a line about each of the two.
        """
        with self._door.read(actor, purpose, "compare") as read:
            second, read.others = read.records(other), (read.person_id or 0,)
            first = read.records(one)
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
        with self._door.read(actor, purpose, "compare") as read:
            wanted = [*sides[0], *sides[1], *(record for group in outcome for record in group)]
            rows = read_rows(read.transaction, wanted)
            if not (sides[0] and sides[1] and rows.keys() >= set(wanted)):
                read.missing = "There is no such record, or it is not linked yet."
            else:
                read.beware(tuple({row["person_id"] for row in rows.values()}))
                view = self._comparison(read, sides, pair, outcome, rows)
        return cast(ComparisonView, view)

    def history(self, actor: Actor, purpose: str, person_id: int) -> HistoryView:
        """Merges, splits and decisions of a person. Raises Refused and NotFound."""
        view: HistoryView | None = None
        with self._door.read(actor, purpose, "history") as read:
            records = [row["record_no"] for row in read.records(person_id)]
            if read.person_id is not None:
                view = history(read.transaction, read.sight, person_id, read.person_id, records)
                read.detail = {"decisions": len(view.decisions)}
        return cast(HistoryView, view)

    def _comparison(
        self,
        read: Read,
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
            currency=self._door.catalogue.organisation.currency,
            housemates=right.person_id in mates,
        )
