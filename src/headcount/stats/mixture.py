"""Weights of a mixture over a fixed grid of archetypes, by nonparametric maximum likelihood.

Kiefer & Wolfowitz (1956) show that the likelihood over all mixing distributions has a maximum; Laird (1978) and Koenker &
Mizera (2014) compute it on a grid. Expectation maximisation from even weights, stopped early, leaves weight wherever the data
cannot tell cells apart, which is what a cautious null wants.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import compiled


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


def fit_weights(log_likelihood: NDArray[np.floating], units: NDArray[np.float64], steps: int = 40) -> NDArray[np.float64]:
    """Mixture weights with the humility floor.

    Args:
        log_likelihood: shape (n, cells), log-likelihood of each unit's whole data under each archetype.
        units: shape (n,), how many units each row stands for (stratified samples); the sum counts as the sample's size.
        steps: EM steps.

    Returns:
        Shape (cells,), sums to 1. One pseudo-unit is spread evenly over all cells, so that no archetype is ruled out
        further than 1 : (units + 1) * cells. Without rows the weights are even.
    """
    cells = log_likelihood.shape[1]
    weights = np.full(cells, 1 / cells)
    total = float(units.sum())
    if total > 0:
        likelihood = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True)).astype(np.float64)
        share = units / total
        for _ in range(steps):
            weights *= likelihood.T @ (share / (likelihood @ weights))
        weights /= weights.sum()
    floored: NDArray[np.float64] = (total * weights + 1 / cells) / (total + 1)
    return floored


def cap(weights: NDArray[np.float64], region: NDArray[np.bool_], most: float) -> NDArray[np.float64]:
    """`weights` with the total weight in `region` lowered to at most `most`; what is taken off goes to the rest in proportion."""
    inside = float(weights[region].sum())
    if inside <= most or inside >= 1:
        return weights
    return np.where(region, weights * (most / inside), weights * ((1 - most) / (1 - inside)))
