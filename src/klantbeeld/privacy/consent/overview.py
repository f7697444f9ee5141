"""Consent over everybody, for who oversees it: what was said, in which words, what cannot count.

Entering: an officer. Leaving: counts; they name nobody, and the look is logged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Duty
from klantbeeld.privacy.channels.suppression import SuppressedCount, SuppressionList
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.marks import MarkKind
from klantbeeld.privacy.views import Actor
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.consent", "overview.sql")


@dataclass(frozen=True, slots=True)
class SaidCount:
    """How often something was said for a purpose and channel, to one text."""

    purpose: str
    """Empty where the source's word is not known."""
    channel: str
    decision: str
    text_version: str
    statements: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class UnknownWords:
    """Words of a source that nobody declared: what they came with does not count as consent."""

    source: str
    said: Mapping[str, str]
    statements: int


@dataclass(frozen=True, slots=True)
class MarkCount:
    """How many people have a mark in force."""

    kind: MarkKind
    purpose: str
    people: int
    since: datetime


@dataclass(frozen=True, slots=True)
class ConsentOverview:
    """Everything about consent that names nobody."""

    said: tuple[SaidCount, ...]
    cut_off: tuple[str, ...]
    """Purposes that people answered for, and that nobody may use any longer."""
    unknown_words: tuple[UnknownWords, ...]
    marks: tuple[MarkCount, ...]
    suppressed: tuple[SuppressedCount, ...]
    list_readable: bool
    """Whether the list of contacts to leave alone can be read; else nobody gets marketing."""


def consent_overview(
    door: Door, suppression: SuppressionList, actor: Actor, purpose: str
) -> ConsentOverview:
    """Reads the counts. Raises Refused."""
    with door.read(actor, purpose, "consents.overview", Duty.OVERSEE) as read:
        run = read.transaction.execute
        said = tuple(SaidCount(**row) for row in run(_SQL["said"]))
        marks = run(_SQL["marks"]).fetchall()
        return ConsentOverview(
            said=said,
            cut_off=cut_off(door.catalogue, (count.purpose for count in said)),
            unknown_words=tuple(UnknownWords(**row) for row in run(_SQL["unknown_words"])),
            marks=tuple(MarkCount(**{**row, "kind": MarkKind(row["kind"])}) for row in marks),
            suppressed=suppression.counts(read.transaction),
            list_readable=suppression.readable(read.transaction),
        )


def cut_off(catalogue: Catalogue, purposes: Iterable[str]) -> tuple[str, ...]:
    """Those of these purposes that are not declared, not switched on, or asked no longer."""
    return tuple(
        name
        for name in dict.fromkeys(purposes)
        if name
        and not (
            name in catalogue.consents
            and name in catalogue.purposes
            and catalogue.purposes[name].active
        )
    )
