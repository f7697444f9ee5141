"""What goes with what: EASE, a linear model of items by items in closed form.

Entering: how much each person likes each item. Leaving: weights B with a zero diagonal, so that
liking @ B says how much an item fits a person by everything else that they bought.

Source: Steck (2019), "Embarrassingly shallow autoencoders for sparse data", WWW '19, equation 8:
P = (X'X + lambda*I)^-1, B = I - P / diag(P). Here X decays with time (Baskets.liking), and who
bought much of everything speaks less of each thing. One symmetric inverse of as many items as are
modelled, in single precision where lambda keeps it well conditioned: 4,000 take eight times as long
as 2,000.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import get_lapack_funcs
from scipy.sparse import csr_matrix

from klantbeeld.value.arrays import Floats, Ints

MOST_ITEMS = 4000
"""The items with most buyers; of the others too little is known to say what goes with them."""

MOST_WEIGHTS = 400
"""Of each item only what it says most about is kept: what is stored is what is tested."""

EVENED = 0.25
"""A person counts for this power of one over their number of items, the average person for one:
ten items of who bought twenty say more of what goes together than of who bought a thousand."""

WELL_CONDITIONED = 1e5
"""The largest eigenvalue, at most the trace, over lambda: single precision keeps two digits."""


@dataclass(frozen=True, slots=True)
class Together:
    """``weight[i, j]``: how much liking ``items[i]`` speaks for ``items[j]``."""

    items: Ints
    weight: Floats


def fit_together(liking: csr_matrix, buyers: Floats, ridge: float) -> Together:
    """The model of the most bought items; ``ridge`` (lambda) is chosen by ``choosing``."""
    order = np.argsort(-buyers, kind="stable")[:MOST_ITEMS]
    items = np.sort(order[buyers[order] > 0])
    kept = _evened(liking)[:, items]
    gram = np.asfortranarray((kept.T @ kept).toarray())
    if gram.trace() < WELL_CONDITIONED * ridge:
        gram = gram.astype(np.float32)
    gram[np.diag_indices_from(gram)] += ridge
    inverse = _inverse(gram)
    scale = np.diag(inverse).copy()
    weight = -inverse / scale if len(items) else inverse
    weight[np.diag_indices_from(weight)] = 0
    return Together(items, _strongest(weight.astype(np.float32, copy=False)))


def _evened(liking: csr_matrix) -> csr_matrix:
    """Each person's row times its weight."""
    number = np.diff(liking.indptr)
    usual = number[number > 0].mean() if number.any() else 1.0
    weight = (np.maximum(number, 1) / usual) ** -EVENED
    rows = (liking.data * np.repeat(weight, number), liking.indices, liking.indptr)
    return csr_matrix(rows, shape=liking.shape)


def _strongest(weight: Floats) -> Floats:
    """Of each row the largest weights, by size without sign; the others are nothing."""
    spare = weight.shape[1] - MOST_WEIGHTS
    if spare > 0:
        least = np.argpartition(np.abs(weight), spare, axis=1)[:, :spare]
        np.put_along_axis(weight, least, 0, axis=1)
    return weight


def _inverse(gram: Floats) -> Floats:
    """Of a symmetric positive definite matrix, by Cholesky: half the work of a plain inverse."""
    if not len(gram):
        return gram
    factorise, invert = get_lapack_funcs(("potrf", "potri"), (gram,))
    factor, _ = factorise(gram, lower=1, overwrite_a=1)
    half, _ = invert(factor, lower=1, overwrite_c=1)  # above the diagonal there is nothing
    whole = half + half.T
    whole[np.diag_indices_from(whole)] /= 2
    return np.asarray(whole)
