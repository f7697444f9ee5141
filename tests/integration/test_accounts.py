"""Accounts on a real store: signing in, locks, sessions that end, keys that can be revoked."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.privacy.accounts import accounts as module
from klantbeeld.privacy.accounts.accounts import Accounts
from klantbeeld.privacy.accounts.sessions import SESSION_IDLE, SESSION_LIFE
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import MovingClock

PASSWORD = "correct horse battery"
NEW = "a new and longer sentence"
ADMIN = Actor("beheer", "administrator", "web")


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2026, 7, 1, 9, tzinfo=UTC))


@pytest.fixture
def accounts(database: Database, clock: MovingClock) -> Accounts:
    made = Accounts(database, clock)
    made.create("anna", PASSWORD, "agent")
    return made


def _open(accounts: Accounts, name: str = "anna") -> str:
    """Signs in with the password alone."""
    signed_in = accounts.sign_in(name, PASSWORD)
    assert signed_in is not None
    assert signed_in.stage == "open"
    return signed_in.token


def test_signing_in_opens_a_session(accounts: Accounts) -> None:
    token = _open(accounts, " Anna ")
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
    token = _open(accounts)
    key = accounts.keys.create("webshop", "agent", ["write"], sources=["shop"])
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


def test_many_wrong_attempts_lock_for_a_time(accounts: Accounts, clock: MovingClock) -> None:
    for _ in range(module.MOST_ATTEMPTS):
        assert accounts.sign_in("anna", "wrong horse battery") is None
    assert accounts.sign_in("anna", PASSWORD) is None
    assert accounts.accounts()[0].locked_until == clock.now + module.LOCK
    clock.now += module.LOCK
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


def test_a_session_ends_when_it_is_not_used(accounts: Accounts, clock: MovingClock) -> None:
    token = _open(accounts)
    clock.now += SESSION_IDLE - timedelta(minutes=1)
    assert accounts.session(token) is not None
    clock.now += SESSION_IDLE - timedelta(minutes=1)
    assert accounts.session(token) is not None
    clock.now += SESSION_IDLE
    assert accounts.session(token) is None


def test_a_session_ends_however_much_it_is_used(accounts: Accounts, clock: MovingClock) -> None:
    token = _open(accounts)
    for _ in range(int(SESSION_LIFE / timedelta(minutes=30)) - 1):
        clock.now += timedelta(minutes=30)
        assert accounts.session(token) is not None
    clock.now += timedelta(minutes=30)
    assert accounts.session(token) is None


def test_a_disabled_account_is_out_at_once(accounts: Accounts) -> None:
    token = _open(accounts)
    accounts.changes.disable("anna", ADMIN)
    assert accounts.session(token) is None
    assert accounts.sign_in("anna", PASSWORD) is None
    accounts.changes.enable("anna", ADMIN)
    assert accounts.session(token) is None
    assert accounts.sign_in("anna", PASSWORD) is not None


def test_another_role_or_password_ends_the_sessions(accounts: Accounts) -> None:
    token = _open(accounts)
    accounts.changes.role("anna", "officer", ADMIN)
    assert accounts.session(token) is None
    token, other = _open(accounts), _open(accounts)
    session = accounts.session(token)
    assert session is not None
    assert session.role == "officer"
    me = Actor("anna", "officer", "web")
    with pytest.raises(InputError):
        accounts.changes.own_password("anna", "not the password", NEW, me, session.session_no)
    accounts.changes.own_password("anna", PASSWORD, NEW, me, session.session_no)
    assert accounts.session(token) is not None
    assert accounts.session(other) is None
    assert accounts.sign_in("anna", PASSWORD) is None
    assert accounts.sign_in("anna", NEW) is not None
    accounts.changes.password("anna", PASSWORD, ADMIN)
    assert accounts.session(token) is None


def test_sessions_are_listed_and_ended(accounts: Accounts, clock: MovingClock) -> None:
    first = _open(accounts)
    clock.now += timedelta(minutes=1)
    second = _open(accounts)
    newest, oldest = accounts.sessions.of("anna")
    assert newest.created_at > oldest.created_at
    accounts.sessions.end("anna", oldest.session_no, ADMIN)
    assert (accounts.session(first), accounts.session(second) is not None) == (None, True)
    assert accounts.sessions.end_all("anna", ADMIN) == 1
    assert accounts.session(second) is None


def test_changes_of_nobody_are_refused(accounts: Accounts) -> None:
    for change in (accounts.changes.disable, accounts.changes.enable,
                   accounts.changes.remove_second_factor):  # fmt: skip
        with pytest.raises(InputError):
            change("nobody", ADMIN)
    with pytest.raises(InputError) as refused:
        accounts.changes.password("anna", "short", ADMIN)
    assert "short" not in str(refused.value).replace("too short", "")


def test_the_log_tells_who_came_who_did_not_and_what_changed(
    accounts: Accounts, database: Database
) -> None:
    accounts.sign_in("anna", "wrong horse battery")
    accounts.sign_in("a name that somebody typed", PASSWORD)
    accounts.sign_out(_open(accounts))
    accounts.changes.disable("anna", ADMIN)
    accounts.sign_in("anna", PASSWORD)
    accounts.keys.create("webshop", "agent", ["read"], by=ADMIN)
    with database.transaction() as transaction:
        lines = transaction.execute(
            "select actor, purpose, action, allowed, detail from access_log order by entry_no"
        ).fetchall()
    assert {line["purpose"] for line in lines} == {"security"}
    assert [
        (line["actor"], line["action"], line["allowed"], dict(line["detail"])) for line in lines
    ] == [
        ("machine", "account_created", True, {"account": "anna", "account_role": "agent"}),
        ("anna", "sign_in", False, {"why": "password"}),
        ("unknown", "sign_in", False, {"why": "unknown"}),
        ("anna", "sign_in", True, {"how": "password"}),
        ("anna", "sign_out", True, {}),
        ("beheer", "account_disabled", True, {"account": "anna"}),
        ("anna", "sign_in", False, {"why": "disabled"}),
        ("beheer", "key_created", True,
         {"key": "webshop", "key_role": "agent", "scopes": ["read"], "sources": []}),
    ]  # fmt: skip


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
