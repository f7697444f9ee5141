"""What a typed text is taken for."""

from __future__ import annotations

import pytest

from klantbeeld.profile.search import parse_query


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Jan de Vries", ("name",)),
        ("jan@", ("email",)),
        ("1012 ab", ("address", "identifier", "order")),
        ("1012AB12-hs", ("address", "identifier", "order")),
        ("06 1234 5678", ("identifier", "order", "phone")),
        ("(020) 123 45 67", ("identifier", "order", "phone")),
        ("ORD-2026-001", ("identifier", "name", "order")),
        ("12", ("identifier", "order")),
        ("Studio 54", ("identifier", "name", "order")),
        ("", ()),
        ("...", ()),
    ],
)
def test_kinds_of_query(text: str, kinds: tuple[str, ...]) -> None:
    assert parse_query(text).kinds == kinds
