"""What standardising hands out: for one value, for one record, for a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa


class Standard(NamedTuple):
    """The standard form of one delivered value.

    ``value`` is None when there is nothing usable. ``fault`` is a code of ``faults.FAULTS``, None
    when the value is valid or absent. Both may be set: a value that breaks its rule is still
    evidence of who somebody is, so it is kept and marked.

    A named tuple, not a dataclass: bulk standardising makes one per distinct value, and a tuple
    costs a third of a frozen dataclass.
    """

    value: str | None
    fault: str | None = None


ABSENT = Standard(None)
PLACEHOLDER = Standard(None, "placeholder")
TOO_LONG = Standard(None, "too_long")


@dataclass(frozen=True, slots=True)
class StandardRecord:
    """One standardised record: every attribute's value, and the faults where there are any."""

    values: dict[str, str | None]
    faults: dict[str, str]


@dataclass(frozen=True, slots=True)
class StandardTable:
    """Standardised columns; row n of both tables is row n of what was delivered.

    ``values`` holds strings, ``faults`` dictionary-encoded codes under the same column names
    (null: valid or absent).
    """

    values: pa.Table
    faults: pa.Table
