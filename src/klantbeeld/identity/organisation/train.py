"""Training: a model of organisations from records alone, without labels.

Entering: a table of comparable values. Leaving: a frozen ``OrganisationModel``. The mathematics is
that of people (``estimate``, ``population``): expectation maximisation over the counts of
comparison patterns, the random class being the population less what the other classes take from it.

There are three classes, as there are for people, and for the same reason. Branches and sisters of
one group share half a name, a head office's telephone, a domain; with two classes they pass for
one organisation that often moves. So there is a class of them, ``same_group``: their doors are
strangers' doors, their trade register numbers are strangers' numbers, how often they share a
telephone or a domain is assumed, and the rest is learnt.

The same records give the same model, in whatever order they stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from klantbeeld.identity.blocking import candidate_pairs
from klantbeeld.identity.comparisons import Compared
from klantbeeld.identity.components import components, pairs_inside
from klantbeeld.identity.estimate import (
    CONVERGED,
    DIFFERENCE_CAP,
    MAX_PASSES,
    MIN_PASSES,
    PSEUDO_PAIRS,
    PSEUDO_RECORDS,
    RANDOM_FLOOR,
)
from klantbeeld.identity.frequencies import RARITIES, Vocabulary, value_counts
from klantbeeld.identity.likelihood import (
    RANDOM,
    Parameters,
    log_likelihood,
    log_tables,
    match_weight,
    normalised,
    posteriors,
)
from klantbeeld.identity.organisation.blocking import freeze, organisation_keys
from klantbeeld.identity.organisation.levels import (
    ADDRESS,
    COMPARISONS,
    ELSEWHERE,
    START_GROUP,
    START_RANDOM,
    START_SAME,
    OrganisationComparison,
    compare_organisations,
)
from klantbeeld.identity.organisation.model import OrganisationModel
from klantbeeld.identity.organisation.names import stems
from klantbeeld.identity.organisation.records import (
    DOMAIN,
    NAME,
    OrganisationCounts,
    PreparedOrganisations,
    hashed,
    organisation_columns,
    organisation_records,
    prepare_profiles,
)
from klantbeeld.identity.population import (
    SEEN_ENOUGH,
    SMOOTHING,
    STRANGERS_KNOWN,
    random_pairs,
)
from klantbeeld.identity.records import Column, Floats, Rows, as_objects
from klantbeeld.identity.train import (
    INSIDE_PASSES,
    LARGEST_COMPONENT,
    LEAST_SHARE,
    SAMPLED_PAIRS,
)

SAME_ORGANISATION = "same_organisation"
SAME_GROUP = "same_group"
LEARNT = (SAME_ORGANISATION, SAME_GROUP)

START_PAIRS = {SAME_ORGANISATION: 1.0, SAME_GROUP: 0.5}
"""Pairs per profile of each class to start from: one or two other forms of each organisation, and
half as many of its branches; a wide range of starts leads to the same end."""
LARGEST_SHARE = {SAME_ORGANISATION: 0.5, SAME_GROUP: 0.25}
"""Of all pairs, where there are hardly any profiles."""

ONE_DOOR = 1e-3
"""Of two branches so few share a door, a holding and its company: at one door two names alike are
taken for one organisation, unless their numbers say otherwise."""

LINES = ("phone", DOMAIN)
"""How often a group shares these is not learnt, nor can its pairs outnumber those of the same
organisation: learnt freely, the class becomes "in the same trade", which half a name shows, too."""

MOST_NAMES_PER_DOMAIN = 10
"""A domain that more names use, none of them half of the time, is a provider's or an umbrella's."""


def train_organisations(records: pa.Table) -> OrganisationModel:
    """A model of the records that tell of an organisation; see the module."""
    columns = organisation_columns(organisation_records(records))
    counts = count_organisations(columns)
    prepared = prepare_profiles(counts, columns)
    rules, stop_keys = freeze(prepared)
    a, b = candidate_pairs(organisation_keys(prepared, rules, stop_keys))
    scale = 1.0
    if len(a) > SAMPLED_PAIRS:
        chosen = np.sort(np.random.default_rng(0).choice(len(a), SAMPLED_PAIRS, replace=False))
        scale = len(a) / SAMPLED_PAIRS
        a, b = a[chosen], b[chosen]
    compared = compare_organisations(COMPARISONS, prepared, a, b)
    strangers = compare_organisations(COMPARISONS, prepared, *random_pairs(len(prepared)))
    size = max(len(prepared), 2)
    vocabularies = {NAME: counts.names, "phone": counts.phones, DOMAIN: counts.domains}
    fit = _Fit(COMPARISONS, vocabularies, size, size * (size - 1) / 2)
    parameters = _estimate(fit, _population(fit, strangers, compared, scale), compared, scale)
    model = OrganisationModel(counts, rules, stop_keys, COMPARISONS, parameters, len(prepared))
    return replace(model, parameters=_with_inside_prior(model, prepared, a, b, compared))


def count_organisations(columns: Mapping[str, Column]) -> OrganisationCounts:
    """All counts, each profile counting once."""
    plain = prepare_profiles(OrganisationCounts(), columns).columns
    names = value_counts(plain[NAME])
    stem_counts: dict[str, int] = {}
    for name, count in names.items():
        for each in stems(name):
            stem_counts[each] = stem_counts.get(each, 0) + count
    providers = _providers(plain[DOMAIN], plain[NAME])
    own = {d: n for d, n in value_counts(plain[DOMAIN]).items() if d not in providers}
    return OrganisationCounts(
        Vocabulary(names),
        Vocabulary(stem_counts),
        _hidden(value_counts(plain["phone"])),
        _hidden(own),
        providers,
    )


def _hidden(counts: Mapping[str, int]) -> Vocabulary:
    return Vocabulary(dict(zip(hashed(as_objects(list(counts))), counts.values(), strict=True)))


def _providers(domain: Column, name: Column) -> frozenset[str]:
    """The domains that too many names use, names being told apart by their first stem."""
    first = np.array([*((stems(value) or ("",))[0] for value in name.values), ""], object)
    rows = np.flatnonzero((domain.codes >= 0) & (name.codes >= 0))
    users: dict[int, dict[str, int]] = {}
    for code, who in zip(domain.codes[rows].tolist(), first[name.codes[rows]], strict=True):
        of_domain = users.setdefault(code, {})
        of_domain[who] = of_domain.get(who, 0) + 1
    return frozenset(
        domain.values[code]
        for code, of_domain in users.items()
        if len(of_domain) > MOST_NAMES_PER_DOMAIN
        and max(of_domain.values()) * 2 < sum(of_domain.values())
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """What an estimation is about."""

    comparisons: tuple[OrganisationComparison, ...]
    vocabularies: Mapping[str, Vocabulary]
    profiles: int
    all_pairs: float

    def spread(self, comparison: OrganisationComparison, table: Floats) -> Floats:
        """Exact agreement spread over the rarity classes as the values themselves are."""
        if not comparison.by_rarity:
            return table
        spread = self.vocabularies[comparison.field].spread
        return np.append(table[:RARITIES].sum() * spread, table[RARITIES:])

    def start(self, name: str, comparison: OrganisationComparison) -> Floats:
        """Where a class starts, and what its pseudo pairs look like."""
        table = (START_SAME if name == SAME_ORGANISATION else START_GROUP)[comparison.field]
        return self.spread(comparison, normalised(table))

    def share(self, name: str, pairs: float) -> float:
        """A class's share of all pairs, from as many of it and what is assumed beforehand."""
        assumed = START_PAIRS[name] * PSEUDO_RECORDS
        per_profile = (pairs + assumed) / (self.profiles + PSEUDO_RECORDS)
        return min(per_profile * self.profiles / self.all_pairs, LARGEST_SHARE[name])


@dataclass(frozen=True, slots=True)
class _Population:
    """P(level) over all pairs per comparison, of how many pairs each tells, and what is known of
    strangers beforehand."""

    tables: tuple[Floats, ...]
    pairs: tuple[float, ...]
    known: tuple[Floats, ...]


def _population(fit: _Fit, random: Compared, candidates: Compared, scale: float) -> _Population:
    """As ``population.population``: what is too rare to turn up among random pairs is counted from
    the values, or among the candidates, which hold nearly all such pairs."""
    tables, pairs, known = [], [], []
    for index, comparison in enumerate(fit.comparisons):
        size = len(comparison.levels)
        seen = _count(random, index, np.ones(len(random)), size)
        both = seen.sum() / max(len(random), 1)
        share = normalised(seen + SMOOTHING)
        told = max(fit.all_pairs * both, 1.0)
        counted = _count(candidates, index, np.full(len(candidates), scale), size) / told
        thin = np.flatnonzero(seen[:-1] < SEEN_ENOUGH)
        share[thin] = np.maximum(counted[thin], SMOOTHING / fit.all_pairs)
        if comparison.by_rarity:
            vocabulary = fit.vocabularies[comparison.field]
            of_values = max(vocabulary.total * (vocabulary.total - 1) / 2, 1.0)
            share[:RARITIES] = np.maximum(vocabulary.agreeing_pairs / of_values, 1e-12)
        share[-1] = max(1 - share[:-1].sum(), 0.2)
        tables.append(normalised(share))
        pairs.append(fit.all_pairs * both)
        known.append(fit.spread(comparison, normalised(START_RANDOM[comparison.field])))
    return _Population(tuple(tables), tuple(pairs), tuple(known))


def _count(compared: Compared, index: int, weight: Floats, size: int) -> Floats:
    levels = compared.levels[index]
    present = levels >= 0
    seen = np.bincount(levels[present], weights=weight[present], minlength=size)
    return seen.astype(np.float64)


def _estimate(fit: _Fit, population: _Population, compared: Compared, scale: float) -> Parameters:
    """Fits the three classes to the counts of distinct patterns of levels."""
    seen, count = np.unique(np.stack(compared.levels, axis=1), axis=0, return_counts=True)
    patterns = Compared(tuple(seen.T), np.zeros(len(seen), np.int8))
    share = {name: fit.share(name, START_PAIRS[name] * fit.profiles) for name in LEARNT}
    tables = {name: [fit.start(name, each) for each in fit.comparisons] for name in LEARNT}
    random = _random(fit, population, tables, share)
    for passes in range(1, MAX_PASSES + 1):
        expected = _expect(patterns, [*tables.values(), random], share) * (count * scale)[:, None]
        before = share[SAME_ORGANISATION]
        for column, name in enumerate(LEARNT):
            share[name] = fit.share(name, float(expected[:, column].sum()))
            for index, comparison in enumerate(fit.comparisons):
                if not (comparison.fixed or (name == SAME_GROUP and comparison.field in LINES)):
                    found = _count(patterns, index, expected[:, column], len(comparison.levels))
                    table = normalised(found + PSEUDO_PAIRS * fit.start(name, comparison))
                    tables[name][index] = fit.spread(comparison, table)
        share[SAME_GROUP] = min(share[SAME_GROUP], share[SAME_ORGANISATION])
        random = _random(fit, population, tables, share)
        _constrain(fit, tables, random)
        if passes > MIN_PASSES and abs(share[SAME_ORGANISATION] / before - 1) < CONVERGED:
            break
    prior = share | {RANDOM: 1 - sum(share.values())}
    information = tuple(
        float((x * np.log2(x / y)).sum())
        for x, y in zip(tables[SAME_ORGANISATION], random, strict=True)
    )
    fitted = {name: tuple(own) for name, own in (tables | {RANDOM: random}).items()}
    return Parameters(fitted, prior, prior, information)


def _expect(
    patterns: Compared, tables: Sequence[Sequence[Floats]], share: Mapping[str, float]
) -> Floats:
    """P(class | pattern), [patterns, classes]."""
    likelihood = log_likelihood(log_tables([tuple(own) for own in tables]), patterns, len(tables))
    return posteriors(likelihood, np.log2([*share.values(), 1 - sum(share.values())]))


def _random(
    fit: _Fit,
    population: _Population,
    tables: Mapping[str, Sequence[Floats]],
    share: Mapping[str, float],
) -> list[Floats]:
    """The random class: the population less the other classes, and what is known of strangers;
    where a comparison is fixed, what is known alone."""
    out = []
    for index, comparison in enumerate(fit.comparisons):
        everyone, known = population.tables[index], population.known[index]
        if comparison.fixed:
            out.append(known)
            continue
        taken = sum(share[name] * tables[name][index] for name in LEARNT)
        rest = normalised(np.maximum(everyone - taken, RANDOM_FLOOR * everyone))
        out.append(normalised(rest * population.pairs[index] + known * STRANGERS_KNOWN))
    return out


def _constrain(fit: _Fit, tables: Mapping[str, list[Floats]], random: Sequence[Floats]) -> None:
    """What holds whatever the data say: see ``ONE_DOOR`` and ``DIFFERENCE_CAP``."""
    same, group = tables[SAME_ORGANISATION], tables[SAME_GROUP]
    for index, comparison in enumerate(fit.comparisons):
        strangers = random[index]
        if comparison.fixed or comparison.field == "city":
            group[index] = strangers
        elif comparison.field == ADDRESS:
            apart = normalised(strangers[ELSEWHERE:]) * (1 - ONE_DOOR)
            group[index] = np.append(np.full(ELSEWHERE, ONE_DOOR / ELSEWHERE), apart)
        if not comparison.fixed:
            same[index] = _cap_difference(same[index], strangers)


def _cap_difference(same: Floats, random: Floats) -> Floats:
    """Full disagreement kept from speaking for one organisation."""
    limit = DIFFERENCE_CAP * random[-1]
    if same[-1] <= limit:
        return same
    table: Floats = same * (1 - limit) / (1 - same[-1])
    table[-1] = limit
    return table


def _with_inside_prior(
    model: OrganisationModel, prepared: PreparedOrganisations, a: Rows, b: Rows, compared: Compared
) -> Parameters:
    """The parameters with the classes' shares among all pairs inside connected components."""
    parameters = model.parameters
    classes = len(parameters.classes)
    likelihood = log_likelihood(parameters.log_tables, compared, classes)
    linked = match_weight(likelihood, parameters.log_prior()) > 0
    labels = components(a[linked], b[linked], len(prepared))
    inside = pairs_inside(labels, 3, LARGEST_COMPONENT)
    if not len(inside[0]):
        return parameters
    levels = compare_organisations(model.comparisons, prepared, *inside)
    likelihood = log_likelihood(parameters.log_tables, levels, classes)
    share = np.full(classes, 1 / classes)
    for _ in range(INSIDE_PASSES):
        share = posteriors(likelihood, np.log2(share)).mean(axis=0)
        share = normalised(np.maximum(share, LEAST_SHARE))
    inside_prior = dict(zip(parameters.classes, share.tolist(), strict=True))
    return replace(parameters, inside_prior=inside_prior)
