"""What surfaces ask about the collection: purposes, what is collected, what was refused or flagged.

Entering: who asks, for which purpose. Leaving: views that name no person, save the list of flagged
texts, which tells whose they are: that is the officer's, and leaves a line in the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.needs import needs_of
from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.collection.collected import collection
from klantbeeld.privacy.collection.reads import fold_reads
from klantbeeld.privacy.collection.views import (
    CollectionView,
    FlagView,
    PurposeView,
    RefusalView,
)
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.privacy.collection", "collection.sql")

MOST_LINES_ON_THE_WAY = 20_000
"""Lines of the log that are counted before an answer: the worker has done the rest."""

MOST_SHOWN = 500

Flagged = Literal["harmless", "removed"]


class Collection:
    """Reads about what is collected."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    def purposes(self) -> tuple[PurposeView, ...]:
        """Every purpose with what it is, and what it lacks to be switched on."""
        catalogue = self._door.catalogue
        return tuple(_purpose(catalogue, name) for name in catalogue.purposes)

    def overview(self) -> CollectionView:
        """Everything that is collected, as it stands now."""
        fold_reads(self._database, MOST_LINES_ON_THE_WAY)
        with self._database.transaction() as transaction:
            return collection(transaction, self._door.catalogue, self._door.clock())

    def refusals(self, before: int | None = None) -> tuple[RefusalView, ...]:
        """Where something was refused, the newest first; ``before``: the last one seen."""
        with self._database.transaction() as transaction:
            rows = transaction.execute(SQL["refusals"], {"before": before, "limit": MOST_SHOWN})
            return tuple(RefusalView(**row) for row in rows)

    def refused(self) -> dict[str, int]:
        """How many values were refused, by rule."""
        with self._database.transaction() as transaction:
            rows = transaction.execute(SQL["refusals_by_rule"])
            return {row["rule"]: row["amount"] for row in rows}

    def flags_waiting(self) -> int:
        """How many flagged texts nobody has looked at."""
        with self._database.transaction() as transaction:
            return int(one_row(transaction, SQL["flags_waiting"])["flags"])

    def flags(self, actor: Actor, purpose: str, *, waiting: bool = True) -> tuple[FlagView, ...]:
        """The flagged texts, those that wait first. Raises Refused; leaves a line about each of
        the people whose texts they are."""
        catalogue = self._door.catalogue
        found: tuple[FlagView, ...] = ()
        with self._door.read(actor, purpose, "flagged_texts", Duty.OVERSEE) as read:
            rows = read.transaction.execute(SQL["flags"], {"waiting": waiting, "limit": MOST_SHOWN})
            found = tuple(_flag(catalogue, row) for row in rows)
            people = {flag.person_id for flag in found if flag.person_id is not None}
            read.others = tuple(sorted(people))
            read.detail = {"flags": len(found)}
        return found

    def review(self, actor: Actor, purpose: str, flag_no: int, verdict: Flagged) -> None:
        """Records that somebody looked at a flagged text. Raises Refused and InputError."""
        with self._database.transaction() as transaction:
            row = transaction.execute(SQL["flag"], {"flag_no": flag_no}).fetchone()
            if row is None:
                raise InputError.single(
                    "there is no such flagged text",
                    f"flags/{flag_no}",
                    "It may have been erased; see the list.",
                )
            reviewed = {
                "flag_no": flag_no,
                "verdict": verdict,
                "actor": actor.name,
                "now": self._door.clock(),
            }
            transaction.execute(SQL["review_flag"], reviewed)
            numbers = [row["record_no"]] if row["record_no"] is not None else []
            self._door.record_change(
                transaction,
                actor,
                purpose,
                "flag_reviewed",
                numbers,
                {"flag": flag_no, "verdict": verdict},
                Duty.OVERSEE,
            )


def _flag(catalogue: Catalogue, row: Mapping[str, Any]) -> FlagView:
    touchpoint = catalogue.touchpoints.get(row["type"] or "")
    attribute = catalogue.attributes.get(row["field"])
    label = attribute.name if attribute else None
    if touchpoint is not None:
        label = touchpoint.detail.get(row["field"])
    return FlagView(
        flag_no=row["flag_no"],
        at=row["at"],
        source=row["source"],
        field=row["field"],
        label=label,
        category=row["category"],
        person_id=row["person_id"],
        touchpoint=touchpoint.name if touchpoint else None,
        reviewed_at=row["reviewed_at"],
        verdict=row["verdict"],
    )


def _purpose(catalogue: Catalogue, name: str) -> PurposeView:
    purpose = catalogue.purposes[name]
    return PurposeView(
        name=name,
        label=purpose.name,
        description=purpose.description,
        active=purpose.active,
        legal_basis=purpose.legal_basis.value,
        data_use=purpose.data_use,
        goals=purpose.goals,
        roles=tuple(catalogue.roles[role].name for role in purpose.roles),
        retention=purpose.retention,
        partners=tuple((each, _called(catalogue, each)) for each in purpose.partners),
        recipients=purpose.recipients,
        balancing_note=purpose.balancing_note,
        profiling=purpose.profiling,
        automated_decision=purpose.automated_decision,
        dpia=purpose.dpia,
        attributes=tuple(a.name for a in catalogue.attributes.values() if name in a.purposes),
        touchpoints=tuple(t.name for t in catalogue.touchpoints.values() if name in t.purposes),
        needs=needs_of(catalogue, name),
    )


def _called(catalogue: Catalogue, partner: str) -> str:
    """A purpose that is off may name a partner that nobody has declared yet."""
    declared = catalogue.partners.get(partner)
    return declared.name if declared else partner
