"""The pages about experience say what they rest on, and what is not known."""

from __future__ import annotations

import re
from itertools import combinations

import experience_samples
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_desk import Desk, sit

from klantbeeld.pipeline.measuring import experience
from klantbeeld.web.pictures.interval import interval
from klantbeeld.web.pictures.quadrants import Measured, quadrants


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return sit(monkeypatch, language="en")


def test_figures_stand_with_their_intervals(desk: Desk) -> None:
    text = desk.get("/experience").text
    assert "no KPMG score" in text
    tile = text[text.index('id="tile-nps"') :]
    assert re.search(r"-?\d+\.\d to -?\d+\.\d with 95 percent certainty", tile)
    assert "2 marks are not on the scale and count nowhere" in tile
    assert "too few to tell" in text[text.index('id="tile-csat"') :]
    assert "nothing shows how it spreads" in text[text.index('id="tile-ces"') :]


def test_every_point_of_the_picture_says_what_it_is_and_stands_in_the_table(desk: Desk) -> None:
    text = desk.get("/experience").text
    picture = text[
        text.index('class="quadrants"') : text.index("</svg>", text.index('class="quadrants"'))
    ]
    marks = re.findall(r'class="mark[^"]*"><title>(\w+): mark', picture)
    assert sorted(marks) == ["Heard", "Known", "Promise"]
    for words in ("Improve first", "Keep it up", "Can wait", "More than needed"):
        assert words in picture


def test_what_matters_most_is_not_told_of_few(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(experience, "experience", lambda *_: experience_samples.view(enough=False))
    text = desk.get("/experience").text
    assert "Fewer than 100 forms" in text
    assert 'class="quadrants"' not in text


def test_a_month_without_answers_is_a_gap_with_a_word(desk: Desk) -> None:
    text = desk.get("/experience/recommend").text
    row = text[text.index("April 2026") :]
    assert "no answers" in row[: row.index("</tr>")]
    assert desk.get("/experience/unknown").status_code == 404


def test_what_nobody_may_read_is_told(desk: Desk) -> None:
    text = desk.get("/experience/recommend/remarks").text
    assert "Vlot geholpen." in text
    assert "held back" in text
    assert "1 text is of somebody who is left out" in text
    assert "2 texts are of nobody that is known yet" in text


values = st.floats(-100, 100, allow_nan=False)


@given(st.lists(st.tuples(values, st.floats(0, 1)), min_size=1, max_size=12))
def test_points_and_labels_stay_in_the_field(points: list[tuple[float, float]]) -> None:
    drawn = quadrants([Measured(x, x - 1, x + 1, y, y * 0.9, y * 1.1) for x, y in points])
    for spot in drawn.spots:
        assert drawn.left <= spot.left <= spot.x <= spot.right <= drawn.right
        assert drawn.top - 1 <= spot.top <= spot.y <= spot.bottom <= drawn.bottom
        assert 0 < spot.label_y <= drawn.bottom
    for one, other in combinations(drawn.spots, 2):
        if abs(one.x - other.x) < 150:
            assert abs(one.label_y - other.label_y) >= 16.8
            assert max(one.label_y, other.label_y) <= drawn.bottom


@given(values, values, values)
def test_a_bar_stays_on_its_scale(value: float, one: float, other: float) -> None:
    drawn = interval(value, (min(one, other), max(one, other)), (-100.0, 100.0), zero=0.0)
    assert 0 <= drawn.x <= drawn.x + drawn.length <= drawn.width + 1
    assert drawn.low is not None
    assert drawn.high is not None
    assert 0 <= drawn.low <= drawn.high <= drawn.width
