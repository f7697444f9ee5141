"""The scorer: pairs of records in, match weights by field and class out.

Entering: a frozen model, prepared records and pairs of row numbers. Leaving: for every pair its
levels and log2 likelihoods, and from those match weights (log2 odds, additive over fields) and
probabilities. One pure function, whether a live record meets twenty others or a build has millions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from klantbeeld.identity.comparisons import Compared, compare
from klantbeeld.identity.likelihood import (
    RANDOM,
    field_likelihood,
    log_likelihood,
    match_weight,
    posteriors,
)
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import Flags, Floats, Rows

CHUNK = 1_000_000
"""Pairs compared at a time: bounds memory at a few hundred megabytes."""


@dataclass(frozen=True, slots=True)
class PairScores:
    """Scores of the pairs (``a``, ``b``), parallel arrays.

    ``match_weight`` is the log2 odds of one person against everything else, prior included, so 0
    is a match probability of one half. ``likelihood`` is [pairs, classes] in the order of
    ``model.parameters.classes``.
    """

    model: Model
    a: Rows
    b: Rows
    compared: Compared
    likelihood: Floats
    match_weight: Floats

    def __len__(self) -> int:
        return len(self.a)

    def match_probability(self) -> Floats:
        """P(same person | levels)."""
        out: Floats = 1.0 / (1.0 + np.exp2(-np.clip(self.match_weight, -500, 500)))
        return out

    def class_probabilities(self) -> dict[str, Floats]:
        """P(class | levels) for each class."""
        parameters = self.model.parameters
        shares = posteriors(self.likelihood, parameters.log_prior())
        return {name: shares[:, i] for i, name in enumerate(parameters.classes)}

    def field_weights(self, against: str = RANDOM) -> dict[str, Floats]:
        """Match weight of each field, log2 P(level | same person) / P(level | ``against``).

        Zero where a field has nothing to compare. Their sum and the prior's log2 odds make the
        match weight where ``against`` is the only other class.
        """
        parameters = self.model.parameters
        other = parameters.classes.index(against)
        weights = {}
        for index, comparison in enumerate(self.model.comparisons):
            values = field_likelihood(parameters.log_tables[index], self.compared, index)
            weights[comparison.field] = values[:, 0] - values[:, other]
        return weights

    def prior_weight(self, against: str = RANDOM) -> float:
        """Log2 prior odds of one person against a class."""
        prior = self.model.parameters.prior
        return float(np.log2(prior[self.model.parameters.classes[0]] / prior[against]))

    def take(self, pairs: Rows | Flags) -> PairScores:
        """The scores of some of the pairs."""
        chosen: Rows = np.arange(len(self))[pairs]
        return PairScores(
            self.model,
            self.a[chosen],
            self.b[chosen],
            self.compared.take(chosen),
            self.likelihood[chosen],
            self.match_weight[chosen],
        )


def score(model: Model, prepared: Prepared, a: Rows, b: Rows) -> PairScores:
    """Scores pairs of row numbers of ``prepared``; symmetric in ``a`` and ``b``."""
    chunks = [
        compare(model.counts, model.comparisons, prepared, a[i : i + CHUNK], b[i : i + CHUNK])
        for i in range(0, max(len(a), 1), CHUNK)
    ]
    return weigh(model, a, b, chunks[0] if len(chunks) == 1 else _joined(chunks))


def weigh(model: Model, a: Rows, b: Rows, compared: Compared) -> PairScores:
    """Scores of pairs whose levels are known."""
    parameters = model.parameters
    likelihood = log_likelihood(parameters.log_tables, compared, len(parameters.classes))
    weight = match_weight(likelihood, parameters.log_prior())
    return PairScores(model, a, b, compared, likelihood, weight)


def _joined(chunks: list[Compared]) -> Compared:
    levels = zip(*(chunk.levels for chunk in chunks), strict=True)
    return Compared(
        tuple(np.concatenate(parts) for parts in levels),
        np.concatenate([chunk.state for chunk in chunks]),
    )
