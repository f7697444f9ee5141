"""Recipients are told of corrections, erasures and restrictions (Article 19 AVG/GDPR).

Entering: the records of a person, in the transaction of the change. Leaving: a notice for each
partner that may hold data of that person, and on request which were told. A notice carries no value
of a person: what happened, which attributes, and the number by which the partner itself knows the
person. A partner without an address is told by hand, and the list says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.partners import Partner
from klantbeeld.core.errors import InputError
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.partners", "notices.sql")

NoticeKind = Literal["rectification", "erasure", "restriction", "restriction_lifted", "objection"]
NoticeState = Literal["told", "by_hand", "waiting", "overdue"]

OVERDUE_AFTER = timedelta(days=7)
"""The law sets no term; a week is long for a machine and short for a letter."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice, and how it stands."""

    notice_no: int
    at: datetime
    kind: NoticeKind
    partner: str
    record_no: int
    """Of the person."""
    source: str | None
    source_record_id: str | None
    """The number by which the partner knows the person; gone once an erasure was told."""
    attributes: tuple[str, ...]
    by_hand: bool
    """Whether somebody tells the partner; else we deliver it."""
    attempts: int
    last_outcome: str | None
    """received, refused, unreachable, no_secret or not_declared."""
    next_at: datetime | None
    told_at: datetime | None
    told_by: str | None
    state: NoticeState


def announce(
    transaction: Transaction,
    catalogue: Catalogue,
    now: datetime,
    kind: NoticeKind,
    record_nos: Sequence[int],
    attributes: Iterable[str] = (),
) -> int:
    """Writes the notices about one person, in the caller's transaction; returns how many.

    ``record_nos``: the source records of the person. For an erasure call it before they go, for the
    numbers by which partners know the person stand in them. ``attributes``: those that changed;
    empty: all. A partner that is given none of them is not told.
    """
    about = sorted(set(attributes))
    rows = transaction.execute(_SQL["records"], {"records": list(record_nos)}).fetchall()
    notices = [
        notice
        for name, partner in _recipients(catalogue, now, about)
        for notice in _of_partner(name, partner, rows, record_nos)
    ]
    for notice in notices:
        transaction.execute(
            _SQL["announce"], {**notice, "kind": kind, "attributes": about, "now": now}
        )
    return len(notices)


def notices(transaction: Transaction, now: datetime, limit: int = 200) -> tuple[NoticeView, ...]:
    """The newest notices, those not yet told first."""
    rows = transaction.execute(_SQL["newest"], {"limit": limit})
    return tuple(_view(row, now) for row in rows)


def told_about(
    transaction: Transaction, record_nos: Sequence[int], now: datetime
) -> tuple[NoticeView, ...]:
    """Which recipients were told about the person of these records: who asks is told (Article 19).

    Newest first.
    """
    rows = transaction.execute(_SQL["about_records"], {"records": list(record_nos)})
    return tuple(_view(row, now) for row in rows)


def told_by_hand(transaction: Transaction, notice_no: int, actor: str, now: datetime) -> None:
    """Records that somebody told the partner. Raises InputError where there is nothing to tell."""
    row = transaction.execute(
        _SQL["told_by_hand"], {"notice_no": notice_no, "actor": actor, "now": now}
    ).fetchone()
    if row is None:
        raise InputError.single(
            "there is no such notice that still has to be told", f"notice {notice_no}",
            "Take a number from the list of notices.",
        )  # fmt: skip


def _recipients(
    catalogue: Catalogue, now: datetime, attributes: Sequence[str]
) -> Iterable[tuple[str, Partner]]:
    day = now.astimezone(ZoneInfo(catalogue.organisation.time_zone)).date()
    for name, partner in catalogue.partners.items():
        given = {*partner.attributes}
        if partner.in_force(day) and (not attributes or given.intersection(attributes)):
            yield name, partner


def _of_partner(
    name: str, partner: Partner, rows: Sequence[dict[str, Any]], record_nos: Sequence[int]
) -> Iterable[dict[str, Any]]:
    """One notice for each record by which the partner knows the person; by hand one in all."""
    known = [row for row in rows if row["source"] == partner.knows_by]
    delivered = partner.notify is not None
    for row in known:
        yield {
            "partner": name,
            "record_no": row["record_no"],
            "source": row["source"],
            "source_record_id": row["source_record_id"],
            "delivered": delivered,
        }
    if not known and partner.knows_by is None and record_nos:
        yield {
            "partner": name,
            "record_no": min(record_nos),
            "source": None,
            "source_record_id": None,
            "delivered": False,
        }


def _view(row: dict[str, Any], now: datetime) -> NoticeView:
    if row["told_at"] is not None:
        state: NoticeState = "told"
    elif now - row["at"] > OVERDUE_AFTER:
        state = "overdue"
    else:
        state = "by_hand" if row["by_hand"] else "waiting"
    return NoticeView(**{**row, "attributes": tuple(row["attributes"]), "state": state})
