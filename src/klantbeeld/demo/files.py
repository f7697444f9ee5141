"""The demo's files, described: every column with its meaning, type and where it comes from.

Leaves: the value types of which ``layout.FILES`` is made. The catalogue of the demo
project is written from them and the writers follow them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from klantbeeld.catalog.attribute_types import AttributeType


class Provenance(StrEnum):
    """Where a file or a column comes from."""

    REAL = "real"
    """From The Complete Journey; dates moved by whole weeks, dollars called euros."""
    MADE_UP = "made up"
    REAL_PURCHASES = "real purchases, made-up identity"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``declare`` False: the demo's catalogue leaves it out, so the load drops it."""

    name: str
    type: AttributeType
    meaning: str
    provenance: Provenance = Provenance.MADE_UP
    declare: bool = True


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file; ``key`` names its own number, ``customer`` the source's customer number.

    ``source`` is empty for reference files. ``holds`` is ``customers``, ``order_lines``,
    ``products``, ``reference`` or a kind of touchpoint as in the catalogue. ``lines`` are the
    columns of the objects nested under ``regels`` in an order.
    """

    name: str
    source: str
    holds: str
    key: str
    customer: str
    provenance: Provenance
    columns: tuple[Column, ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    lines: tuple[Column, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)
