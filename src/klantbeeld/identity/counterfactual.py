"""What would have to be otherwise for two records to be one person, or to be none.

Entering: a pair of records under a model. Leaving: the smallest changes of what their fields say
that carry the match weight over 0, or under it: single fields first, then two at a time. A change
is about what is compared: the two values are the same, or differ, or one of them is not known. So
what is missing can be learnt, and what disagrees would have to be wrong.

"The same" is reckoned at the level that the weaker of the two values would reach with itself (a
common name tells less than a rare one, 1 January less than another day, a shared number less than
one's own), so the answer holds whichever of the two values is the true one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

import numpy as np

from klantbeeld.identity import levels_names as names
from klantbeeld.identity.comparisons import ADDRESS, Compared, Comparison, Kind, email_state
from klantbeeld.identity.contributions import contributions
from klantbeeld.identity.levels_plain import category_levels, gender_levels
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import CATEGORY, MISSING, Levels
from klantbeeld.identity.score import score, weigh

How = Literal["same", "different", "unknown"]

MOST_TOLD = 8
"""More ways than this say nothing that the first ones do not."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that says something else: ``was`` is its level now, None where a value is missing.

    ``same``: the two values agree; ``different``: they do not; ``unknown``: one is not known.
    """

    field: str
    becomes: How
    was: str | None


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Changes that together turn the answer, and the match weight (log2 odds) that they lead to."""

    changes: tuple[Change, ...]
    match_weight: float


@dataclass(frozen=True, slots=True)
class _Option:
    """One change of one field, with each level that it may come to."""

    index: int
    change: Change
    levels: tuple[int, ...]


def what_would_join(
    model: Model, prepared: Prepared, i: int, j: int, most: int = MOST_TOLD
) -> tuple[Counterfactual, ...]:
    """Changes that lift the match weight of rows ``i`` and ``j`` above 0.

    Least asked first: what is missing now before what disagrees now. Empty where they are above
    0 already, or where no two fields suffice.
    """
    return _Pair(model, prepared, i, j).turned(("unknown", "same"), most, joins=True)


def what_would_part(
    model: Model, prepared: Prepared, i: int, j: int, most: int = MOST_TOLD
) -> tuple[Counterfactual, ...]:
    """Changes that bring the match weight of rows ``i`` and ``j`` to 0 or below it."""
    return _Pair(model, prepared, i, j).turned(("unknown", "different"), most, joins=False)


class _Pair:
    """A pair of records, and what it would weigh if its fields said something else."""

    def __init__(self, model: Model, prepared: Prepared, i: int, j: int) -> None:
        self.model, self.prepared = model, prepared
        self.rows = np.array([i]), np.array([j])
        now = score(model, prepared, *self.rows)
        self.weight = float(now.match_weight[0])
        told = contributions(now).fields
        self.told = [float(told[comparison.field][0]) for comparison in model.comparisons]
        self.levels = self._unmasked([int(levels[0]) for levels in now.compared.levels])
        itself = [score(model, prepared, row, row).compared.levels for row in self.rows]
        self.own = [self._unmasked([int(level[0]) for level in each]) for each in itself]

    def _unmasked(self, levels: Sequence[int]) -> list[int]:
        """Gender and city as they compare where neither the name nor the address tells it."""
        out = list(levels)
        for index, comparison in enumerate(self.model.comparisons):
            if comparison.kind is Kind.GENDER:
                out[index] = int(gender_levels(self.prepared, *self.rows)[0])
            elif comparison.field == "city":
                out[index] = int(category_levels(self.prepared, "city", *self.rows)[0])
        return out

    def weights(self, options: Sequence[Sequence[tuple[int, int]]]) -> list[float]:
        """The match weight for each set of (comparison, level) put in place of the present ones."""
        table = np.tile(np.array(self.levels, np.int8), (len(options), 1))
        for row, replaced in enumerate(options):
            for index, level in replaced:
                table[row, index] = level
        levels = {c.field: table[:, k] for k, c in enumerate(self.model.comparisons)}
        size = len(options)
        compared = Compared(tuple(levels.values()), self._mask(levels, size))
        rows = np.zeros(size, np.int64)
        return [float(w) for w in weigh(self.model, rows, rows, compared).match_weight]

    def _mask(self, levels: Mapping[str, Levels], size: int) -> Levels:
        """Sets in place what the name and the address have told already, as ``compare`` does;
        returns the state of the e-mail tables."""
        nothing = np.full(size, MISSING, np.int8)
        given, family = levels.get("given_name", nothing), levels.get("family_name", nothing)
        if "gender" in levels:
            levels["gender"][(given >= 0) & (given <= names.SIMILAR)] = MISSING
        if "city" in levels and ADDRESS in levels:
            levels["city"][levels[ADDRESS] >= 0] = MISSING
        mined = self.prepared.mined[self.rows[0]] | self.prepared.mined[self.rows[1]]
        return email_state(given, family, np.repeat(mined, size))

    def turned(self, ways: Sequence[How], most: int, *, joins: bool) -> tuple[Counterfactual, ...]:
        if (self.weight > 0) is joins:
            return ()
        options = list(self._options(ways, joins=joins))
        single = self._that_turn([(option,) for option in options], joins=joins)
        enough = {found[0].change.field for found, _ in single}
        left = [option for option in options if option.change.field not in enough]
        pairs = [
            pair for pair in combinations(left, 2) if pair[0].change.field != pair[1].change.field
        ]
        found = _least(single, joins=joins) + _least(
            self._that_turn(pairs, joins=joins), joins=joins
        )
        return tuple(
            Counterfactual(tuple(option.change for option in each), weight)
            for each, weight in found[:most]
        )

    def _that_turn(
        self, candidates: Sequence[tuple[_Option, ...]], *, joins: bool
    ) -> list[tuple[tuple[_Option, ...], float]]:
        """Those of the sets of options that turn the answer whatever level each comes to."""
        tried = [
            [
                list(zip((o.index for o in each), levels, strict=True))
                for levels in product(*(o.levels for o in each))
            ]
            for each in candidates
        ]
        weights = iter(self.weights([replaced for each in tried for replaced in each]))
        found = []
        for each, ways in zip(candidates, tried, strict=True):
            reached = [next(weights) for _ in ways]
            weight = min(reached) if joins else max(reached)
            if (weight > 0) is joins:
                found.append((each, weight))
        return found

    def _options(self, ways: Sequence[How], *, joins: bool) -> Iterator[_Option]:
        """The changes of every field, of each field the least first."""
        for index, comparison in enumerate(self.model.comparisons):
            if comparison.kind is Kind.SOURCE:
                continue  # where a record comes from is no matter of right or wrong
            now = self.levels[index]
            if now < 0 and comparison.field.startswith(CATEGORY):
                continue  # no tussenvoegsel is nothing that could be learnt
            was = comparison.levels[now] if now >= 0 else None
            for becomes in ways:
                levels = self._levels_for(index, comparison, becomes, joins=joins)
                if levels and levels != {now}:
                    change = Change(comparison.field, becomes, was)
                    yield _Option(index, change, tuple(sorted(levels)))

    def _levels_for(
        self, index: int, comparison: Comparison, becomes: How, *, joins: bool
    ) -> set[int]:
        if becomes == "unknown":
            # Only what stands in the way is wished away, though without it e-mail may tell more.
            stands_in_the_way = self.told[index] < 0 if joins else self.told[index] > 0
            return {MISSING} if stands_in_the_way else set()
        if becomes == "different":
            return _differing(comparison)
        if comparison.kind is Kind.GENDER:
            return {0}
        own = {levels[index] for levels in self.own if levels[index] >= 0}
        return own or {self._commonest(comparison)}

    def _commonest(self, comparison: Comparison) -> int:
        """The level of agreement on a value of which nothing is known."""
        if not comparison.by_rarity:
            return comparison.levels.index("exact") if "exact" in comparison.levels else 0
        counts = self.model.counts
        vocabulary = {Kind.GIVEN_NAME: counts.given, Kind.FAMILY_NAME: counts.family}.get(
            comparison.kind
        ) or counts.categories[comparison.field]
        return int(np.flatnonzero(vocabulary.mass).max())


def _differing(comparison: Comparison) -> set[int]:
    """The levels of plain disagreement."""
    named = {"different", "other_name"}
    found = {index for index, level in enumerate(comparison.levels) if level in named}
    return found or {len(comparison.levels) - 1}


def _least(
    found: Sequence[tuple[tuple[_Option, ...], float]], *, joins: bool
) -> list[tuple[tuple[_Option, ...], float]]:
    """Of several changes of the same fields the least; what asks least first.

    To join: what is missing can be learnt, what disagrees would have to be wrong. To part: what
    speaks now before what nobody knows.
    """
    least: dict[tuple[str, ...], tuple[tuple[_Option, ...], float]] = {}
    for options, weight in found:  # of each field the least comes first
        least.setdefault(tuple(option.change.field for option in options), (options, weight))
    return sorted(
        least.values(),
        key=lambda each: (
            sum((option.change.was is not None) is joins for option in each[0]),
            abs(each[1]),
            [option.index for option in each[0]],
        ),
    )
