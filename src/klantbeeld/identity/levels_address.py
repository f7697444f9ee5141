"""Comparison levels of addresses, and of cities where there is no postcode to compare.

Entering: prepared records and pairs of row numbers. Leaving: one level per pair, -1 where neither
the postcodes nor street and number can be compared.
"""

from __future__ import annotations

import numpy as np

from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import Levels, Rows, aligned_pairs, one_edit, rows_where

ADDRESS_LEVELS = ("same", "nearly_same", "same_postcode", "other_number", "same_area", "different")
SAME, NEARLY_SAME, SAME_POSTCODE, OTHER_NUMBER, SAME_AREA, DIFFERENT = range(6)


def address_levels(prepared: Prepared, a: Rows, b: Rows) -> Levels:
    """Levels of ``ADDRESS_LEVELS``.

    same: postcode and house number; nearly same: postcode but for one edit and number, or street
    and number; same postcode: no number to compare; other number: postcode (but for one edit)
    without the number.
    """
    column = prepared.columns["postcode"]
    pairs = aligned_pairs(column, a, b)
    left, right = pairs.left, pairs.right
    area = prepared.postcode_area
    levels = np.where(area[left] == area[right], SAME_AREA, DIFFERENT).astype(np.int8)
    other = rows_where(left != right)
    levels[other[one_edit(column, left[other], right[other])]] = NEARLY_SAME
    levels[left == right] = SAME
    out = pairs.spread(levels, len(a))

    number = prepared.columns["house_number"].codes
    street = prepared.columns["street"].codes
    comparable = (number[a] >= 0) & (number[b] >= 0)
    same_number = comparable & (number[a] == number[b])
    out[(out == NEARLY_SAME) & ~same_number] = OTHER_NUMBER
    out[(out == SAME) & ~comparable] = SAME_POSTCODE
    out[(out == SAME) & ~same_number] = OTHER_NUMBER
    same_street = (street[a] >= 0) & (street[a] == street[b])
    out[same_number & same_street & (out != SAME)] = NEARLY_SAME
    return out
