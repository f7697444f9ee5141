"""Where people decide: the queue, the person's page, and who does not get the buttons."""

from __future__ import annotations

import re
from dataclasses import replace

import judging_samples as samples
import pytest
from person_samples import NOW
from web_catalogue import ATTRIBUTES
from web_desk import Desk, sit

from klantbeeld.catalog.organisation import Duty
from klantbeeld.privacy.errors import NotTheirDuty
from klantbeeld.web.formats import Formats
from klantbeeld.web.judging.contexts import SideRow
from klantbeeld.web.judging.sides import side_rows

FORM = {"csrf": "form-token"}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A service agent, reading Dutch."""
    return sit(monkeypatch)


def rows(left: dict[str, str], right: dict[str, str]) -> dict[str, SideRow]:
    view = samples.comparison(((812,), (4711,)))
    sides = tuple(
        replace(side, records=(replace(side.records[0], values=values, standard=values),))
        for side, values in zip(view.sides, (left, right), strict=True)
    )
    view = replace(view, sides=(sides[0], sides[1]))
    found = side_rows(view, ATTRIBUTES, Formats("en", "Europe/Amsterdam", NOW))
    return {row.label: row for row in found}


def test_values_are_the_same_alike_different_or_known_to_one() -> None:
    found = rows(
        {"given_name": "M.", "family_name": "Jansen", "email": "a@voorbeeld.nl", "city": "Ede",
         "customer_no": "T-1", "segment": "gold"},
        {"given_name": "Marijke", "family_name": "Janssen", "email": "b@elders.example",
         "city": "EDE", "customer_no": "W-9", "phone": "+31612345678"},
    )  # fmt: skip
    assert {label: row.agreement for label, row in found.items()} == {
        "Given name": "alike", "Family name": "alike", "E-mail": "different", "City": "same",
        "Customer number": "apart", "Customer group": "one", "Phone": "one",
    }  # fmt: skip
    assert found["Family name"].right.text == (("Jan", False), ("s", True), ("sen", False)) or (
        "".join(text for text, _ in found["Family name"].right.text) == "Janssen"
    )
    assert found["Phone"].left.text == ()


def test_a_short_form_beside_the_whole_name_says_nothing() -> None:
    view = samples.comparison(((812, 1904), (4711,)))
    found = side_rows(view, ATTRIBUTES, Formats("en", "Europe/Amsterdam", NOW))
    name = next(row for row in found if row.label == "Given name")
    assert "".join(text for text, _ in name.left.text) == "Marieke"
    assert (name.agreement, name.left.also) == ("alike", ("M.",))


def test_the_first_question_shows_what_either_answer_leads_to(desk: Desk) -> None:
    text = desk.get("/review").text
    assert "1 van 2" in text
    assert "Deze 3 records worden één persoon: Marijke van der Hoeven-Jansen." in text
    assert "Zij blijven twee personen." in text
    assert [action for action, _ in desk.gate.reads] == ["compare"]
    assert re.findall(r'data-keys="([^"]+)"', text) == ["m y", "n", "u ?", "ArrowRight"]
    second = desk.get("/review?skip=1").text
    assert "Zij worden twee personen" in second
    assert 'data-keys="ArrowLeft"' in second


def test_an_answer_is_stored_and_leads_to_the_next(desk: Desk) -> None:
    form = {
        **FORM,
        "one": "1904",
        "other": "77",
        "verdict": "match",
        "reason": "zelfde",
        "done": "3",
    }
    answer = desk.post("/review", form)
    assert desk.decided.made == [("answer", (1904, 77), "match", "zelfde")]
    assert answer.status_code == 303
    assert answer.headers["location"] == "/review?done=4&decision=41&said=match&last=1904-77"
    text = desk.get(answer.headers["location"]).text
    assert "5 van 6" in text
    assert "Opgeslagen: Eén persoon." in text
    undo = re.search(r'name="decision" value="41">\s*<input[^>]*name="next" value="([^"]+)"', text)
    assert undo is not None
    back = undo[1].replace("&amp;", "&")
    assert back == "/review?records=1904-77&done=3"
    answer = desk.post("/decisions/undo", {**FORM, "decision": "41", "next": back})
    assert desk.decided.made[-1] == ("undo", [41])
    assert answer.headers["location"] == f"{back}&undone=42"
    assert "Ongedaan gemaakt." in desk.get(answer.headers["location"]).text


def test_a_contradiction_is_told_at_once(desk: Desk) -> None:
    desk.decided.contradicts = (12,)
    form = {**FORM, "one": "1904", "other": "77", "verdict": "no_match"}
    text = desk.get(desk.post("/review", form).headers["location"]).text
    assert "spreekt een ander besluit tegen" in text


@pytest.mark.parametrize(
    "form",
    [
        {"csrf": "stolen", "one": "1", "other": "2", "verdict": "match"},
        {**FORM, "one": "1", "other": "2", "verdict": "perhaps"},
        {**FORM, "one": "1", "other": "Jan", "verdict": "match"},
    ],
)
def test_an_answer_that_cannot_be_decides_nothing(desk: Desk, form: dict[str, str]) -> None:
    assert desk.post("/review", form).status_code in {400, 403, 404, 422}
    assert desk.decided.made == []


def test_an_undo_does_not_lead_off_the_site(desk: Desk) -> None:
    form = {**FORM, "decision": "41", "next": "https://elsewhere.example/"}
    assert desk.post("/decisions/undo", form).headers["location"].startswith("/?undone=")


def test_an_empty_queue_says_what_comes_here(desk: Desk) -> None:
    desk.decided.questions = ()
    assert "Er is nu niets te beoordelen" in desk.get("/review").text
    assert "U hebt 7 vragen beantwoord" in desk.get("/review?done=7").text


def test_who_may_not_decide_sees_no_buttons(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch, role="officer")
    text = desk.get("/review").text
    assert 'name="verdict"' not in text
    assert "Klantenservice, Gegevensbeheer" in text
    assert "Samenvoegen" not in desk.get("/people/812").text
    assert 'name="record"' not in desk.get("/people/812?tab=records").text
    assert "/decisions/undo" not in desk.get("/people/812?tab=history").text
    assert '<form class="answers"' not in desk.get("/people/812/merge?with=3305").text


def test_who_decides_without_being_allowed_is_told_who_may(desk: Desk) -> None:
    desk.decided.fails = NotTheirDuty("service", "service", Duty.JUDGE, allowed_roles=("data",))
    answer = desk.post("/people/812/merge", {**FORM, "with": "3305"})
    assert answer.status_code == 403
    assert "mag u niet beslissen wie één persoon is" in answer.text
    assert "Gegevensbeheer" in answer.text


def test_today_leads_to_the_questions_of_who_may_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "2 vragen of records één persoon zijn" in sit(monkeypatch).get("/").text
    assert "concern-review" not in sit(monkeypatch, role="officer").get("/").text


def test_merging_shows_what_becomes_one_before_it_is_done(desk: Desk) -> None:
    assert 'href="/people/812/merge"' in desk.get("/people/812").text
    found = desk.get("/people/812/merge?q=mar").text
    assert 'href="/people/812/merge?with=5120"' in found
    assert 'href="/people/812/merge?with=812"' not in found
    text = desk.get("/people/812/merge?with=3305").text
    assert "Deze 3 records worden één persoon" in text
    answer = desk.post("/people/812/merge", {**FORM, "with": "3305", "reason": "gebeld"})
    assert desk.decided.made == [("merge", [812, 3305], "gebeld")]
    assert answer.headers["location"] == "/people/812?decision=41&said=match"


def test_splitting_begins_at_ticked_records(desk: Desk) -> None:
    records = desk.get("/people/812?tab=records").text
    assert re.findall(r'name="record" value="(\d+)"', records) == ["812", "1904", "4711", "77"]
    assert "geen record aangevinkt" in desk.get("/people/812/split").text
    text = desk.get("/people/812/split?record=1904").text
    assert "Dan zijn er 3 personen" in text or "worden" in text or "één persoon" in text
    desk.post("/people/812/split", {**FORM, "record": "1904"})
    assert desk.decided.made == [("split", [1904], "")]


def test_housemates_are_parted_from_the_household(desk: Desk) -> None:
    assert 'href="/people/812/no-household?with=940"' in desk.get("/people/812").text
    desk.post("/people/812/no-household", {**FORM, "with": "940"})
    assert desk.decided.made == [("answer", (812, 940), "no_household", "")]


def test_the_history_says_who_decided_what_and_whether_it_counts(desk: Desk) -> None:
    text = desk.get("/people/812?tab=history").text
    assert "vader en zoon" in text
    assert "besluit 29 brengt deze records bij elkaar" in text
    assert "een nieuwer besluit over dezelfde records telt" in text
    assert "het gaat vóór besluit 31" in text
    assert "ongedaan gemaakt door bram" in text
    assert re.findall(r'name="decision" value="(\d+)"', text) == ["31", "30", "29"]
