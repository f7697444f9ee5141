"""What people's answers teach a model: small corrections of its match weights.

Entering: records linked under a model, and judgements in force. Leaving: the model with other m
probabilities and another share of matches, or the same model where the answers give no reason to
change it.

The answers are about pairs near the threshold, no random sample of pairs. So nothing is learnt from
how many are matches, only from P(match | what was compared), which the choice of pairs does not
touch where they were chosen by what was compared. A review queue also looks at what other records
say: two records that look alike and are kept apart because of a third mostly are two people, and
whoever asks about many of those learns that alike means two people. So answers are weighted until
they stand for all pairs in doubt, by whether the two records are together or apart, for or against
the pair itself, with or without third records (post-stratification); and where one of these sorts
was hardly asked about, nothing is learnt.

What is learnt: logistic regression of the answer on the comparison levels, with the model's match
weight as offset. Each level's correction is drawn to zero (a ridge: the model is trusted to a third
of a bit), answers about one person or with the same levels do not count as so many independent
ones, and the corrections must foretell answers that they were not learnt from better than the model
does by itself. Few, wrong or contradicting answers therefore leave the model what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from klantbeeld.identity.cluster import Judgement
from klantbeeld.identity.components import components
from klantbeeld.identity.likelihood import RANDOM, SAME_PERSON, Parameters
from klantbeeld.identity.link import Linked
from klantbeeld.identity.model import Model
from klantbeeld.identity.records import Flags, Floats, Rows
from klantbeeld.identity.score import PairScores, weigh

LEAST_ANSWERS = 50
"""With so many independent answers the share of matches at the threshold is known to 7 %, 0.3 bits:
as well as the model is trusted beforehand (``TRUST``). Fewer say less than is believed already."""

TRUST = 0.3
"""Standard deviation, in bits, of what a level's weight and the prior may be off."""

DOUBT = 3.0
"""Answers count where the model's odds are within 2^3 either way, as in the review queue. Beyond it
nobody is asked: the answer is a correction of an error that somebody came upon, and errors come
upon are no sample of what their levels mean."""

SORTS = 8
LEAST_SORT = 0.05
LEAST_OF_A_SORT = 5
"""Each sort of pair that makes up a twentieth of those in doubt must have this many answers."""

FOLDS = 5
STANDARD_ERRORS = 1.0
"""The corrections foretell the answers of each fold, learnt from the others, better than the model
alone by more than this many standard errors, or they are dropped."""

_LN2 = float(np.log(2))
_STEPS = 50
_STILL = 1e-9


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the answers came to."""

    model: Model
    answers: int
    """About pairs in doubt, of records that are held."""
    worth: float
    """As many independent ones."""
    gain: float
    """Bits per answer by which answers not learnt from are foretold better; below 0: worse."""
    learnt: bool
    """Whether ``model`` is corrected."""


def correct(linked: Linked, judgements: Sequence[Judgement]) -> Lesson:
    """The model of ``linked`` corrected by the answers, or unchanged; deterministic.

    ``linked`` is what the model makes of the records by itself, without the judgements.
    """
    model = linked.scores.model
    scores, match = _answered(linked, judgements)
    levels = _indicators(scores)
    person = components(scores.a, scores.b, len(linked.prepared))[scores.a]
    counts = _independent(levels, person) * _stands_for(linked, scores)
    worth = float(counts.sum() ** 2 / (counts**2).sum()) if counts.any() else 0.0
    if worth < LEAST_ANSWERS or match.all() or not match.any():
        return Lesson(model, len(scores), worth, 0.0, learnt=False)
    counts *= worth / counts.sum()
    foretold = _foretold(levels, scores.match_weight, match, counts, person)
    better = _loss(scores.match_weight, match) - _loss(foretold, match)
    gain = float((counts * better).sum() / worth)
    error = float(np.sqrt((counts * (better - gain) ** 2).sum()) / worth)
    if gain <= STANDARD_ERRORS * error:
        return Lesson(model, len(scores), worth, gain, learnt=False)
    bits = _corrections(levels, scores.match_weight, match, counts)
    return Lesson(_corrected(model, bits, scores, match, counts), len(scores), worth, gain, True)


def _answered(linked: Linked, judgements: Sequence[Judgement]) -> tuple[PairScores, Flags]:
    """Scores of the judged pairs in doubt, and whether each is said to be one person.

    To say that two people are one joins all their records, to take one apart parts all of two: of
    pairs that hang together by one verdict, the likeliest stands for all, as it was the question.
    """
    scores, rows = linked.scores, np.int64(len(linked.prepared))
    row_of = {number: row for row, number in enumerate(linked.prepared.record_no.tolist())}
    said = {
        (min(row_of[x], row_of[y]), max(row_of[x], row_of[y])): verdict == "match"
        for x, y, verdict in judgements
        if x in row_of and y in row_of
    }
    if len(said) < LEAST_ANSWERS or not len(scores):
        return scores.take(np.empty(0, np.int64)), np.empty(0, bool)
    pairs = np.array(sorted(said), np.int64)
    known = scores.a.astype(np.int64) * rows + scores.b
    wanted = pairs[:, 0] * rows + pairs[:, 1]
    at = np.searchsorted(known, wanted).clip(max=len(known) - 1)
    verdict = np.array([said[x, y] for x, y in pairs.tolist()], bool)
    weight = np.where(known[at] == wanted, scores.match_weight[at], -np.inf)
    group = np.empty(len(pairs), np.int64)
    for match in (False, True):
        of = verdict == match
        group[of] = 2 * components(pairs[of, 0], pairs[of, 1], int(rows))[pairs[of, 0]] + match
    order = np.lexsort((-weight, group))
    likeliest = order[np.append(True, np.diff(group[order]) != 0)]
    asked = np.sort(likeliest[np.abs(weight[likeliest]) <= DOUBT])
    return scores.take(at[asked]), verdict[asked]


def _stands_for(linked: Linked, asked: PairScores) -> Floats:
    """How many of the pairs in doubt each answer stands for; all 0 where a sort is missing."""
    if not len(asked):
        return np.empty(0)
    weight = linked.scores.match_weight
    doubtful = np.flatnonzero(np.abs(weight) <= np.abs(asked.match_weight).max())
    everyone = _sort(linked, linked.scores.take(doubtful))
    answered = _sort(linked, asked)
    share = np.bincount(everyone, minlength=SORTS) / len(everyone)
    given = np.bincount(answered, minlength=SORTS)
    if (given[share >= LEAST_SORT] < LEAST_OF_A_SORT).any():
        return np.zeros(len(asked))
    stands: Floats = share[answered] / given[answered] * len(asked)
    return stands


def _sort(linked: Linked, scores: PairScores) -> Rows:
    """What speaks beside the pair itself: which of ``SORTS`` each pair is of."""
    labels, weight = linked.labels, linked.scores.match_weight
    likely = weight > 0
    piece = components(linked.scores.a[likely], linked.scores.b[likely], len(labels))
    size = np.bincount(piece)
    x, y = piece[scores.a], piece[scores.b]
    crowd = np.where(x == y, size[x], size[x] + size[y]) > 2
    together = labels[scores.a] == labels[scores.b]
    sort: Rows = 4 * crowd + 2 * together + (scores.match_weight > 0).astype(np.int64)
    return sort


def _indicators(scores: PairScores) -> Floats:
    """One column for the prior, then one per comparison level: 1 where the pair shows it."""
    columns = [np.ones(len(scores))]
    for comparison, levels in zip(scores.model.comparisons, scores.compared.levels, strict=True):
        columns += [(levels == level).astype(float) for level in range(len(comparison.levels))]
    return np.stack(columns, axis=1)


def _independent(levels: Floats, person: Rows) -> Floats:
    """What each answer counts: answers about one person's records count as one together, those
    with the same levels as the square root of their number."""
    pattern = np.unique(levels, axis=0, return_inverse=True)[1].ravel()
    alike = np.bincount(pattern)[pattern]
    together = np.bincount(person)[person]
    counts: Floats = 1.0 / np.maximum(together, np.sqrt(alike))
    return counts


def _corrections(levels: Floats, weight: Floats, match: Flags, counts: Floats) -> Floats:
    """Bits to add per column: penalised logistic regression by Newton's method."""
    bits = np.zeros(levels.shape[1])
    for _ in range(_STEPS):
        probability = 1 / (1 + np.exp2(-np.clip(weight + levels @ bits, -500, 500)))
        slope = levels.T @ (counts * (match - probability)) * _LN2 - bits / TRUST**2
        spread = counts * probability * (1 - probability)
        curve = (levels * spread[:, None]).T @ levels * _LN2**2
        step = np.linalg.solve(curve + np.eye(len(bits)) / TRUST**2, slope)
        bits += step
        if np.abs(step).max() < _STILL:
            break
    return bits


def _foretold(levels: Floats, weight: Floats, match: Flags, counts: Floats, person: Rows) -> Floats:
    """Each answer's match weight under corrections learnt from other people's answers."""
    groups, group = np.unique(person, return_inverse=True)
    fold = np.random.default_rng(0).permutation(len(groups))[group] % FOLDS
    out = weight.copy()
    for own in range(FOLDS):
        others, mine = fold != own, fold == own
        bits = _corrections(levels[others], weight[others], match[others], counts[others])
        out[mine] += levels[mine] @ bits
    return out


def _loss(weight: Floats, match: Flags) -> Floats:
    """Bits of surprise at each answer."""
    bits: Floats = np.logaddexp2(0.0, np.where(match, -weight, weight))
    return bits


def _corrected(
    model: Model, bits: Floats, scores: PairScores, match: Flags, counts: Floats
) -> Model:
    """The model with the corrections in its m probabilities, and the prior fitted once more.

    Probabilities stay probabilities: each table is scaled to sum to 1, which shifts the weight of
    every pair that is compared on it by the same bits; the prior takes up what that leaves.
    """
    tables, start = [], 1
    for comparison, table in zip(
        model.comparisons, model.parameters.tables[SAME_PERSON], strict=True
    ):
        raised = table * np.exp2(bits[start : start + len(comparison.levels)])
        tables.append(raised / raised.sum(axis=-1, keepdims=True))
        start += len(comparison.levels)
    parameters = replace(
        model.parameters, tables={**model.parameters.tables, SAME_PERSON: tuple(tables)}
    )
    changed = replace(model, parameters=parameters)
    weight = weigh(changed, scores.a, scores.b, scores.compared).match_weight
    prior = _corrections(np.ones((len(weight), 1)), weight, match, counts)[0]
    return replace(changed, parameters=_with_prior(parameters, float(prior)))


def _with_prior(parameters: Parameters, bits: float) -> Parameters:
    share = parameters.prior[SAME_PERSON] * 2.0**bits
    more = share - parameters.prior[SAME_PERSON]
    prior = {**parameters.prior, SAME_PERSON: share, RANDOM: parameters.prior[RANDOM] - more}
    return replace(parameters, prior=prior)
