"""Mechanism: how many records an hour or a day of an honest client brings, learned from a crowd that may hold harvesters.

The bulk of the archetypes (negative binomial means and sizes) is weighted by maximum likelihood over the peers. The tail is
not: weights of means beyond a high quantile follow a power law fitted with trimming and never thinner than x**-3. So two or
ten harvesters of one volume do not vouch for each other, and an honest crowd with a Zipf tail is not surprised by its head.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.units import Units
from headcount.stats import negative_binomial
from headcount.stats.mixture import fit_weights, log_likelihoods
from headcount.stats.shiryaev_roberts import Factor, Part
from headcount.stats.tail import Tail, fit_tail

_MEANS = np.geomspace(0.5, 100_000, 25)
_SIZES = np.array([0.4, 1.0, 3.0, 10.0, 30.0])
_BETS = _MEANS[_MEANS > 12][::2]
_BET_SIZE = 3.0
_WILD = 0.02
"""Share of an honest client's units that have nothing to do with its habit: drawn from the whole crowd."""
_HIGHEST = 100.0
"""Log of the largest ratio of an alternative's to the null's best likelihood that one unit can contribute."""


def tail_size(values: int) -> int:
    """How many of so many values are the tail: a fiftieth, at least 10 and at most 500, and half of them at most."""
    return min(int(np.clip(values / 50, 10, 500)), values // 2)


def tail_of(values: NDArray[np.int64]) -> Tail | None:
    """The tail of one number a peer; None for fewer than 4 peers."""
    if len(values) < 4:
        return None
    return fit_tail(values, tail_size(len(values)))


def volume_part(column: str, peers: Units, sample: Units, weight: NDArray[np.float64], suspects: Units) -> Part:
    """The volume of `suspects` against the null learned from `peers`.

    Args:
        column: the counted roll-up column.
        peers: rows of all peers; the tail is that of their largest units.
        sample: rows of those peers that the bulk is learned from.
        weight: shape (clients of `sample`,), how many peers each stands for.
        suspects: rows to be scored; the returned part's factor has one row each.
    """
    values, place = np.unique(np.concatenate([sample.counts[column], suspects.counts[column]]), return_inverse=True)
    x = values[:, None]
    null = negative_binomial.log_pmf(x, np.repeat(_MEANS, len(_SIZES)), np.tile(_SIZES, len(_MEANS)))
    own = log_likelihoods(null, place[: len(sample)], sample.start)
    weights = fit_weights(own, weight).reshape(len(_MEANS), len(_SIZES))
    tail = tail_of(np.maximum.reduceat(peers.counts[column], peers.start[:-1]))
    if tail is not None:
        weights = _with_tail(weights, tail)
    best = null.max(axis=1, keepdims=True)
    likelihood = np.exp(null - best)
    crowd = np.einsum("ij,j->i", likelihood, weights.ravel())
    likelihood = (1 - _WILD) * likelihood + _WILD * crowd[:, None]
    bets = np.exp(np.minimum(negative_binomial.log_pmf(x, _BETS, _BET_SIZE) - best, _HIGHEST))
    return Part((Factor(likelihood, bets, place[len(sample) :]),), weights.ravel(), 0.0)


def _with_tail(weights: NDArray[np.float64], tail: Tail) -> NDArray[np.float64]:
    """Replace the weights of the means beyond the tail's threshold by the tail's.

    Weights never rise again beyond their mode, and half of each mean's weight is spread evenly over the sizes: a mean that no
    peer has is not ruled out where heavier peers exist.
    """
    above = np.greater(_MEANS, tail.threshold)
    if not above.any() or above.all():
        return weights
    edges = np.sqrt(_MEANS[1:] * _MEANS[:-1])
    lower = np.r_[tail.threshold, edges[above[1:]][1:]]
    lower = np.maximum(lower, tail.threshold)
    reach = tail.beyond(lower)
    mass = reach - np.r_[reach[1:], 0.0]
    bulk = weights.sum(axis=1)[~above]
    means = np.r_[bulk * ((1 - mass.sum()) / bulk.sum()), mass]
    mode = int(np.argmax(means))
    means[mode:] = np.maximum.accumulate(means[mode:][::-1])[::-1]
    even = np.full(weights.shape, 1 / len(_SIZES))
    sizes = np.divide(weights, weights.sum(axis=1, keepdims=True), out=even.copy(), where=~above[:, None])
    joined: NDArray[np.float64] = means[:, None] * (0.5 * sizes + 0.5 * even)
    joined /= joined.sum()
    return joined
