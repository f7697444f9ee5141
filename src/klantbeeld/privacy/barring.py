"""Who is left out of a purpose, and why: the one question before data is used for it.

Entering: people and a purpose of the catalogue. Leaving: the bars of each who is left out; who is
absent may be used. The gate asks it of every person it reads; segments, exports and scores ask it
of all at once. Marks come from ``marks``; where the purpose rests on consent (AVG/GDPR Article
6(1)(a)), so does whether it was given for any channel. It fails closed: a purpose that is not
declared or not switched on leaves everybody out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import LegalBasis, Purpose
from klantbeeld.privacy.consent.state import Asked, consent_state
from klantbeeld.privacy.consent.statements import births_of_people, statements_of_people
from klantbeeld.privacy.marks import NO_MARKS, Bar, Marks, marks_of_people
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "barring.sql")

Bars = Mapping[int, tuple[Bar, ...]]


def people_left_out(
    transaction: Transaction,
    catalogue: Catalogue,
    people: Sequence[int],
    purpose: str,
    now: datetime,
) -> Bars:
    """Person -> why the data may not be used for this purpose; who is absent, may be.

    Three statements at most, however many people.
    """
    declared = catalogue.purposes.get(purpose)
    if declared is None or not declared.active:
        return dict.fromkeys(people, (Bar.PURPOSE_OFF,))
    marks = marks_of_people(transaction, people)
    agree = _consenting(transaction, catalogue, people, purpose, declared, now)
    found = {
        person_id: (
            *marks.get(person_id, NO_MARKS).bars(purpose, declared),
            *(() if agree is None or person_id in agree else (Bar.NO_CONSENT,)),
        )
        for person_id in people
    }
    return {person_id: bars for person_id, bars in found.items() if bars}


def resolve_marked(transaction: Transaction, number: int) -> tuple[int | None, bool]:
    """The person that this number stands for now, and whether any mark holds."""
    row = transaction.execute(_SQL["resolve"], {"number": number}).fetchone()
    return (None, False) if row is None else (int(row["person_id"]), bool(row["marked"]))


def bars_of_one(
    transaction: Transaction,
    catalogue: Catalogue,
    person_id: int,
    marks: Marks,
    purpose: str,
    now: datetime,
) -> tuple[Bar, ...]:
    """As ``people_left_out``, of one person whose marks are known."""
    declared = catalogue.purposes.get(purpose)
    if declared is None or not declared.active:
        return (Bar.PURPOSE_OFF,)
    agree = _consenting(transaction, catalogue, (person_id,), purpose, declared, now)
    missing = () if agree is None or person_id in agree else (Bar.NO_CONSENT,)
    return (*marks.bars(purpose, declared), *missing)


def counted(bars: Iterable[tuple[Bar, ...]]) -> dict[Bar, int]:
    """Why people are left out, and how many for each reason; somebody may count under several."""
    counts: dict[Bar, int] = {}
    for each in bars:
        for bar in each:
            counts[bar] = counts.get(bar, 0) + 1
    return {bar: counts[bar] for bar in Bar if bar in counts}


def _consenting(
    transaction: Transaction,
    catalogue: Catalogue,
    people: Sequence[int],
    purpose: str,
    declared: Purpose,
    now: datetime,
) -> frozenset[int] | None:
    """Who consents to the purpose for any channel; None where it does not rest on consent."""
    if declared.legal_basis is not LegalBasis.CONSENT:
        return None
    asked = Asked.of(catalogue, purpose)
    if asked.request is None:
        return frozenset()
    said = statements_of_people(transaction, people, purpose)
    births = births_of_people(transaction, tuple(said), catalogue) if said else {}
    return frozenset(
        person_id
        for person_id, statements in said.items()
        if any(
            consent_state(statements, asked, channel, births.get(person_id), now).given
            for channel in asked.request.channels
        )
    )
