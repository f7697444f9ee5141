"""What is not told cannot be worked out from what is."""

from __future__ import annotations

from klantbeeld.metrics.read import Part, kept_back


def untold(parts: list[Part]) -> set[str]:
    return {part.part for part in kept_back(parts) if part.n is None}


def test_a_part_that_alone_is_too_small_takes_the_smallest_other_along() -> None:
    parts = [Part("web", 400.0, 40), Part("till", 120.0, 12), Part("phone", None, None)]
    assert untold(parts) == {"till", "phone"}


def test_several_small_parts_hide_each_other() -> None:
    parts = [Part("web", 400.0, 40), Part("till", None, None), Part("phone", None, None)]
    assert untold(parts) == {"till", "phone"}


def test_nothing_is_kept_back_where_every_part_can_be_told() -> None:
    assert untold([Part("web", 400.0, 40), Part("till", 120.0, 12)]) == set()
    assert untold([]) == set()
