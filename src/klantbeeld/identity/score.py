"""The scorer: pairs of records in, match weights by field and class out.

Entering: a frozen model, prepared records and pairs of row numbers. Leaving: for every pair its
levels and log2 likelihoods, and from those match weights (log2 odds, additive over fields) and
probabilities. One pure function, whether a live record meets twenty others or a build has millions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from klantbeeld.identity.comparisons import Compared, compare, distinct_patterns
from klantbeeld.identity.likelihood import (
    RANDOM,
    field_likelihood,
    log_likelihood,
    match_weight,
    posteriors,
)
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import SMALL, Codes, Flags, Floats, Rows

CHUNK = 1_000_000
"""Pairs compared at a time: bounds memory at a few hundred megabytes."""


@dataclass(frozen=True)
class PairScores:
    """Scores of the pairs (``a``, ``b``), parallel arrays.

    Many pairs show the same pattern of levels, and only patterns are weighed: ``patterns`` are
    those that occur, ``pattern`` says which one each pair shows.
    """

    model: Model
    a: Rows
    b: Rows
    patterns: Compared
    pattern: Codes | slice

    def __len__(self) -> int:
        return len(self.a)

    @cached_property
    def pattern_likelihood(self) -> Floats:
        """Log2 P(levels | class) of the patterns, [patterns, classes] in the model's order."""
        parameters = self.model.parameters
        return log_likelihood(parameters.log_tables, self.patterns, len(parameters.classes))

    @cached_property
    def match_weight(self) -> Floats:
        """The log2 odds of one person against everything else, prior included: 0 is a match
        probability of one half."""
        return self.pairwise(match_weight(self.pattern_likelihood, self._log_prior()))

    def pairwise(self, of_patterns: Floats) -> Floats:
        """What holds for the patterns, for each pair."""
        spread: Floats = of_patterns[self.pattern]
        return spread

    def pattern_pairs(self) -> Floats:
        """How many pairs show each pattern."""
        if isinstance(self.pattern, slice):
            return np.ones(len(self))
        return np.bincount(self.pattern, minlength=len(self.patterns)).astype(np.float64)

    @property
    def likelihood(self) -> Floats:
        """Log2 P(levels | class), [pairs, classes] in the order of ``model.parameters.classes``."""
        return self.pairwise(self.pattern_likelihood)

    @property
    def compared(self) -> Compared:
        """The levels of each pair."""
        return self.patterns.take(self.pattern)

    def match_probability(self) -> Floats:
        """P(same person | levels)."""
        out: Floats = 1.0 / (1.0 + np.exp2(-np.clip(self.match_weight, -500, 500)))
        return out

    def class_probabilities(self) -> dict[str, Floats]:
        """P(class | levels) for each class."""
        shares = self.pairwise(posteriors(self.pattern_likelihood, self._log_prior()))
        return {name: shares[:, i] for i, name in enumerate(self.model.parameters.classes)}

    def field_weights(self, against: str = RANDOM) -> dict[str, Floats]:
        """Match weight of each field, log2 P(level | same person) / P(level | ``against``).

        Zero where a field has nothing to compare. Their sum and the prior's log2 odds make the
        match weight where ``against`` is the only other class.
        """
        parameters = self.model.parameters
        other = parameters.classes.index(against)
        weights = {}
        for index, comparison in enumerate(self.model.comparisons):
            values = field_likelihood(parameters.log_tables[index], self.patterns, index)
            weights[comparison.field] = self.pairwise(values[:, 0] - values[:, other])
        return weights

    def prior_weight(self, against: str = RANDOM) -> float:
        """Log2 prior odds of one person against a class."""
        prior = self.model.parameters.prior
        return float(np.log2(prior[self.model.parameters.classes[0]] / prior[against]))

    def take(self, pairs: Rows | Flags) -> PairScores:
        """The scores of some of the pairs."""
        chosen: Rows = np.arange(len(self))[pairs]
        if isinstance(self.pattern, slice):
            return PairScores(
                self.model,
                self.a[chosen],
                self.b[chosen],
                self.patterns.take(chosen),
                self.pattern,
            )
        return PairScores(
            self.model, self.a[chosen], self.b[chosen], self.patterns, self.pattern[chosen]
        )

    def _log_prior(self) -> Floats:
        return self.model.parameters.log_prior()


def score(model: Model, prepared: Prepared, a: Rows, b: Rows) -> PairScores:
    """Scores pairs of row numbers of ``prepared``; symmetric in ``a`` and ``b``."""
    if len(a) <= SMALL:
        return weigh(model, a, b, compare(model.counts, model.comparisons, prepared, a, b))
    found: list[Compared] = []
    pattern = np.empty(len(a), np.int32)
    known = 0
    for start in range(0, len(a), CHUNK):
        chunk = slice(start, start + CHUNK)
        compared = compare(model.counts, model.comparisons, prepared, a[chunk], b[chunk])
        first, inverse = distinct_patterns(compared)
        found.append(compared.take(first))
        pattern[chunk] = inverse + known
        known += len(first)
    return PairScores(model, a, b, _joined(found), pattern)


def weigh(model: Model, a: Rows, b: Rows, compared: Compared) -> PairScores:
    """Scores of pairs whose levels are known."""
    if len(a) <= SMALL:
        return PairScores(model, a, b, compared, slice(None))
    first, inverse = distinct_patterns(compared)
    return PairScores(model, a, b, compared.take(first), inverse)


def _joined(chunks: list[Compared]) -> Compared:
    levels = zip(*(chunk.levels for chunk in chunks), strict=True)
    return Compared(
        tuple(np.concatenate(parts) for parts in levels),
        np.concatenate([chunk.state for chunk in chunks]),
    )
