"""Delivers notices to partners over HTTP: signed, with receipts, again and again until received.

Entering: notices whose time has come. Leaving: a POST each, and a receipt of every attempt. The
body is JSON without a value of a person; the signature is HMAC-SHA-256 (RFC 2104) over the time and
the body, in the form ``t=<seconds>,v1=<hexadecimal>``, so that a partner can tell ours from a
forgery and an old one from a new.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import httpx

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.partners import Notify
from klantbeeld.core.clock import Clock
from klantbeeld.core.log import log
from klantbeeld.store.database import Database, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.partners", "notices.sql")
_LOG = logging.getLogger(__name__)

SIGNATURE = "Klantbeeld-Signature"
TIMEOUT_SECONDS = 10.0
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(days=1)
"""Each attempt waits twice as long as the one before, up to a day; it is never given up."""

_LEASE = timedelta(minutes=2)

Outcome = Literal["received", "refused", "unreachable", "no_secret", "not_declared"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one round did."""

    received: int
    failed: int


def deliver_due(
    database: Database,
    catalogue: Catalogue,
    clock: Clock,
    secrets: Mapping[str, str] | None = None,
) -> Delivered:
    """Delivers every notice whose time has come, one at a time.

    ``secrets``: name -> secret that notices are signed with; absent: the environment.
    """
    known = os.environ if secrets is None else secrets
    received = failed = 0
    # A new client each round, without proxies of the environment: the addresses are declared.
    with httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client:
        while notice := _claim(database, clock()):
            partner = catalogue.partners.get(notice["partner"])
            notify = partner.notify if partner else None
            outcome, status = _attempt(client, notify, notice, known, clock())
            _settle(database, notice["notice_no"], outcome, status, clock())
            received += outcome == "received"
            failed += outcome != "received"
            if outcome != "received":
                log(_LOG, logging.WARNING, "a partner was not told", code=outcome, status=status)
    return Delivered(received, failed)


def body_of(notice: Mapping[str, Any]) -> bytes:
    """What a partner is sent: no value of a person but the number that the partner gave him."""
    told = {
        "notice": notice["notice_no"],
        "kind": notice["kind"],
        "at": notice["at"].astimezone(UTC).isoformat(timespec="seconds"),
        "source": notice["source"],
        "record": notice["source_record_id"],
        "attributes": list(notice["attributes"]),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, body: bytes, now: datetime) -> str:
    """The header that proves who sent the body, and when."""
    seconds = int(now.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def _claim(database: Database, now: datetime) -> dict[str, Any] | None:
    with database.transaction() as transaction:
        return transaction.execute(_SQL["claim"], {"now": now, "lease": _LEASE}).fetchone()


def _attempt(
    client: httpx.Client,
    notify: Notify | None,
    notice: Mapping[str, Any],
    secrets: Mapping[str, str],
    now: datetime,
) -> tuple[Outcome, int | None]:
    if notify is None:
        return "not_declared", None
    secret = secrets.get(notify.secret)
    if not secret:
        return "no_secret", None
    body = body_of(notice)
    headers = {"content-type": "application/json", SIGNATURE: signature(secret, body, now)}
    try:
        answer = client.post(notify.url, content=body, headers=headers)
    except httpx.HTTPError:
        return "unreachable", None
    return ("received" if answer.is_success else "refused"), answer.status_code


def _settle(
    database: Database, notice_no: int, outcome: Outcome, status: int | None, now: datetime
) -> None:
    with database.transaction() as transaction:
        transaction.execute(
            _SQL["attempted"],
            {"notice_no": notice_no, "now": now, "outcome": outcome, "status": status},
        )
        if outcome == "received":
            transaction.execute(_SQL["received"], {"notice_no": notice_no, "now": now})
            return
        attempts = one_row(transaction, _SQL["attempts"], {"notice_no": notice_no})["attempts"]
        wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
        transaction.execute(_SQL["try_later"], {"notice_no": notice_no, "next_at": now + wait})
