"""Changes to accounts: password, role, disabled or not, the second factor taken away.

Entering: the name of an account, and who changes it. Leaving: the change with its line in the
access log, one transaction. A change that takes something away ends the account's sessions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.rows import DictRow

from klantbeeld.core.clock import Clock
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.accounts.log import log_change
from klantbeeld.privacy.accounts.passwords import check_password, fits, hash_password
from klantbeeld.privacy.accounts.sessions import Sessions
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database, Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.accounts", "changes.sql")


class AccountChanges:
    """What may be changed of an account that exists."""

    def __init__(self, database: Database, clock: Clock, sessions: Sessions) -> None:
        self._database = database
        self._clock = clock
        self._sessions = sessions

    def own_password(self, username: str, old: str, new: str, by: Actor, session_no: int) -> None:
        """A new password, by who knows the old one; every other session ends.

        Raises InputError for a wrong old password and for a weak new one.
        """
        with self._account(username) as (transaction, account):
            if not fits(old, account["password_hash"]):
                raise InputError.single(
                    "the present password is not right",
                    "password",
                    "Type the password with which you signed in.",
                )
            self._set_password(transaction, account, new, by, but=session_no)

    def password(self, username: str, new: str, by: Actor) -> None:
        """A new password, by who administers accounts; every session ends.

        Raises InputError for a weak one, and for an account of the identity provider.
        """
        with self._account(username) as (transaction, account):
            self._set_password(transaction, account, new, by, but=None)

    def role(self, username: str, role: str, by: Actor) -> None:
        """Another role, from the next request on; the sessions end. ``role`` must be declared."""
        with self._account(username) as (transaction, account):
            name = account["username"]
            transaction.execute(_SQL["set_role"], {"username": name, "role": role})
            self._sessions.end_within(transaction, name)
            self._log(transaction, by, "account_role", name, account_role=role)

    def disable(self, username: str, by: Actor) -> None:
        """Nobody signs in with it any more, and whoever was, is out."""
        with self._account(username) as (transaction, account):
            name = account["username"]
            transaction.execute(_SQL["disable"], {"username": name, "now": self._clock()})
            self._sessions.end_within(transaction, name)
            self._log(transaction, by, "account_disabled", name)

    def enable(self, username: str, by: Actor) -> None:
        """It may be used again; a lock is lifted as well."""
        with self._account(username) as (transaction, account):
            transaction.execute(_SQL["enable"], {"username": account["username"]})
            self._log(transaction, by, "account_enabled", account["username"])

    def remove_second_factor(self, username: str, by: Actor) -> None:
        """Forgets the authenticator app, for who lost it and the recovery codes; sessions end."""
        with self._account(username) as (transaction, account):
            parameters = {"account_no": account["account_no"]}
            transaction.execute(_SQL["remove_second_factor"], parameters)
            self._sessions.end_within(transaction, account["username"])
            self._log(transaction, by, "second_factor_off", account["username"])

    def _set_password(
        self, transaction: Transaction, account: DictRow, new: str, by: Actor, but: int | None
    ) -> None:
        name = account["username"]
        if account["subject"] is not None:
            raise InputError.single(
                "this account signs in at the identity provider",
                "password",
                "Change the password there.",
            )
        check_password(new, name)
        values = {"username": name, "password_hash": hash_password(new), "now": self._clock()}
        transaction.execute(_SQL["set_password"], values)
        self._sessions.end_within(transaction, name, but=but)
        self._log(transaction, by, "password_changed", name)

    def _log(
        self, transaction: Transaction, by: Actor, action: str, name: str, **detail: str
    ) -> None:
        log_change(transaction, by, action, self._clock(), account=name, **detail)

    @contextmanager
    def _account(self, username: str) -> Iterator[tuple[Transaction, DictRow]]:
        """The account, held until the change is whole. Raises InputError where there is none."""
        with self._database.transaction() as transaction:
            name = username.strip().casefold()
            row = transaction.execute(_SQL["lock_account"], {"username": name}).fetchone()
            if row is None:
                raise InputError.single(
                    "there is no account of this name",
                    "username",
                    "Take a name from the list of accounts.",
                )
            yield transaction, row
