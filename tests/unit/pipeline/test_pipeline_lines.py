"""Order lines from their fields, and which numbers the store can hold."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.catalog.sources import LineColumns
from klantbeeld.pipeline.landing.batch import too_large
from klantbeeld.pipeline.landing.orders import LineError, parse_line

NAMES = LineColumns(column="lines", product="sku", quantity="n", amount="price", discount="off")
SOUND = {"sku": "P1", "n": "2", "price": "8.50", "off": None}


def _line(row: Mapping[str, str | None]) -> tuple[str, str, str, str | None]:
    line = parse_line(1, "B1", 1, row, NAMES)
    return line.product, line.quantity, line.amount, line.discount


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ("P1", "2", "8.50", None)),
        ({"sku": " P1 "}, ("P1", "2", "8.50", None)),
        ({"price": "--5"}, ("P1", "2", "-5", None)),
        ({"n": "0,5", "price": "1.234,50"}, ("P1", "0.5", "1234.5", None)),
        ({"n": "-1", "price": "-8.50", "off": "1"}, ("P1", "-1", "-8.50", "1")),
    ],
)
def test_sound_lines(change: dict[str, str], expected: tuple[str | None, ...]) -> None:
    assert _line({**SOUND, **change}) == expected


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sku": None}, "no product in sku"),
        ({"sku": "  "}, "no product in sku"),
        ({"sku": "P\0"}, "a NUL character in sku"),
        ({"n": None}, "no number in n"),
        ({"price": None}, "no number in price"),
        ({"price": "²"}, "no number in price"),
        ({"off": "veel"}, "no number in off"),
        ({"n": "1" * 12}, "too large a number in n"),
    ],
)
def test_lines_that_cannot_land(change: dict[str, str | None], reason: str) -> None:
    with pytest.raises(LineError) as fault:
        _line({**SOUND, **change})
    assert fault.value.reason == f"order line: {reason}"
    assert fault.value.mend


@given(st.decimals(-(10**14), 10**14, places=2))
def test_what_is_not_too_large_fits_the_store(number: Decimal) -> None:
    """numeric(14, 3), the narrowest of its columns, holds eleven digits before the point."""
    assert too_large(f"{number:f}") == (abs(int(number)) >= 10**11)
