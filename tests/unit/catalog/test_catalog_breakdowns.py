"""What figures can be kept apart by."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.init import init_project


@pytest.mark.parametrize(
    ("attribute", "said", "fault"),
    [
        ("postcode", {"breakdown": "region"}, None),
        ("email", {"breakdown": "segment"}, "cannot be kept apart by a value of type `email`"),
        ("postcode", {"breakdown": "segment"}, "cannot be kept apart by a value of type"),
        ("city", {"breakdown": "region", "encrypted": True, "match": False}, "is encrypted"),
        ("city", {"breakdown": "country"}, "`country` is not possible"),
    ],
)
def test_a_breakdown_is_of_few_values_that_can_be_read(
    tmp_path: Path, attribute: str, said: dict[str, object], fault: str | None
) -> None:
    init_project(tmp_path)
    file = tmp_path / "catalog/attributes.yaml"
    attributes = yaml.safe_load(file.read_text(encoding="utf-8"))
    attributes[attribute] |= said
    file.write_text(yaml.safe_dump(attributes), encoding="utf-8")
    found = [each.what for each in check_project(tmp_path) if "breakdown" in each.where]
    assert not found if fault is None else any(fault in what for what in found), found


def test_one_attribute_tells_the_region(tmp_path: Path) -> None:
    init_project(tmp_path)
    file = tmp_path / "catalog/attributes.yaml"
    attributes = yaml.safe_load(file.read_text(encoding="utf-8"))
    for name in ("postcode", "city"):
        attributes[name]["breakdown"] = "region"
    file.write_text(yaml.safe_dump(attributes), encoding="utf-8")
    (found,) = check_project(tmp_path)
    assert "tells the region already" in found.what
