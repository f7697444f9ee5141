"""Objecting, restricting, refusing profiling: setting marks on a person, and ending them lawfully.

Entering: who acts, for which purpose of their own, about whom, and what the person asks. Leaving:
the marks that hold, after the door has checked and logged; they hold from the commit on. AVG/GDPR
Articles 18 and 21: an objection to direct marketing is absolute and nobody but the person ends it;
one to another purpose ends when grounds were weighed and told; a restriction ends only after the
person was told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.consent.consents import Announce
from klantbeeld.privacy.consent.statements import lock_records
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.marks import (
    OBJECTABLE,
    Ground,
    Mark,
    MarkKind,
    end_mark,
    is_direct_marketing,
    marks_of,
    may_object,
    set_mark,
)
from klantbeeld.privacy.partners.notices import NoticeKind, announce
from klantbeeld.privacy.views import Actor
from klantbeeld.privacy.whose import checked_note, numbers_of, person_records
from klantbeeld.store.database import Database, Transaction

RESTRICTION_GROUNDS = (
    Ground.ACCURACY_DISPUTED,
    Ground.UNLAWFUL,
    Ground.LEGAL_CLAIM,
    Ground.OBJECTION_WEIGHED,
)
"""Article 18(1), a to d."""


_TOLD: Mapping[MarkKind, NoticeKind] = {
    MarkKind.RESTRICTION: "restriction",
    MarkKind.OBJECTION: "objection",
    MarkKind.MARKETING_OBJECTION: "objection",
}
"""What recipients are told of."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What holds for the person after it."""

    person_id: int
    marks: tuple[Mark, ...]
    notices: int = 0
    """How many notices went to recipients who hold the data as well (Article 19)."""


class Marking:
    """Sets and ends marks."""

    def __init__(self, database: Database, door: Door, announce: Announce) -> None:
        self._database = database
        self._door = door
        self._announce = announce

    def object(
        self,
        actor: Actor,
        purpose: str,
        person_id: int,
        against: str | None = None,
        note: str | None = None,
    ) -> Marked:
        """Records an objection: ``against`` a purpose, or None against all direct marketing.

        Against a purpose of direct marketing it is one against all of it. Raises InputError for a
        purpose to which nobody can object, Refused and NotFound.
        """
        kind, about = self._objection(against)
        return self._set(actor, purpose, person_id, kind, about, Ground.ASKED, note)

    def end_objection(
        self,
        actor: Actor,
        purpose: str,
        person_id: int,
        against: str | None,
        ground: Ground,
        note: str | None = None,
    ) -> Marked:
        """Ends an objection: the person took it back, or compelling grounds weigh more.

        The second needs the weighing as ``note``, and is never possible for direct marketing.
        Raises InputError, Refused and NotFound.
        """
        kind, about = self._objection(against)
        if ground is Ground.OVERRIDDEN:
            if kind is MarkKind.MARKETING_OBJECTION:
                raise InputError.single(
                    "an objection to direct marketing is absolute (Article 21(3))",
                    "ground",
                    "Only the person can take it back: use `withdrawn`.",
                )
            if checked_note(note) is None:
                raise InputError.single(
                    "the grounds that weigh more are missing (Article 21(1))",
                    "note",
                    "Write which compelling grounds weigh more than those of the person, and why.",
                )
        elif ground is not Ground.WITHDRAWN:
            raise _wrong_ground((Ground.WITHDRAWN, Ground.OVERRIDDEN))
        return self._end(actor, purpose, person_id, kind, about, ground, note)

    def restrict(
        self, actor: Actor, purpose: str, person_id: int, ground: Ground, note: str | None = None
    ) -> Marked:
        """Restricts: from now on the data is kept and nothing else. Raises InputError, Refused and
        NotFound."""
        if ground not in RESTRICTION_GROUNDS:
            raise _wrong_ground(RESTRICTION_GROUNDS)
        return self._set(actor, purpose, person_id, MarkKind.RESTRICTION, "", ground, note)

    def lift(
        self,
        actor: Actor,
        purpose: str,
        person_id: int,
        told_on: date | None,
        note: str | None = None,
    ) -> Marked:
        """Lifts a restriction after the person was told, on the day ``told_on`` (Article 18(3)).

        Raises InputError, Refused and NotFound.
        """
        now = self._door.clock()
        zone = ZoneInfo(self._door.catalogue.organisation.time_zone)
        if told_on is None or told_on > now.astimezone(zone).date():
            raise InputError.single(
                "the person was not told yet that the restriction is lifted (Article 18(3))",
                "told_on",
                "Tell the person first, then give the day on which that was done.",
            )
        return self._end(
            actor, purpose, person_id, MarkKind.RESTRICTION, "", Ground.SETTLED, note, told_on
        )

    def refuse_profiling(
        self, actor: Actor, purpose: str, person_id: int, note: str | None = None
    ) -> Marked:
        """No profiling, no decision by machine. Raises InputError, Refused and NotFound."""
        kind = MarkKind.NO_PROFILING
        return self._set(actor, purpose, person_id, kind, "", Ground.ASKED, note)

    def allow_profiling(self, actor: Actor, purpose: str, person_id: int) -> Marked:
        """The person takes that back. Raises InputError, Refused and NotFound."""
        kind = MarkKind.NO_PROFILING
        return self._end(actor, purpose, person_id, kind, "", Ground.WITHDRAWN, None)

    def signal(self, actor: Actor, purpose: str, person_id: int, *, on: bool = True) -> Marked:
        """The person's browser sent Global Privacy Control (``Sec-GPC: 1``), or the person turned
        it off again. Raises InputError, Refused and NotFound."""
        if on:
            return self._set(actor, purpose, person_id, MarkKind.GPC, "", Ground.SIGNAL, None)
        return self._end(actor, purpose, person_id, MarkKind.GPC, "", Ground.WITHDRAWN, None)

    def _objection(self, against: str | None) -> tuple[MarkKind, str]:
        """Which mark an objection against this purpose is. Raises InputError."""
        if against is None:
            return MarkKind.MARKETING_OBJECTION, ""
        purposes = self._door.catalogue.purposes
        declared = purposes.get(against)
        if declared is not None and is_direct_marketing(declared):
            return MarkKind.MARKETING_OBJECTION, ""
        if declared is None or not may_object(declared):
            able = [name for name, each in purposes.items() if may_object(each)]
            bases = " or ".join(basis.value.replace("_", " ") for basis in OBJECTABLE)
            raise InputError.single(
                f"nobody can object to this purpose: its basis is not {bases}",
                "against",
                f"Name none for direct marketing, or one of: {', '.join(able) or 'none'}.",
            )
        return MarkKind.OBJECTION, against

    def _set(
        self,
        actor: Actor,
        purpose: str,
        person_id: int,
        kind: MarkKind,
        about: str,
        ground: Ground,
        note: str | None,
    ) -> Marked:
        text = checked_note(note)
        with self._database.transaction() as transaction:
            found, rows = person_records(transaction, person_id)
            records = lock_records(transaction, numbers_of(rows))
            newly = set_mark(
                transaction, records, kind, purpose=about, ground=ground, note=text,
                actor=actor.name, via=actor.via, now=self._door.clock(),
            )  # fmt: skip
            notices = self._notify(transaction, _TOLD.get(kind), records) if newly else 0
            marked = Marked(found, marks_of(transaction, records).marks, notices)
            self._log(transaction, actor, purpose, f"mark.{kind.value}", found, about)
        return marked

    def _end(
        self,
        actor: Actor,
        purpose: str,
        person_id: int,
        kind: MarkKind,
        about: str,
        ground: Ground,
        note: str | None,
        told_on: date | None = None,
    ) -> Marked:
        text = checked_note(note)
        with self._database.transaction() as transaction:
            found, rows = person_records(transaction, person_id)
            records = lock_records(transaction, numbers_of(rows))
            ended = end_mark(
                transaction, records, kind, purpose=about, ground=ground, note=text,
                told_on=told_on, actor=actor.name, now=self._door.clock(),
            )  # fmt: skip
            if not ended:
                raise InputError.single(
                    "there is nothing of this kind in force", kind.value, "See what holds first."
                )
            lifted: NoticeKind | None = (
                "restriction_lifted" if kind is MarkKind.RESTRICTION else None
            )
            notices = self._notify(transaction, lifted, records)
            marked = Marked(found, marks_of(transaction, records).marks, notices)
            self._log(transaction, actor, purpose, f"unmark.{kind.value}", found, about)
        return marked

    def _notify(
        self, transaction: Transaction, kind: NoticeKind | None, records: Sequence[int]
    ) -> int:
        """Tells who holds the data as well; returns how many notices that takes."""
        if kind is None:
            return 0
        return announce(transaction, self._door.catalogue, self._door.clock(), kind, records)

    def _log(
        self,
        transaction: Transaction,
        actor: Actor,
        purpose: str,
        action: str,
        person_id: int,
        about: str,
    ) -> None:
        detail = {"purpose": about} if about else {}
        self._announce(transaction, (person_id,))
        self._door.record_change(
            transaction, actor, purpose, action, (person_id,), detail, Duty.HANDLE_REQUESTS
        )


def _wrong_ground(possible: tuple[Ground, ...]) -> InputError:
    return InputError.single(
        "this ground does not fit", "ground", f"Use one of: {', '.join(possible)}."
    )
