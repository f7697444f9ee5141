"""Training: a model from records alone, without labels, in seconds.

Entering: a table of standardised records. Leaving: a frozen model. The same records give the same
model, byte for byte, in whatever order they stand: they are put in order of ``record_no`` first and
every random draw has a fixed seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from klantbeeld.core.progress import NoProgress, Progress
from klantbeeld.identity.aliases import learn_aliases
from klantbeeld.identity.blocking import (
    Blocking,
    BlockingKeys,
    FrozenRule,
    candidate_pairs,
    freeze_rules,
    joined,
    pairs_made,
    rules_for,
)
from klantbeeld.identity.comparisons import Compared, Comparison, compare, comparisons_for
from klantbeeld.identity.components import components, pairs_inside
from klantbeeld.identity.defaults import find_defaults, without_defaults
from klantbeeld.identity.estimate import Patterns, estimate, patterns
from klantbeeld.identity.frequencies import (
    Counts,
    Vocabulary,
    count_given_names,
    count_shared,
    most_common,
    value_counts,
)
from klantbeeld.identity.likelihood import Parameters, posteriors
from klantbeeld.identity.model import Model
from klantbeeld.identity.names import NameCounts, mend_exchanged
from klantbeeld.identity.population import population, random_pairs
from klantbeeld.identity.prepare import (
    NamedColumns,
    Prepared,
    complete_names,
    encode_columns,
)
from klantbeeld.identity.records import CATEGORY, Column, Rows, record_numbers
from klantbeeld.identity.rule_yield import worthwhile
from klantbeeld.identity.score import PairScores, score, weigh

SOURCES_TOLD_APART = 32
"""Sources beyond the most frequent ones are compared as one."""

SAMPLED_PAIRS = 2_000_000
"""Candidate pairs that parameters are estimated from, counted once for each key; more are sampled,
and each counts for several, so that priors keep the scale of the whole."""

LARGEST_COMPONENT = 150
"""Larger components (``cluster.LARGEST_WEIGHED``) are about to be cut and say little."""
INSIDE_PASSES = 50
LEAST_SHARE = 1e-6
"""Keeps a class that no component shows possible."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model and the records it was learnt from, ready for linking (``link``): in order of
    ``record_no``, as ``prepare`` and ``blocking_keys`` make them under the model."""

    model: Model
    prepared: Prepared
    keys: BlockingKeys


def train(records: pa.Table, *, progress: Progress | None = None) -> Model:
    """A model of the records; see the module. Raises InternalError on a malformed table."""
    return learn(records, progress=progress).model


def learn(records: pa.Table, *, progress: Progress | None = None) -> Learnt:
    """As ``train``, with what linking the same records needs too."""
    progress = progress or NoProgress()
    record_no = record_numbers(records)
    if (record_no[1:] < record_no[:-1]).any():
        records = records.take(np.argsort(record_no))
        record_no = record_numbers(records)
    with progress.step("count", 1) as step:
        counts, named = count(encode_columns(records))
        prepared = Prepared(counts, record_no, named.columns, named.mined, named.exchanged)
        step.advance()
    with progress.step("block", 1) as step:
        rules = freeze_rules(rules_for(prepared.columns), prepared)
        a, b, scale = _candidates(rules)
        step.advance()
    comparisons = comparisons_for(prepared.columns, counts.sources)
    with progress.step("estimate", 3) as step:
        random = random_pairs(len(prepared))
        compared = compare(counts, comparisons, prepared, a, b)
        strangers = compare(counts, comparisons, prepared, *random)
        parameters, found = _fit(comparisons, counts, compared, strangers, scale, len(prepared))
        step.advance()
        aliases = learn_aliases(comparisons, parameters, found, prepared, a, b, scale)
        if aliases.pairs:
            counts = replace(counts, aliases=aliases)
            compared = compare(counts, comparisons, prepared, a, b, compared)
            strangers = compare(counts, comparisons, prepared, *random, strangers)
            parameters, _ = _fit(comparisons, counts, compared, strangers, scale, len(prepared))
        step.advance()
        model = Model(counts, Blocking(), comparisons, parameters, len(prepared))
        scores = weigh(model, a, b, compared)
        rules = worthwhile(rules, len(prepared), a, b, scores.match_probability(), scale)
        blocking, keys = joined(rules)
        inside = _inside_prior(scores, prepared)
        step.advance()
    parameters = replace(parameters, inside_prior=inside)
    model = replace(model, blocking=blocking, parameters=parameters)
    return Learnt(model, prepared, keys)


def count(columns: dict[str, Column]) -> tuple[Counts, NamedColumns]:
    """All counts but the aliases, and the columns with their names completed.

    In stages, each from what the one before it made: names as delivered, names with exchanged
    fields put right, then what hangs on the completed names.
    """
    defaults = find_defaults(columns)
    columns = without_defaults(defaults, columns)
    given, family = columns["given_name"], columns["family_name"]
    delivered = NameCounts(value_counts(given), value_counts(family))
    given, family, _ = mend_exchanged(given, family, delivered)
    counts = Counts(
        delivered=delivered,
        given=count_given_names(given),
        family=Vocabulary(value_counts(family)),
        categories={
            name: Vocabulary(value_counts(column))
            for name, column in columns.items()
            if (name.startswith(CATEGORY) or name == "city") and len(column.values)
        },
        sources=most_common(columns["source"], SOURCES_TOLD_APART),
        defaults=defaults,
    )
    named = complete_names(counts, columns)
    given = named.columns["given_name"]
    initials = np.array([*(ord(value[0]) for value in given.values), -1], np.int32)[given.codes]
    return (
        replace(
            counts,
            shared_emails=count_shared(columns["email"], initials),
            shared_phones=count_shared(columns["phone"], initials),
        ),
        named,
    )


def _fit(
    comparisons: tuple[Comparison, ...],
    counts: Counts,
    compared: Compared,
    strangers: Compared,
    scale: float,
    records: int,
) -> tuple[Parameters, Patterns]:
    """Parameters estimated from candidate pairs and random ones; and the candidates' patterns."""
    all_pairs = max(records * (records - 1) / 2, 1.0)
    everyone = population(comparisons, counts, strangers, compared, scale, all_pairs)
    found = patterns(compared, scale)
    return estimate(comparisons, counts, everyone, found, records), found


def _candidates(rules: Sequence[FrozenRule]) -> tuple[Rows, Rows, float]:
    """Candidate pairs to estimate from, and how many each stands for."""
    _, keys = joined(rules)
    share = min(1.0, SAMPLED_PAIRS / max(pairs_made(keys), 1))
    a, b = candidate_pairs(keys, share)
    return a, b, 1.0 / share


def _inside_prior(scores: PairScores, prepared: Prepared) -> dict[str, float]:
    """The classes' shares among all pairs inside connected components, likelihoods fixed.

    Where the pairs are a sample, the components are smaller, but of the same kinds of pairs.
    """
    model = scores.model
    linked = scores.match_weight > 0
    labels = components(scores.a[linked], scores.b[linked], len(prepared))
    inside = score(model, prepared, *pairs_inside(labels, 3, LARGEST_COMPONENT))
    classes = model.parameters.classes
    if not len(inside):
        return dict(model.parameters.prior)
    share = np.full(len(classes), 1 / len(classes))
    likelihood, pairs = inside.pattern_likelihood, inside.pattern_pairs()
    for _ in range(INSIDE_PASSES):
        share = pairs @ posteriors(likelihood, np.log2(share)) / len(inside)
        share = np.maximum(share, LEAST_SHARE) / np.maximum(share, LEAST_SHARE).sum()
    return dict(zip(classes, share.tolist(), strict=True))
