"""The pages of value and churn, and the panel on the person: what stands there, and what never."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import value_samples as value
from web_desk import Desk, sit

from klantbeeld.pipeline.valuing import views as value_views
from klantbeeld.pipeline.valuing.reasons import REASONS as ENGLISH
from klantbeeld.pipeline.valuing.views import Standing
from klantbeeld.privacy.value_reads import ValueView
from klantbeeld.web.pictures.calibration import calibration
from klantbeeld.web.value.reasons import REASONS


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return sit(monkeypatch, language="en")


def test_every_reason_has_a_sentence_for_the_command_and_the_page() -> None:
    assert REASONS.keys() == ENGLISH.keys()


def test_the_total_stands_with_its_bounds_and_what_moved_it(desk: Desk) -> None:
    text = desk.get("/value").text
    for told in ("€95,000", "€80,000 and €110,000", "+€2,000", "−€7,000", "−€1,000", "1 % less"):
        assert told.replace(" %", "%") in text or told in text, told
    assert "Margin (25% of revenue)" in text
    assert "too few to tell" in text
    assert "4 customers are left out" in text


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (value.BARRED, "not switched on"),
        (value.WAITS, "There are 12 customers; a model needs 30."),
        (replace(value.WAITS, lifetime_trouble=None), "klantbeeld value train"),
    ],
)
@pytest.mark.parametrize("address", ["/value", "/value/churn"])
def test_without_scores_the_page_says_why(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, standing: Standing, told: str, address: str
) -> None:
    monkeypatch.setattr(value_views, "figures", lambda _: value.empty(standing))
    if "churn" in address and standing.lifetime_trouble is not None:
        told = "klantbeeld value train"
    assert told in desk.get(address).text


def test_churn_tells_how_many_what_it_costs_and_how_good_it_is(desk: Desk) -> None:
    text = desk.get("/value/churn").text
    for told in ("140", "20% of the 700", "€9,000", "2.50 times", "0.800", "0.780"):
        assert told in text, told
    assert "said 90%, came 92%, of 80 customers" in text


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("lifetime_value/1", "That lies between the bounds."),
        ("lifetime_value/2", "There are 12 customers; a model needs 30."),
        ("churn/1", "days since the last purchase"),
        ("churn/2", "Too little past to learn from"),
        ("churn/3", "It could not be tested out of time."),
    ],
)
def test_a_model_says_what_it_is_and_what_it_cannot(desk: Desk, address: str, told: str) -> None:
    text = desk.get(f"/value/models/{address}").text
    assert told in text
    assert "4 customers are left out" in text


@pytest.mark.parametrize("address", ["churn/9", "fate/1"])
def test_no_such_version(desk: Desk, address: str) -> None:
    assert desk.get(f"/value/models/{address}").status_code == 404


@pytest.mark.parametrize(
    ("view", "told"),
    [
        (value.VIEW, "6.5 times the own rhythm"),
        (value.VIEW, "will likely stay away"),
        (value.VIEW, "was 18%"),
        (value.ONCE, "there is no rhythm yet"),
        (value.ONCE, "will very likely buy again"),
        (value.NEVER, "Bought nothing yet"),
        (value.OBJECTS, "Not scored"),
    ],
)
def test_the_panel_on_the_person(desk: Desk, view: ValueView, told: str) -> None:
    sample: Any = desk.site.services.value
    sample.view = view
    text = desk.get("/people/812").text
    assert told in text
    assert ("€120.50" in text) is (view.value is not None)


def test_the_panel_is_absent_for_a_role_that_may_not_read_estimates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = sit(monkeypatch, role="data", language="en").get("/people/812").text
    assert 'id="value"' not in text


def test_points_of_a_calibration_stand_where_said_and_came_meet() -> None:
    picture = calibration([(0.25, 0.5, 0.4, 0.6)], side=100)
    (point,) = picture.points
    assert (point.x, point.y, point.low_y, point.high_y) == (25.0, 50.0, 60.0, 40.0)
