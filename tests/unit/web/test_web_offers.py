"""Offers on the person's page: three lists in words, why there are none, and answers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from offer_samples import COFFEE, OFFERS
from web_desk import Desk, sit

from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.offers.answers import Offered
from klantbeeld.privacy.offers.views import OfferKind, OfferState, Outcome, Pause
from klantbeeld.value.arrays import Reason


def services(desk: Desk) -> Any:
    return desk.site.services


def panel(desk: Desk) -> str:
    text = desk.get("/people/812").text
    own = text.partition('<section class="offers"')[2].partition('aria-labelledby="timeline"')[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", own))


def test_three_lists_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    text = panel(sit(monkeypatch))
    for told in (
        "Koffie 250 g 3,49", "Koopt dit om de 14 dagen, laatst 16 dagen geleden.", "op voorraad",
        "Hoort bij Koffie, gekocht in oktober.", "voorraad onbekend",
        "Grotere verpakking van Koffie 250 g, gekocht in november 2025.",
        "27 klanten stapten hierop over.",
        "Mag ook gestuurd worden per e-mail. Niet per telefoon.",
        "Koopt vooral Drinks: op 5 van 6 dagen", "Koopt vooral op zaterdag: 5 van 6 dagen",
        "Winkel meestal 412: 6 van 6 dagen", "niet door de klant gezegd",
        "Theepot : nee,", "Niet opnieuw aangeboden voor 18 feb 2027.",
        "uit aankopen op 6 dagen",
    ):  # fmt: skip
        assert told.replace(" ", " ") in text.replace(" ", " "), told


def test_it_says_so_in_english_too(monkeypatch: pytest.MonkeyPatch) -> None:
    text = panel(sit(monkeypatch, language="en"))
    assert "Buys this every 14 days, last 16 days ago." in text
    assert "Goes with Koffie, bought in October." in text


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason("bought_every", {"times": 9, "every_days": 1, "days_ago": 1}),
         "Koopt dit bijna elke dag, laatst gisteren."),
        (Reason("bought_times", {"times": 2, "days_ago": 0}), "Kocht dit 2 keer, laatst vandaag."),
        (Reason("bought_before", {"days_ago": 1200}), "Kocht dit eenmaal, 1.200 dagen geleden."),
        (Reason("popular", {"share": 0.31}), "Populair: 31 % van de klanten koopt dit."),
        (Reason("upgrade_of", {"people": 0, "larger": 0}), "Een stap hoger dan"),
    ],
)  # fmt: skip
def test_reasons(monkeypatch: pytest.MonkeyPatch, reason: Reason, told: str) -> None:
    desk = sit(monkeypatch)
    services(desk).offers.view = replace(OFFERS, again=(replace(COFFEE, reason=reason),))
    assert told in panel(desk).replace("\N{NO-BREAK SPACE}", " ")


def test_who_did_not_consent_gets_a_sentence_and_no_offer(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch)
    services(desk).offers.view = replace(
        OFFERS, state=OfferState.LEFT_OUT, bars=(Bar.NO_CONSENT,), again=(), new=(), upgrade=(),
        habits=(), answers=(),
    )  # fmt: skip
    text = panel(desk)
    assert "toestemming" in text
    assert "Koffie" not in text
    assert "/people/812?tab=consents" in desk.get("/people/812").text


def test_not_now_while_a_complaint_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch)
    paused = (Pause(Words(nl="Klacht", en="Complaint"), 2),)
    services(desk).offers.view = replace(OFFERS, state=OfferState.PAUSED, paused_by=paused)
    assert "Nu niet: nog open staat 2 × Klacht. Help eerst." in panel(desk)


def test_without_a_model_the_other_lists_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch)
    services(desk).offers.view = replace(OFFERS, model_no=None, new=(), upgrade=(), ways=())
    text = panel(desk)
    assert "klantbeeld value train" in text
    assert "Alleen in dit gesprek" in text


def test_the_panel_is_absent_for_who_may_not_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch, role="marketing")
    assert 'class="offers"' not in desk.get("/people/812").text


def test_answers_are_recorded_and_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch)
    token = re.search(r'name="csrf" value="([^"]+)"', desk.get("/people/812").text)
    assert token is not None
    form = {"csrf": token[1], "kind": "new", "source": "shop", "product_id": "3"}
    answered = desk.post("/people/812/offers", form | {"outcome": "later"})
    assert (answered.status_code, answered.headers["location"]) == (303, "/people/812#offers")
    desk.post("/people/812/offers/7/take-back", {"csrf": token[1]})
    recorded = services(desk).offer_answers.recorded
    assert [each[1:] for each in recorded] == [
        (812, Offered(OfferKind.NEW, "shop", "3"), Outcome.LATER), (812, 7)
    ]  # fmt: skip
    assert desk.post("/people/812/offers", form | {"outcome": "maybe"}).status_code == 404
    assert desk.post("/people/812/offers/7/take-back", {}).status_code == 403
