"""Mechanism: what units of a client say of its habits, tabulated: which share was new, and how much of that cold.

Habits are cells of a grid over such quantities, weighted by how the peers behave; bets are what a sweep would look like.
Clients that were there while the null was learned may have habits that nobody else is believed to have, every bet among them, so
that none of their steady work is explained better by a bet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.units import Units
from headcount.stats import beta_binomial
from headcount.stats.mixture import fit_weights, log_likelihoods
from headcount.stats.shiryaev_roberts import Factor

F64 = NDArray[np.float64]
T = TypeVar("T")

COLDEST = 0.97
"""No sweep is believed to meet a larger share of cold records."""
WOBBLES, BET_WOBBLE = (0.01, 0.02, 0.04, 0.07, 0.12), 0.02
"""How much a share differs between units of one habit: the beta-binomial's intra-class correlation."""
_HIGHEST = 100.0
_FIRST_VIEWS, _BET_FIRST_VIEWS = (0.15, 0.35, 0.55, 0.72, 0.86, 0.96), (0.7, 0.85, 0.99)
_COLD, _BET_COLD = (0.06, 0.16, 0.27, 0.38, 0.49, 0.6, 0.71, 0.83), (0.35, 0.55, 0.75, 1.0)
_ALL_NEW, _ALL_COLD = (0.99,), (0.92, 0.97)
"""Habits that only a client which showed them while the null was learned may have: nothing but first views, nothing but cold
records. A new client that begins with them began to sweep."""
_MOST_DRAWS = 400
"""Of a unit with more records than this, shares are scaled down to it: the wobble lets them say no more."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One quantity of some units, tabulated on its distinct values."""

    null: F64
    """Shape (values, cells): log-likelihood under each habit."""
    bets: F64
    """Shape (values, bets)."""
    row: NDArray[np.intp]
    """Shape (units,): the table row of each unit."""


def new_and_cold(
    units: Units, coldest: float, wobbles: tuple[float, float], *, extreme: bool, steady: float | None = BET_WOBBLE
) -> tuple[Observed, Observed]:
    """The share of first views, and of cold records among them.

    Args:
        units: with records on pages.
        coldest: the share of cold records that a sweep meets.
        wobbles: of the two shares.
        extreme: whether the grid is that of clients with a habit of their own.
        steady: wobble of a sweep's shares; None: those of honest clients.
    """
    shown = units.counts["page_records"]
    new = np.minimum(units.counts["page_new"], shown)
    cold = np.minimum(units.counts["page_cold"], new)
    of_new, of_cold = wobbles
    if extreme:
        return (
            share(new, shown, _FIRST_VIEWS + _ALL_NEW, _FIRST_VIEWS[3:5] + _ALL_NEW, (of_new, of_new)),
            share(cold, new, _COLD + _ALL_COLD, _COLD[3::2] + _ALL_COLD[1:], (of_cold, of_cold)),
        )
    return (
        share(new, shown, _FIRST_VIEWS, _BET_FIRST_VIEWS, (of_new, steady or of_new)),
        share(cold, new, _COLD, tuple(coldest * part for part in _BET_COLD), (of_cold, steady or of_cold)),
    )


def swept(coldest: float) -> NDArray[np.bool_]:
    """Which pairs of shares are those of a sweep: nearly all records new, and cold. Shape (first views, cold)."""
    new, cold = np.greater(_FIRST_VIEWS, 0.85), np.greater(_COLD, 0.7 * coldest)
    return new[:, None] & cold[None, :]


def share(
    hits: NDArray[np.int64],
    draws: NDArray[np.int64],
    habits: tuple[float, ...],
    bets: tuple[float, ...],
    wobbles: tuple[float, float],
) -> Observed:
    """Hits among draws; `habits` and `bets` are shares, `wobbles` those of a habit and of a bet."""
    scale = np.minimum(1.0, _MOST_DRAWS / np.maximum(draws, 1))
    x, n = (np.rint(column * scale).astype(np.int64) for column in (hits, draws))
    key, row = np.unique(n * (_MOST_DRAWS + 1) + np.minimum(x, n), return_inverse=True)
    n, x = key[:, None] // (_MOST_DRAWS + 1), key[:, None] % (_MOST_DRAWS + 1)
    null, alternative = (beta_binomial.log_pmf(x, n, np.array(p), w) for p, w in zip((habits, bets), wobbles, strict=True))
    return Observed(null, alternative, row)


def factors_of(observed: Sequence[Observed]) -> tuple[Factor, ...]:
    """The same as likelihoods, each row divided by its best habit's."""
    factors = []
    for seen in observed:
        best = seen.null.max(axis=1, keepdims=True)
        factors.append(Factor(np.exp(seen.null - best), np.exp(np.minimum(seen.bets - best, _HIGHEST)), seen.row))
    return tuple(factors)


def weights_of(observed: Sequence[Observed], start: NDArray[np.intp], weight: F64) -> F64:
    """Weight of each habit among the peers that are learned from, one axis a quantity.

    Args:
        observed: their units.
        start: shape (peers + 1,), first unit of each.
        weight: shape (peers,), how many peers each stands for.
    """
    joint = np.zeros((len(weight), 1))
    for seen in observed:
        own = log_likelihoods(seen.null, seen.row, start)
        joint = (joint[:, :, None] + own[:, None, :]).reshape(len(weight), -1)
    return fit_weights(joint, weight).reshape([seen.null.shape[1] for seen in observed])


def busiest(sample: Units, weight: F64) -> tuple[Units, F64]:
    """The busiest fifth of the peers that are learned from, and for how many each stands: what dispersions are learned from."""
    total = np.add.reduceat(sample.counts["page_records"], sample.start[:-1])
    busy = np.zeros(int(sample.client.max()) + 1, np.bool_)
    busy[sample.owners()[total >= np.quantile(total, 0.8)]] = True
    return sample.of(busy, "page_records"), weight[busy[sample.owners()]]


def likeliest(choices: Sequence[T], observe: Callable[[T], Observed], start: NDArray[np.intp], weight: F64) -> T:
    """The dispersion under which a quantity's own mixture explains the peers best; arguments as of `weights_of`."""
    likely = []
    for choice in choices:
        seen = observe(choice)
        own = log_likelihoods(seen.null, seen.row, start)
        top = own.max(axis=1)
        likely.append(float(weight @ (np.log(np.exp(own - top[:, None]) @ fit_weights(own, weight)) + top)))
    return choices[int(np.argmax(likely))]
