"""What each field adds to a match weight, so that the parts make the whole.

Entering: scored pairs. Leaving: per pair a prior and one contribution per field (log2), which add
up to the match weight. With two classes that is Fellegi and Sunter's sum. With a household beside
the strangers the match weight is no sum but a soft minimum, and each field is told by its weights
against either, averaged by how much either is the alternative.

With ``q`` the log2 odds of one household against strangers, ``q0`` beforehand and ``q1`` after all
fields, the match weight is ``(weight against strangers) - log2(1 + 2^q)``. Every field takes its
part of that last term along the straight line from ``q0`` to ``q1``, as costs are shared by the
value of Aumann and Shapley (1974). It comes to ``(1 - s) log2(m / r) + s log2(m / h)`` for each
field, with the same ``s`` for all of them, and depends on no order of the fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from klantbeeld.identity.likelihood import RANDOM, SAME_HOUSEHOLD
from klantbeeld.identity.records import Floats
from klantbeeld.identity.score import PairScores

_NO_WAY = 1e-9
"""Bits between ``q0`` and ``q1`` below which the line is a point and the slope its derivative."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """Contributions of pairs, parallel to the scores they come from.

    ``prior`` (the same for every pair) and ``fields`` add up to the match weight.
    ``household_share`` is ``s``: 0 where strangers are the only alternative, 1 where the household
    is. ``against_household`` is None where the model knows no households.
    """

    prior: float
    fields: Mapping[str, Floats]
    against_random: Mapping[str, Floats]
    against_household: Mapping[str, Floats] | None
    household_share: Floats


def contributions(scores: PairScores) -> Contributions:
    """Contributions of every field to the match weights of ``scores``."""
    random = scores.field_weights(RANDOM)
    strangers_prior = scores.prior_weight(RANDOM)
    if SAME_HOUSEHOLD not in scores.model.parameters.classes:
        nobody = np.zeros(len(scores))
        return Contributions(strangers_prior, random, random, None, nobody)
    household = scores.field_weights(SAME_HOUSEHOLD)
    start = strangers_prior - scores.prior_weight(SAME_HOUSEHOLD)
    way = np.zeros(len(scores))
    for field, weight in random.items():
        way += weight - household[field]
    share = _mean_share(start, way)
    fields = {
        field: (1.0 - share) * weight + share * household[field] for field, weight in random.items()
    }
    prior = strangers_prior - float(np.logaddexp2(0.0, start))
    return Contributions(prior, fields, random, household, share)


def _mean_share(start: float, way: Floats) -> Floats:
    """The mean of ``2^q / (1 + 2^q)`` from ``start`` to ``start + way``."""
    still = np.abs(way) < _NO_WAY
    rise = np.logaddexp2(0.0, start + way) - np.logaddexp2(0.0, start)
    share: Floats = np.where(still, 1.0 / (1.0 + np.exp2(-start)), rise / np.where(still, 1.0, way))
    return np.clip(share, 0.0, 1.0)
