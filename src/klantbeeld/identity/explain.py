"""Why two records are one person, or not: field by field.

Entering: a model and prepared records. Leaving: per field the level reached and its weights, the
prior, the total, the classes' probabilities, and the blocking rules that bring the two together.
No values: who shows them decides who may see them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from klantbeeld.identity.blocking import Rule, keys_by_rule
from klantbeeld.identity.contributions import Contributions, contributions
from klantbeeld.identity.likelihood import RANDOM, SAME_HOUSEHOLD
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import Floats, Rows
from klantbeeld.identity.score import PairScores, score


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """One field's part in the answer.

    ``level`` is the comparison level's name, None where a value is missing. Weights are log2
    P(level | same person) / P(level | other class): positive speaks for one person.
    ``against_household`` is None where the model does not know households. ``contribution`` is
    what the field adds to the match weight.
    """

    field: str
    level: str | None
    against_random: float
    against_household: float | None
    contribution: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a pair has its match weight (log2 odds).

    ``prior`` and the fields' ``contribution`` add up to ``match_weight``. ``prior_random`` and the
    fields' ``against_random`` add up to the log2 odds of one person against strangers; likewise for
    the household. ``rules`` bring the two together; ``crowded`` would, but that too many records
    share the value (a stop key).
    """

    fields: tuple[FieldEvidence, ...]
    prior: float
    prior_random: float
    prior_household: float | None
    household_share: float
    match_weight: float
    match_probability: float
    class_probabilities: Mapping[str, float]
    rules: tuple[Rule, ...]
    crowded: tuple[Rule, ...]


def explain(model: Model, prepared: Prepared, i: int, j: int) -> Explanation:
    """The evidence on rows ``i`` and ``j`` of ``prepared``."""
    return explain_pairs(model, prepared, np.array([i]), np.array([j]))[0]


def explain_pairs(model: Model, prepared: Prepared, a: Rows, b: Rows) -> list[Explanation]:
    """The evidence on each pair of rows."""
    scores = score(model, prepared, a, b)
    parts = contributions(scores)
    keys = _RuleKeys.of(model, prepared)
    probability = scores.match_probability()
    classes = scores.class_probabilities()
    households = SAME_HOUSEHOLD in model.parameters.classes
    explained = []
    for pair in range(len(scores)):
        rules, crowded = keys.shared(int(a[pair]), int(b[pair]))
        explained.append(
            Explanation(
                fields=_fields(scores, parts, pair),
                prior=parts.prior,
                prior_random=scores.prior_weight(RANDOM),
                prior_household=scores.prior_weight(SAME_HOUSEHOLD) if households else None,
                household_share=float(parts.household_share[pair]),
                match_weight=float(scores.match_weight[pair]),
                match_probability=float(probability[pair]),
                class_probabilities={name: float(share[pair]) for name, share in classes.items()},
                rules=rules,
                crowded=crowded,
            )
        )
    return explained


def _fields(scores: PairScores, parts: Contributions, pair: int) -> tuple[FieldEvidence, ...]:
    household: Mapping[str, Floats] | None = parts.against_household
    found = []
    for comparison, levels in zip(scores.model.comparisons, scores.compared.levels, strict=True):
        level, field = int(levels[pair]), comparison.field
        found.append(
            FieldEvidence(
                field,
                comparison.levels[level] if level >= 0 else None,
                float(parts.against_random[field][pair]),
                None if household is None else float(household[field][pair]),
                float(parts.fields[field][pair]),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _RuleKeys:
    """Per blocking rule the key of each row that has one, and whether it is a stop key."""

    rules: Sequence[tuple[Rule, Mapping[int, tuple[int, bool]]]]

    @classmethod
    def of(cls, model: Model, prepared: Prepared) -> _RuleKeys:
        stops = model.blocking.stop_keys
        rules = []
        for rule, found in keys_by_rule(model.blocking.rules, prepared):
            stopped = np.isin(found.key, stops)
            keys = zip(found.key.tolist(), stopped.tolist(), strict=True)
            rules.append((rule, dict(zip(found.row.tolist(), keys, strict=True))))
        return cls(rules)

    def shared(self, i: int, j: int) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """The rules under which two rows share a key: those in force, and those stopped."""
        shared = [
            (rule, keys[i][1])
            for rule, keys in self.rules
            if i in keys and j in keys and keys[i] == keys[j]
        ]
        return (
            tuple(rule for rule, stopped in shared if not stopped),
            tuple(rule for rule, stopped in shared if stopped),
        )
