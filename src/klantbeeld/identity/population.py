"""How often strangers agree: the u side before anybody is taken out of the population.

Entering: levels of random pairs, levels of all candidate pairs, the counts. Leaving: P(level) over
all pairs of records, per comparison. Random pairs tell about common levels; what is too rare to
turn up among them is either worked out from the value counts (exact agreement of names) or counted
among the candidates, which hold every pair that agrees on such a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klantbeeld.identity import levels_names as names
from klantbeeld.identity.comparisons import (
    BOTH_NAMES,
    EMAIL_STATES,
    MINED_STATES,
    START_RANDOM,
    Compared,
    Comparison,
    Kind,
)
from klantbeeld.identity.frequencies import RARITIES, Counts, Vocabulary
from klantbeeld.identity.likelihood import normalised
from klantbeeld.identity.records import Floats, Rows

RANDOM_PAIRS = 300_000
"""Enough that a level of one in a thousand is known to 6 %."""

SMOOTHING = 0.2
"""Added to every level's count, so that none is impossible."""

SEEN_ENOUGH = 50
"""A level that turned up less often among the random pairs (15 % error) is counted elsewhere."""

STRANGERS_KNOWN = 1e5
"""Weight, in pairs, of what is known of strangers beforehand (``START_RANDOM``)."""


@dataclass(frozen=True, slots=True)
class Population:
    """P(level) per comparison and P(e-mail state) over all pairs; share with two addresses.

    ``pairs`` is how many pairs each table tells of; ``known`` what strangers' tables hold
    beforehand, None where nothing is known.
    """

    tables: tuple[Floats, ...]
    pairs: tuple[float, ...]
    known: tuple[Floats | None, ...]
    states: Floats
    both_emails: float


def random_pairs(records: int) -> tuple[Rows, Rows]:
    """Row numbers of pairs of different records: all pairs where they are few, else random ones,
    the same for the same number of records."""
    if records * (records - 1) // 2 <= RANDOM_PAIRS:
        a, b = np.triu_indices(records, 1)
        return a, b
    generator = np.random.default_rng(0)
    a = generator.integers(0, records, RANDOM_PAIRS)
    b = generator.integers(0, records - 1, RANDOM_PAIRS)
    return a, b + (b >= a)


def population(
    comparisons: Sequence[Comparison],
    counts: Counts,
    random: Compared,
    candidates: Compared,
    scale: float,
    all_pairs: float,
) -> Population:
    """The population tables; every candidate pair stands for ``scale`` pairs."""
    tables, pairs, known, mixed = [], [], [], []
    for index, comparison in enumerate(comparisons):
        size = len(comparison.levels)
        seen = _count(random.levels[index], size)
        share = normalised(seen + SMOOTHING)
        both = seen.sum() / max(len(random), 1)
        if vocabulary := rarity_vocabulary(comparison, counts):
            share = _with_exact(share, vocabulary)
        elif comparison.kind in {Kind.EMAIL, Kind.PHONE, Kind.IDENTIFIER} and both > 0:
            counted = _count(candidates.levels[index], size) * scale / (all_pairs * both)
            thin = np.flatnonzero(seen[:-1] < SEEN_ENOUGH)
            share[thin] = np.maximum(counted[thin], SMOOTHING / all_pairs)
            share[-1] = max(1 - share[:-1].sum(), 0.5)
        tables.append(normalised(share))
        pairs.append(all_pairs * both)
        known.append(_known(comparison, counts))
        mixed.append(with_known(tables[-1], known[-1], pairs[-1]))
    states = _email_states(comparisons, random, mixed, all_pairs)
    return Population(tuple(tables), tuple(pairs), tuple(known), *states)


def rarity_vocabulary(comparison: Comparison, counts: Counts) -> Vocabulary | None:
    """The vocabulary behind a comparison whose exact levels go by rarity."""
    if comparison.kind is Kind.GIVEN_NAME:
        return counts.given
    if comparison.kind is Kind.FAMILY_NAME:
        return counts.family
    return counts.categories[comparison.field] if comparison.kind is Kind.CATEGORY else None


def _count(levels: npt.NDArray[np.int8], size: int) -> Floats:
    return np.bincount(levels[levels >= 0], minlength=size).astype(np.float64)


def _with_exact(share: Floats, vocabulary: Vocabulary) -> Floats:
    """Exact agreement worked out from the counts, the other levels scaled to fit."""
    pairs = max(vocabulary.total * (vocabulary.total - 1) / 2, 1.0)
    exact = np.maximum(vocabulary.agreeing_pairs / pairs, 1e-12)
    rest = share[RARITIES:] / share[RARITIES:].sum() * max(1 - exact.sum(), 1e-3)
    return normalised(np.append(exact, rest))


def _known(comparison: Comparison, counts: Counts) -> Floats | None:
    """What is known of strangers before the data speaks, None where nothing is.

    How rare a value is cannot be known before it is counted: exact agreement is spread over the
    rarity classes as the values are, so that it weighs the same in each.
    """
    start = START_RANDOM.get(comparison.kind)
    if start is None:
        return None
    vocabulary = rarity_vocabulary(comparison, counts)
    if vocabulary is None:
        return normalised(start)
    return normalised(np.append(start[:RARITIES].sum() * vocabulary.spread, start[RARITIES:]))


def with_known(share: Floats, known: Floats | None, pairs: float) -> Floats:
    """A share that ``pairs`` pairs show, with what is known of strangers mixed in."""
    if known is None:
        return share
    return normalised(share * pairs + known * STRANGERS_KNOWN)


def _email_states(
    comparisons: Sequence[Comparison], random: Compared, tables: Sequence[Floats], all_pairs: float
) -> tuple[Floats, float]:
    """P(state) over all pairs, and the share of pairs in which both have an address.

    Pairs that agree on both names are too rare to count among random pairs: their share is the
    product of the shares for each name.
    """
    seen = np.bincount(random.state, minlength=EMAIL_STATES).astype(np.float64)
    states = normalised(seen + 0.5)
    where = {comparison.kind: index for index, comparison in enumerate(comparisons)}
    pairs = max(len(random), 1)
    both_names = 1.0
    for kind, last in ((Kind.GIVEN_NAME, names.SIMILAR), (Kind.FAMILY_NAME, names.SHARED_PART)):
        index = where.get(kind)
        agree = tables[index][: last + 1].sum() if index is not None else 0.0
        present = (random.levels[index] >= 0).sum() / pairs if index is not None else 0.0
        both_names *= agree * present
    mined = (random.state >= MINED_STATES).sum() / pairs
    states[BOTH_NAMES] = max(both_names * (1 - mined), 1 / all_pairs)
    states[BOTH_NAMES + MINED_STATES] = max(both_names * mined, 1 / all_pairs)
    email = where.get(Kind.EMAIL)
    both = (random.levels[email] >= 0).sum() / pairs if email is not None else 0.0
    return states, float(both)
