"""The labelled file of ``evaluate``."""

from __future__ import annotations

from pathlib import Path

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.linking.evaluate import read_truth


def test_the_columns_may_stand_in_any_order_beside_others(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("note,entity_id,source_record_id,source\nx,a,1,shop\n,b,1,till\n")
    assert read_truth(path) == {("shop", "1"): "a", ("till", "1"): "b"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file"),
        (b"", "no column source, source_record_id, entity_id"),
        (b"source;source_record_id;entity_id\n", "no column source"),
        (b"source,source_record_id\nshop,1\n", "no column entity_id"),
        (b"source,source_record_id,entity_id\nshop,\xff,1\n", "UTF-8"),
    ],
)
def test_a_file_in_another_form_is_named_with_the_mend(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "truth.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message) as fault:
        read_truth(path)
    assert "truth.csv" in fault.value.faults[0].where


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_truth(tmp_path)
