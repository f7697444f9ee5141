"""Which items matter most: how much of the outcome each explains, items that go together included.

Entering: sums of marks and of their products over forms on which every item was answered. Leaving:
Johnson's relative weights (Johnson 2000, Multivariate Behavioral Research 35(1), 1-19): the outcome
is regressed on the orthogonal variables nearest to the items, and what those explain is given back
to the items; the weights are never negative and add up to R squared, also where items go together,
as answers of one person always do. Intervals by a parametric bootstrap (Tonidandel, LeBreton and
Johnson 2009 recommend bootstrapping): correlation matrices drawn from the Wishart distribution of
the sample, so that marks of one person need not be kept. What goes together need not be a cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

FEWEST_FORMS = 100
_DRAWS = 1_000
_SEED = 2000
_SINGULAR = 1e-8

Matrix = npt.NDArray[np.float64]


class Lacking(StrEnum):
    """Why there is no importance."""

    NOT_DECLARED = "not_declared"
    """No recommendation item, or fewer than two items beside it, on one form."""
    TOO_FEW = "too_few"
    """Fewer than ``FEWEST_FORMS`` forms."""
    SAME_OUTCOME = "same_outcome"
    """Everybody gave the outcome the same mark."""
    SAME_MARKS = "same_marks"
    """Everybody gave all items but one the same mark."""
    TWINS = "twins"
    """Items always got the same mark as others: they cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one item matters."""

    item: str
    share: float
    """Of what all items explain together, in [0, 1]; together 1."""
    low: float
    high: float
    """Between which the share lies with 95 % certainty."""
    correlation: float
    """With the outcome, -1 to 1."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each item matters, or why that cannot be told."""

    forms: int
    r_squared: float | None = None
    """How much of the outcome the items explain together, in [0, 1]."""
    weights: tuple[Weight, ...] = ()
    """The heaviest first."""
    unmoved: tuple[str, ...] = ()
    """Items that everybody gave the same mark: left out."""
    lacking: Lacking | None = None


def relative_weights(correlations: Matrix, outcome: Matrix) -> Matrix:
    """Raw relative weights, one row for each matrix of a stack; they add up to R squared.

    ``correlations``: (..., k, k) among the items; ``outcome``: (..., k) with the outcome.
    """
    values, vectors = np.linalg.eigh(correlations)
    roots = np.sqrt(np.maximum(values, 0.0))
    turned = np.swapaxes(vectors, -1, -2)
    loadings = (vectors * roots[..., None, :]) @ turned
    inverse = (vectors / np.maximum(roots, _SINGULAR)[..., None, :]) @ turned
    beta = np.einsum("...ij,...j->...i", inverse, outcome)
    return np.asarray(np.einsum("...ij,...j->...i", loadings**2, beta**2))


def importance(items: Sequence[str], n: int, sums: Matrix, products: Matrix) -> Weights:
    """How much each of ``items[1:]`` matters for ``items[0]``.

    ``sums``: (k,) of the marks; ``products``: (k, k) of the marks multiplied, over ``n`` forms.
    """
    if n < FEWEST_FORMS:
        return Weights(n, lacking=Lacking.TOO_FEW)
    covariance = products - np.outer(sums, sums) / n
    spread = np.diagonal(covariance) > 1e-9 * np.maximum(np.diagonal(products), 1.0)
    unmoved = tuple(item for item, moves in zip(items[1:], spread[1:], strict=True) if not moves)
    if not spread[0]:
        return Weights(n, unmoved=unmoved, lacking=Lacking.SAME_OUTCOME)
    if spread[1:].sum() < 2:
        return Weights(n, unmoved=unmoved, lacking=Lacking.SAME_MARKS)
    kept = np.flatnonzero(spread)
    correlations = _correlations(covariance[np.ix_(kept, kept)])
    if np.linalg.eigvalsh(correlations[1:, 1:])[0] < _SINGULAR:
        return Weights(n, unmoved=unmoved, lacking=Lacking.TWINS)
    raw = relative_weights(correlations[1:, 1:], correlations[0, 1:])
    total = float(raw.sum())
    low, high = _bounds(correlations, n)
    shares = raw / total if total > 0 else raw
    weights = tuple(
        Weight(
            items[place], float(shares[at]), float(low[at]), float(high[at]),
            float(correlations[0, at + 1]),
        )
        for at, place in enumerate(kept[1:])
    )  # fmt: skip
    heaviest = tuple(sorted(weights, key=lambda weight: -weight.share))
    return Weights(n, min(total, 1.0), heaviest, unmoved)


def _correlations(covariance: Matrix) -> Matrix:
    scale = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))
    return np.asarray(covariance / (scale[..., :, None] * scale[..., None, :]))


def _bounds(correlations: Matrix, n: int) -> tuple[Matrix, Matrix]:
    """2.5 % and 97.5 % of the shares over matrices drawn by Bartlett's decomposition (1933)."""
    k = len(correlations)
    dice = np.random.default_rng(_SEED)
    lower = np.tril(dice.standard_normal((_DRAWS, k, k)), -1)
    freedom = n - 1 - np.arange(k)
    lower[:, range(k), range(k)] = np.sqrt(dice.chisquare(freedom, size=(_DRAWS, k)))
    root = _root(correlations) @ lower
    drawn = _correlations(root @ np.swapaxes(root, -1, -2))
    raw = relative_weights(drawn[:, 1:, 1:], drawn[:, 0, 1:])
    total = raw.sum(axis=1, keepdims=True)
    shares = np.divide(raw, total, out=np.zeros_like(raw), where=total > 0)
    low, high = np.percentile(shares, [2.5, 97.5], axis=0)
    return np.asarray(low), np.asarray(high)


def _root(correlations: Matrix) -> Matrix:
    """A lower triangle whose square the matrix is; a hair is added where an item is explained
    wholly."""
    try:
        return np.asarray(np.linalg.cholesky(correlations))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.cholesky(correlations + 1e-9 * np.eye(len(correlations))))
