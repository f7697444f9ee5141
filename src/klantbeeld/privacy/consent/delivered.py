"""Consents that sources deliver: touchpoints become statements, by declared words only.

Entering: touchpoints that landed, in the transaction that lands them. Leaving: rows of
``consent_statement``. A word that nobody declared is never consent: the decision is ``unclear``,
the purpose or channel empty, and the source's own words stand beside it for whoever mends it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from klantbeeld.catalog.consents import ConsentReading, reading_word
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.sources import TouchpointDelivery
from klantbeeld.privacy.consent.state import Decision
from klantbeeld.privacy.delivered_marks import mark_again, objection_readings
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.consent", "delivered.sql")

LONGEST_WORD = 60
"""Of a source's own word only so much is kept: it is a word, not a text."""

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Interpreted:
    """What one touchpoint says."""

    touchpoint_no: int
    purpose: str
    channel: str
    decision: Decision
    at: datetime
    text_version: str | None
    by_representative: bool
    given_via: str | None
    said: dict[str, str] | None
    """The source's words, where one of them is not declared."""


def readings(catalogue: Catalogue) -> dict[tuple[str, str], ConsentReading]:
    """(source, touchpoint type) -> how its touchpoints are read as consent."""
    return {
        (name, delivery.type): delivery.consent
        for name, source in catalogue.sources.items()
        for delivery in source.deliveries.values()
        if isinstance(delivery, TouchpointDelivery) and delivery.consent is not None
    }


def state_delivered(
    transaction: Transaction, catalogue: Catalogue, touchpoint_nos: Sequence[int], now: datetime
) -> None:
    """Records what these touchpoints say of consent; others are passed over."""
    ways = readings(catalogue)
    if not ways or not touchpoint_nos:
        return
    rows = transaction.execute(_SQL["some"], {"touchpoints": list(touchpoint_nos)}).fetchall()
    _store(transaction, _interpreted(rows, ways), now)


def hang_statements(transaction: Transaction, record_nos: Sequence[int]) -> None:
    """Statements whose touchpoint waited for one of these records stand on it now."""
    if record_nos:
        transaction.execute(_SQL["hang"], {"records": list(record_nos)})


def read_again(transaction: Transaction, catalogue: Catalogue, now: datetime) -> bool:
    """Reads all delivered consents and objections anew where the declarations are others than last
    time.

    Returns whether it did. What says the same as before stays as it is.
    """
    ways = readings(catalogue)
    transaction.execute(_SQL["lock"])
    known = transaction.execute(_SQL["fingerprint"]).fetchone()
    present = _fingerprint(catalogue)
    if known is not None and known["fingerprint"] == present:
        return False
    for source, kind in ways:
        after = 0
        while True:
            rows = transaction.execute(
                _SQL["all_after"],
                {"source": source, "type": kind, "after": after, "limit": BATCH},
            ).fetchall()
            if not rows:
                break
            _store(transaction, _interpreted(rows, ways), now)
            after = rows[-1]["touchpoint_no"]
    mark_again(transaction, catalogue, now)
    transaction.execute(_SQL["set_fingerprint"], {"fingerprint": present})
    return True


def _fingerprint(catalogue: Catalogue) -> str:
    told = {
        f"{s}/{kind}": way.model_dump(mode="json") for (s, kind), way in readings(catalogue).items()
    }
    for (source, kind), way in objection_readings(catalogue).items():
        told[f"{source}/{kind} objects"] = way.model_dump(mode="json")
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _interpreted(
    rows: Iterable[dict[str, Any]], ways: dict[tuple[str, str], ConsentReading]
) -> list[Interpreted]:
    return [
        interpret(row["touchpoint_no"], row["occurred_at"], row["detail"], way)
        for row in rows
        if (way := ways.get((row["source"], row["type"]))) is not None
    ]


def interpret(
    touchpoint_no: int, at: datetime, detail: dict[str, str], way: ConsentReading
) -> Interpreted:
    """What one touchpoint says, by the words that its source is declared to use."""
    purpose = way.purpose.always or reading_word(way.purpose.words, _in(detail, way.purpose.field))
    channel = way.channel.always or reading_word(way.channel.words, _in(detail, way.channel.field))
    decision = reading_word(way.decision.words, _in(detail, way.decision.field))
    fields = (way.purpose.field, way.channel.field, way.decision.field)
    said = {name: text for name in fields if name is not None and (text := _in(detail, name))}
    known = purpose is not None and channel is not None and decision is not None
    return Interpreted(
        touchpoint_no=touchpoint_no,
        purpose=purpose or "",
        channel=channel or "",
        decision=cast(Decision, decision or "unclear"),
        at=at,
        text_version=_in(detail, way.text_version),
        by_representative=_by_representative(detail, way),
        given_via=_in(detail, way.given_via),
        said=None if known else said,
    )


def _by_representative(detail: dict[str, str], way: ConsentReading) -> bool:
    if way.representative is None:
        return False
    words = dict.fromkeys(way.representative.words, "yes")
    return reading_word(words, _in(detail, way.representative.field)) is not None


def _in(detail: dict[str, str], field: str | None) -> str | None:
    text = detail.get(field) if field is not None else None
    return text[:LONGEST_WORD] if text else None


def _store(transaction: Transaction, said: Sequence[Interpreted], now: datetime) -> None:
    if not said:
        return
    parameters = {
        "touchpoints": [one.touchpoint_no for one in said],
        "purposes": [one.purpose for one in said],
        "channels": [one.channel for one in said],
        "decisions": [one.decision for one in said],
        "moments": [one.at for one in said],
        "texts": [one.text_version for one in said],
        "by_representatives": [one.by_representative for one in said],
        "given_via": [one.given_via for one in said],
        "said": [None if one.said is None else json.dumps(one.said) for one in said],
        "now": now,
    }
    transaction.execute(_SQL["supersede"], parameters)
    transaction.execute(_SQL["add"], parameters)
    transaction.execute(_SQL["move"], parameters)
