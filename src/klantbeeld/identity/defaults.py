"""Defaults: values that were filled in for want of a real one (``info@``, 0000000000).

Entering: standardised columns at training. Leaving: hashes of the values that so many different
records share that they can be nobody's own. From then on such a value counts as missing: it makes
no key, no level and no housemates. They are counted once, and belong to the model version.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from klantbeeld.identity.records import (
    IDENTIFIER,
    MISSING,
    Codes,
    Column,
    Rows,
    hash_values,
    rows_where,
)

OWN = ("email", "phone", "birth_date")
"""Attributes, beside identifiers, in which a default can pass for agreement."""

MOST_BEARERS = 100
"""Different records that may share a value that is somebody's own: a large household, a number
passed on, but no crowd (``blocking.GROUP_LIMIT``)."""

COMMON_DATE = 0.01
"""A birth date has bearers of its own, in a large set more than a hundred; one in a hundred records
have none but a default."""
FIRST_OF_JANUARY = "-01-01"
"""Such a date still tells the year in many files, and has a level of its own: no default."""

Defaults = Mapping[str, frozenset[int]]
"""Column -> hashes of its defaults; columns without any are left out."""


def find_defaults(columns: Mapping[str, Column]) -> Defaults:
    """The defaults that the columns hold: more than ``MOST_BEARERS`` records that differ in other
    columns have them, and of birth dates ``COMMON_DATE`` of all."""
    found = {}
    for name, column in columns.items():
        if name not in OWN and not name.startswith(IDENTIFIER):
            continue
        counts = column.counts()
        least = COMMON_DATE * counts.sum() if name == "birth_date" else 0
        common = rows_where(counts > max(least, MOST_BEARERS))
        common = common[[not v.endswith(FIRST_OF_JANUARY) for v in column.values[common]]]
        if not len(common):
            continue
        order = np.argsort(column.codes, kind="stable")
        start = np.searchsorted(column.codes[order], common)
        others = [c.codes for other, c in columns.items() if other != name and len(c.values)]
        crowds = [
            code
            for code, at in zip(common.tolist(), start.tolist(), strict=True)
            if _different(others, order[at : at + counts[code]]) > MOST_BEARERS
        ]
        if crowds:
            found[name] = frozenset(
                hash_values(column.values[crowds].tolist(), len(crowds)).tolist()
            )
    return found


def _different(others: list[Codes], rows: Rows) -> int:
    """How many different records the rows are, judged by the other columns."""
    return len(set(zip(*(codes[rows].tolist() for codes in others), strict=True)))


def without_defaults(defaults: Defaults, columns: dict[str, Column]) -> dict[str, Column]:
    """The columns with defaults missing."""
    if not defaults:
        return columns
    out = dict(columns)
    for name, hashes in defaults.items():
        column = columns.get(name)
        if column is None or not len(column.values):
            continue
        known = hash_values(column.values.tolist(), len(column.values)).tolist()
        gone = [code for code, value in enumerate(known) if value in hashes]
        if gone:
            kept = np.append(np.arange(len(column.values), dtype=np.int32), np.int32(MISSING))
            kept[gone] = MISSING
            out[name] = Column(column.values, kept[column.codes])
    return out
