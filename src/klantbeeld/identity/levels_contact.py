"""Comparison levels of e-mail addresses and phone numbers.

Entering: prepared records and pairs of row numbers. Leaving: one level per pair, -1 where a value
is missing. An address or number that a third person is known to share proves less; an address whose
letters agree but whose number does not is what namesakes have.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import (
    Flags,
    Levels,
    Rows,
    aligned_pairs,
    nothing_compared,
    one_edit,
    rows_where,
)

EMAIL_LEVELS = (
    "exact_with_number",
    "exact",
    "exact_shared",
    "same_local_with_number",
    "same_local",
    "one_edit",
    "same_number",
    "same_year",
    "same_letters",
    "same_letters_other_number",
    "different",
)
(
    EXACT_WITH_NUMBER,
    EXACT,
    EXACT_SHARED,
    SAME_LOCAL_WITH_NUMBER,
    SAME_LOCAL,
    ONE_EDIT,
    SAME_NUMBER,
    SAME_YEAR,
    SAME_LETTERS,
    OTHER_NUMBER,
    EMAIL_DIFFERENT,
) = range(11)

PHONE_LEVELS = ("exact", "exact_shared", "one_edit", "different")
PHONE_EXACT, PHONE_SHARED, PHONE_ONE_EDIT, PHONE_DIFFERENT = range(4)

TELLING_NUMBER = 3
"""A trailing number of this many digits seldom agrees by chance."""
PERSONAL_NUMBER = 2
"""An exact address with this many digits is one person's choice, not a bare name."""
MIN_LETTERS = 4
EDIT_MIN_LENGTH = 6


def shared_with_third(
    prepared: Prepared, sharers: npt.NDArray[np.uint32], a: Rows, b: Rows
) -> Flags:
    """Whether someone with another first letter than the two records' owners has the value too."""
    own = prepared.initial_bit[a] | prepared.initial_bit[b]
    others: Flags = (sharers & ~own) != 0
    return others


def email_levels(prepared: Prepared, a: Rows, b: Rows) -> Levels:
    """Levels of ``EMAIL_LEVELS``."""
    column = prepared.columns["email"]
    pairs = aligned_pairs(column, a, b)
    if not len(pairs.rows):
        return nothing_compared(len(a))
    parts = prepared.email
    left, right = pairs.left, pairs.right
    levels = np.full(len(left), EMAIL_DIFFERENT, np.int8)

    same_number = parts.number_hash[left] == parts.number_hash[right]
    telling = same_number & (parts.number_length[left] >= TELLING_NUMBER)
    levels[telling] = np.where(parts.number_is_year[left[telling]], SAME_YEAR, SAME_NUMBER)
    same_letters = (parts.letters_hash[left] == parts.letters_hash[right]) & (
        parts.letters_length[left] >= MIN_LETTERS
    )
    levels[same_letters] = SAME_LETTERS
    both_numbered = (parts.number_length[left] > 0) & (parts.number_length[right] > 0)
    levels[same_letters & both_numbered & ~same_number] = OTHER_NUMBER

    same_local = parts.local_hash[left] == parts.local_hash[right]
    other = rows_where(~same_local & (parts.local_length[left] >= EDIT_MIN_LENGTH))
    near = other[one_edit(parts.local, left[other], right[other])]
    fewest_digits = np.minimum(parts.number_length[left[near]], parts.number_length[right[near]])
    letters_differ = parts.letters_hash[left[near]] != parts.letters_hash[right[near]]
    levels[near[letters_differ | (fewest_digits >= TELLING_NUMBER)]] = ONE_EDIT

    levels[same_local] = SAME_LOCAL
    levels[same_local & (parts.number_length[left] >= TELLING_NUMBER)] = SAME_LOCAL_WITH_NUMBER
    same = left == right
    levels[same] = EXACT
    levels[same & (parts.number_length[left] >= PERSONAL_NUMBER)] = EXACT_WITH_NUMBER

    out = pairs.spread(levels, len(a))
    exact = rows_where((out == EXACT) | (out == EXACT_WITH_NUMBER))
    sharers = parts.sharers[column.codes[a[exact]]]
    out[exact[shared_with_third(prepared, sharers, a[exact], b[exact])]] = EXACT_SHARED
    return out


def phone_levels(prepared: Prepared, a: Rows, b: Rows) -> Levels:
    """Levels of ``PHONE_LEVELS``."""
    column = prepared.columns["phone"]
    pairs = aligned_pairs(column, a, b)
    if not len(pairs.rows):
        return nothing_compared(len(a))
    left, right = pairs.left, pairs.right
    levels = np.full(len(left), PHONE_DIFFERENT, np.int8)
    other = rows_where(left != right)
    levels[other[one_edit(column, left[other], right[other])]] = PHONE_ONE_EDIT
    levels[left == right] = PHONE_EXACT
    out = pairs.spread(levels, len(a))
    exact = rows_where(out == PHONE_EXACT)
    sharers = prepared.phone_sharers[column.codes[a[exact]]]
    out[exact[shared_with_third(prepared, sharers, a[exact], b[exact])]] = PHONE_SHARED
    return out
