"""Copies: records that say exactly the same, and that come from the same source.

Entering: prepared records. Leaving: per row the copy that stands for all. A source that sends one
person a thousand times makes no crowd: copies count once where crowds are told from people
(``blocking``), and once where more records hang together than can be weighed (``cluster``).

Whatever else stands in the table, copies compare alike with every third record, so it does not
matter which one stands for them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from klantbeeld.identity.components import Labels
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import (
    IDENTIFIER,
    SMALL,
    Flags,
    Rows,
    distinct,
    mix,
    rows_where,
)

TELLING = (
    "given_name",
    "family_name",
    "birth_date",
    "email",
    "phone",
    "street",
    "postcode",
)
LEAST_VALUES = 3
"""Telling values (those above and identifiers) a record must have for its equals to be copies:
strangers may share two defaults."""


def first_copies(prepared: Prepared, rows: Rows, within: Labels | None = None) -> Rows:
    """For each of the rows its copy among them with the lowest ``record_no``, as a row number;
    itself if there is no other.

    ``within`` are labels of the rows: those with different ones are no copies of each other.
    """
    said: list[npt.NDArray[np.signedinteger]] = [
        column.codes[rows] for column in prepared.columns.values() if len(column.values)
    ]
    said.append(prepared.mined[rows].astype(np.int32))
    if within is not None:
        said.append(within)
    order = np.argsort(prepared.record_no[rows], kind="stable")
    first = rows.copy()
    if len(rows) <= SMALL:
        seen: dict[tuple[int, ...], int] = {}
        tuples = list(zip(*(codes.tolist() for codes in said), strict=True))
        numbers = rows.tolist()
        first[order] = [seen.setdefault(tuples[i], numbers[i]) for i in order.tolist()]
    else:
        content = np.zeros(len(rows), np.uint64)
        for codes in said:
            content ^= codes.astype(np.int64).view(np.uint64)
            mix(content)
        content >>= np.uint64(1)
        positions, which = distinct(content.view(np.int64)[order])
        place = np.empty(len(rows), np.int64)
        place[order] = order[positions][which]
        same = np.logical_and.reduce([codes == codes[place] for codes in said])
        first = np.where(same, rows[place], rows)
    again = rows_where(first != rows)
    bare = again[~_tells(prepared, rows[again])]
    first[bare] = rows[bare]
    return first


def _tells(prepared: Prepared, rows: Rows) -> Flags:
    """Whether each row has enough values to be known by."""
    values = np.zeros(len(rows), np.int64)
    for name, column in prepared.columns.items():
        if name in TELLING or name.startswith(IDENTIFIER):
            values += column.codes[rows] >= 0
    enough: Flags = values >= LEAST_VALUES
    return enough
