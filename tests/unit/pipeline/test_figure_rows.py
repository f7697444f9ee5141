"""A delivered row as a figure: periods, numbers, parts, and what is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from klantbeeld.catalog.definition import Grain
from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.pipeline.landing.figure_rows import FigureError, FigureReader, FigureRow, period_of


def read(row: Mapping[str, str | None], **declared: Any) -> FigureRow:
    columns = {"kind": "figures", "day": "dag", "value": "waarde"}
    delivery = FigureDelivery.model_validate({**columns, **declared})
    return FigureReader(delivery, "EUR").read(row)


@pytest.mark.parametrize(
    ("text", "period", "first"),
    [
        ("2026-03-01", Grain.DAY, date(2026, 3, 1)),
        ("1-3-2026", Grain.DAY, date(2026, 3, 1)),
        ("2026-03", Grain.MONTH, date(2026, 3, 1)),
        ("202603", Grain.MONTH, date(2026, 3, 1)),
        ("2026-03-17", Grain.MONTH, date(2026, 3, 1)),
        ("2026-Q3", Grain.QUARTER, date(2026, 7, 1)),
        ("K3 2026", Grain.QUARTER, date(2026, 7, 1)),
        ("2026-09-30", Grain.QUARTER, date(2026, 7, 1)),
        ("2026-W01", Grain.WEEK, date(2025, 12, 29)),
        ("2026-01-04", Grain.WEEK, date(2025, 12, 29)),
        ("2026-W60", Grain.WEEK, None),
        ("2026-13", Grain.MONTH, None),
        ("2026-02-31", Grain.DAY, None),
        ("2026-03", Grain.DAY, None),
        ("maart", Grain.MONTH, None),
        ("", Grain.DAY, None),
        (None, Grain.DAY, None),
    ],
)
def test_a_period_is_its_first_day(text: str | None, period: Grain, first: date | None) -> None:
    assert period_of(text, period) == first


def test_amounts_are_read_as_people_write_them() -> None:
    row = {"dag": "2026-03-01", "waarde": "€ 1.234,50", "kanaal": " zoekmachine ", "boeking": "7"}
    assert read(row, figure="acquisition_cost", part="kanaal", key="boeking") == FigureRow(
        "acquisition_cost", date(2026, 3, 1), "zoekmachine", "7", "1234.50", None
    )


def test_the_sources_words_become_the_figures_and_parts_that_metrics_know() -> None:
    row = {"dag": "2026-Q1", "waarde": "12", "n": "40", "maat": "Spontaan", "wat": "bekendheid"}
    found = read(
        row, figure_column="wat", figures={"brand_survey": ["bekendheid"]}, base="n", part="maat",
        words={"unaided": ["spontaan"]}, period="quarter",
    )  # fmt: skip
    assert (found.figure, found.part, found.base) == ("brand_survey", "unaided", "40")


STOCK = {"figure": "stock", "base": "van", "part": "groep"}
COST = {"figure": "acquisition_cost", "currency": "munt", "part": "kanaal", "key": "no"}


@pytest.mark.parametrize(
    ("declared", "row", "said"),
    [
        (STOCK, {"waarde": "3", "van": None}, "nothing in the column van"),
        (STOCK, {"waarde": "3", "van": "2"}, "no part of that in van"),
        (STOCK, {"waarde": "-1", "van": "2"}, "no part of that in van"),
        (STOCK, {"waarde": None, "van": "2"}, "no number in the column waarde"),
        (STOCK, {"waarde": "veel", "van": "2"}, "is no number"),
        (STOCK, {"waarde": "1.234", "van": "2000"}, "can mean two things"),
        (STOCK, {"waarde": "1", "van": "123456789012"}, "too large"),
        (STOCK, {"waarde": "1", "van": "2", "dag": "31-2-2026"}, "no day in the column dag"),
        (STOCK, {"waarde": "1", "van": "2", "groep": "anna@example.com"}, "somebody"),
        (STOCK, {"waarde": "1", "van": "2", "groep": "06 6123 45678"}, "somebody"),
        (STOCK, {"waarde": "1", "van": "2", "groep": "x" * 101}, "too long"),
        (COST, {"waarde": "5", "munt": "USD", "no": "1"}, "another currency than EUR"),
        (COST, {"waarde": "5", "munt": "eur", "no": None}, "key column no"),
        ({"figure_column": "wat", "figures": {"visitors": ["bezoekers"]}},
         {"waarde": "5", "wat": "sessies"}, "no declared figure"),
        ({"figure": "brand_survey", "base": "n", "part": "maat"},
         {"waarde": "5", "n": "9", "maat": "geholpen"}, "none of: top_of_mind, unaided, aided"),
    ],
)  # fmt: skip
def test_what_is_no_figure_says_why(
    declared: dict[str, Any], row: dict[str, str | None], said: str
) -> None:
    with pytest.raises(FigureError) as error:
        read({"dag": "2026-03-01", **row}, **declared)
    assert said in error.value.reason
    assert error.value.mend


def test_a_credit_is_a_negative_cost() -> None:
    row = {"dag": "2026-03-01", "waarde": "-12,50"}
    assert read(row, figure="acquisition_cost").value == "-12.50"
