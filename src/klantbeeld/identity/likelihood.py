"""Fellegi-Sunter likelihoods of comparison levels under several classes of pairs.

Entering: tables P(level | class), one per comparison, and compared pairs. Leaving: log2 likelihoods
per pair and class. After Fellegi & Sunter (1969), with more classes than two: ``same_person``,
``same_household`` (people who share address or name without being one person) and ``random``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from klantbeeld.identity.comparisons import Compared
from klantbeeld.identity.records import Floats

SAME_PERSON = "same_person"
SAME_HOUSEHOLD = "same_household"
RANDOM = "random"

TABLE_GRAIN = 2.0**-30
WEIGHT_GRAIN = 2.0**-24
"""Log2 probabilities and weights are rounded to these steps. Sums of them are then exact, whatever
the order and the batch, which is what makes live and bulk results equal to the last bit."""

Tables = tuple[Floats, ...]
"""One table per comparison: [levels], or [states, levels] for e-mail."""


@dataclass(frozen=True)
class Parameters:
    """What was estimated: tables and priors per class.

    ``prior`` is the share of all pairs of records in each class; ``inside_prior`` the share among
    the pairs inside connected components; ``information`` how many bits each comparison gives on
    average about a pair that is one person.
    """

    tables: Mapping[str, Tables]
    prior: Mapping[str, float]
    inside_prior: Mapping[str, float]
    information: tuple[float, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.tables)

    @cached_property
    def log_tables(self) -> Tables:
        return log_tables([self.tables[name] for name in self.classes])

    def log_prior(self) -> Floats:
        """Log2 prior of each class."""
        logs: Floats = np.log2(np.array([self.prior[name] for name in self.classes]))
        return logs

    def mixed_log_prior(self, inside: float) -> Floats:
        """Log2 of the prior mixed geometrically with the one inside components, normalised."""
        inner = np.log2(np.array([self.inside_prior[name] for name in self.classes]))
        mixed = (1.0 - inside) * self.log_prior() + inside * inner
        log_shares: Floats = mixed - np.logaddexp2.reduce(mixed)
        return log_shares


def normalised(weights: Floats) -> Floats:
    """The weights scaled to sum to 1."""
    shares: Floats = weights / weights.sum()
    return shares


def log_tables(tables: Sequence[Tables]) -> Tables:
    """Per comparison an array [..., levels + 1, classes] of log2 probabilities; the last level,
    which is what index -1 (missing) finds, is 0: no information."""
    out = []
    for per_class in zip(*tables, strict=True):
        logs = np.log2(np.stack(per_class, axis=-1))
        logs = np.round(logs / TABLE_GRAIN) * TABLE_GRAIN
        padding = np.zeros((*logs.shape[:-2], 1, logs.shape[-1]))
        out.append(np.concatenate([logs, padding], axis=-2))
    return tuple(out)


def field_likelihood(table: Floats, compared: Compared, comparison: int) -> Floats:
    """Log2 likelihood [pairs, classes] of one comparison."""
    levels = compared.levels[comparison]
    return table[compared.state, levels] if table.ndim == 3 else table[levels]


def log_likelihood(tables: Sequence[Floats], compared: Compared, classes: int) -> Floats:
    """Log2 likelihood [pairs, classes] of all comparisons together."""
    total = np.zeros((len(compared), classes))
    for comparison, table in enumerate(tables):
        total += field_likelihood(table, compared, comparison)
    return total


def match_weight(likelihood: Floats, log_prior: Floats) -> Floats:
    """Log2 odds that a pair is one person (class 0) against all other classes together."""
    joint = likelihood + log_prior
    weight = joint[:, 0] - np.logaddexp2.reduce(joint[:, 1:], axis=1)
    rounded: Floats = np.round(weight / WEIGHT_GRAIN) * WEIGHT_GRAIN
    return rounded


def posteriors(likelihood: Floats, log_prior: Floats) -> Floats:
    """P(class | levels), [pairs, classes]."""
    joint = likelihood + log_prior
    joint -= joint.max(axis=1, keepdims=True)
    shares: Floats = np.exp2(joint)
    shares /= shares.sum(axis=1, keepdims=True)
    return shares
