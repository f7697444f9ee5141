"""Other forms of given names (Johannes, Jan), learnt from the data itself.

Entering: candidate pairs under a first fit. Leaving: pairs of names that one person goes by: pairs
that everything but the given name holds to be one person, too often and under too many family
names for the two given names to be two people's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from klantbeeld.identity.comparisons import Comparison, Kind
from klantbeeld.identity.estimate import Patterns
from klantbeeld.identity.frequencies import Aliases
from klantbeeld.identity.levels_names import ALIAS, INITIAL, SAME_INITIAL
from klantbeeld.identity.likelihood import Parameters, log_likelihood, posteriors
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import Rows

SURE = 0.9
"""P(same person) without the given name from which on a pair testifies."""

LEAST_FAMILIES = 3
"""Distinct family names that must testify: sisters are pairs too, but of one family."""

LEAST_LIFT = 10.0
"""How many times more often than two names drawn at random."""


def learn_aliases(
    comparisons: Sequence[Comparison],
    parameters: Parameters,
    found: Patterns,
    prepared: Prepared,
    a: Rows,
    b: Rows,
    scale: float,
) -> Aliases:
    """The pairs of given names that testify often enough; ``scale`` as in ``patterns``."""
    where = [i for i, c in enumerate(comparisons) if c.kind is Kind.GIVEN_NAME]
    if not where or not len(a):
        return Aliases()
    tables = list(parameters.log_tables)
    tables[where[0]] = np.zeros_like(tables[where[0]])
    likelihood = log_likelihood(tuple(tables), found.compared, len(parameters.classes))
    sure = posteriors(likelihood, parameters.log_prior())[:, 0] > SURE
    level = found.compared.levels[where[0]]
    testifies = sure & (level >= ALIAS) & (level != INITIAL)
    differs = sure & (level >= SAME_INITIAL)
    chosen = np.flatnonzero(testifies[found.inverse])

    column, family = prepared.columns["given_name"], prepared.columns["family_name"].codes
    x, y = column.codes[a[chosen]].astype(np.int64), column.codes[b[chosen]].astype(np.int64)
    size = len(column.values)
    pair = np.minimum(x, y) * size + np.maximum(x, y)
    surname = np.maximum(family[a[chosen]], family[b[chosen]])
    distinct = np.unique(np.stack([pair, surname.astype(np.int64)]), axis=1)
    names, families = np.unique(distinct[0], return_counts=True)

    share = column.counts() / max(column.counts().sum(), 1)
    strangers = found.count[differs].sum() / scale
    expected = 2 * share[names // size] * share[names % size] * strangers
    good = names[(families >= LEAST_FAMILIES) & (families > LEAST_LIFT * expected)]
    values = column.values
    return Aliases(tuple((values[key // size], values[key % size]) for key in good.tolist()))
