"""Households: which people live together.

Entering: scored candidate pairs; later, which person each record is. Leaving: the pairs of records
that share an address, a phone or an e-mail address as housemates do; and from those, per person,
the household.

Whether two records are one person has been settled by clustering (all records, judgements). For two
people that class is ruled out, and what is left is the odds of one household against strangers. A
father and son of one name then count as housemates though their records look like one person. A
full address is taken as a roof, whatever the odds: the household class learns from those who bear
one name, and whether two names at one door are a couple or strangers, pairs of records cannot tell.
At a door with many other names it is a building, and the odds alone decide again.

Why average linkage and not connected components: whoever moved shares an address with the old
housemates and another with the new ones, who have nothing to do with each other. So within a
component people merge greedily while the mean probability that they live together is above one
half; two people between whom nothing was found count as certainly apart. Two people are as close as
the best of their pairs of records, because an older or poorer record that lacks the address is no
evidence of living apart. Ties fall to the lowest person ids. Everything is a function of the
component, in whatever order its pairs come.

Two people who were judged not to live together never end in one household, whatever joins them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from klantbeeld.identity.comparisons import Kind
from klantbeeld.identity.components import Labels, components
from klantbeeld.identity.levels_address import NEARLY_SAME, SAME
from klantbeeld.identity.levels_contact import (
    EXACT_SHARED,
    EXACT_WITH_NUMBER,
    PHONE_EXACT,
    PHONE_SHARED,
)
from klantbeeld.identity.likelihood import RANDOM, SAME_HOUSEHOLD, WEIGHT_GRAIN
from klantbeeld.identity.linkage import batches, side_by_side
from klantbeeld.identity.records import Flags, Floats, Rows, rows_where, runs
from klantbeeld.identity.score import PairScores

ROOF, PHONE, EMAIL, NEAR_ROOF = 1, 2, 4, 8
"""Bits of what two records share: a full address, a phone, an e-mail address, nearly an address. A
household has a roof or a line in common; an agreeing family name alone makes relatives."""

ROOF_PROBABILITY = 0.9
"""Two people at one full address live together in nine cases of ten, if nothing says more; the
tenth moved out before the other moved in."""

SHARED_LEVELS: Mapping[Kind, Sequence[tuple[int, int, int]]] = {
    Kind.ADDRESS: ((ROOF, SAME, SAME), (NEAR_ROOF, NEARLY_SAME, NEARLY_SAME)),
    Kind.PHONE: ((PHONE, PHONE_EXACT, PHONE_SHARED),),
    Kind.EMAIL: ((EMAIL, EXACT_WITH_NUMBER, EXACT_SHARED),),
}
"""Bit, first and last level that show it."""

MOST_NAMES = 7
"""Others at one's door whom nothing but the door makes family. More are neighbours in a building
without numbers for its flats, or colleagues."""

LARGEST_HOUSEHOLD = 150
"""People of a larger component are left without a household: what hangs together so is an office, a
care home or a default value, and weighing its pairs would cost more than the answer is worth."""

MOST_BITS = 64.0
PROBABILITY_GRAIN = 2.0**-16
"""Odds of 2^64 are certainty. Probabilities are rounded to this step: their sums are then exact in
whatever order."""


@dataclass(frozen=True, slots=True)
class HouseholdPairs:
    """Pairs of records that speak for one household, should they be two people.

    ``weight`` is the log2 odds of one household against strangers, prior included; ``shared`` the
    sum of the bits of what they share. Either the weight is above 0 or they share a roof.
    """

    a: Rows
    b: Rows
    weight: Floats
    shared: Rows


@dataclass(frozen=True, slots=True)
class Households:
    """Parallel arrays of the people who have housemates, by person id; the household's id is its
    lowest person id."""

    person_id: Rows
    household_id: Rows


def household_pairs(scores: PairScores) -> HouseholdPairs:
    """Those of the scored pairs; none under a model that does not know households."""
    model = scores.model
    classes = model.parameters.classes
    if SAME_HOUSEHOLD not in classes:
        none = np.empty(0, np.int64)
        return HouseholdPairs(none, none, np.empty(0), none)
    patterns = scores.patterns
    shared = np.zeros(len(patterns), np.int64)
    for comparison, levels in zip(model.comparisons, patterns.levels, strict=True):
        for bit, first, last in SHARED_LEVELS.get(comparison.kind, ()):
            shared += bit * ((levels >= first) & (levels <= last))
    household, strangers = classes.index(SAME_HOUSEHOLD), classes.index(RANDOM)
    joint = scores.pattern_likelihood + model.parameters.log_prior()
    weight = joint[:, household] - joint[:, strangers]
    weight = np.round(weight / WEIGHT_GRAIN) * WEIGHT_GRAIN
    speaks = (shared > 0) & ((weight > 0) | (shared & ROOF > 0))
    found = rows_where(speaks[scores.pattern])
    pattern = found if isinstance(scores.pattern, slice) else scores.pattern[found]
    return HouseholdPairs(scores.a[found], scores.b[found], weight[pattern], shared[pattern])


def households(
    person_a: Rows, person_b: Rows, weight: Floats, shared: Rows, apart: tuple[Rows, Rows]
) -> Households:
    """The households of two people or more.

    From pairs of person ids (any number per two people, a person with itself is passed over) with
    weight and shared bits as in ``HouseholdPairs``; ``apart``: pairs of people who were judged not
    to live together.
    """
    x, y, probability, people = _people_pairs(person_a, person_b, weight, shared)
    barred_x, barred_y = _positions(people, *apart)
    judged = np.isin(x * len(people) + y, barred_x * len(people) + barred_y)
    x, y, probability = x[~judged], y[~judged], probability[~judged]
    piece = components(x, y, len(people))
    together = piece[barred_x] == piece[barred_y]
    barred_x, barred_y = barred_x[together], barred_y[together]
    barred_piece = piece[barred_x]
    size = np.bincount(piece, minlength=1)
    label = np.arange(len(people))
    # Where everybody lives with everybody there is nothing to weigh.
    pairs = np.bincount(piece[x], minlength=len(size))
    whole = (pairs == size * (size - 1) // 2) & (size <= LARGEST_HOUSEHOLD)
    lowest = np.full(len(size), len(people))
    np.minimum.at(lowest, piece, label)
    label = np.where(whole[piece], lowest[piece], label)

    order = np.argsort(piece, kind="stable")
    start, length = runs(piece[order])
    place = np.empty(len(people), np.int64)
    place[order] = np.arange(len(people)) - np.repeat(start, length)
    index = np.empty(len(size), np.int64)
    for chosen in batches(size, rows_where(~whole & (size <= LARGEST_HOUSEHOLD))):
        index[:] = -1
        index[chosen] = np.arange(len(chosen))
        own, inside = rows_where(index[piece[x]] >= 0), rows_where(index[barred_piece] >= 0)
        part = _linked(
            int(size[chosen[0]]),
            len(chosen),
            (index[piece[x[own]]], place[x[own]], place[y[own]]),
            probability[own],
            (index[barred_piece[inside]], place[barred_x[inside]], place[barred_y[inside]]),
        )
        mine = rows_where(index[piece] >= 0)
        label[mine] = order[start[piece[mine]] + part[index[piece[mine]], place[mine]]]
    housed = np.bincount(label, minlength=1)[label] > 1 if len(label) else np.empty(0, bool)
    return Households(people[housed], people[label[housed]])


def _people_pairs(
    person_a: Rows, person_b: Rows, weight: Floats, shared: Rows
) -> tuple[Rows, Rows, Floats, Rows]:
    """Each two people once (as positions among the sorted ids) with the probability, above one
    half, that they live together; and the ids."""
    two = person_a != person_b
    a, b, weight, roof = person_a[two], person_b[two], weight[two], shared[two] & ROOF
    people, position = np.unique(np.concatenate([a, b]), return_inverse=True)
    one, other = position[: len(a)], position[len(a) :]
    key, pair = np.unique(
        np.minimum(one, other) * len(people) + np.maximum(one, other), return_inverse=True
    )
    best = np.full(len(key), -np.inf)
    np.maximum.at(best, pair, weight)
    under_roof = np.bincount(pair, weights=roof, minlength=len(key)) > 0
    x, y = np.divmod(key, max(len(people), 1))

    nameless = under_roof & (best <= 0)
    others = np.bincount(np.append(x[nameless], y[nameless]), minlength=len(people))
    crowded = (others[x] > MOST_NAMES) | (others[y] > MOST_NAMES)
    home = under_roof & ~crowded
    probability = 1.0 / (1.0 + np.exp2(-np.clip(best, -MOST_BITS, MOST_BITS)))
    probability = np.where(home, np.maximum(probability, ROOF_PROBABILITY), probability)
    probability = np.round(probability / PROBABILITY_GRAIN) * PROBABILITY_GRAIN
    kept = home | (best > 0)
    return x[kept], y[kept], probability[kept], people


def _positions(people: Rows, one: Rows, other: Rows) -> tuple[Rows, Rows]:
    """The pairs as positions among the sorted ids, the lower first; those of unknown people left
    out."""
    if not len(people):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    at = np.searchsorted(people, np.stack([one, other])).clip(max=len(people) - 1)
    known = (people[at] == np.stack([one, other])).all(axis=0) & (one != other)
    low, high = np.sort(at[:, known], axis=0)
    return low, high


def _linked(
    size: int,
    many: int,
    pairs: tuple[Rows, Rows, Rows],
    probability: Floats,
    barred: tuple[Rows, Rows, Rows],
) -> Labels:
    """The lowest place of each one's household, [components, places], of components of one size;
    pairs are a component and two places in it."""
    component, x, y = pairs
    together = np.full((many, size, size), -0.5)
    together[component, x, y] = together[component, y, x] = probability - 0.5
    forbidden: Flags = np.zeros((many, size, size), bool)
    component, x, y = barred
    forbidden[component, x, y] = forbidden[component, y, x] = True
    return side_by_side(together, np.ones((many, size, size)), forbidden)
