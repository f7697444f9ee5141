"""Why two records are one person, or not: field by field.

Entering: a model and two prepared records. Leaving: per field the level reached and its weights,
the prior, the total, the classes' probabilities, and the blocking rules that bring the two
together. No values: who shows them decides who may see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from klantbeeld.identity.blocking import keys_by_rule
from klantbeeld.identity.likelihood import RANDOM, SAME_HOUSEHOLD
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.score import score


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """One field's part in the answer.

    ``level`` is the comparison level's name, None where a value is missing. Weights are log2
    P(level | same person) / P(level | other class): positive speaks for one person.
    ``against_household`` is None where the model does not know households.
    """

    field: str
    level: str | None
    against_random: float
    against_household: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a pair has its match weight (log2 odds).

    ``prior_random`` and the fields' ``against_random`` add up to the log2 odds of one person
    against strangers; likewise for the household. ``match_weight`` is against both together.
    """

    fields: tuple[FieldEvidence, ...]
    prior_random: float
    prior_household: float | None
    match_weight: float
    match_probability: float
    class_probabilities: Mapping[str, float]
    shared_rules: tuple[str, ...]


def explain(model: Model, prepared: Prepared, i: int, j: int) -> Explanation:
    """The evidence on rows ``i`` and ``j`` of ``prepared``."""
    scores = score(model, prepared, np.array([i]), np.array([j]))
    households = SAME_HOUSEHOLD in model.parameters.classes
    random = scores.field_weights(RANDOM)
    household = scores.field_weights(SAME_HOUSEHOLD) if households else None
    fields = []
    for index, comparison in enumerate(model.comparisons):
        level = int(scores.compared.levels[index][0])
        fields.append(
            FieldEvidence(
                comparison.field,
                comparison.levels[level] if level >= 0 else None,
                float(random[comparison.field][0]),
                float(household[comparison.field][0]) if household else None,
            )
        )
    return Explanation(
        tuple(fields),
        scores.prior_weight(RANDOM),
        scores.prior_weight(SAME_HOUSEHOLD) if households else None,
        float(scores.match_weight[0]),
        float(scores.match_probability()[0]),
        {name: float(share[0]) for name, share in scores.class_probabilities().items()},
        shared_rules(model, prepared, i, j),
    )


def shared_rules(model: Model, prepared: Prepared, i: int, j: int) -> tuple[str, ...]:
    """Names of the blocking rules under which the two records share a key that is no stop key."""
    stops = model.blocking.stop_keys
    names = []
    for rule, keys in keys_by_rule(model.blocking.rules, prepared):
        mine, other = keys.key[keys.row == i], keys.key[keys.row == j]
        if len(mine) and len(other) and mine[0] == other[0]:
            at = np.searchsorted(stops, mine[0])
            if at == len(stops) or stops[at] != mine[0]:
                names.append(rule.name)
    return tuple(names)
