"""Accounts on a real store: signing in, locks, sessions that end, keys that can be revoked."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.privacy import accounts as module
from klantbeeld.privacy.accounts import Accounts
from klantbeeld.store.database import Database

PASSWORD = "correct horse battery"


class _Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 7, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def accounts(database: Database, clock: _Clock) -> Accounts:
    made = Accounts(database, clock)
    made.create("anna", PASSWORD, "agent")
    return made


def test_signing_in_opens_a_session(accounts: Accounts) -> None:
    token = accounts.sign_in(" Anna ", PASSWORD)
    assert token is not None
    session = accounts.session(token)
    assert session is not None
    assert (session.username, session.role, session.language) == ("anna", "agent", "nl")
    assert len(session.csrf_token) >= 32
    accounts.set_language("anna", "en")
    again = accounts.session(token)
    assert again is not None
    assert again.language == "en"
    accounts.sign_out(token)
    assert accounts.session(token) is None


def test_nothing_secret_is_stored_readably(accounts: Accounts, database: Database) -> None:
    token = accounts.sign_in("anna", PASSWORD)
    key = accounts.create_key("webshop", "agent", ["write"])
    assert token is not None
    with database.transaction() as transaction:
        stored = repr(
            transaction.execute(
                "select a::text as text from account a union all select s::text from session s "
                "union all select k::text from api_key k"
            ).fetchall()
        )
    assert not any(secret in stored for secret in (token, key, PASSWORD))
    assert "$argon2id$" in stored


def test_a_wrong_name_and_a_wrong_password_are_refused_alike(accounts: Accounts) -> None:
    for name, password in [
        ("anna", "wrong horse battery"), ("nobody", PASSWORD), ("", ""), ("anna", "x" * 100_000),
        ("an\0na", "\ud800"), ("\ud800", PASSWORD), ("anna' or '1'='1", PASSWORD),
    ]:  # fmt: skip
        assert accounts.sign_in(name, password) is None


def test_many_wrong_attempts_lock_for_a_time(accounts: Accounts, clock: _Clock) -> None:
    for _ in range(module.MOST_ATTEMPTS):
        assert accounts.sign_in("anna", "wrong horse battery") is None
    assert accounts.sign_in("anna", PASSWORD) is None
    assert accounts.accounts()[0].locked_until == clock.now + module.LOCK
    clock.forward(module.LOCK)
    assert accounts.sign_in("anna", "wrong horse battery") is None  # one does not lock again
    assert accounts.sign_in("anna", PASSWORD) is not None
    assert accounts.accounts()[0].locked_until is None


def test_attempts_at_the_same_time_are_all_counted(accounts: Accounts, database: Database) -> None:
    threads = [
        threading.Thread(target=accounts.sign_in, args=("anna", "wrong horse battery"))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.transaction() as transaction:
        row = transaction.execute("select failed_attempts, locked_until from account").fetchone()
    assert row is not None
    assert row["failed_attempts"] == module.MOST_ATTEMPTS
    assert row["locked_until"] is not None


def test_a_session_ends_when_it_is_not_used(accounts: Accounts, clock: _Clock) -> None:
    token = accounts.sign_in("anna", PASSWORD)
    assert token is not None
    clock.forward(module.SESSION_IDLE - timedelta(minutes=1))
    assert accounts.session(token) is not None
    clock.forward(module.SESSION_IDLE - timedelta(minutes=1))
    assert accounts.session(token) is not None
    clock.forward(module.SESSION_IDLE)
    assert accounts.session(token) is None


def test_a_session_ends_however_much_it_is_used(accounts: Accounts, clock: _Clock) -> None:
    token = accounts.sign_in("anna", PASSWORD)
    assert token is not None
    for _ in range(int(module.SESSION_LIFE / timedelta(minutes=30)) - 1):
        clock.forward(timedelta(minutes=30))
        assert accounts.session(token) is not None
    clock.forward(timedelta(minutes=30))
    assert accounts.session(token) is None


def test_a_disabled_account_is_out_at_once(accounts: Accounts, database: Database) -> None:
    token = accounts.sign_in("anna", PASSWORD)
    with database.transaction() as transaction:
        transaction.execute("update account set disabled_at = now()")
    assert token is not None
    assert accounts.session(token) is None
    assert accounts.sign_in("anna", PASSWORD) is None


def test_faulty_accounts_are_refused(accounts: Accounts) -> None:
    for name, password, language in [
        ("anna", PASSWORD, "nl"), ("ANNA", PASSWORD, "nl"), ("", PASSWORD, "nl"),
        ("a b", PASSWORD, "nl"), ("bo", "short", "nl"), ("bo", "x" * 20, "nl"),
        ("bo-with-a-long-name", "Bo-With-A-Long-Name", "nl"), ("bo", PASSWORD, "fr"),
        ("bo", "x" * 5000, "nl"),
    ]:  # fmt: skip
        with pytest.raises(InputError) as refused:
            accounts.create(name, password, "agent", language)
        assert password not in str(refused.value)
    assert [account.username for account in accounts.accounts()] == ["anna"]


def test_a_key_opens_until_it_is_revoked(accounts: Accounts) -> None:
    secret = accounts.create_key("webshop", "agent", ["write", "read", "read"])
    assert secret.startswith("kb_")
    key = accounts.key(secret)
    assert key is not None
    assert (key.name, key.role, key.scopes) == ("webshop", "agent", ("read", "write"))
    assert accounts.key(secret + "x") is None
    accounts.revoke("webshop")
    assert accounts.key(secret) is None
    assert accounts.keys()[0].revoked_at is not None
    with pytest.raises(InputError):
        accounts.revoke("webshop")


def test_faulty_keys_are_refused(accounts: Accounts) -> None:
    accounts.create_key("webshop", "agent", ["read"])
    for name, scopes in [("webshop", ["read"]), ("x", []), ("x", ["root"]), ("", ["read"])]:
        with pytest.raises(InputError):
            accounts.create_key(name, "agent", scopes)
