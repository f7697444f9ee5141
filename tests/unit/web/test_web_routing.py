"""What goes wrong becomes a page that says what, where and the mend."""

from __future__ import annotations

import pytest
from web_desk import Desk, sit

from klantbeeld.core.errors import InternalError
from klantbeeld.privacy.errors import NotFound, Refused
from klantbeeld.web.security import CONTENT_SECURITY_POLICY
from klantbeeld.web.static import address


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A service agent, reading Dutch."""
    return sit(monkeypatch)


def test_a_refusal_names_the_purposes_and_roles_that_would_do(desk: Desk) -> None:
    desk.gate.fails = Refused(
        "service", "marketing", allowed_purposes=("service",), allowed_roles=("marketing",)
    )
    answer = desk.get("/people/812")
    assert answer.status_code == 403
    for text in ("Klantenservice", "Aanbiedingen doen", "Klant helpen", "Marketing", "fg@dehoek"):
        assert text in answer.text


def test_an_unknown_person_is_a_page_of_its_own(desk: Desk) -> None:
    desk.gate.fails = NotFound("There is no person 5.")
    answer = desk.get("/people/5")
    assert answer.status_code == 404
    assert "Op dit adres staat niets." in answer.text


@pytest.mark.parametrize("path", ["/people/x", "/people/812?shown=-1", "/sources/nope", "/nope"])
def test_an_address_that_leads_nowhere(desk: Desk, path: str) -> None:
    assert desk.get(path).status_code == 404


def test_a_lost_database_is_our_fault_and_said_so(desk: Desk) -> None:
    desk.gate.fails = InternalError("lost")
    answer = desk.get("/people/812")
    assert answer.status_code == 503
    assert "De fout ligt bij ons" in answer.text


def test_a_fault_of_ours_shows_no_inside(desk: Desk) -> None:
    desk.gate.fails = RuntimeError("inside")
    answer = desk.get("/people/812")
    assert answer.status_code == 503
    assert "inside" not in answer.text
    plain = desk.get("/people/812", accept="application/json")
    assert plain.json() == {"detail": "Internal Server Error"}


def test_programs_get_json_for_an_unknown_address(desk: Desk) -> None:
    assert desk.get("/nope", accept="application/json").json() == {"detail": "Not Found"}


@pytest.mark.parametrize("path", ["/", "/people/812", "/nope", "/sign-in"])
def test_every_answer_carries_the_headers(desk: Desk, path: str) -> None:
    headers = desk.get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_static_files_are_kept_for_ever_under_their_digest(desk: Desk) -> None:
    answer = desk.get(address("css/tokens.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    old = desk.get("/static/000000000000/css/tokens.css")
    assert old.text == answer.text
    assert old.headers["cache-control"] == "no-cache"


def test_every_linked_file_is_there(desk: Desk) -> None:
    text = desk.get("/").text
    for name in text.split('"'):
        if name.startswith("/static/"):
            assert desk.get(name).status_code == 200, name
