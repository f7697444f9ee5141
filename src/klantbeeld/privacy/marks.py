"""Marks: what must not be done with somebody's data, and for which purposes that leaves them out.

Entering: the marks on the records of one person, or of many people. Leaving: what holds now, as a
pure function of the rows: a mark on one record holds for the whole person, whatever is merged.
AVG/GDPR Articles 18 (restriction) and 21 (objection; of direct marketing absolute, the profiling
for it included); Global Privacy Control (W3C): no selling, no sharing, no profiling for marketing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import LegalBasis, Purpose
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "marks.sql")

OBJECTABLE = (LegalBasis.LEGITIMATE_INTEREST, LegalBasis.PUBLIC_TASK)
"""Article 21(1): the grounds to which somebody can object with reasons of his own."""


class MarkKind(StrEnum):
    """What must not be done."""

    RESTRICTION = "restriction"
    """Nothing but keeping (Article 18)."""
    OBJECTION = "objection"
    """Not for one purpose (Article 21(1))."""
    MARKETING_OBJECTION = "marketing_objection"
    """No direct marketing, nor profiling for it (Article 21(2) and (3))."""
    NO_PROFILING = "no_profiling"
    """No profiling and no decision by machine (Articles 21 and 22)."""
    GPC = "gpc"
    """The browser's signal: no selling or sharing, no profiling for marketing."""


class Ground(StrEnum):
    """Why it was recorded, or why it no longer holds."""

    ASKED = "asked"
    """The person asked it."""
    SIGNAL = "signal"
    """The browser sent the signal."""
    ACCURACY_DISPUTED = "accuracy_disputed"
    """Article 18(1)(a)."""
    UNLAWFUL = "unlawful"
    """Article 18(1)(b): unlawful, yet the person wants no erasure."""
    LEGAL_CLAIM = "legal_claim"
    """Article 18(1)(c): not needed any longer, but the person needs it for a claim."""
    OBJECTION_WEIGHED = "objection_weighed"
    """Article 18(1)(d): while an objection is weighed."""
    WITHDRAWN = "withdrawn"
    """Ended: the person took it back."""
    SETTLED = "settled"
    """Ended: what it was for is settled."""
    OVERRIDDEN = "overridden"
    """Ended: compelling grounds of the organisation weigh more (Article 21(1)), with the note."""


class Bar(StrEnum):
    """Why somebody's data may not be used for a purpose."""

    RESTRICTED = "restricted"
    OBJECTED = "objected"
    OBJECTED_TO_MARKETING = "objected_to_marketing"
    NO_PROFILING = "no_profiling"
    GPC = "gpc"
    NO_CONSENT = "no_consent"
    PURPOSE_OFF = "purpose_off"
    """Not declared, or not switched on."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that must not be done, in force."""

    kind: MarkKind
    purpose: str
    """Of an objection; else empty."""
    ground: Ground
    since: datetime


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything that holds for a person."""

    marks: tuple[Mark, ...] = ()

    def has(self, kind: MarkKind, purpose: str = "") -> bool:
        """Whether such a mark holds."""
        return any(mark.kind is kind and mark.purpose == purpose for mark in self.marks)

    @property
    def restricted(self) -> bool:
        """Nothing but keeping."""
        return self.has(MarkKind.RESTRICTION)

    def bars(self, name: str, purpose: Purpose) -> tuple[Bar, ...]:
        """Why the data may not be used for this purpose; empty where no mark forbids it."""
        if not self.marks:
            return ()
        marketing = is_direct_marketing(purpose)
        found = {
            Bar.RESTRICTED: self.restricted,
            Bar.OBJECTED: self.has(MarkKind.OBJECTION, name),
            Bar.OBJECTED_TO_MARKETING: marketing and self.has(MarkKind.MARKETING_OBJECTION),
            Bar.NO_PROFILING: profiles(purpose) and self.has(MarkKind.NO_PROFILING),
            Bar.GPC: refused_by_signal(purpose) and self.has(MarkKind.GPC),
        }
        return tuple(bar for bar, holds in found.items() if holds)


NO_MARKS = Marks()


def is_direct_marketing(purpose: Purpose) -> bool:
    """Marketing, or making things personal for it: fideslang uses under marketing, personalize."""
    return purpose.data_use.split(".")[0] in {"marketing", "personalize"}


def profiles(purpose: Purpose) -> bool:
    """Whether the purpose profiles, or lets a machine decide."""
    words = purpose.data_use.split(".")
    return purpose.profiling or purpose.automated_decision or "profiling" in words


def refused_by_signal(purpose: Purpose) -> bool:
    """What Global Privacy Control refuses: selling and sharing, and profiling for marketing."""
    words = purpose.data_use.split(".")
    shared = "third_party" in words or words[0] == "third_party_sharing"
    return shared or (is_direct_marketing(purpose) and profiles(purpose))


def may_object(purpose: Purpose) -> bool:
    """Whether Article 21(1) gives the right to object to it, with grounds that are weighed."""
    return purpose.legal_basis in OBJECTABLE and not is_direct_marketing(purpose)


def marks_of(transaction: Transaction, record_nos: Sequence[int]) -> Marks:
    """What holds for the person of these records."""
    if not record_nos:
        return NO_MARKS
    rows = transaction.execute(_SQL["in_force"], {"records": list(record_nos)}).fetchall()
    return _marks(rows)


def marks_of_people(transaction: Transaction, people: Sequence[int]) -> dict[int, Marks]:
    """Person -> what holds; people with nothing are absent."""
    rows = transaction.execute(_SQL["of_people"], {"people": list(people)}).fetchall()
    own: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        own.setdefault(row["person_id"], []).append(row)
    return {person_id: _marks(found) for person_id, found in own.items()}


def _marks(rows: Iterable[dict[str, Any]]) -> Marks:
    """One mark per kind and purpose, the oldest; the order of the rows plays no part."""
    oldest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = row["kind"], row["purpose"]
        if key not in oldest or row["since"] < oldest[key]["since"]:
            oldest[key] = row
    return Marks(
        tuple(
            Mark(MarkKind(kind), purpose, Ground(row["ground"]), row["since"])
            for (kind, purpose), row in sorted(oldest.items())
        )
    )


@dataclass(frozen=True, slots=True)
class PastMark:
    """A mark as the history tells it."""

    kind: MarkKind
    purpose: str
    ground: Ground
    note: str | None
    since: datetime
    actor: str
    via: str
    ended_at: datetime | None
    ended_by: str | None
    end_ground: Ground | None
    end_note: str | None
    told_on: date | None


def history_of(transaction: Transaction, record_nos: Sequence[int]) -> tuple[PastMark, ...]:
    """Every mark of a person, ended ones too, the newest first."""
    rows = transaction.execute(_SQL["history"], {"records": list(record_nos)}).fetchall()
    return tuple(
        PastMark(
            **{
                **row,
                "kind": MarkKind(row["kind"]),
                "ground": Ground(row["ground"]),
                "end_ground": Ground(row["end_ground"]) if row["end_ground"] else None,
            }
        )
        for row in rows
    )


def set_mark(
    transaction: Transaction,
    record_nos: Sequence[int],
    kind: MarkKind,
    *,
    purpose: str = "",
    ground: Ground,
    note: str | None,
    actor: str,
    via: str,
    now: datetime,
) -> int:
    """Marks every record that has no such mark yet; returns how many were marked."""
    parameters = {
        "records": list(record_nos), "kind": kind.value, "purpose": purpose,
        "ground": ground.value, "note": note, "actor": actor, "via": via, "now": now,
    }  # fmt: skip
    return len(transaction.execute(_SQL["add"], parameters).fetchall())


def end_mark(
    transaction: Transaction,
    record_nos: Sequence[int],
    kind: MarkKind,
    *,
    purpose: str = "",
    ground: Ground,
    note: str | None,
    told_on: date | None,
    actor: str,
    now: datetime,
) -> int:
    """Ends such a mark on these records; returns on how many it held."""
    parameters = {
        "records": list(record_nos), "kind": kind.value, "purpose": purpose,
        "ground": ground.value, "note": note, "told_on": told_on, "actor": actor, "now": now,
    }  # fmt: skip
    return len(transaction.execute(_SQL["end"], parameters).fetchall())


def all_bars(marks: Marks, catalogue: Catalogue) -> dict[str, tuple[Bar, ...]]:
    """Purpose -> why the marks forbid it; purposes that they do not forbid are absent."""
    purposes = catalogue.purposes.items()
    return {name: found for name, purpose in purposes if (found := marks.bars(name, purpose))}
