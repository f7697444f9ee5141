"""The second factor on a real store: set up, asked for, each code once, and lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.organisation import Role
from klantbeeld.privacy.accounts.accounts import MOST_ATTEMPTS, Accounts
from klantbeeld.privacy.accounts.sessions import HALFWAY_LIFE
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from klantbeeld.store.keyring import read_keyring

PASSWORD = "correct horse battery"
ADMIN = Actor("beheer", "administrator", "web")
ROLES = {
    "officer": Role(name=Words(nl="o", en="o"), default_purpose="p", second_factor=True),
    "agent": Role(name=Words(nl="a", en="a"), default_purpose="p"),
}


class _Desk:
    """Accounts with a clock that a test moves, and an app that knows the secret."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.now = datetime(2026, 7, 1, 9, tzinfo=UTC)
        self.accounts = Accounts(database, lambda: self.now, ROLES, read_keyring(folder, None))
        self.accounts.create("fg", PASSWORD, "officer")
        self.accounts.create("anna", PASSWORD, "agent")
        self.secret = ""

    def password(self, name: str = "fg") -> tuple[str, str]:
        signed_in = self.accounts.sign_in(name, PASSWORD)
        assert signed_in is not None
        return signed_in.token, signed_in.stage

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.now + timedelta(seconds=30 * steps))

    def set_up(self, name: str = "fg") -> tuple[str, tuple[str, ...]]:
        """Sets the app up; a token that is signed in, and the recovery codes."""
        token, _ = self.password(name)
        enrolment = self.accounts.begin_enrolment(token)
        assert enrolment is not None
        assert self.accounts.begin_enrolment(token) == enrolment
        self.secret = enrolment.secret
        confirmed = self.accounts.confirm_enrolment(token, self.code())
        assert confirmed is not None
        self.now += timedelta(minutes=2)
        return confirmed[0].token, confirmed[1]


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> _Desk:
    return _Desk(database, tmp_path)


def test_a_role_that_needs_it_sets_it_up_before_anything_else(desk: _Desk) -> None:
    token, stage = desk.password()
    assert stage == "enrol"
    assert desk.accounts.session(token) is None
    assert desk.accounts.halfway(token) is not None
    enrolment = desk.accounts.begin_enrolment(token)
    assert enrolment is not None
    assert enrolment.address.startswith("otpauth://totp/Klantbeeld:fg?secret=")
    assert desk.accounts.confirm_enrolment(token, "000000") is None
    open_token, codes = desk.set_up()
    assert desk.accounts.session(open_token) is not None
    assert desk.accounts.halfway(token) is None
    assert len(set(codes)) == 10
    assert all(re.fullmatch("[a-z2-9]{4}(-[a-z2-9]{4}){3}", code) for code in codes)


def test_a_role_that_does_not_may(desk: _Desk) -> None:
    assert desk.password("anna")[1] == "open"
    desk.set_up("anna")
    assert desk.password("anna")[1] == "code"


def test_a_code_opens_once(desk: _Desk) -> None:
    desk.set_up()
    token, stage = desk.password()
    assert stage == "code"
    assert desk.accounts.session(token) is None
    assert desk.accounts.begin_enrolment(token) is None
    code = desk.code()
    signed_in = desk.accounts.enter_code(token, f" {code[:3]} {code[3:]} ")
    assert signed_in is not None
    assert signed_in.token != token
    assert desk.accounts.session(signed_in.token) is not None
    assert desk.accounts.enter_code(token, desk.code(1)) is None  # that token led here already
    again, _ = desk.password()
    assert desk.accounts.enter_code(again, code) is None
    assert desk.accounts.enter_code(again, desk.code(-1)) is None  # older than the one used
    assert desk.accounts.enter_code(again, desk.code(1)) is not None


def test_a_clock_that_differs_by_a_step_is_taken_and_more_is_not(desk: _Desk) -> None:
    desk.set_up()
    token, _ = desk.password()
    for steps in (-2, 2, 20):
        assert desk.accounts.enter_code(token, desk.code(steps)) is None
    assert desk.accounts.enter_code(token, desk.code(-1)) is not None


def test_guessing_codes_locks_the_account_however_often_the_password_is_right(
    desk: _Desk,
) -> None:
    desk.set_up()
    for _ in range(MOST_ATTEMPTS):
        found = desk.accounts.sign_in("fg", PASSWORD)
        if found is not None:
            desk.accounts.enter_code(found.token, "000000")
    assert desk.accounts.sign_in("fg", PASSWORD) is None
    account = next(one for one in desk.accounts.accounts() if one.username == "fg")
    assert account.locked_until is not None


def test_waiting_for_the_code_ends(desk: _Desk) -> None:
    desk.set_up()
    token, _ = desk.password()
    desk.now += HALFWAY_LIFE
    assert desk.accounts.enter_code(token, desk.code()) is None


def test_a_recovery_code_opens_once(desk: _Desk) -> None:
    _, codes = desk.set_up()
    token, _ = desk.password()
    assert desk.accounts.enter_code(token, codes[0].upper().replace("-", " ")) is not None
    token, _ = desk.password()
    assert desk.accounts.enter_code(token, codes[0]) is None
    assert desk.accounts.enter_code(token, codes[1]) is not None


def test_who_lost_everything_sets_it_up_anew(desk: _Desk) -> None:
    token, codes = desk.set_up()
    desk.accounts.changes.remove_second_factor("fg", ADMIN)
    assert desk.accounts.session(token) is None
    assert desk.password()[1] == "enrol"
    _, new = desk.set_up()
    assert not set(codes) & set(new)
    token, _ = desk.password()
    assert desk.accounts.enter_code(token, codes[1]) is None


def test_setting_up_ends_the_other_sessions(desk: _Desk) -> None:
    before, _ = desk.password("anna")
    token, _ = desk.set_up("anna")
    assert desk.accounts.session(before) is None
    assert desk.accounts.session(token) is not None


def test_neither_secret_nor_codes_are_stored_readably(desk: _Desk, database: Database) -> None:
    _, codes = desk.set_up()
    with database.transaction() as transaction:
        stored = repr(
            transaction.execute(
                "select a::text as text from account a union all select s::text from session s "
                "union all select c::text from recovery_code c"
            ).fetchall()
        )
    assert desk.secret not in stored
    assert not any(code in stored for code in codes)
