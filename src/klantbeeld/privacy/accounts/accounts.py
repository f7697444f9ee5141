"""Local accounts: who may sign in, and signing in.

Entering: user names with passwords and codes. Leaving: a token that stands for somebody. Passwords
are kept as Argon2id hashes (RFC 9106). The answer to a wrong sign-in is the same, after the same
hashing, whether the name is unknown, the password wrong or the account locked; which of them it was
stands in the access log, in the transaction of what was changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from psycopg.rows import DictRow

from klantbeeld.catalog.organisation import Role
from klantbeeld.core.clock import Clock
from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.privacy.accounts.changes import AccountChanges
from klantbeeld.privacy.accounts.keys import ApiKeys
from klantbeeld.privacy.accounts.log import (
    ON_THE_MACHINE,
    Refusal,
    log_change,
    log_refusal,
    log_sign_in,
)
from klantbeeld.privacy.accounts.passwords import check_password, fits, hash_password, renewed
from klantbeeld.privacy.accounts.second_factor import (
    address_of,
    new_recovery_codes,
    new_secret,
    recovery_digest,
    step_of,
)
from klantbeeld.privacy.accounts.sessions import Session, Sessions, SignIn
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database, Transaction
from klantbeeld.store.keyring import Keyring
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.accounts", "accounts.sql")

MOST_ATTEMPTS = 5
LOCK = timedelta(minutes=15)
LANGUAGES = frozenset({"nl", "en"})

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,62}")
SEALED_AS = "totp"
"""What a sealed secret of an authenticator app belongs to."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account, without its secrets."""

    account_no: int
    username: str
    role: str
    language: str
    created_at: datetime
    locked_until: datetime | None
    disabled_at: datetime | None
    second_factor: bool
    """Whether an authenticator app is set up."""
    at_provider: bool
    """Whether it signs in at the identity provider instead of by password."""
    sessions: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An authenticator app being set up: shown once, to its owner."""

    secret: str
    address: str
    """``otpauth:``, for the QR code."""


class Accounts:
    """Accounts in the store, with their ``sessions`` and ``changes``, and the ``keys`` of
    programs."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        roles: Mapping[str, Role] = MappingProxyType({}),
        keyring: Keyring | None = None,
        organisation: str = "Klantbeeld",
    ) -> None:
        self._database = database
        self._clock = clock
        self._roles = roles
        self._keyring = keyring
        self._organisation = organisation
        self.sessions = Sessions(database, clock)
        self.keys = ApiKeys(database, clock)
        self.changes = AccountChanges(database, clock, self.sessions)

    def create(
        self,
        username: str,
        password: str,
        role: str,
        language: str = "nl",
        by: Actor = ON_THE_MACHINE,
    ) -> int:
        """Makes an account and returns its number.

        Raises InputError for a name that is taken or not a name, and for a weak password.
        """
        name, now = normal_username(username), self._clock()
        if not _USERNAME.fullmatch(name):
            raise InputError.single(
                "the user name is not usable",
                "username",
                "Use letters, digits and . _ @ + -, at most 63, beginning with a letter or digit.",
            )
        check_password(password, name)
        _check_language(language)
        values = {
            "username": name,
            "password_hash": hash_password(password),
            "role": role,
            "language": language,
            "now": now,
        }
        with self._database.transaction() as transaction:
            row = transaction.execute(_SQL["create_account"], values).fetchone()
            if row is None:
                raise InputError.single(
                    "an account with this name exists", "username", "Choose another name."
                )
            log_change(transaction, by, "account_created", now, account=name, account_role=role)
        return int(row["account_no"])

    def accounts(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        with self._database.transaction() as transaction:
            found = transaction.execute(_SQL["accounts"], {"now": self._clock()})
            return tuple(Account(**row) for row in found)

    def sign_in(self, username: str, password: str) -> SignIn | None:
        """Opens a session, or one that waits for the second factor; None when refused.

        Name unknown, password wrong, account locked or disabled: which of them is not told.
        """
        now, name = self._clock(), normal_username(username)
        with self._database.transaction() as transaction:
            account = self._counted(transaction, name, now)
        stored = None if account is None else account["password_hash"]
        right = fits(password, stored)
        with self._database.transaction() as transaction:
            if account is None:
                known = transaction.execute(_SQL["why_not_counted"], {"username": name}).fetchone()
                self._refuse(transaction, known, _why(known))
            elif not right:
                self._refuse(transaction, account, "password")
            else:
                return self._let_in(transaction, account, password)
        return None

    def _let_in(self, transaction: Transaction, account: DictRow, password: str) -> SignIn:
        """The password was right: signed in, unless the second factor is still to come."""
        number, old = account["account_no"], account["password_hash"]
        if (new := renewed(password, old)) != old:
            transaction.execute(_SQL["renew_hash"], {"account_no": number, "password_hash": new})
        if account["totp_secret"] is not None:
            return self.sessions.begin(transaction, number, "password", "code")
        role = self._roles.get(account["role"])
        if role is not None and role.second_factor:
            return self.sessions.begin(transaction, number, "password", "enrol")
        return self._signed_in(transaction, account, "password")

    def enter_code(self, token: str, code: str) -> SignIn | None:
        """The second step of signing in: a code of the app, or a recovery code, which is used up.

        None when it is wrong, was used before, or too many were tried.
        """
        now = self._clock()
        with self._database.transaction() as transaction:
            session = self.sessions.find(transaction, token)
            if session is None or session["stage"] != "code":
                return None
            account = self._counted(transaction, session["username"], now)
            if account is None:
                self.sessions.replace(transaction, token)
                self._refuse(transaction, session, "locked")
                return None
            how = self._how_code_fits(transaction, account, code, now)
            if how is None:
                self._refuse(transaction, account, "code")
                return None
            self.sessions.replace(transaction, token)
            return self._signed_in(transaction, account, how)

    def begin_enrolment(self, token: str) -> Enrolment | None:
        """The secret for an authenticator app; the same until a code of it was entered.

        None for a session that has ended or waits for a code of the app that there is.
        """
        with self._database.transaction() as transaction:
            session = self.sessions.find(transaction, token)
            if session is None or session["stage"] == "code":
                return None
            kept = session["totp_secret"]
            secret = self._unsealed(kept) if kept is not None else new_secret()
            if kept is None:
                sealed = self._keys.seal(secret, SEALED_AS)
                self.sessions.keep_enrolment(transaction, session["session_no"], sealed)
        return Enrolment(secret, address_of(secret, session["username"], self._organisation))

    def confirm_enrolment(self, token: str, code: str) -> tuple[SignIn, tuple[str, ...]] | None:
        """Turns the second factor on, by a first code; returns a new token and the recovery codes.

        Every other session of the account ends. None when the code is wrong.
        """
        now = self._clock()
        with self._database.transaction() as transaction:
            session = self.sessions.find(transaction, token)
            if session is None or session["totp_secret"] is None:
                return None
            step = step_of(self._unsealed(session["totp_secret"]), code, now)
            if step is None:
                return None
            number, name = session["account_no"], session["username"]
            values = {"account_no": number, "secret": session["totp_secret"], "step": step}
            transaction.execute(_SQL["set_second_factor"], values)
            codes = self._new_recovery_codes(transaction, number)
            self.sessions.end_within(transaction, name)
            by = Actor(name, session["role"], "web")
            log_change(transaction, by, "second_factor_on", now, account=name)
            return self._signed_in(transaction, session, "password and code"), codes

    def sign_in_known(self, subject: str, username: str, role: str) -> SignIn | None:
        """Signs in somebody whom the identity provider vouches for, with the role that it gave.

        The account is made at the first time. None when it is disabled, or when a local account
        has the name: nobody takes that over from outside.
        """
        now, name = self._clock(), normal_username(username)
        with self._database.transaction() as transaction:
            known = transaction.execute(_SQL["account_of_subject"], {"subject": subject}).fetchone()
            if known is None:
                known = self._first_time(transaction, subject, name, role)
            if known is None or known["disabled_at"] is not None:
                self._refuse(transaction, known, "disabled" if known else "provider")
                return None
            if known["role"] != role:
                values = {"username": known["username"], "role": role}
                transaction.execute(_SQL["set_role"], values)
                by = Actor("identity provider", "", "web")
                log_change(
                    transaction, by, "account_role", now,
                    account=known["username"], account_role=role,
                )  # fmt: skip
            return self._signed_in(transaction, {**known, "role": role}, "provider")

    def refuse_stranger(self) -> None:
        """Notes that the identity provider vouched for somebody who has no role here, or that its
        answer did not fit."""
        with self._database.transaction() as transaction:
            self._refuse(transaction, None, "provider")

    def session(self, token: str) -> Session | None:
        """The session of a token, kept open by its use; None unless fully signed in."""
        found = self.sessions.current(token)
        return found if found is not None and found.stage == "open" else None

    def halfway(self, token: str) -> Session | None:
        """The session of a token whose second factor is still to come."""
        found = self.sessions.current(token)
        return found if found is not None and found.stage != "open" else None

    def sign_out(self, token: str) -> None:
        """Closes the session; an unknown token is no fault."""
        self.sessions.close(token)

    def set_language(self, username: str, language: str) -> None:
        """Remembers the language of an account. Raises InputError for one that there is not."""
        _check_language(language)
        with self._database.transaction() as transaction:
            transaction.execute(
                _SQL["set_language"],
                {"username": normal_username(username), "language": language},
            )

    def _first_time(
        self, transaction: Transaction, subject: str, name: str, role: str
    ) -> DictRow | None:
        now = self._clock()
        if not _USERNAME.fullmatch(name):
            return None
        values = {"username": name, "role": role, "now": now, "subject": subject}
        made = transaction.execute(_SQL["create_account_of_subject"], values).fetchone()
        if made is None:
            return None
        by = Actor("identity provider", "", "web")
        log_change(transaction, by, "account_created", now, account=name, account_role=role)
        return {**made, "username": name, "role": role, "disabled_at": None}

    def _counted(self, transaction: Transaction, name: str, now: datetime) -> DictRow | None:
        parameters = {"username": name, "now": now, "most": MOST_ATTEMPTS, "lock": LOCK}
        return transaction.execute(_SQL["count_attempt"], parameters).fetchone()

    def _signed_in(self, transaction: Transaction, account: DictRow, how: str) -> SignIn:
        """Opens the session, with its line in the log."""
        number = account["account_no"]
        transaction.execute(_SQL["signed_in"], {"account_no": number})
        made = self.sessions.begin(transaction, number, how, "open")
        log_sign_in(transaction, account["username"], account["role"], how, self._clock())
        return made

    def _refuse(self, transaction: Transaction, account: DictRow | None, why: Refusal) -> None:
        name = account["username"] if account is not None else None
        role = account["role"] if account is not None else ""
        log_refusal(transaction, name, role, why, self._clock())

    def _how_code_fits(
        self, transaction: Transaction, account: DictRow, code: str, now: datetime
    ) -> str | None:
        """Uses the code up and says which kind it was; None where it opens nothing."""
        number = account["account_no"]
        step = step_of(self._unsealed(account["totp_secret"]), code, now)
        if step is not None:
            values = {"account_no": number, "step": step}
            taken = transaction.execute(_SQL["take_step"], values).fetchone()
            return "password and code" if taken is not None else None
        values = {"account_no": number, "digest": recovery_digest(code)}
        taken = transaction.execute(_SQL["take_recovery_code"], values).fetchone()
        return "password and recovery code" if taken is not None else None

    def _new_recovery_codes(self, transaction: Transaction, account_no: int) -> tuple[str, ...]:
        codes = new_recovery_codes()
        transaction.execute(_SQL["forget_recovery_codes"], {"account_no": account_no})
        transaction.execute(
            _SQL["add_recovery_codes"],
            {"account_no": account_no, "digests": [recovery_digest(code) for code in codes]},
        )
        return codes

    @property
    def _keys(self) -> Keyring:
        if self._keyring is None:
            raise InternalError("A second factor needs the keys of this installation.")
        return self._keyring

    def _unsealed(self, sealed: str) -> str:
        return self._keys.unseal(sealed, SEALED_AS)


def normal_username(username: str) -> str:
    """As it is stored: without blanks around it, in small letters."""
    text = username.encode(errors="replace").decode()
    return text.replace("\0", "").strip().casefold()


def _why(known: DictRow | None) -> Refusal:
    if known is None:
        return "unknown"
    return "disabled" if known["disabled"] else "locked"


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise InputError.single(
            "there is no such language", "language", f"Choose {' or '.join(sorted(LANGUAGES))}."
        )
