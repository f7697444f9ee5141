"""Offers on the person's page: three lists in words, why there are none, and answers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from offer_samples import AT_LARGE, COFFEE, OFFERS
from web_desk import Desk, sit

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.offers import OfferRules, StockRule, UpgradeRules
from klantbeeld.catalog.value import ValueRules
from klantbeeld.pipeline.valuing import offer_views
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.offers.answers import Offered
from klantbeeld.privacy.offers.views import OfferKind, OfferState, Outcome, Pause
from klantbeeld.value.arrays import Reason


def services(desk: Desk) -> Any:
    return desk.site.services


def panel(desk: Desk) -> str:
    text = desk.get("/people/812").text
    own = text.partition('<section class="offers"')[2].partition('aria-labelledby="timeline"')[0]
    return told(own)


def told(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def test_three_lists_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    text = panel(sit(monkeypatch))
    for told in (
        "Koffie 250 g € 3,49", "Koopt dit om de 14 dagen, laatst 16 dagen geleden.", "op voorraad",
        "Hoort bij Koffie, gekocht in oktober.", "voorraad onbekend",
        "Grotere verpakking van Koffie 250 g, gekocht in november 2025.",
        "27 klanten stapten hierop over.",
        "Mag ook gestuurd worden per e-mail. Niet per telefoon.",
        "Koopt vooral Drinks: op 5 van 6 dagen", "Koopt vooral op zaterdag: 5 van 6 dagen",
        "Winkel meestal 412: 6 van 6 dagen", "niet door de klant gezegd",
        "Theepot : nee,", "Niet opnieuw aangeboden voor 18 feb 2027.",
        "uit aankopen op 6 dagen",
    ):  # fmt: skip
        assert told in text, told


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


def about(desk: Desk, **terms: Any) -> str:
    """The page of offers, with a purpose of the sample catalogue that profiles."""
    catalogue: Catalogue = services(desk).catalogue
    profiling = catalogue.purposes["marketing"].model_copy(update={"profiling": True})
    rules = OfferRules(purpose="marketing", **terms)
    services(desk).catalogue = catalogue.model_copy(
        update={
            "purposes": {**catalogue.purposes, "marketing": profiling},
            "value": ValueRules(offers=rules),
        }
    )
    return told(desk.get("/value/offers").text)


def test_the_page_says_when_it_hardly_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch)
    monkeypatch.setattr(offer_views, "offers_at_large", lambda _: AT_LARGE)
    text = about(
        desk, shown=5, excluded={"category": ("WINE",)}, upgrade=UpgradeRules(size="package"),
        stock=StockRule(field="stock"),
    )  # fmt: skip
    for said in (
        "gemaakt met wat op 19 okt 2026 bekend was", "1,50 keer zo vaak raak",
        "Nauwelijks beter dan iedereen hetzelfde", "Seizoenen:", "Versie 1, geleerd",
        "2.667", "Een steekproef uit 9.000", "nooit van geleerd category Wine",
        "Weer kopen 12 3 5 60 %", "minder dan tien antwoorden: niet verteld",
        "een grotere verpakking die meer kost", "uitverkocht wordt niet aangeboden",
    ):  # fmt: skip
        assert said in text, said


def test_worse_than_popularity_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch)
    assert AT_LARGE.live is not None
    test = {**AT_LARGE.live.told["test"], "popular_new": {"people": 9, "recall": 0.5, "ndcg": 0.5}}
    live = replace(AT_LARGE.live, told={**AT_LARGE.live.told, "test": test})
    monkeypatch.setattr(offer_views, "offers_at_large", lambda _: replace(AT_LARGE, live=live))
    assert "Slechter dan iedereen hetzelfde aanbieden" in about(desk)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason("too_few_customers", {"people": 3, "needed": 30, "left_out": 0}),
         "3 klanten die geprofileerd mogen worden"),
        (Reason("no_products"), "Er is geen artikel bekend"),
        (Reason("no_orders_for_purpose", {"purpose": "marketing"}), "Geen enkele bestelling"),
    ],
)  # fmt: skip
def test_why_nothing_was_learnt(monkeypatch: pytest.MonkeyPatch, reason: Reason, said: str) -> None:
    desk = sit(monkeypatch)
    empty = replace(AT_LARGE, live=None, refused=reason)
    monkeypatch.setattr(offer_views, "offers_at_large", lambda _: empty)
    assert said in about(desk)


def test_without_a_purpose_it_says_which_to_declare(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch)
    monkeypatch.setattr(offer_views, "offers_at_large", lambda _: AT_LARGE)
    text = told(desk.get("/value/offers").text)
    assert "ze vragen het doel marketing" in text
    assert "Hoe goed ze zijn" not in text
