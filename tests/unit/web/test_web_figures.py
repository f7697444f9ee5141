"""Today, sources, search and quality: how counts become what the pages show."""

from __future__ import annotations

import pytest
from source_samples import STATUS
from web_catalogue import ATTRIBUTES
from web_desk import Desk, sit

from klantbeeld.pipeline.views import QualityCell
from klantbeeld.web import words
from klantbeeld.web.quality.overview import heat_rows
from klantbeeld.web.site import source_codes
from klantbeeld.web.today import bars, concerns, worst


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A service agent, reading Dutch."""
    return sit(monkeypatch)


def cell(source: str, attribute: str, dimension: str, passed: int, checked: int) -> QualityCell:
    return QualityCell(source, attribute, ATTRIBUTES[attribute].name, dimension, passed, checked)


CELLS = (
    cell("till", "email", "completeness", 50, 100),
    cell("till", "email", "validity", 45, 50),
    cell("webshop", "email", "completeness", 100, 100),
    cell("till", "phone", "completeness", 99, 100),
    cell("webshop", "phone", "completeness", 0, 0),
)


def test_the_long_tail_stands_together() -> None:
    folded = bars([(2, 30), (1, 50), (5, 10), (9, 10)])
    assert [(bar.number, bar.count) for bar in folded] == [(1, 50), (2, 30), (5, 20)]
    assert folded[0].length == 100
    assert sum(bar.share for bar in folded) == pytest.approx(1)
    assert bars([]) == ()


def test_what_failed_comes_before_what_waits() -> None:
    kinds = [(concern.kind, concern.wrong) for concern in concerns(STATUS.sources)]
    assert kinds == [
        ("failed_loads", True),
        ("dead_letters", True),
        ("dead_letters", True),
        ("waiting", False),
    ]


def test_the_worst_check_of_each_attribute() -> None:
    found = worst(CELLS)
    assert [(item.source, item.dimension, item.share) for item in found][:2] == [
        ("till", "completeness", 0.5),
        ("till", "completeness", 0.99),
    ]


def test_heat_map_puts_the_worst_attribute_first() -> None:
    rows = heat_rows(CELLS, ("till", "webshop"))
    assert [row.label.en for row in rows] == ["E-mail", "Phone"]
    till, webshop = rows[0].cells
    assert till.share == pytest.approx(95 / 150)
    assert (till.worst, till.failed, till.checked) == ("completeness", 55, 150)
    assert till.address == "/quality/records?source=till&attribute=email"
    assert (webshop.worst, webshop.address) == ("", "")
    assert rows[1].cells[1].share is None


def test_feed_is_not_asked_for_without_a_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch, role="data")
    assert "mag uw rol geen contactmomenten zien" in desk.get("/").text
    assert desk.gate.reads == []


def test_search_says_why_and_is_not_logged_before_two_letters(desk: Desk) -> None:
    text = desk.get("/search?q=mar").text
    assert "naam “Marieke Hoeven” · bevat wat u typte" in text
    desk.get("/search?q=m")
    assert desk.gate.reads == [("search", "service")]


def test_search_finds_pages_and_sources(desk: Desk) -> None:
    assert 'href="/sources/webshop"' in desk.get("/search?q=webw").text
    assert 'href="/quality"' in desk.get("/search?q=kwa&fragment=1").text


def test_replay_goes_back_to_what_is_left(desk: Desk) -> None:
    answer = desk.post("/sources/till/replay", {"csrf": "form-token"})
    assert answer.headers["location"] == "/sources/till?replayed=1#dead-letters"
    assert desk.replayed == ["till"]
    assert desk.post("/sources/nope/replay", {"csrf": "form-token"}).status_code == 404


def test_source_tells_what_was_dropped_by_the_last_whole_load(desk: Desk) -> None:
    text = desk.get("/sources/till").text
    assert "<code>bsn</code>" in text
    assert text.count("<code>bsn</code>") == 1


def test_bullets_differ() -> None:
    codes = source_codes(("till", "tills", "tiles", "x", "webshop"))
    assert len(set(codes.values())) == 5
    assert codes["till"] == "TI"


@pytest.mark.parametrize(
    ("weight", "text"),
    [
        (8.0, "speaks strongly for it"),
        (-8.0, "speaks strongly against it"),
        (1.0, "speaks somewhat for it"),
        (0.4, "says hardly anything"),
    ],
)
def test_match_weights_in_words(weight: float, text: str) -> None:
    assert words.strength(weight) == text


def test_faults_and_levels_in_words() -> None:
    assert words.fault("email.syntax", "nl").startswith("Geen geldig e-mailadres")
    assert words.fault("brand_new", "nl") == "brand new"
    assert words.level("exact_rarity_3") == "the same"
    assert words.level("both_till") == "from one source"
    assert words.level("brand_new") == "brand new"
