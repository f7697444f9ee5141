"""Consent on the pages: what must not be done stands at the head, and every act is one post."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from consent_samples import MARKS, SampleConsents, SampleMarking
from web_desk import Desk, sit

from klantbeeld.catalog.consents import Channel
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.consent.consents import Wish
from klantbeeld.privacy.marks import Bar, Ground


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return sit(monkeypatch)


def token(desk: Desk) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', desk.get("/people/812?tab=consents").text)
    assert found is not None
    return found[1]


def consents(desk: Desk) -> SampleConsents:
    made: object = desk.site.services.consents
    assert isinstance(made, SampleConsents)
    return made


def marking(desk: Desk) -> SampleMarking:
    made: object = desk.site.services.marking
    assert isinstance(made, SampleMarking)
    return made


def test_what_must_not_be_done_stands_at_the_head_of_every_tab(desk: Desk) -> None:
    desk.gate.view = replace(desk.gate.view, marks=MARKS, under_age=True, bars=(Bar.NO_CONSENT,))
    for tab in ("", "?tab=records", "?tab=history"):
        text = desk.get(f"/people/812{tab}").text
        head = text.partition('<header class="person-head">')[0]
        for told in ("Geen direct marketing", "Gegevens beperkt", "Jonger dan 16", "Voor dit doel"):
            assert told in head


def test_withdrawing_takes_one_click_and_giving_no_less(desk: Desk) -> None:
    csrf = token(desk)
    answer = desk.post(
        "/people/812/consents",
        {"purpose": "marketing", "channel": "email", "decision": "withdrawn", "csrf": csrf},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/people/812?tab=consents")
    desk.post(
        "/people/812/consents",
        {"purpose": "marketing", "channel": "sms", "decision": "given", "given_via": "winkel",
         "by_representative": "true", "csrf": csrf},
    )  # fmt: skip
    assert consents(desk).asked == [
        ("withdraw", 812, Wish("marketing", Channel.EMAIL)),
        ("give", 812, Wish("marketing", Channel.SMS, None, True, "winkel")),
    ]


def test_nothing_is_ticked_beforehand(desk: Desk) -> None:
    text = desk.get("/people/812?tab=consents").text
    assert 'type="checkbox"' in text
    assert " checked" not in text


def test_marks_are_set_and_ended_by_a_post(desk: Desk) -> None:
    csrf = token(desk)
    for path, form in (
        ("objections", {}),
        ("objections", {"ends": "withdrawn"}),
        ("objections", {"against": "insight", "ends": "overridden", "note": "weighed"}),
        ("restriction", {"ground": "unlawful"}),
        ("restriction", {"lift": "true", "told_on": "2026-09-01"}),
        ("profiling", {}),
        ("profiling", {"kind": "gpc", "allowed": "true"}),
    ):
        assert desk.post(f"/people/812/{path}", {**form, "csrf": csrf}).status_code == 303
    made = [(name, *asked) for name, *asked in marking(desk).asked]
    assert [name for name, *_ in made] == [
        "object", "end_objection", "end_objection", "restrict", "lift", "refuse_profiling",
        "signal",
    ]  # fmt: skip
    assert made[2] == ("end_objection", 812, "insight", Ground.OVERRIDDEN, "weighed")
    assert made[6] == ("signal", 812, False)


def test_a_form_without_its_token_changes_nothing(desk: Desk) -> None:
    answer = desk.post("/people/812/objections", {"csrf": "forged"})
    assert answer.status_code == 403
    assert marking(desk).asked == []


@pytest.mark.parametrize(
    ("path", "form"),
    [("restriction", {"ground": "whim"}), ("restriction", {"lift": "true", "told_on": "soon"})],
)
def test_what_is_not_chosen_well_is_said(desk: Desk, path: str, form: dict[str, str]) -> None:
    answer = desk.post(f"/people/812/{path}", {**form, "csrf": token(desk)})
    assert answer.status_code == 400
    assert marking(desk).asked == []


def test_who_may_not_record_sees_no_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    text = sit(monkeypatch, role="officer").get("/people/812?tab=consents").text
    assert "/people/812/consents" not in text
    assert "Klantenservice" in text


def test_a_confirmation_asks_before_it_confirms(desk: Desk) -> None:
    desk.cookies.clear()
    page = desk.get("/confirm/a-token")
    assert page.status_code == 200
    assert consents(desk).asked == []
    done = desk.post("/confirm/a-token", {})
    assert consents(desk).asked == [("confirm", "a-token")]
    assert "Ja, dat mag." in done.text


def test_a_link_that_does_not_count_says_so_in_plain_words(desk: Desk) -> None:
    def refuse(_token: str) -> None:
        raise InputError.single("used", "token", "again")

    desk.cookies.clear()
    consents(desk).confirm = refuse  # type: ignore[method-assign, assignment]  # of the sample
    answer = desk.post("/confirm/a-token", {})
    assert answer.status_code == 400
    assert "Deze link geldt niet meer" in answer.text


def test_the_officer_sees_what_cannot_count(desk: Desk) -> None:
    text = desk.get("/privacy/consents").text
    for told in ("misschien", "niet meer in gebruik", "de sleutel is weg", "oude lijst", "1.204"):
        assert told in text
