"""Whom to leave alone: addresses and numbers as keyed hashes, whoever has them.

Entering: contact points in standard form, or a file of them. Leaving: which of them get no
marketing. HMAC-SHA-256 (RFC 2104) with a key in the project folder: the list outlives an erasure
without being a list of addresses. It fails closed: a list whose key is gone suppresses everybody.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.consents import Channel
from klantbeeld.core.errors import InputError
from klantbeeld.core.keyfile import CONTACTS, make_key, read_key
from klantbeeld.quality import standardise_value
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.channels", "suppression.sql")

MOST_BYTES = 200_000_000

_TYPES = {
    Channel.EMAIL: (AttributeType.EMAIL,),
    Channel.SMS: (AttributeType.PHONE,),
    Channel.PHONE: (AttributeType.PHONE,),
    Channel.POST: (AttributeType.POSTCODE, AttributeType.HOUSE_NUMBER),
}
"""What a contact point of a channel is made of."""


ADDRESSED = tuple(_TYPES)
"""The channels by which somebody has an address or number."""


@dataclass(frozen=True, slots=True)
class SuppressedCount:
    """Addresses to leave alone, of one channel, from one source."""

    channel: str
    source: str
    contacts: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought."""

    read: int
    added: int
    known: int
    """Stood on the list already, or twice in the file."""
    unusable: tuple[int, ...]
    """Lines that hold no address of the channel, counted from 1; at most 1,000 of them."""


def types_of(channel: Channel) -> tuple[AttributeType, ...]:
    """The types of attribute that make up a contact point; empty for an app, where it is not
    known."""
    return _TYPES.get(channel, ())


class SuppressionList:
    """The list of one project."""

    def __init__(self, project: Path) -> None:
        self._project = project

    def readable(self, transaction: Transaction) -> bool:
        """Whether the list can be read: made by the key that the folder holds, or empty."""
        made_by = {row["key_id"] for row in transaction.execute(_SQL["keys"])}
        if not made_by:
            return True
        key = read_key(self._project, CONTACTS)
        return key is not None and made_by == {_key_id(key)}

    def suppressed(
        self, transaction: Transaction, channel: Channel, points: Iterable[str]
    ) -> frozenset[str]:
        """Those of these points that stand on the list; all of them where it cannot be read."""
        wanted = sorted(set(points))
        if not wanted:
            return frozenset()
        if not self.readable(transaction):
            return frozenset(wanted)
        key = read_key(self._project, CONTACTS)
        if key is None:  # an empty list, never written
            return frozenset()
        digests = {_digest(key, channel, point): point for point in wanted}
        rows = transaction.execute(
            _SQL["on_list"], {"channel": _list_of(channel), "digests": list(digests)}
        ).fetchall()
        return frozenset(digests[bytes.fromhex(row["digest"])] for row in rows)

    def add(
        self,
        transaction: Transaction,
        channel: Channel,
        points: Sequence[str],
        *,
        source: str,
        since: datetime,
        now: datetime,
    ) -> int:
        """Puts points in standard form on the list; returns how many were not on it yet.

        Raises InputError where the key of the list is gone or another.
        """
        if not self.readable(transaction):
            key = read_key(self._project, CONTACTS)
            raise InputError(CONTACTS.lost() if key is None else CONTACTS.foreign())
        if not points:
            return 0
        key = make_key(self._project, CONTACTS)
        cursor = transaction.execute(
            _SQL["add"],
            {
                "digests": [_digest(key, channel, point) for point in points],
                "channel": _list_of(channel),
                "key_id": _key_id(key),
                "source": source,
                "since": since,
                "now": now,
            },
        )
        return cursor.rowcount

    def counts(self, transaction: Transaction) -> tuple[SuppressedCount, ...]:
        """How many stand on it."""
        return tuple(SuppressedCount(**row) for row in transaction.execute(_SQL["counts"]))


def read_points(file: Path, channel: Channel) -> tuple[list[str], int, list[int]]:
    """The contact points of a text file, one a line: points, lines read, lines that hold none.

    For post a line is a postcode and a house number, with blanks, a comma or a semicolon between.
    Raises InputError for a file that cannot be read or a channel without addresses.
    """
    if channel not in _TYPES:
        raise InputError.single(
            f"there are no addresses for {channel}",
            "--channel",
            f"Use one of: {', '.join(_TYPES)}.",
        )
    try:
        if file.stat().st_size > MOST_BYTES:
            raise InputError.single("the file is too large", str(file), "Split it into parts.")
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.single(
            f"the file cannot be read ({type(error).__name__})",
            str(file),
            "Give a text file in UTF-8 with one address a line.",
        ) from error
    points, unusable = [], []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            point = point_of(channel, line)
            if point is None:
                unusable.append(number)
            else:
                points.append(point)
    return points, len(points) + len(unusable), unusable


def point_of(channel: Channel, text: str) -> str | None:
    """A contact point as somebody writes it, in standard form; None where it is none."""
    types = types_of(channel)
    if channel is not Channel.POST:
        return _valid(types[0], text.strip().strip('"')) if types else None
    parts = text.replace(";", " ").replace(",", " ").replace('"', " ").split()
    # The letters of a postcode may stand apart: 1012 AB 12.
    for cut in (2, 1):
        postcode = _valid(types[0], " ".join(parts[:cut]))
        house = _valid(types[1], " ".join(parts[cut:]))
        if postcode and house:
            return postal_point(postcode, house)
    return None


def _valid(kind: AttributeType, text: str) -> str | None:
    standard = standardise_value(kind, text)
    return standard.value if standard.fault is None else None


def postal_point(postcode: str, house_number: str) -> str:
    """A postal address as the list holds it."""
    return f"{postcode} {house_number}"


def _list_of(channel: Channel) -> str:
    """SMS and telephone are one number, on one list."""
    return (Channel.PHONE if channel is Channel.SMS else channel).value


def _digest(key: bytes, channel: Channel, point: str) -> bytes:
    # Nobody's two addresses differ in capitals alone: the strictest reading is the same address.
    text = f"contact\0{_list_of(channel)}\0{point.casefold()}"
    return hmac.digest(key, text.encode(), "sha256")


def _key_id(key: bytes) -> str:
    return sha256(b"key\0" + key).hexdigest()[:16]
