"""Weights of a mixture over a fixed grid of archetypes, by nonparametric maximum likelihood.

Kiefer & Wolfowitz (1956) show that the likelihood over all mixing distributions has a maximum; Laird (1978) and Koenker &
Mizera (2014) compute it on a grid. Expectation maximisation from even weights, stopped early, leaves weight wherever the data
cannot tell cells apart, which is what a cautious null wants.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import compiled

_NONE = 1e-18
"""Likelihoods, relative to the best archetype's, and weights below this are none: their products would be denormal numbers."""


def log_likelihoods(table: NDArray[np.float64], row: NDArray[np.intp], start: NDArray[np.intp]) -> NDArray[np.float64]:
    """The log-likelihood of each unit's whole data, from a table of single observations.

    Args:
        table: shape (values, cells), log-likelihood of each distinct observation under each archetype.
        row: shape (observations,), the table row of each.
        start: shape (units + 1,), first observation of each unit, then the number of observations.

    Returns:
        Shape (units, cells).
    """
    sums = np.zeros((len(start) - 1, table.shape[1]))
    _add_rows(table, row, start, sums)
    return sums


@compiled
def _add_rows(table: NDArray[np.float64], row: NDArray[np.intp], start: NDArray[np.intp], sums: NDArray[np.float64]) -> None:
    for unit in range(len(sums)):
        total = sums[unit]
        for at in range(start[unit], start[unit + 1]):
            one = table[row[at]]
            for cell in range(len(total)):
                total[cell] += one[cell]


def fit_weights(
    log_likelihood: NDArray[np.floating], units: NDArray[np.float64], steps: int = 40, floor: float = 1.0
) -> NDArray[np.float64]:
    """Mixture weights with the humility floor.

    Args:
        log_likelihood: shape (n, cells), log-likelihood of each unit's whole data under each archetype.
        units: shape (n,), how many units each row stands for (stratified samples); the sum counts as the sample's size.
        steps: EM steps.
        floor: so many pseudo-units are spread evenly over all cells.

    Sums are made in one order on every machine: a product of matrices would share them out among as many threads as there are
    cores, which tells another last digit, and costs several times the work on cores that are busy.

    Returns:
        Shape (cells,), sums to 1. With one pseudo-unit no archetype is ruled out further than 1 : (units + 1) * cells.
        Without rows the weights are even.
    """
    cells = log_likelihood.shape[1]
    weights = np.full(cells, 1 / cells)
    total = float(units.sum())
    if total > 0:
        known, counts = _different(log_likelihood[units > 0], units[units > 0])
        likelihood = np.empty(known.shape, np.float32)  # what a step costs is reading it: half as many bytes
        np.subtract(known, known.max(axis=1, keepdims=True), out=likelihood, casting="same_kind")
        np.exp(likelihood, out=likelihood)
        likelihood[likelihood < _NONE] = 0
        share = counts / total
        for _ in range(steps):
            some = np.where(weights < _NONE, 0, weights).astype(np.float32)
            given = (share / np.einsum("ij,j->i", likelihood, some)).astype(np.float32)
            weights *= np.einsum("i,ij->j", given, likelihood)
        weights /= weights.sum()
    floored: NDArray[np.float64] = (total * weights + floor / cells) / (total + floor)
    return floored


def _different(rows: NDArray[np.floating], units: NDArray[np.float64]) -> tuple[NDArray[np.floating], NDArray[np.float64]]:
    """Each different row once, with all units that it stands for: most units of a crowd were seen once, and look the same.

    They come in an order of their own, so that sums are the same to the last digit in whatever order the units came.
    """
    mark = np.einsum("ij,j->i", rows, np.cos(np.arange(rows.shape[1])))  # equal sums: equal rows, and next to never others
    _, first, of = np.unique(mark, return_index=True, return_inverse=True)
    counts: NDArray[np.float64] = np.bincount(of, units).astype(np.float64)
    return rows[first], counts


def cap(weights: NDArray[np.float64], region: NDArray[np.bool_], most: float) -> NDArray[np.float64]:
    """`weights` with the total weight in `region` lowered to at most `most`; what is taken off goes to the rest in proportion."""
    inside = float(weights[region].sum())
    if inside <= most or inside >= 1:
        return weights
    return np.where(region, weights * (most / inside), weights * ((1 - most) / (1 - inside)))
