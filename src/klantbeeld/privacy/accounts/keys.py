"""Keys of the API: for programs, each with a role, scopes, its own sources, and an end.

Entering: secrets (256 random bits, kept only as their SHA-256). Leaving: the key that they open.
Making, rotating and revoking leave a line in the access log in the same transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import DictRow

from klantbeeld.core.clock import Clock
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.accounts.log import ON_THE_MACHINE, log_change
from klantbeeld.privacy.accounts.tokens import digest_of, new_token
from klantbeeld.privacy.partners.visitor import PARTNER
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.accounts", "keys.sql")

SCOPES = ("read", "write", "judge")
"""read: the views of the gate. write: rows of the sources named. judge: who is one person, where
the role has that duty."""

PARTNER_SCOPE = "partner"
"""Of a partner's key: what the catalogue gives that partner, and nothing else."""

ALL_SOURCES = "*"
KEY_PREFIX = "kb_"
"""So that people, and scanners of repositories, recognise a leaked key."""

LONGEST_LIFE = timedelta(days=366)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,62}")
_NOTE_USE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of the API, without its secret."""

    name: str
    role: str
    scopes: tuple[str, ...]
    sources: tuple[str, ...]
    """The sources that it may send; ``*`` for all."""
    created_at: datetime
    revoked_at: datetime | None
    expires_at: datetime | None
    last_used_at: datetime | None
    partner: str | None = None
    """Whose key it is; None: our own program's."""

    def may_send(self, source: str) -> bool:
        """Whether rows of this source are taken from it."""
        return ALL_SOURCES in self.sources or source in self.sources


class ApiKeys:
    """The keys in the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def create(
        self,
        name: str,
        role: str,
        scopes: Iterable[str],
        *,
        sources: Iterable[str] = (),
        life: timedelta = LONGEST_LIFE,
        by: Actor = ON_THE_MACHINE,
    ) -> str:
        """Makes a key and returns its secret, which cannot be shown again.

        ``life`` is how long it opens. Raises InputError for a name that is taken or not a name, for
        unknown scopes, for ``write`` without a source, and for a life over a year.
        """
        wanted, sent = _checked(name, scopes, sources, life)
        return self._create(name, role, wanted, sent, None, life, by)

    def create_for_partner(
        self,
        name: str,
        partner: str,
        *,
        life: timedelta = LONGEST_LIFE,
        by: Actor = ON_THE_MACHINE,
    ) -> str:
        """Makes a key for a partner of the catalogue and returns its secret. It opens what the
        catalogue gives that partner, and no role's views. Raises InputError as ``create`` does."""
        _check_name(name)
        _check_life(life)
        return self._create(name, PARTNER, [PARTNER_SCOPE], [], partner, life, by)

    def _create(
        self,
        name: str,
        role: str,
        wanted: list[str],
        sent: list[str],
        partner: str | None,
        life: timedelta,
        by: Actor,
    ) -> str:
        secret, now = KEY_PREFIX + new_token(), self._clock()
        with self._database.transaction() as transaction:
            row = transaction.execute(
                _SQL["create_key"],
                {
                    "digest": digest_of(secret),
                    "name": name,
                    "role": role,
                    "scopes": wanted,
                    "sources": sent,
                    "now": now,
                    "expires_at": now + life,
                    "partner": partner,
                },
            ).fetchone()
            if row is None:
                raise InputError.single(
                    "a key with this name exists", "name", "Choose another name."
                )
            log_change(
                transaction, by, "key_created", now,
                key=name, key_role=role, scopes=wanted, sources=sent,
            )  # fmt: skip
        return secret

    def find(self, secret: str) -> ApiKey | None:
        """The key of a secret; None when it is unknown, revoked or past its end."""
        now = self._clock()
        with self._database.transaction() as transaction:
            row = transaction.execute(
                _SQL["key"], {"digest": digest_of(secret), "now": now}
            ).fetchone()
            if row is None:
                return None
            used = row["last_used_at"]
            if used is None or now - used >= _NOTE_USE_EVERY:
                transaction.execute(_SQL["used"], {"name": row["name"], "now": now})
        return _key(row)

    def all(self) -> tuple[ApiKey, ...]:
        """All keys by name, also revoked ones."""
        with self._database.transaction() as transaction:
            return tuple(_key(row) for row in transaction.execute(_SQL["keys"]))

    def rotate(
        self, name: str, *, life: timedelta = LONGEST_LIFE, by: Actor = ON_THE_MACHINE
    ) -> str:
        """Gives a key a new secret and returns it; the old one opens nothing from now on.

        Raises InputError when there is no open key of this name, and for a life over a year.
        """
        _check_life(life)
        secret, now = KEY_PREFIX + new_token(), self._clock()
        values = {"name": name, "digest": digest_of(secret), "now": now, "expires_at": now + life}
        with self._database.transaction() as transaction:
            _found(transaction.execute(_SQL["rotate_key"], values).fetchone())
            log_change(transaction, by, "key_rotated", now, key=name)
        return secret

    def revoke(self, name: str, *, by: Actor = ON_THE_MACHINE) -> None:
        """Closes a key for good. Raises InputError when there is no open key of this name."""
        now = self._clock()
        with self._database.transaction() as transaction:
            _found(transaction.execute(_SQL["revoke_key"], {"name": name, "now": now}).fetchone())
            log_change(transaction, by, "key_revoked", now, key=name)


def _checked(
    name: str, scopes: Iterable[str], sources: Iterable[str], life: timedelta
) -> tuple[list[str], list[str]]:
    wanted, sent = sorted(set(scopes)), sorted(set(sources))
    if not wanted or not set(SCOPES).issuperset(wanted):
        raise InputError.single(
            "the scopes of the key are missing or unknown",
            "scopes",
            f"Choose from {', '.join(SCOPES)}.",
        )
    if bool(sent) != ("write" in wanted):
        raise InputError.single(
            "the scope write and the sources do not go together",
            "sources",
            f"Name the sources that a writing key may send, or {ALL_SOURCES} for all; name none "
            "for any other.",
        )
    _check_name(name)
    _check_life(life)
    return wanted, sent


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InputError.single(
            "the name of the key is not usable",
            "name",
            "Use letters, digits, blanks and . _ -, at most 63.",
        )


def _check_life(life: timedelta) -> None:
    if not timedelta(0) < life <= LONGEST_LIFE:
        raise InputError.single(
            "the key would not end within a year",
            "expires",
            "Choose 1 to 366 days; a key is rotated without a change to anything else.",
        )


def _found(row: DictRow | None) -> None:
    if row is None:
        raise InputError.single(
            "there is no open key of this name", "name", "Take a name from the list of keys."
        )


def _key(row: DictRow) -> ApiKey:
    return ApiKey(**{**row, "scopes": tuple(row["scopes"]), "sources": tuple(row["sources"])})
