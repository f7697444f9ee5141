"""Expectation maximisation over the counts of comparison patterns.

Entering: how often each pattern of levels occurs among the candidate pairs, and how often each
level occurs in the population. Leaving: P(level | class) and the classes' shares of all
pairs. No labels.

The classes' shares are shares of *all* pairs of records: a pair that blocking does not find counts
as random, so the random class is the population less what the other two take from it (Splink's
"estimate u by random sampling", here kept consistent while the others are learnt). One pass costs
as much as there are distinct patterns, tens of thousands, however many pairs there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from klantbeeld.identity.comparisons import (
    BOTH_NAMES,
    EMAIL_STATES,
    GIVEN_ONLY,
    INITIAL_AND_FAMILY,
    MINED_STATES,
    OTHER_STATE,
    START_RANDOM,
    START_SAME_HOUSEHOLD,
    START_SAME_PERSON,
    Compared,
    Comparison,
    Kind,
    distinct_patterns,
)
from klantbeeld.identity.frequencies import RARITIES, Counts
from klantbeeld.identity.levels_contact import OTHER_NUMBER
from klantbeeld.identity.levels_names import GIVEN_DIFFERENT, OTHER_NAME
from klantbeeld.identity.likelihood import (
    RANDOM,
    SAME_HOUSEHOLD,
    SAME_PERSON,
    Parameters,
    Tables,
    log_likelihood,
    log_tables,
    normalised,
    posteriors,
)
from klantbeeld.identity.population import Population, rarity_vocabulary, with_known
from klantbeeld.identity.records import Codes, Floats

START_PAIRS = {SAME_PERSON: 0.7, SAME_HOUSEHOLD: 0.5}
"""Pairs per record of each class to start from; a wide range of starts leads to the same end."""
LARGEST_SHARE = {SAME_PERSON: 0.5, SAME_HOUSEHOLD: 0.25}
"""Of all pairs, where there are hardly any records."""

PSEUDO_PAIRS = 20.0
"""The start table counts as this many pairs in every step: a level that a class has never shown
stays possible, and a class with hardly any pairs stays what it is meant to be."""

PSEUDO_RECORDS = 20.0
"""The shares to start from count as this many records in every step: a handful of records cannot
tell that nobody lives together."""

NAMESAKES = 3.0
NAMESAKES_KNOWN = 5e4
"""Of those who share one of a record's names, so many are strangers for each that is the same
person, before the data has counted this many pairs: a small company's customers are relatives and
neighbours of one another, no sample of the nation, and how rare a name is among them cannot be told
from a handful of records. So one agreeing name alone never speaks for one person there."""

RANDOM_FLOOR = 0.02
"""The random class keeps at least this part of a level's share of the population."""

DIFFERENCE_CAP = 0.9
"""Full disagreement never speaks for one person: P(different | same person) stays below this part
of P(different | random)."""

HOUSEHOLD_TWINS = 0.02
HOUSEHOLD_TWINS_EXACT = 0.6
"""Housemates' birth dates are strangers' but for twins and mixed-up records: held fixed, for
learnt freely the class would draw in pairs that are one person."""

MAX_PASSES = 80
MIN_PASSES = 6
CONVERGED = 1e-4
"""Relative change of the same-person share at which the passes end."""

NAMED_STATES = tuple(
    state + mined
    for state in (INITIAL_AND_FAMILY, BOTH_NAMES, GIVEN_ONLY)
    for mined in (0, MINED_STATES)
)
UNNAMED_STATES = (OTHER_STATE, OTHER_STATE + MINED_STATES)

RANDOM_NAMESAKES = np.array([1e-4, 2e-2, 1e-4, 1e-4, 3e-2, 1e-3, 1e-4, 1e-3, 0.10, 0.15, 0.70])
"""E-mail of strangers whose names agree, to start from: the letters are often the same."""
RANDOM_EMAIL_PSEUDO = 0.5 * np.array([0.02, 0.05, 0.02, 0.02, 0.1, 0.1, 0.02, 0.1, 0.3, 0.3])
RANDOM_EMAIL_CAP_NAMED, RANDOM_EMAIL_CAP = 0.9, 0.12
"""Strangers' addresses may agree in part this often at most, with and without agreeing names."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Distinct patterns of levels, how many pairs show each, and each pair's pattern."""

    compared: Compared
    count: Floats
    inverse: Codes


def patterns(compared: Compared, scale: float) -> Patterns:
    """Counts the patterns; every pair counts as ``scale`` pairs."""
    first, inverse = distinct_patterns(compared)
    pairs = np.bincount(inverse, minlength=len(first)).astype(np.float64)
    return Patterns(compared.take(first), pairs * scale, inverse)


@dataclass(slots=True)
class _Estimation:
    """The state of one estimation: tables and shares, replaced pass by pass."""

    comparisons: Sequence[Comparison]
    counts: Counts
    population: Population
    patterns: Patterns
    records: int
    all_pairs: float
    tables: dict[str, list[Floats]]
    share: dict[str, float]


def estimate(
    comparisons: Sequence[Comparison],
    counts: Counts,
    population: Population,
    found: Patterns,
    records: int,
) -> Parameters:
    """Fits the three classes to the patterns."""
    records = max(records, 2)
    state = _start(comparisons, counts, population, found, records)
    for passes in range(1, MAX_PASSES + 1):
        before = state.share[SAME_PERSON]
        _maximise(state, _expect(state))
        change = abs(state.share[SAME_PERSON] / before - 1)
        if passes > MIN_PASSES and change < CONVERGED:
            break
    tables = {name: tuple(tables) for name, tables in _capped(state).items()}
    prior = state.share | {RANDOM: 1 - sum(state.share.values())}
    return Parameters(tables, prior, prior, _information(comparisons, tables))


def _start(
    comparisons: Sequence[Comparison],
    counts: Counts,
    population: Population,
    found: Patterns,
    records: int,
) -> _Estimation:
    random = []
    for comparison, table in zip(comparisons, population.tables, strict=True):
        if comparison.kind is Kind.EMAIL:
            tiled = np.tile(normalised(START_RANDOM[Kind.EMAIL]), (EMAIL_STATES, 1))
            tiled[list(NAMED_STATES)] = normalised(RANDOM_NAMESAKES)
            random.append(tiled)
        else:
            random.append(table)
    state = _Estimation(
        comparisons,
        counts,
        population,
        found,
        records,
        records * (records - 1) / 2,
        {SAME_PERSON: [], SAME_HOUSEHOLD: [], RANDOM: random},
        {},
    )
    for name, per_record in START_PAIRS.items():
        state.share[name] = _share(state, name, per_record * records)
    for name in (SAME_PERSON, SAME_HOUSEHOLD):
        for index, comparison in enumerate(comparisons):
            table = _spread_exact(state, index, _start_table(state, name, index))
            if comparison.kind is Kind.EMAIL:
                table = np.tile(table, (EMAIL_STATES, 1))
            state.tables[name].append(table)
    for index, comparison in enumerate(comparisons):
        if comparison.kind not in {Kind.EMAIL, Kind.SOURCE}:
            random[index] = _remainder(state, index)
    return state


def _share(state: _Estimation, name: str, pairs: float) -> float:
    """A class's share of all pairs, from as many pairs of it and what is assumed beforehand."""
    assumed = START_PAIRS[name] * PSEUDO_RECORDS
    per_record = (pairs + assumed) / (state.records + PSEUDO_RECORDS)
    return min(per_record * state.records / state.all_pairs, LARGEST_SHARE[name])


def _start_table(state: _Estimation, name: str, index: int) -> Floats:
    """Where a class starts and what its pseudo pairs look like; else the population's table."""
    starts = START_SAME_PERSON if name == SAME_PERSON else START_SAME_HOUSEHOLD
    table = starts.get(state.comparisons[index].kind, state.population.tables[index])
    return normalised(table)


def _spread_exact(state: _Estimation, index: int, table: Floats) -> Floats:
    """Exact agreement spread over the rarity classes as the values themselves are: the name that
    two records of one person share is drawn like anybody's."""
    vocabulary = rarity_vocabulary(state.comparisons[index], state.counts)
    if vocabulary is None:
        return table
    return np.append(table[:RARITIES].sum() * vocabulary.spread, table[RARITIES:])


def _capped(state: _Estimation) -> dict[str, list[Floats]]:
    """The tables as they are used: once names agree, an address with the same letters and another
    number is no further evidence for one person."""
    tables = {name: list(tables) for name, tables in state.tables.items()}
    for index, comparison in enumerate(state.comparisons):
        if comparison.kind is Kind.EMAIL:
            person = tables[SAME_PERSON][index].copy()
            named = [s for s in range(EMAIL_STATES) if s not in UNNAMED_STATES]
            limit = tables[RANDOM][index][named, OTHER_NUMBER]
            person[named, OTHER_NUMBER] = np.minimum(person[named, OTHER_NUMBER], limit)
            tables[SAME_PERSON][index] = person
    return tables


def _expect(state: _Estimation) -> Floats:
    """P(class | pattern) times the pattern's count, [patterns, classes]."""
    tables = _capped(state)
    shares = [*state.share.values(), 1 - sum(state.share.values())]
    likelihood = log_likelihood(
        log_tables([tuple(tables[name]) for name in tables]), state.patterns.compared, len(tables)
    )
    return posteriors(likelihood, np.log2(shares)) * state.patterns.count[:, None]


def _maximise(state: _Estimation, weight: Floats) -> None:
    """New shares and tables from the expected class of every pattern."""
    for column, name in enumerate((SAME_PERSON, SAME_HOUSEHOLD)):
        state.share[name] = _share(state, name, float(weight[:, column].sum()))
        for index, comparison in enumerate(state.comparisons):
            if name == SAME_HOUSEHOLD and comparison.kind in {Kind.GIVEN_NAME, Kind.SOURCE}:
                continue
            seen = _weigh(state, index, weight[:, column])
            table = seen + PSEUDO_PAIRS * _start_table(state, name, index)
            table = _spread_exact(state, index, normalised(table))
            if comparison.kind is Kind.EMAIL:
                table = np.tile(table, (EMAIL_STATES, 1))
            state.tables[name][index] = table
    for index, comparison in enumerate(state.comparisons):
        if comparison.kind is Kind.EMAIL:
            state.tables[RANDOM][index] = _random_emails(state, index, weight[:, -1])
        elif comparison.kind is not Kind.SOURCE:
            state.tables[RANDOM][index] = _remainder(state, index)
            _tie_household(state, index)
            _cap_difference(state, index)


def _weigh(state: _Estimation, index: int, weight: Floats) -> Floats:
    """Expected number of pairs on each level."""
    levels = state.patterns.compared.levels[index]
    present = levels >= 0
    size = len(state.comparisons[index].levels)
    seen = np.bincount(levels[present], weights=weight[present], minlength=size)
    return seen.astype(np.float64)


def _remainder(state: _Estimation, index: int) -> Floats:
    """The random class: the population less the other classes, and what is known of strangers."""
    everyone = state.population
    population = everyone.tables[index]
    taken = sum(share * state.tables[name][index] for name, share in state.share.items())
    rest = normalised(np.maximum(population - taken, RANDOM_FLOOR * population))
    table = with_known(rest, everyone.known[index], everyone.pairs[index])
    if state.comparisons[index].kind in {Kind.GIVEN_NAME, Kind.FAMILY_NAME}:
        person = state.tables[SAME_PERSON][index][:RARITIES]
        unsure = NAMESAKES_KNOWN / (NAMESAKES_KNOWN + everyone.pairs[index])
        table[:RARITIES] += unsure * NAMESAKES * state.share[SAME_PERSON] * person
    return normalised(table)


def _tie_household(state: _Estimation, index: int) -> None:
    """What housemates do not share more than strangers."""
    kind, household = state.comparisons[index].kind, state.tables[SAME_HOUSEHOLD]
    random = state.tables[RANDOM][index]
    if kind is Kind.GIVEN_NAME:
        household[index] = random
    elif kind is Kind.BIRTH_DATE:
        twins = np.zeros(len(random))
        twins[0], twins[2] = HOUSEHOLD_TWINS_EXACT, 1 - HOUSEHOLD_TWINS_EXACT
        household[index] = (1 - HOUSEHOLD_TWINS) * random + HOUSEHOLD_TWINS * twins
    elif kind is Kind.ADDRESS:  # a household is an address: it differs as one person's own does
        household[index] = state.tables[SAME_PERSON][index]


def _cap_difference(state: _Estimation, index: int) -> None:
    """Full disagreement kept from speaking for one person."""
    given = state.comparisons[index].kind is Kind.GIVEN_NAME
    table = state.tables[SAME_PERSON][index]
    for level in (GIVEN_DIFFERENT, OTHER_NAME) if given else (len(table) - 1,):
        limit = DIFFERENCE_CAP * state.tables[RANDOM][index][level]
        if table[level] > limit:
            table = table * (1 - limit) / (1 - table[level])
            table[level] = limit
    state.tables[SAME_PERSON][index] = table


def _random_emails(state: _Estimation, index: int, weight: Floats) -> Floats:
    """E-mail levels of strangers in each state, counted among the candidates, which hold all
    pairs whose addresses agree in part."""
    compared, population = state.patterns.compared, state.population
    size = len(state.comparisons[index].levels)
    levels = compared.levels[index]
    present = levels >= 0
    cell = compared.state[present].astype(np.int64) * size + levels[present]
    seen = np.bincount(cell, weights=weight[present], minlength=EMAIL_STATES * size)
    told = seen.reshape(EMAIL_STATES, size)[:, :-1] + RANDOM_EMAIL_PSEUDO
    random_share = 1 - sum(state.share.values())
    pairs = state.all_pairs * population.states * random_share * population.both_emails
    cap = np.full((EMAIL_STATES, 1), RANDOM_EMAIL_CAP)
    cap[list(NAMED_STATES)] = RANDOM_EMAIL_CAP_NAMED
    table = np.minimum(told / np.maximum(pairs, 10.0)[:, None], cap)
    total = table.sum(axis=1, keepdims=True)
    table = np.where(total > 0.95, table * 0.95 / total, table)
    return np.append(table, 1 - table.sum(axis=1, keepdims=True), axis=1)


def _information(comparisons: Sequence[Comparison], tables: dict[str, Tables]) -> tuple[float, ...]:
    """Kullback-Leibler divergence of same person from random per comparison, in bits: what it
    tells on average. The source tells who made a record, not who it is about."""
    out = []
    for index, comparison in enumerate(comparisons):
        person, random = tables[SAME_PERSON][index], tables[RANDOM][index]
        if comparison.kind is Kind.EMAIL:
            person, random = person[OTHER_STATE], random[OTHER_STATE]
        told = float((person * np.log2(person / random)).sum())
        out.append(0.0 if comparison.kind is Kind.SOURCE else max(told, 0.0))
    return tuple(out)
