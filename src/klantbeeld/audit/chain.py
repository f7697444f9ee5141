"""The chain of the access log: what a line is, its canonical form, its hash.

Entering: one line as values. Leaving: bytes that are the same for the same values, and their hash
chained to the line before. A line's hash is ``SHA-256(previous hash || canonical form)``, the
construction of a hash chain (Schneier and Kelsey 1999); the canonical form is JSON with sorted keys
and no blanks, in UTF-8 (after RFC 8785; no floating-point numbers occur).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

Detail = Mapping[str, str | int | Sequence[str] | Sequence[int]]
"""Names of attributes, kinds and counts; never a value of a person."""

GENESIS = b"\x00"
"""The hash before the first line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who read or changed what, for which purpose: Article 5(2) AVG/GDPR."""

    actor: str
    role: str
    via: str
    """The surface: web, api, cli or worker."""
    purpose: str
    action: str
    allowed: bool
    person_id: int | None = None
    detail: Detail = field(default_factory=dict)


def canonical(entry: Entry, at: datetime) -> bytes:
    """The entry and its time as bytes; the same values give the same bytes.

    The entry's number is not among them: it is its place in the chain. Raises ValueError for a
    time without a zone and TypeError for a detail that JSON cannot hold.
    """
    if at.tzinfo is None:
        raise ValueError("the time of a log entry needs a time zone")
    fields = {
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "role": entry.role,
        "via": entry.via,
        "purpose": entry.purpose,
        "action": entry.action,
        "allowed": entry.allowed,
        "person_id": entry.person_id,
        "detail": entry.detail,
    }
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def chained(previous: bytes, body: bytes) -> bytes:
    """The hash of a line with this canonical form after a line with this hash."""
    return hashlib.sha256(previous + body).digest()
