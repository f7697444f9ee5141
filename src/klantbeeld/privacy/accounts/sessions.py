"""Sessions: who is signed in, or halfway there.

Entering: tokens (kept only as their SHA-256). Leaving: whom they stand for. Every step of signing
in gives a new token, so that one that was planted before never becomes a session (session
fixation). A session ends an hour after its last use, and twelve hours after it began.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from psycopg.rows import DictRow

from klantbeeld.core.clock import Clock
from klantbeeld.privacy.accounts.log import log_change
from klantbeeld.privacy.accounts.tokens import digest_of, new_token
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database, Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.accounts", "sessions.sql")

SESSION_LIFE = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=1)
HALFWAY_LIFE = timedelta(minutes=10)
"""How long a code may take after the password."""

_EXTEND_EVERY = timedelta(minutes=1)
"""A session in use is written at most this often."""

Stage = Literal["open", "code", "enrol"]
"""Signed in; the code of the authenticator app waits; an authenticator app has to be set up."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A token, which is kept nowhere, and how far it leads."""

    token: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in, or halfway."""

    session_no: int
    username: str
    role: str
    language: str
    csrf_token: str
    expires_at: datetime
    stage: Stage
    second_factor: bool
    """Whether the account has an authenticator app."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner, or who administers accounts, sees it."""

    session_no: int
    created_at: datetime
    expires_at: datetime
    method: str


class Sessions:
    """The sessions in the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, transaction: Transaction, account_no: int, method: str, stage: Stage) -> SignIn:
        """Opens one in the caller's transaction, and clears away those that have ended."""
        now, token = self._clock(), new_token()
        transaction.execute(_SQL["forget_expired_sessions"], {"now": now})
        life = SESSION_IDLE if stage == "open" else HALFWAY_LIFE
        transaction.execute(
            _SQL["open_session"],
            {
                "digest": digest_of(token),
                "account_no": account_no,
                "csrf_token": secrets.token_urlsafe(32),
                "now": now,
                "expires_at": now + life,
                "method": method,
                "stage": stage,
            },
        )
        return SignIn(token, stage)

    def find(self, transaction: Transaction, token: str) -> DictRow | None:
        """The stored session of a token with its account; None when unknown or ended."""
        parameters = {"digest": digest_of(token), "now": self._clock()}
        return transaction.execute(_SQL["session"], parameters).fetchone()

    def current(self, token: str) -> Session | None:
        """The session of a token, kept open by its use; None when it is unknown or has ended."""
        now = self._clock()
        with self._database.transaction() as transaction:
            row = self.find(transaction, token)
            if row is None:
                return None
            expires_at = min(row["created_at"] + SESSION_LIFE, now + SESSION_IDLE)
            if row["stage"] != "open" or expires_at - row["expires_at"] < _EXTEND_EVERY:
                expires_at = row["expires_at"]
            else:
                transaction.execute(
                    _SQL["extend_session"], {"digest": digest_of(token), "expires_at": expires_at}
                )
        return Session(
            session_no=row["session_no"],
            username=row["username"],
            role=row["role"],
            language=row["language"],
            csrf_token=row["csrf_token"],
            expires_at=expires_at,
            stage=row["stage"],
            second_factor=row["second_factor"],
        )

    def close(self, token: str) -> None:
        """Signs out, with a line in the log; an unknown token is no fault."""
        with self._database.transaction() as transaction:
            row = transaction.execute(
                _SQL["close_session"], {"digest": digest_of(token)}
            ).fetchone()
            if row is not None and row["stage"] == "open":
                by = Actor(row["username"], row["role"], "web")
                log_change(transaction, by, "sign_out", self._clock())

    def replace(self, transaction: Transaction, token: str) -> None:
        """Takes away a token whose place another takes, without a line of its own."""
        transaction.execute(_SQL["close_session"], {"digest": digest_of(token)})

    def keep_enrolment(self, transaction: Transaction, session_no: int, sealed: str) -> None:
        """Remembers the secret of the authenticator app that is being set up."""
        values = {"session_no": session_no, "secret": sealed}
        transaction.execute(_SQL["keep_enrolment"], values)

    def of(self, username: str) -> tuple[OpenSession, ...]:
        """The open sessions of an account, newest first."""
        with self._database.transaction() as transaction:
            found = transaction.execute(
                _SQL["sessions_of"], {"username": username, "now": self._clock()}
            )
            return tuple(OpenSession(**row) for row in found)

    def end(self, username: str, session_no: int, by: Actor) -> None:
        """Ends one session of an account; one that has ended is no fault."""
        with self._database.transaction() as transaction:
            values = {"username": username, "session_no": session_no}
            if transaction.execute(_SQL["end_session"], values).rowcount:
                self._log_end(transaction, username, 1, by)

    def end_all(self, username: str, by: Actor, *, but: int | None = None) -> int:
        """Ends every session of an account, save ``but``; returns how many."""
        with self._database.transaction() as transaction:
            ended = self.end_within(transaction, username, but=but)
            if ended:
                self._log_end(transaction, username, ended, by)
        return ended

    def end_within(self, transaction: Transaction, username: str, *, but: int | None = None) -> int:
        """As ``end_all``, as a part of another change that has its own line."""
        values = {"username": username, "but": but}
        return transaction.execute(_SQL["end_sessions"], values).rowcount

    def _log_end(self, transaction: Transaction, username: str, ended: int, by: Actor) -> None:
        now = self._clock()
        log_change(transaction, by, "sessions_ended", now, account=username, sessions=ended)
