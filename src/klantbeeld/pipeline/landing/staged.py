"""Touchpoints and order lines as they are staged: read, checked, not stored yet."""

from __future__ import annotations

from typing import NamedTuple


class Staged(NamedTuple):
    """A touchpoint; values in the form that the store reads."""

    position: int
    key: str
    record: str | None
    occurred_at: str
    amount: str | None
    currency: str | None
    status: str | None
    due_at: str | None
    detail: str
    digest: bytes


class Line(NamedTuple):
    """One order line."""

    position: int
    order: str
    line_no: int
    product: str
    quantity: str
    amount: str
    discount: str | None
