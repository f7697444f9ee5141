"""Signing in and out, and what a form must carry."""

from __future__ import annotations

import re

import httpx
import pytest
from web_desk import Desk, sit

from klantbeeld.catalog.security import Limits
from klantbeeld.privacy.accounts.sessions import Stage
from klantbeeld.web.security import local_path


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A service agent, reading Dutch."""
    return sit(monkeypatch)


def signed_out(desk: Desk) -> Desk:
    desk.cookies.clear()
    return desk


def form_token(text: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_a_page_asks_to_sign_in_and_comes_back(desk: Desk) -> None:
    signed_out(desk)
    away = desk.get("/people/812?tab=why")
    assert away.status_code == 303
    assert away.headers["location"] == "/sign-in?next=%2Fpeople%2F812%3Ftab%3Dwhy"
    token = form_token(desk.get(away.headers["location"]).text)
    entered = desk.post(
        "/sign-in",
        {
            "username": "anna",
            "password": "a long sentence",
            "next": "/people/812?tab=why",
            "csrf": token,
        },
    )
    assert entered.status_code == 303
    assert entered.headers["location"] == "/people/812?tab=why"
    cookie = next(
        value
        for value in entered.headers.get_list("set-cookie")
        if value.startswith("klantbeeld_session=")
    )
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" in cookie
    assert desk.get("/people/812").status_code == 200


def test_a_wrong_password_keeps_what_was_typed_but_not_the_password(desk: Desk) -> None:
    token = form_token(signed_out(desk).get("/sign-in").text)
    answer = desk.post(
        "/sign-in", {"username": "anna", "password": "s3cret-guess", "next": "/", "csrf": token}
    )
    assert answer.status_code == 401
    assert 'value="anna"' in answer.text
    assert "s3cret-guess" not in answer.text


def _to_the_code(desk: Desk, stage: Stage = "code") -> httpx.Response:
    """Gives the right password of an account that has, or must have, a second factor."""
    desk.accounts.stage = stage
    token = form_token(signed_out(desk).get("/sign-in").text)
    return desk.post(
        "/sign-in",
        {"username": "anna", "password": "a long sentence", "next": "/quality", "csrf": token},
    )


def test_with_a_second_factor_the_password_alone_opens_nothing(desk: Desk) -> None:
    away = _to_the_code(desk)
    assert away.headers["location"] == "/sign-in/code?next=%2Fquality"
    assert desk.get("/quality").headers["location"].startswith("/sign-in?")
    form = desk.get(away.headers["location"])
    assert form.status_code == 200
    wrong = desk.post("/sign-in/code", {"code": "111111", "next": "/quality", "csrf": "form-token"})
    assert wrong.status_code == 401
    assert "111111" not in wrong.text
    right = desk.post("/sign-in/code", {"code": "123456", "next": "/quality", "csrf": "form-token"})
    assert right.headers["location"] == "/quality"
    assert desk.cookies["klantbeeld_session"] == "in"
    assert desk.get("/quality").status_code == 200


def test_a_role_that_needs_it_is_shown_how_and_given_codes_once(desk: Desk) -> None:
    away = _to_the_code(desk, "enrol")
    assert away.headers["location"] == "/sign-in/app?next=%2Fquality"
    form = desk.get(away.headers["location"])
    assert "<svg" in form.text
    assert "ABCD EFGH IJKL MNOP" in form.text
    assert desk.get("/sign-in/code").headers["location"].startswith("/sign-in?")
    assert desk.post("/sign-in/app", {"code": "1", "csrf": "form-token"}).status_code == 401
    shown = desk.post("/sign-in/app", {"code": "123456", "next": "/quality", "csrf": "form-token"})
    assert shown.text.count("abcd-efgh-jkmn-pqrs") == 10
    assert desk.cookies["klantbeeld_session"] == "in"


@pytest.mark.parametrize("address", ["/sign-in/code", "/sign-in/app"])
def test_a_forged_code_form_is_refused(desk: Desk, address: str) -> None:
    _to_the_code(desk, "code" if address == "/sign-in/code" else "enrol")
    assert desk.post(address, {"code": "123456", "csrf": "forged"}).status_code == 403


def test_who_tries_to_sign_in_too_often_is_asked_to_wait(desk: Desk) -> None:
    token = form_token(signed_out(desk).get("/sign-in").text)
    form = {"username": "anna", "password": "wrong", "next": "/", "csrf": token}
    answers = [desk.post("/sign-in", form).status_code for _ in range(Limits().sign_ins + 1)]
    assert set(answers[:-1]) == {401}
    assert answers[-1] == 429
    refused = desk.post("/sign-in", form)
    assert int(refused.headers["retry-after"]) >= 1
    assert "seconden" in refused.text


def test_a_script_without_session_gets_no_form(desk: Desk) -> None:
    signed_out(desk)
    assert desk.get("/people/812?fragment=main").status_code == 401
    assert desk.get("/live/person/812").status_code == 401


@pytest.mark.parametrize(
    "address", ["/sign-in", "/sign-out", "/purpose", "/language", "/sources/till/replay"]
)
@pytest.mark.parametrize("token", ["", "forged"])
def test_a_forged_form_changes_nothing(desk: Desk, address: str, token: str) -> None:
    form = {"csrf": token, "purpose": "marketing", "language": "en", "username": "anna",
            "password": "a long sentence"}  # fmt: skip
    answer = desk.post(address, form)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert desk.accounts.sessions == {"open"}
    assert desk.accounts.language == "nl"
    assert desk.replayed == []


def test_signing_out_ends_the_session(desk: Desk) -> None:
    answer = desk.post("/sign-out", {"csrf": "form-token"})
    assert answer.headers["location"] == "/sign-in"
    assert desk.accounts.sessions == set()


def test_language_is_kept_with_the_account(desk: Desk) -> None:
    answer = desk.post("/language", {"csrf": "form-token", "language": "en", "next": "/quality"})
    assert answer.headers["location"] == "/quality"
    assert desk.accounts.language == "en"
    assert '<html lang="en">' in desk.get("/quality").text


def test_language_before_signing_in_is_kept_in_the_browser(desk: Desk) -> None:
    token = form_token(signed_out(desk).get("/sign-in").text)
    desk.post("/language", {"csrf": token, "language": "en", "next": "/sign-in"})
    assert '<html lang="en">' in desk.get("/sign-in").text


def test_purpose_is_chosen_among_those_of_the_role(desk: Desk) -> None:
    desk.post("/purpose", {"csrf": "form-token", "purpose": "marketing", "next": "/"})
    desk.get("/people/812")
    assert desk.gate.reads[-1] == ("person", "marketing")


def test_another_roles_purpose_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch, role="officer")
    desk.cookies["klantbeeld_purpose"] = "marketing"
    desk.get("/people/812")
    assert desk.gate.reads[-1] == ("person", "service")


def test_an_account_with_an_undeclared_role_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = sit(monkeypatch, role="astronaut").get("/")
    assert answer.status_code == 400
    assert "astronaut" in answer.text


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ("/people/1?tab=why", "/people/1?tab=why"),
        ("https://evil.test/", "/"),
        ("//evil.test/", "/"),
        ("/\\evil.test", "/"),
        ("/\t/evil.test", "/"),
        ("", "/"),
    ],
)
def test_coming_back_stays_on_this_site(asked: str, taken: str) -> None:
    assert local_path(asked) == taken


def test_browsers_that_come_by_https_stay_there(desk: Desk) -> None:
    answer = desk.get("/quality")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
