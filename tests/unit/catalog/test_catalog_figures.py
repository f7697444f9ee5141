"""Figures from outside as a source declares them: every fault at its line, with a mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from klantbeeld.catalog.check import check_project
from klantbeeld.core.errors import Fault
from project_folder import records, write_project

PLAIN = {"kind": "figures", "files": "data/x.csv", "day": "dag", "value": "waarde"}


def faults(folder: Path, delivery: dict[str, Any], metrics: str = "") -> list[Fault]:
    people = records("data/people.csv")
    write_project(folder, {"shop": {"people": people, "totals": {**PLAIN, **delivery}}})
    if metrics:
        (folder / "catalog/metrics.yaml").write_text(metrics, encoding="utf-8")
    return check_project(folder)


@pytest.mark.parametrize(
    "delivery",
    [
        {"figure": "acquisition_cost"},
        {"figure": "visitors", "period": "month"},
        {"figure": "stock", "base": "van", "part": "groep"},
        {"figure_column": "wat", "figures": {"accounts_made": ["nieuw"], "referrals": ["via"]}},
        {"figure": "brand_survey", "period": "quarter", "base": "n", "part": "maat",
         "words": {"unaided": ["spontaan"]}},
    ],
)  # fmt: skip
def test_what_is_declared_well_has_no_fault(tmp_path: Path, delivery: dict[str, Any]) -> None:
    assert faults(tmp_path / "project", delivery) == []


@pytest.mark.parametrize(
    ("delivery", "key", "what", "mend"),
    [
        ({"figure": "visitor", "period": "month"}, "figure", "no figure `visitor`",
         "Did you mean `visitors`?"),
        ({}, "", "nothing says which figure", "figure_column"),
        ({"figure": "stock", "base": "van", "figure_column": "wat"}, "figure_column",
         "named twice", "Keep `figure`"),
        ({"figure_column": "wat"}, "figure_column", "nothing says what the words", "figures:"),
        ({"figure": "referrals", "figures": {"stock": ["x"]}}, "figures", "no column that holds",
         "figure_column"),
        ({"figure": "stock"}, "figure", "is a share", "items offered"),
        ({"figure": "referrals", "base": "n"}, "base", "stands by itself", "Remove `base`"),
        ({"figure": "consented_devices", "base": "n", "part": "x"}, "part", "has no parts",
         "Remove `part`"),
        ({"figure": "brand_survey", "base": "n"}, "figure", "by its parts only", "unaided"),
        ({"figure": "visitors"}, "figure", "cannot be told by day", "one of: month"),
        ({"figure": "stock", "base": "n", "period": "month"}, "period", "cannot be told by month",
         "one of: day"),
        ({"figure": "referrals", "period": "year"}, "period", "`year` is not possible", "quarter"),
        ({"figure": "referrals", "files": "data/people.csv", "part": "email"}, "part",
         "tells of people (`people`)", "totals"),
        ({"figure": "referrals", "key": "bsn"}, "key", "citizen service number", "Remove"),
    ],
)  # fmt: skip
def test_a_fault_is_at_its_key(
    tmp_path: Path, delivery: dict[str, Any], key: str, what: str, mend: str
) -> None:
    found = faults(tmp_path / "project", delivery)
    place = f"deliveries.totals.{key}".rstrip(".")
    fault = next(each for each in found if what in each.what)
    assert fault.where.startswith("sources/shop.yaml:")
    assert fault.where.endswith(place)
    assert mend in fault.mend


def test_a_metric_of_the_project_makes_its_figure_known(tmp_path: Path) -> None:
    words = "{nl: x, en: x}"
    metrics = (
        f"parking:\n  name: {words}\n  formula: {words}\n  pitfalls: {words}\n"
        "  goal: win_customers\n  unit: count\n  direction: up\n  needs: [{figure: parked_cars}]\n"
    )
    folder = tmp_path / "project"
    assert faults(folder, {"figure": "parked_cars"}, metrics) == []
