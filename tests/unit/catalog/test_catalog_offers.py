"""The terms of offers: what they name is delivered, and a fault says what to take instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.load import load_project
from project_folder import orders, write_project

PRODUCTS = {
    "kind": "products", "files": "data/products.csv", "key": "no", "name": "name",
    "category": "category", "columns": {"sort": "sort", "pack": "package", "stock": "stock"},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_project(tmp_path / "project", {"shop": {"orders": orders(), "products": PRODUCTS}})


def _declare(folder: Path, offers: dict[str, Any]) -> list[str]:
    (folder / "catalog/value.yaml").write_text(yaml.safe_dump({"offers": offers}))
    return [str(fault) for fault in check_project(folder)]


def test_what_is_delivered_can_be_named(folder: Path) -> None:
    told = {
        "level": "sort", "excluded": {"category": ["WINE"], "sort": ["CIGARS"]},
        "upgrade": {"within": "sort", "size": "package"},
        "stock": {"field": "stock", "yes": ["ja"]}, "habits": ["channel"], "shown": 5,
    }  # fmt: skip
    assert _declare(folder, told) == []
    rules = load_project(folder).value.offers
    assert (rules.level, rules.shown, rules.upgrade.size) == ("sort", 5, "package")
    assert rules.excluded["category"] == ("WINE",)


@pytest.mark.parametrize(
    ("offers", "told"),
    [
        ({"level": "kind"}, "take one of: product, category, sort"),
        ({"excluded": {"categorie": ["WINE"]}}, "no delivery of products has the field"),
        ({"excluded": {"category": "WINE"}}, "it is not a list"),
        ({"upgrade": {"within": "brand"}}, "brand"),
        ({"upgrade": {"size": "liters"}}, "liters"),
        ({"stock": {"field": "voorraad"}}, "voorraad"),
        ({"pause_while_open": ["complaint"]}, "complaint"),
        ({"habits": ["shop"]}, "no order has the detail field `shop`"),
        ({"shown": 0}, "shown"),
    ],
)
def test_a_fault_says_what_to_take_instead(folder: Path, offers: Any, told: str) -> None:
    faults = _declare(folder, offers)
    assert len(faults) == 1
    assert told in faults[0]
    assert "catalog/value.yaml" in faults[0]


def test_what_is_never_open_pauses_nothing(folder: Path) -> None:
    file = folder / "catalog/touchpoints.yaml"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "open_statuses" not in line))
    (fault,) = _declare(folder, {"pause_while_open": ["order"]})
    assert "never open" in fault
