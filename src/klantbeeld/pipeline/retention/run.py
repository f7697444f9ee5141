"""The retention job: finds what is past its limit, clears it in batches, and proves the run.

Entering: the catalogue's periods and the present. Leaving: counts by attribute, touchpoint type and
table of what went (or would go), and what was past its limit and stayed, with why: an open request,
a restriction, a legal duty. A run that stops goes on where it was: what is cleared is no longer
found. Article 5(1)(e) AVG/GDPR.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Duty
from klantbeeld.catalog.sources import RecordDelivery, TouchpointDelivery
from klantbeeld.core.progress import NoProgress, Progress, Step
from klantbeeld.metrics.fold import fold
from klantbeeld.pipeline.linking.link import settle_waiting
from klantbeeld.pipeline.retention.clear import (
    SQL,
    clear_former,
    clear_touchpoints,
    clear_values,
    clear_whole_records,
)
from klantbeeld.pipeline.retention.limits import Limits, limits
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.requests.register import open_request_records
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Transaction, one_row

BATCH = 1_000
"""People, touchpoints or versions in one transaction: a page waits for none of them long."""

LETTERS, KEPT_BY_LAW, FORMER = "dead_letter", "retained_touchpoint", "source_record_version"
REQUESTS, NOTICES = "rights_request", "recipient_notice"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    run_no: int | None
    """None for a dry run."""
    at: datetime
    limits: Mapping[str, datetime]
    """Attribute or touchpoint type -> the moment before which it is over."""
    removed: Mapping[str, int]
    """Attribute -> values; touchpoint type -> touchpoints; table -> rows; ``records`` -> records of
    which nothing was left."""
    kept: Mapping[str, Mapping[str, int]]
    """Why -> what stayed although it was over -> how many: open_request, restriction,
    legal_duty."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the register has it."""

    run_no: int
    started_at: datetime
    finished_at: datetime | None
    made_by: str
    limits: Mapping[str, str]
    removed: Mapping[str, int]
    kept: Mapping[str, Mapping[str, int]]


@dataclass(slots=True)
class _Tally:
    removed: Counter[str] = field(default_factory=Counter)
    kept: dict[str, Counter[str]] = field(default_factory=dict)

    def keep(self, why: str, name: str, count: int = 1) -> None:
        if count:
            self.kept.setdefault(why, Counter())[name] += count


def look(services: Services, actor: Actor, purpose: str) -> Outcome:
    """What a run would clear now; changes nothing. Raises Refused."""
    _allow(services, actor, purpose, "retention.look")
    return _Job(services, NoProgress(), dry=True).work(None)


def run(
    services: Services, actor: Actor, purpose: str, progress: Progress | None = None
) -> Outcome:
    """Clears what is past its limit. Raises Refused."""
    _allow(services, actor, purpose, "retention.run")
    return run_as(services, actor.name, progress or NoProgress())


def run_as(services: Services, made_by: str, progress: Progress) -> Outcome:
    """As ``run``, for who needs no permission: the daily job, once somebody ran it for the first
    time."""
    settle_waiting(services, NoProgress())
    outcome = _Job(services, progress, dry=False).work(made_by)
    fold(services.database, services.catalogue)
    return outcome


def runs(services: Services, limit: int = 30) -> tuple[Run, ...]:
    """The runs that there were, the newest first: counts only, for whoever is signed in."""
    with services.database.transaction() as transaction:
        rows = transaction.execute(SQL["runs"], {"limit": limit}).fetchall()
    return tuple(Run(**row) for row in rows)


def _allow(services: Services, actor: Actor, purpose: str, action: str) -> None:
    """For whoever handles requests, and for who oversees; leaves a line."""
    door = services.gate.door
    handles = actor.role in door.holders(Duty.HANDLE_REQUESTS)
    duty = Duty.HANDLE_REQUESTS if handles else Duty.OVERSEE
    with door.read(actor, purpose, action, duty):
        pass


class _Job:
    """One run."""

    def __init__(self, services: Services, progress: Progress, *, dry: bool) -> None:
        self._services, self._progress, self._dry = services, progress, dry
        self._now = services.clock()
        self._limits = limits(services.catalogue, self._now)
        self._tally = _Tally()

    def work(self, made_by: str | None) -> Outcome:
        run_no = None if made_by is None else self._begin(made_by)
        with self._services.database.transaction() as transaction:
            self._held_back = _held_back(transaction)
        with self._progress.step("clearing what is over its time") as step:
            self._touchpoints(step)
            self._former_values(step)
            self._values(step)
            self._leftovers()
        tally = self._tally
        kept = {why: dict(counts) for why, counts in tally.kept.items()}
        removed = {name: count for name, count in tally.removed.items() if count}
        if run_no is not None:
            self._finish(run_no, removed, kept)
        return Outcome(run_no, self._now, self._limits.by_name(), removed, kept)

    def _begin(self, made_by: str) -> int:
        told = {name: limit.isoformat() for name, limit in self._limits.by_name().items()}
        with self._services.database.transaction() as transaction:
            row = one_row(
                transaction,
                SQL["begin"],
                {"now": self._now, "actor": made_by, "limits": Jsonb(told)},
            )
        return int(row["run_no"])

    def _finish(
        self, run_no: int, removed: dict[str, int], kept: dict[str, dict[str, int]]
    ) -> None:
        with self._services.database.transaction() as transaction:
            transaction.execute(
                SQL["finish"],
                {
                    "run_no": run_no,
                    "now": self._services.clock(),
                    "removed": Jsonb(removed),
                    "kept": Jsonb(kept),
                },
            )

    def _batches(
        self, statement: str, parameters: dict[str, Any], after: dict[str, str]
    ) -> Iterator[list[dict[str, Any]]]:
        """Rows in batches; ``after``: parameter -> the column of the last row that it takes."""
        place = dict.fromkeys(after, 0)
        while True:
            with self._services.database.transaction() as transaction:
                rows = transaction.execute(
                    SQL[statement], {**parameters, **place, "batch": BATCH}
                ).fetchall()
            if not rows:
                return
            yield rows
            place = {name: rows[-1][column] for name, column in after.items()}

    def _touchpoints(self, step: Step) -> None:
        for kind, limit in self._limits.touchpoints.items():
            asked = {"type": kind, "limit": limit}
            for rows in self._batches("touchpoints_past", asked, {"after": "touchpoint_no"}):
                over = [row for row in rows if self._may_go(row["person_id"], kind)]
                self._tally.removed[kind] += len(over)
                if over and not self._dry:
                    clear_touchpoints(self._services, kind, over)
                step.advance(len(rows))
            if kind in self._limits.without_duty:
                self._count_duty(kind, limit)

    def _count_duty(self, kind: str, limit: datetime) -> None:
        with self._services.database.transaction() as transaction:
            row = one_row(
                transaction,
                SQL["count_touchpoints"],
                {"type": kind, "since": limit, "limit": self._limits.without_duty[kind]},
            )
        self._tally.keep("legal_duty", kind, row["touchpoints"])

    def _former_values(self, step: Step) -> None:
        if not self._limits.attributes:
            return
        asked = {"limit": max(self._limits.attributes.values())}
        place = {"after_record": "record_no", "after_version": "version"}
        for rows in self._batches("versions_past", asked, place):
            over = [
                (row["record_no"], row["version"], name)
                for row in rows
                for name in self._over(row["names"], row["superseded_at"])
                if self._may_go(row["person_id"], FORMER)
            ]
            self._tally.removed[FORMER] += len(over)
            if over and not self._dry:
                clear_former(self._services, over)
            step.advance(len(rows))

    def _values(self, step: Step) -> None:
        if not self._limits.attributes:
            return
        contacts = self._limits.touchpoints
        over = {"types": list(contacts), "limits": list(contacts.values())}
        asked = {"limit": max(self._limits.attributes.values()), **over}
        for people in self._batches("people_past", asked, {"after": "person_id"}):
            with self._services.database.transaction() as transaction:
                records = transaction.execute(
                    SQL["records_of"], {"people": [row["person_id"] for row in people], **over}
                ).fetchall()
            self._clear(records, {row["person_id"]: row["at"] for row in people})
            step.advance(len(people))

    def _clear(self, records: list[dict[str, Any]], contact: Mapping[int, datetime]) -> None:
        over: dict[int, list[str]] = {}
        whole: list[int] = []
        for row in records:
            names = [
                name
                for name in self._over(row["names"], contact[row["person_id"]])
                if self._may_go(row["person_id"], name)
            ]
            self._tally.removed.update(names)
            if len(names) == len(row["names"]) and not row["has_touchpoints"]:
                if self._may_go(row["person_id"], "records"):
                    whole.append(row["record_no"])
            elif names:
                over[row["record_no"]] = names
        self._tally.removed["records"] += len(whole)
        if self._dry:
            return
        if over:
            clear_values(self._services, over)
        if whole:
            clear_whole_records(self._services, whole)

    def _leftovers(self) -> None:
        """Letters of deliveries whose data is past its limit, what a legal duty kept, and what was
        kept to account for it."""
        with self._services.database.transaction() as transaction:
            for source, delivery, limit in _letter_limits(self._services.catalogue, self._limits):
                asked = {"source": source, "delivery": delivery, "limit": limit}
                count = one_row(transaction, SQL["letters_past"], asked)["letters"]
                self._tally.removed[LETTERS] += count
                if count and not self._dry:
                    transaction.execute(SQL["clear_letters"], asked)
            now, closed = {"now": self._now}, {"limit": self._limits.accounts}
            leftovers: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
                (KEPT_BY_LAW, "count_retained", "clear_retained", now),
                (REQUESTS, "requests_past", "clear_requests", closed),
                (NOTICES, "notices_past", "clear_notices", closed),
            )
            for name, counted, clear, before in leftovers:
                (found,) = one_row(transaction, SQL[counted], before).values()
                self._tally.removed[name] += found
                if found and not self._dry:
                    transaction.execute(SQL[clear], before)

    def _over(self, names: list[str], moment: datetime) -> list[str]:
        """What is over its time by this moment; what is declared no longer is not judged here."""
        own = self._limits.attributes
        return [name for name in names if name in own and moment < own[name]]

    def _may_go(self, person_id: int | None, name: str) -> bool:
        why = None if person_id is None else self._held_back.get(person_id)
        if why is None:
            return True
        self._tally.keep(why, name)
        return False


def _held_back(transaction: Transaction) -> dict[int, str]:
    """Person -> why nothing of theirs is cleared now."""
    asked = sorted(open_request_records(transaction))
    rows = transaction.execute(SQL["held_back"], {"asked": asked}).fetchall()
    return {row["person_id"]: row["why"] for row in rows}


def _letter_limits(catalogue: Catalogue, over: Limits) -> Iterator[tuple[str, str, datetime]]:
    """Per delivery the shortest period of what its rows hold."""
    for source, declared in catalogue.sources.items():
        for name, delivery in declared.deliveries.items():
            match delivery:
                case RecordDelivery():
                    names = delivery.columns.values()
                    moments = [over.attributes[each] for each in names if each in over.attributes]
                case TouchpointDelivery():
                    moments = [over.touchpoints[delivery.type]]
                case _:
                    moments = []
            if moments:
                yield source, name, max(moments)
