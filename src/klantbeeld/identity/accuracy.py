"""How good a partition is, as far as the model itself can tell: without labels.

Entering: records linked under a model, and the judgements in force. Leaving: expected precision and
recall by pairs of records, each with a band. What is right follows from the match probabilities of
the pairs in each cluster (``chains``), what is missed from the doubtful pairs left apart and from
the pairs that blocking never compared (``coverage``). No estimate of this kind can find errors that
the model does not know it makes: the band says how far off it has been found where the truth is
known (``benchmarks/estimate.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from klantbeeld.identity.chains import ClusterPairs, cluster_pairs
from klantbeeld.identity.cluster import Judgement
from klantbeeld.identity.coverage import missed_share
from klantbeeld.identity.link import Linked
from klantbeeld.identity.records import Floats, Rows

ERROR_FACTOR = 2.0
"""What is wrong, and what is missed, is between half and twice what is expected. On labelled sets
with people of other countries, centuries and error rates both lay between 0.5 and 1.9 times the
expectation; nothing in the data tells the factor, so it is stated, not estimated."""

STANDARD_ERRORS = 2.0
"""Beside it stands the error of counting: two square roots of a count, about 95 %."""

RULE_OF_THREE = 3.0
"""None expected among any number still leaves up to three possible at 95 % (Hanley & Lippman-Hand
1983)."""

LEAST_PROBABILITY = 0.01
"""Candidates left apart below it are counted by the share that blocking misses, not one by one."""

SAMPLED_PAIRS = 40_000
"""Pairs from which agreement is learnt for ``coverage``."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share in [0, 1], and the band in which it is believed to lie."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """By pairs of records of one person."""

    precision: Estimate
    """Of the pairs put together, the share that is right."""
    recall: Estimate
    """Of all pairs of records that are one person, the share put together."""
    pairs: int
    """Put together, in clusters of at most ``chains.LARGEST_CHAINED`` records."""
    wrong: float
    """Of these, expected to be wrong."""
    missed: float
    """Expected pairs of one person that are apart."""
    never_compared: float
    """Of all pairs of one person, the share that blocking does not bring together."""


def estimate_accuracy(linked: Linked, judgements: Sequence[Judgement] = ()) -> Accuracy:
    """Expected precision and recall of ``linked.labels``.

    A judged pair counts as what was judged. Deterministic.
    """
    scores, labels = linked.scores, linked.labels
    probability = _judged(linked, judgements)
    inside = cluster_pairs(labels, scores.a, scores.b, probability)
    apart = (labels[scores.a] != labels[scores.b]) & (probability > LEAST_PROBABILITY)
    right = float(inside.probability.sum())
    doubtful = float(probability[apart].sum())
    caught = float(inside.probability[inside.candidate].sum()) + doubtful
    never = missed_share(
        scores.model,
        linked.prepared,
        *_sample(inside, scores.a[apart], scores.b[apart], probability[apart]),
        caught,
    )
    everyone = max(caught / (1 - never), right + doubtful)
    wrong = len(inside) - right
    missed = everyone - right
    return Accuracy(
        precision=_share_right(len(inside), wrong),
        recall=_share_found(right, missed),
        pairs=len(inside),
        wrong=wrong,
        missed=missed,
        never_compared=never,
    )


def _judged(linked: Linked, judgements: Sequence[Judgement]) -> Floats:
    """Match probabilities of the candidates, those of judged pairs settled."""
    probability = linked.scores.match_probability()
    numbers = linked.prepared.record_no
    if not judgements or not len(probability):
        return probability
    row = {number: place for place, number in enumerate(numbers.tolist())}
    rows = np.int64(len(numbers))
    known = linked.scores.a.astype(np.int64) * rows + linked.scores.b
    for one, other, verdict in judgements:
        if one in row and other in row:
            x, y = sorted((row[one], row[other]))
            at = int(np.searchsorted(known, x * rows + y))
            if at < len(known) and known[at] == x * rows + y:
                probability[at] = float(verdict == "match")
    return probability


def _sample(
    inside: ClusterPairs, a: Rows, b: Rows, probability: Floats
) -> tuple[Rows, Rows, Floats]:
    """Pairs that may be one person, and how many such pairs each stands for."""
    x, y = np.concatenate([inside.a, a]), np.concatenate([inside.b, b])
    weight = np.concatenate([inside.probability, probability])
    if len(x) <= SAMPLED_PAIRS:
        return x, y, weight
    chosen = np.random.default_rng(0).choice(len(x), SAMPLED_PAIRS, replace=False)
    return x[chosen], y[chosen], weight[chosen] * len(x) / SAMPLED_PAIRS


def _band(count: float) -> tuple[float, float]:
    """The least and the most that an expected count may turn out to be."""
    least, most = count / ERROR_FACTOR, count * ERROR_FACTOR
    return (
        max(least - STANDARD_ERRORS * sqrt(least), 0.0),
        max(most + STANDARD_ERRORS * sqrt(most), RULE_OF_THREE),
    )


def _share_right(pairs: int, wrong: float) -> Estimate:
    if not pairs:
        return Estimate(1.0, 0.0, 1.0)
    least, most = _band(wrong)
    return Estimate(1 - wrong / pairs, max(1 - most / pairs, 0.0), 1 - least / pairs)


def _share_found(right: float, missed: float) -> Estimate:
    least, most = _band(missed)
    if right <= 0:
        return Estimate(0.0 if missed else 1.0, 0.0, 1.0)
    return Estimate(right / (right + missed), right / (right + most), right / (right + least))
