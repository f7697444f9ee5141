"""Which share of the pairs of one person blocking never brings together.

Entering: a model, prepared records, and pairs of records with the probability that they are one
person. Leaving: a share in [0, 1), without labels. It is capture-recapture with covariates (Huggins
1989; Alho 1990): the chance of being caught follows from what a pair has filled in and how often
one person's records agree on it, and whoever is caught stands for those who are not (Horvitz &
Thompson 1952). Pairs are drawn as the model sees them: what two records have filled in as for any
two of these sources, agreement of each column by itself. Where errors come together, so that a
record that errs in one column errs in the others too, more is missed than this says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klantbeeld.identity.blocking import Part, Rule, keys_by_rule
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import Flags, Floats, Rows

DRAWS = 100_000
"""Pairs drawn: a share of 1 % is known to 3 % of itself."""

PASSES = 12
"""The pairs that are missed agree on less, which lowers agreement, which raises what is missed:
after as many passes the share stands still in the fourth decimal."""

SMOOTHING = 0.5
"""Added to each count of agreement, so that none is impossible."""

MOST_MISSED = 0.95
"""Beyond it hardly any pair is caught, and who is caught stands for nobody."""


def missed_share(
    model: Model,
    prepared: Prepared,
    a: Rows,
    b: Rows,
    weight: Floats,
    caught_weight: float,
    seed: int = 0,
) -> float:
    """P(no blocking rule brings the pair together | one person).

    ``a``, ``b`` are a sample of pairs of rows with ``weight``, how many pairs of one person each
    stands for; ``caught_weight`` how many pairs of one person are among the candidates.
    """
    if not len(a) or weight.sum() <= 0:
        return 0.0
    rules = model.blocking.rules
    columns = _agreement(rules, prepared, a, b)
    fires = _chance_to_fire(model, prepared, columns, a, b, weight)
    drawn = _draw_records(prepared, a, b, weight, np.random.default_rng(seed))
    present = {name: _both(prepared, name, drawn.a, drawn.b) for name in columns}
    seen = {
        name: column.count(weight) + SMOOTHING * (column.patterns >= 0)
        for name, column in columns.items()
    }
    luck = {name: np.random.default_rng((seed, i)).random(DRAWS) for i, name in enumerate(columns)}
    tables, missed = seen, 0.0
    for _ in range(PASSES):
        level = {
            name: np.searchsorted(np.cumsum(table / table.sum()), luck[name]).clip(
                max=len(table) - 1
            )
            for name, table in tables.items()
        }
        escape = np.ones(DRAWS)
        for rule, chance in zip(rules, fires, strict=True):
            agree = np.ones(DRAWS, bool)
            for part in rule.parts:
                column = columns[part[0]]
                agree &= present[part[0]] & column.agrees(column.patterns[level[part[0]]], part)
            escape *= np.where(agree, 1 - chance, 1.0)
        missed = min(float((drawn.share * escape).sum()), MOST_MISSED)
        unseen = max(caught_weight / (1 - missed) - float(weight.sum()), 0.0)
        share = drawn.share * escape / max(missed, 1e-12) * unseen
        tables = {
            name: seen[name] + np.bincount(level[name], share * present[name], len(seen[name]))
            for name in columns
        }
    return missed


@dataclass(frozen=True, slots=True)
class _Column:
    """On which parts of a column pairs agree: bits per pair (-1: not both filled in), the distinct
    ones in ``patterns``."""

    parts: tuple[Part, ...]
    bits: npt.NDArray[np.int64]
    patterns: npt.NDArray[np.int64]

    def agrees(self, bits: npt.NDArray[np.int64], part: Part) -> Flags:
        on: Flags = (bits > 0) & (bits >> self.parts.index(part) & 1 == 1)
        return on

    def count(self, weight: Floats) -> Floats:
        """The weight of each pattern."""
        filled = self.bits >= 0
        place = np.searchsorted(self.patterns, self.bits[filled])
        return np.bincount(place, weight[filled], len(self.patterns)).astype(np.float64)


def _agreement(rules: Sequence[Rule], prepared: Prepared, a: Rows, b: Rows) -> dict[str, _Column]:
    """For every column that a rule uses."""
    parts: dict[str, list[Part]] = {}
    for rule in rules:
        for part in rule.parts:
            of_column = parts.setdefault(part[0], [])
            if part not in of_column:
                of_column.append(part)
    columns = {}
    for name, of_column in parts.items():
        bits = np.zeros(len(a), np.int64)
        for bit, part in enumerate(of_column):
            bits |= _same_key(Rule((part,)), prepared, a, b).astype(np.int64) << bit
        bits[~_both(prepared, name, a, b)] = -1
        columns[name] = _Column(tuple(of_column), bits, np.unique(np.append(bits[bits >= 0], 0)))
    return columns


def _same_key(
    rule: Rule, prepared: Prepared, a: Rows, b: Rows, stops: npt.NDArray[np.int64] | None = None
) -> Flags:
    """Which pairs share the rule's key, and it is no stop key."""
    _, keys = next(iter(keys_by_rule([rule], prepared)))
    key, has = np.zeros(len(prepared), np.int64), np.zeros(len(prepared), bool)
    key[keys.row], has[keys.row] = keys.key, True
    if stops is not None and len(stops):
        at = np.minimum(np.searchsorted(stops, key), len(stops) - 1)
        has &= stops[at] != key
    shared: Flags = has[a] & has[b] & (key[a] == key[b])
    return shared


def _chance_to_fire(
    model: Model,
    prepared: Prepared,
    columns: dict[str, _Column],
    a: Rows,
    b: Rows,
    weight: Floats,
) -> list[float]:
    """P(the key is no stop key | the pair agrees on all parts), per rule."""
    chances = []
    for rule in model.blocking.rules:
        agree = np.ones(len(a), bool)
        for part in rule.parts:
            agree &= columns[part[0]].agrees(columns[part[0]].bits, part)
        fired = agree & _same_key(rule, prepared, a, b, model.blocking.stop_keys)
        chances.append(float((weight[fired].sum() + 0.1) / (weight[agree].sum() + 0.1)))
    return chances


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Random pairs of records; ``share`` makes their pairs of sources those of one person."""

    a: Rows
    b: Rows
    share: Floats


def _draw_records(
    prepared: Prepared, a: Rows, b: Rows, weight: Floats, generator: np.random.Generator
) -> _Drawn:
    x, y = generator.integers(0, len(prepared), (2, DRAWS))
    sources = int(prepared.source.max()) + 2
    drawn = _pair_of_sources(prepared, x, y, sources)
    wanted = _pair_of_sources(prepared, a, b, sources)
    theta = np.bincount(wanted, weight, sources**2) / weight.sum()
    share = (theta / np.maximum(np.bincount(drawn, minlength=sources**2), 1))[drawn]
    return _Drawn(x, y, share / share.sum())


def _pair_of_sources(prepared: Prepared, a: Rows, b: Rows, sources: int) -> Rows:
    one, other = prepared.source[a].astype(np.int64) + 1, prepared.source[b].astype(np.int64) + 1
    return np.minimum(one, other) * sources + np.maximum(one, other)


def _both(prepared: Prepared, column: str, a: Rows, b: Rows) -> Flags:
    codes = prepared.columns[column].codes
    both: Flags = (codes[a] >= 0) & (codes[b] >= 0)
    return both
