"""The link by which an address confirms what was given: signed, for one statement, for a time.

Entering: the numbers of the statements and the moment that the time is over. Leaving: a text for a
link, or the numbers that it stands for. HMAC-SHA-256 (RFC 2104); a token holds no personal value.
Whether it was used already is seen from the statements: what is confirmed is confirmed once.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

_PURPOSE = b"consent.confirm\0"


def make_token(key: bytes, statement_nos: Sequence[int], until: datetime) -> str:
    """A text for a link that confirms these statements until that moment."""
    body = f"{int(until.timestamp())}.{'-'.join(map(str, statement_nos))}"
    return f"{body}.{_sign(key, body)}"


def read_token(key: bytes, token: str, now: datetime) -> tuple[int, ...] | None:
    """The statements that it confirms; None where it is forged, damaged or too late."""
    body, _, signature = token.rpartition(".")
    if not body.isascii() or not hmac.compare_digest(_sign(key, body), _plain(signature)):
        return None
    until, _, numbers = body.partition(".")
    if now > datetime.fromtimestamp(int(until), UTC):
        return None
    return tuple(int(number) for number in numbers.split("-"))


def _sign(key: bytes, body: str) -> str:
    made = hmac.new(key, _PURPOSE + body.encode(), sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def _plain(signature: str) -> str:
    """The signature as it would be written; what is none matches nothing."""
    try:
        padded = signature + "=" * (-len(signature) % 4)
        return urlsafe_b64encode(urlsafe_b64decode(padded)).decode().rstrip("=")
    except (Error, ValueError):
        return ""
