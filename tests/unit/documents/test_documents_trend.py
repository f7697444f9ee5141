"""A trend: a line with its band, its target and the words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.documents.trend import Trend, as_svg, trend

VALUES = st.lists(st.none() | st.floats(-1e9, 1e9, allow_nan=False), max_size=40)


def drawn(values: Sequence[float | None], **more: object) -> Trend:
    return trend(values, [(None, None)] * len(values), **more)  # type: ignore[arg-type]  # keywords


def test_the_last_period_that_is_over_is_named_and_the_extremes_beside_it() -> None:
    picture = drawn([5, 9, 1, 6, 4, 7, 8, 3], running=True)
    assert [(label.place, label.last) for label in picture.labels] == [
        (1, False), (2, False), (6, True),
    ]  # fmt: skip


def test_a_label_stands_where_the_line_does_not_come_from() -> None:
    falling, rising = drawn([9, 5, 1]), drawn([1, 5, 9])
    assert falling.labels[-1].y > falling.dots[-1][1]
    assert rising.labels[-1].y < rising.dots[-1][1]


def test_what_names_the_target_keeps_clear_of_the_line() -> None:
    picture = drawn([1.0] * 10 + [50.0] * 10, target=48)
    x, _ = picture.beside_target(10)
    assert x < picture.width / 2, "the line runs along the target on the right"


def test_a_gap_breaks_the_line_and_the_uncertain_part_is_hatched() -> None:
    bounds = [(0.0, 2.0), (1.0, 3.0), (None, None), (0.0, 2.0), (0.0, 2.0)]
    picture = trend([1, 2, None, 1, 1], bounds, target=2, ticks=[(2, "2026")], width=320)
    assert (len(picture.lines), len(picture.bands)) == (2, 2)
    svg = as_svg(picture, "<NPS>", ("a", "b"), ["1", "2", "1", "1"], "minstens 2")
    words = [text.text for text in ElementTree.fromstring(svg).iter() if text.text]  # noqa: S314  # our own
    assert words[0] == "<NPS>"
    assert {"2026", "minstens 2", "a", "b"} <= set(words)
    assert svg.count('fill="url(#hatch)"') == 2


@given(VALUES, st.none() | st.floats(-1e9, 1e9, allow_nan=False), st.booleans())
def test_whatever_the_values_the_picture_stays_within_its_paper(
    values: list[float | None], target: float | None, running: bool
) -> None:
    picture = drawn(values, target=target, running=running)
    assert all(0 <= x <= 720 and -0.1 <= y <= 200.1 for x, y in picture.dots)
    assert all(-20 <= label.y <= 220 for label in picture.labels)
    said = [str(value) for value in values if value is not None]
    svg = as_svg(picture, "x", ("", ""), said, "aim")
    assert "nan" not in svg.replace("maan", "")
