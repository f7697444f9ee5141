"""Who is at the door: local accounts, sessions and API keys.

Entering: user names with passwords, tokens, keys. Leaving: whom they stand for. Passwords are kept
as Argon2id hashes (RFC 9106), tokens and keys (256 random bits) only as their SHA-256. The answer
to a wrong sign-in is the same, after the same hashing, whether the name is unknown, the password
wrong or the account locked.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from klantbeeld.core.clock import Clock
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.passwords import check_password, fits, hash_password, renewed
from klantbeeld.store.database import Database
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "accounts.sql")

MOST_ATTEMPTS = 5
LOCK = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=1)
_EXTEND_EVERY = timedelta(minutes=1)
"""A session in use is written at most this often."""

SCOPES = frozenset({"read", "write"})
LANGUAGES = frozenset({"nl", "en"})
KEY_PREFIX = "kb_"
"""So that people, and scanners of repositories, recognise a leaked key."""

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,62}")
_KEY_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,62}")


@dataclass(frozen=True, slots=True)
class Account:
    """A local account, without its secrets."""

    account_no: int
    username: str
    role: str
    language: str
    created_at: datetime
    locked_until: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in."""

    username: str
    role: str
    language: str
    csrf_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of the API, without its secret."""

    name: str
    role: str
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


class Accounts:
    """Accounts, sessions and keys in the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def create(self, username: str, password: str, role: str, language: str = "nl") -> int:
        """Makes an account and returns its number.

        Raises InputError for a name that is taken or not a name, and for a weak password.
        """
        name = _normal_username(username)
        if not _USERNAME.fullmatch(name):
            raise InputError.single(
                "the user name is not usable",
                "username",
                "Use letters, digits and . _ @ + -, at most 63, beginning with a letter or digit.",
            )
        check_password(password, name)
        _check_language(language)
        with self._database.transaction() as transaction:
            row = transaction.execute(
                _SQL["create_account"],
                {
                    "username": name,
                    "password_hash": hash_password(password),
                    "role": role,
                    "language": language,
                    "now": self._clock(),
                },
            ).fetchone()
        if row is None:
            raise InputError.single(
                "an account with this name exists", "username", "Choose another name."
            )
        return int(row["account_no"])

    def accounts(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        with self._database.transaction() as transaction:
            return tuple(Account(**row) for row in transaction.execute(_SQL["accounts"]))

    def sign_in(self, username: str, password: str) -> str | None:
        """Opens a session and returns its token, which is kept nowhere; None when refused.

        Name unknown, password wrong, account locked or disabled: which of them is not told.
        """
        now, name = self._clock(), _normal_username(username)
        with self._database.transaction() as transaction:
            account = transaction.execute(
                _SQL["count_attempt"],
                {"username": name, "now": now, "most": MOST_ATTEMPTS, "lock": LOCK},
            ).fetchone()
        stored = None if account is None else str(account["password_hash"])
        if not fits(password, stored) or account is None:
            return None
        token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        with self._database.transaction() as transaction:
            transaction.execute(
                _SQL["signed_in"],
                {
                    "account_no": account["account_no"],
                    "password_hash": renewed(password, account["password_hash"]),
                },
            )
            transaction.execute(_SQL["forget_expired_sessions"], {"now": now})
            transaction.execute(
                _SQL["open_session"],
                {
                    "digest": _digest(token),
                    "account_no": account["account_no"],
                    "csrf_token": csrf_token,
                    "now": now,
                    "expires_at": now + SESSION_IDLE,
                },
            )
        return token

    def session(self, token: str) -> Session | None:
        """The session of a token, kept open by its use; None when it is unknown or has expired."""
        now, digest = self._clock(), _digest(token)
        with self._database.transaction() as transaction:
            row = transaction.execute(_SQL["session"], {"digest": digest, "now": now}).fetchone()
            if row is None:
                return None
            expires_at = min(row["created_at"] + SESSION_LIFE, now + SESSION_IDLE)
            if expires_at - row["expires_at"] < _EXTEND_EVERY:
                expires_at = row["expires_at"]
            else:
                transaction.execute(
                    _SQL["extend_session"], {"digest": digest, "expires_at": expires_at}
                )
        return Session(
            username=row["username"],
            role=row["role"],
            language=row["language"],
            csrf_token=row["csrf_token"],
            expires_at=expires_at,
        )

    def sign_out(self, token: str) -> None:
        """Closes the session; an unknown token is no fault."""
        with self._database.transaction() as transaction:
            transaction.execute(_SQL["close_session"], {"digest": _digest(token)})

    def set_language(self, username: str, language: str) -> None:
        """Remembers the language of an account. Raises InputError for one that there is not."""
        _check_language(language)
        with self._database.transaction() as transaction:
            transaction.execute(
                _SQL["set_language"],
                {"username": _normal_username(username), "language": language},
            )

    def create_key(self, name: str, role: str, scopes: Iterable[str]) -> str:
        """Makes a key and returns its secret, which cannot be shown again.

        Raises InputError for a name that is taken or not a name and for unknown scopes.
        """
        wanted = sorted(set(scopes))
        if not wanted or not SCOPES.issuperset(wanted):
            raise InputError.single(
                "the scopes of the key are missing or unknown",
                "scopes",
                f"Choose from {', '.join(sorted(SCOPES))}.",
            )
        if not _KEY_NAME.fullmatch(name):
            raise InputError.single(
                "the name of the key is not usable",
                "name",
                "Use letters, digits, blanks and . _ -, at most 63.",
            )
        secret = KEY_PREFIX + secrets.token_urlsafe(32)
        with self._database.transaction() as transaction:
            row = transaction.execute(
                _SQL["create_key"],
                {
                    "digest": _digest(secret),
                    "name": name,
                    "role": role,
                    "scopes": wanted,
                    "now": self._clock(),
                },
            ).fetchone()
        if row is None:
            raise InputError.single("a key with this name exists", "name", "Choose another name.")
        return secret

    def key(self, secret: str) -> ApiKey | None:
        """The key of a secret; None when it is unknown or revoked."""
        with self._database.transaction() as transaction:
            row = transaction.execute(_SQL["key"], {"digest": _digest(secret)}).fetchone()
        return None if row is None else _api_key(row)

    def keys(self) -> tuple[ApiKey, ...]:
        """All keys by name, also revoked ones."""
        with self._database.transaction() as transaction:
            return tuple(_api_key(row) for row in transaction.execute(_SQL["keys"]))

    def revoke(self, name: str) -> None:
        """Closes a key for good. Raises InputError when there is no open key of this name."""
        with self._database.transaction() as transaction:
            row = transaction.execute(
                _SQL["revoke_key"], {"name": name, "now": self._clock()}
            ).fetchone()
        if row is None:
            raise InputError.single(
                "there is no open key of this name", "name", "Take a name from the list of keys."
            )


def _api_key(row: dict[str, Any]) -> ApiKey:
    return ApiKey(
        row["name"], row["role"], tuple(row["scopes"]), row["created_at"], row["revoked_at"]
    )


def _normal_username(username: str) -> str:
    text = username.encode(errors="replace").decode()
    return text.replace("\0", "").strip().casefold()


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise InputError.single(
            "there is no such language", "language", f"Choose {' or '.join(sorted(LANGUAGES))}."
        )


def _digest(secret: str) -> bytes:
    """Fast is right here: 256 random bits cannot be guessed, unlike a password."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()
