"""Comparison levels of birth dates ('YYYY-MM-DD').

Entering: prepared records and pairs of row numbers. Leaving: one level per pair, -1 where a date is
missing. 1 January stands for "only the year is known" in many administrations, so agreement on it,
or on the year with it, is a level of its own.
"""

from __future__ import annotations

import numpy as np

from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import (
    Levels,
    Rows,
    nothing_compared,
    one_edit,
    rows_where,
    value_pairs,
)

BIRTH_DATE_LEVELS = (
    "exact",
    "exact_first_of_january",
    "near",
    "year_with_first_of_january",
    "same_year",
    "different",
)
EXACT, EXACT_DEFAULT, NEAR, YEAR_WITH_DEFAULT, SAME_YEAR, DIFFERENT = range(6)


def birth_date_levels(prepared: Prepared, a: Rows, b: Rows) -> Levels:
    """Levels of ``BIRTH_DATE_LEVELS``.

    Near: one digit wrong or two neighbours exchanged, day and month exchanged, or a year too many
    or too few with day and month the same.
    """
    column = prepared.columns["birth_date"]
    pairs = value_pairs(column, a, b)
    if not len(pairs.rows):
        return nothing_compared(len(a))
    dates = prepared.birth_date
    left, right = pairs.left, pairs.right
    year_left, year_right = dates.year[left], dates.year[right]
    month_left, month_right = dates.month[left], dates.month[right]
    day_left, day_right = dates.day[left], dates.day[right]
    same_year = year_left == year_right
    same_day = (month_left == month_right) & (day_left == day_right)
    default = (dates.month == 1) & (dates.day == 1)
    with_default = default[left] | default[right]

    levels = np.where(same_year, SAME_YEAR, DIFFERENT).astype(np.int8)
    levels[same_year & with_default] = YEAR_WITH_DEFAULT
    other = rows_where(left != right)
    levels[other[one_edit(column, left[other], right[other])]] = NEAR
    levels[same_day & (np.abs(year_left - year_right) == 1)] = NEAR
    levels[same_year & (month_left == day_right) & (day_left == month_right)] = NEAR
    same = left == right
    levels[same] = np.where(default[left[same]], EXACT_DEFAULT, EXACT)
    return pairs.spread(levels, len(a))
