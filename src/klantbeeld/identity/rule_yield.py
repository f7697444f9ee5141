"""Which blocking rules earn their keep.

Entering: rules, candidate pairs, and P(same person) of each pair under a first fit. Leaving: the
rules without those whose own pairs, the ones that no other rule finds, are nearly all strangers.
Such rules are found out without labels, and what a set of data needs differs: the birth date alone
finds people in a register of the eighteenth century, and only strangers among a million customers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from klantbeeld.identity.blocking import FREE_PAIRS, SAME_ROOF, FrozenRule
from klantbeeld.identity.records import IDENTIFIER, Flags, Floats, Rows

LEAST_YIELD = 1e-3
"""Expected matches per pair that a rule alone contributes. Below one in a thousand a match costs
more than a millisecond of comparing, and every new record the look-up of keys for nothing."""

MOST_JUDGED = 63
"""Rules that fit in the bits of one integer; more only come from identifiers, which always stay (as
does the rule for housemates)."""


def worthwhile(
    frozen: Sequence[FrozenRule], records: int, a: Rows, b: Rows, probability: Floats, scale: float
) -> list[FrozenRule]:
    """The rules that stay; every pair stands for ``scale`` pairs.

    The rule with the lowest yield goes first, then the others are judged anew, for its pairs may
    have been theirs too.
    """
    judged = [
        index
        for index, each in enumerate(frozen)
        if each.rule != SAME_ROOF
        and not any(column.startswith(IDENTIFIER) for column, _ in each.rule.parts)
    ][:MOST_JUDGED]
    found_by = np.zeros(len(a), np.int64)
    for bit, index in enumerate(judged):
        found_by |= shares_key(frozen[index], records, a, b).astype(np.int64) << bit
    masks, inverse = np.unique(found_by, return_inverse=True)
    pairs = np.bincount(inverse, minlength=len(masks)) * scale
    matches = np.bincount(inverse, weights=probability, minlength=len(masks)) * scale
    bits = dict.fromkeys(range(len(judged)))
    while bits:
        own = {bit: masks == 1 << bit for bit in bits}
        yields = {
            bit: matches[mine].sum() / pairs[mine].sum()
            for bit, mine in own.items()
            if pairs[mine].sum() >= FREE_PAIRS
        }
        worst = min(yields, key=lambda bit: (yields[bit], bit), default=None)
        if worst is None or yields[worst] >= LEAST_YIELD:
            break
        del bits[worst]
        masks = masks & ~np.int64(1 << worst)
    dropped = {index for bit, index in enumerate(judged) if bit not in bits}
    return [each for index, each in enumerate(frozen) if index not in dropped]


def shares_key(frozen: FrozenRule, records: int, a: Rows, b: Rows) -> Flags:
    """Which pairs share a key of the rule."""
    key, has = np.zeros(records, np.int64), np.zeros(records, bool)
    key[frozen.keys.row] = frozen.keys.key
    has[frozen.keys.row] = True
    shared: Flags = has[a] & has[b] & (key[a] == key[b])
    return shared
