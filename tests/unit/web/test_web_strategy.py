"""The map of goals: every name has a place of its own, every line joins two of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_desk import sit

from klantbeeld.web.files import table_response
from klantbeeld.web.pictures.strategy import strategy_picture

NUMBERS = st.integers(0, 8)


@given(st.lists(NUMBERS, max_size=4), NUMBERS, NUMBERS, st.data())
def test_no_two_names_stand_on_one_another(
    sizes: list[int], data: int, sources: int, draw: st.DataObject
) -> None:
    groups = [
        (f"goal{goal}", [f"metric{goal}-{number}" for number in range(size)])
        for goal, size in enumerate(sizes)
    ]
    metrics = [metric for _, own in groups for metric in own]
    held = [f"data{number}" for number in range(data)]
    brought = [f"source{number}" for number in range(sources)]
    joins = [(one, other) for one in metrics for other in held if draw.draw(st.booleans())]
    joins += [(one, other) for one in held for other in brought if draw.draw(st.booleans())]
    picture = strategy_picture(groups, held, brought, joins, {})
    assert {place.key for place in picture.places} == {
        *(goal for goal, _ in groups), *metrics, *held, *brought
    }  # fmt: skip
    for column in range(4):
        heights = sorted(place.y for place in picture.places if place.column == column)
        assert all(0 <= y <= picture.height for y in heights)
        if column:
            assert all(b - a > 15 for a, b in pairwise(heights))
    assert len(picture.lines) == len(joins) + len(metrics)


def test_a_text_that_a_spreadsheet_would_run_is_kept_a_text() -> None:
    answer = table_response([{"name": "=1+1", "n": -2, "part": None}], "parts", "csv")
    assert bytes(answer.body).decode().splitlines() == ["name,n,part", "'=1+1,-2,"]
    assert answer.headers["content-disposition"] == 'attachment; filename="parts.csv"'
    assert bytes(table_response([], "none", "json").body) == b"[]"


def test_tables_of_a_metric_are_files_of_the_period_in_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = sit(monkeypatch)
    values = desk.get("/metrics/new_customers/values.json").json()
    assert len(values) == 20
    assert (values[-1]["over"], values[-2]["over"]) == (False, True)
    text = desk.get("/metrics/new_customers/parts.csv").text
    assert "channel,till,812.0" in text
    assert "channel,mail,," in text, "too few to tell stay empty"
    assert len(desk.get("/metrics.json").json()) == 4
    assert desk.get("/goals/data.json").json()[0]["metrics"] == "new_customers churn"


def test_a_figure_of_few_is_told_by_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sit(monkeypatch)
    text = desk.get("/metrics/customer_intimacy").text
    assert "Achter dit cijfer staan in deze periode minder dan 10 mensen." in text
    assert "mist: een bron met enquêtes" in text
    values = desk.get("/metrics/customer_intimacy/values.json").json()
    assert [(each["value"], each["n"], each["too_few"]) for each in values] == [
        (48.2, 60, False), (None, None, True), (51.0, 55, False)
    ]  # fmt: skip


def test_the_map_says_what_serves_no_goal(monkeypatch: pytest.MonkeyPatch) -> None:
    text = sit(monkeypatch).get("/goals").text
    idle = text[text.index('id="idle"') : text.index("Doelen die niets meet")]
    assert "Een hobby met een heel erg lange naam erbij" in idle
    assert "Beter helpen" in text
    assert "op koers" in text
