"""The customer's own pages before somebody is in: one answer for all, nothing of a colleague."""

from __future__ import annotations

import re

import pytest
from web_desk import Desk, sit

from klantbeeld.privacy.own_page.links import ClosedError, Standing
from klantbeeld.privacy.rate_limits import RateLimit, TooManyError


class Links:
    """Links of which each opens nothing, as its own name says."""

    def standing(self, secret: str) -> Standing:
        return Standing(secret)

    def open(self, secret: str) -> str:
        if secret == "open":
            return "a visit"
        raise ClosedError(Standing(secret))

    def visit(self, secret: str) -> object:
        raise ClosedError(Standing.ENDED)

    def leave(self, secret: str) -> None:
        """Nobody is in."""


class Wishes:
    """Who asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, address: str, language: str) -> None:
        self.asked.append(address)


class Limits:
    """As the services hold them."""

    def __init__(self) -> None:
        self.sign_ins = RateLimit(3)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = sit(monkeypatch)
    services = vars(made.site.services)
    services |= {"own_links": Links(), "own_wishes": Wishes(), "limits": Limits()}
    return made


def token(text: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("address", ["/mine/ask", "/mine/ask?asked=1", "/mine/link/open"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_are_whole_and_without_a_colleagues_surroundings(
    desk: Desk, address: str, language: str
) -> None:
    answer = desk.get(address, **{"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert "De Hoek" in answer.text
    assert 'class="sections"' not in answer.text
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.OPEN])
def test_a_link_that_opens_nothing_says_what_to_do(desk: Desk, standing: Standing) -> None:
    seen = desk.get(f"/mine/link/{standing}")
    form = {"secret": standing.value, "csrf": token(desk.get("/mine/link/open").text)}
    posted = desk.post("/mine/open", form)
    for answer in (seen, posted):
        assert answer.status_code == (503 if standing is Standing.UNSETTLED else 410)
        assert "fg@dehoek.example" in answer.text


def test_asking_answers_the_same_whoever_asks(desk: Desk) -> None:
    csrf = token(desk.get("/mine/ask").text)
    answers = [
        desk.post("/mine/ask", {"email": email, "csrf": csrf})
        for email in ("known@example.org", "unknown@example.org", "no address")
    ]
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["location"] for answer in answers} == {"/mine/ask?asked=1"}
    assert {answer.text for answer in answers} == {""}
    wishes = desk.site.services.own_wishes
    assert isinstance(wishes, Wishes)
    assert wishes.asked == ["known@example.org", "unknown@example.org", "no address"]


def test_nobody_asks_without_end(desk: Desk) -> None:
    csrf = token(desk.get("/mine/ask").text)
    answers = [desk.post("/mine/ask", {"email": "a@b.example", "csrf": csrf}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    with pytest.raises(TooManyError):
        desk.site.services.limits.sign_ins.take("127.0.0.1")


@pytest.mark.parametrize("address", ["/mine/ask", "/mine/open"])
def test_a_form_from_elsewhere_does_nothing(desk: Desk, address: str) -> None:
    desk.get("/mine/ask")
    answer = desk.post(address, {"email": "a@b.example", "secret": "open", "csrf": "guessed"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/mine", "/mine/erase", "/mine/correct/email", "/mine/object/service", "/mine?done=given"],
)
def test_a_colleagues_session_opens_no_customers_page(desk: Desk, address: str) -> None:
    assert "klantbeeld_session" in desk.cookies
    answer = desk.get(address)
    assert answer.status_code == 410
    assert "/mine/ask" in answer.text


def test_a_visit_gets_a_cookie_that_scripts_and_other_sites_cannot_use(desk: Desk) -> None:
    csrf = token(desk.get("/mine/link/open").text)
    answer = desk.post("/mine/open", {"secret": "open", "csrf": csrf})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" in cookie
