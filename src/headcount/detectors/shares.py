"""Mechanism: which share of a client's records is new, cold or adjacent, against what that share is for everybody.

A share falls as a log goes on (first views become rare, records warm up), for honest clients and others alike. So archetypes
are *offsets* in log odds from a base that is learned from all peers: by how much the client had seen before, or by time.
Combinations of high offsets that hardly any peer shows are capped: a few harvesters among the peers do not make it a habit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.units import Units
from headcount.stats import beta_binomial
from headcount.stats.mixture import cap, fit_weights, log_likelihoods
from headcount.stats.shiryaev_roberts import Factor, Part

_WOBBLES = (0.02, 0.15)
_MOST_DRAWS = 200
"""More draws of one unit are scaled down to this: the wobble lets them say no more."""
_INTERVALS = 24
_SUPPORT = 20
"""A base is learned from at least so many clients, and one client counts for at most so many records in it."""
_INFORMATIVE = 8
_ENOUGH_PEERS = 50
_SET_ASIDE = 20
"""So many peers with the most draws are not learned from (at most one in twenty): harvesters would be among them."""
_RARE = (10, 0.01)
"""Habits of at most so many peers, or such a share of them, may be those of harvesters that were learned from all the same."""
_HIGHEST = 100.0


@dataclass(frozen=True, slots=True)
class Share:
    """One share to watch."""

    part: str
    """Roll-up column that is counted."""
    whole: str
    """Roll-up column that it is a part of."""
    given: Literal["history", "time", "nothing"]
    """What the base depends on: records seen before (the first unit then says nothing), or time in the window. With `nothing`
    there is no base: offsets are the log odds themselves."""
    habits: tuple[float, ...]
    """Offsets of the archetypes, log odds, ascending."""
    strange: float
    """Offset from which a habit looks like a harvester's."""
    strange_most: float
    """Most weight that strange habits get where they are rare; for habits strange in every share, the product of these."""
    bets: tuple[float, ...]
    """Offsets of the alternatives, log odds; each is one of the habits, so that no honest habit is better explained by a bet."""
    wild: float = 0.0
    """Chance that a unit has nothing to do with the habit and looks as a bet would have it: one unit says at most 1 / `wild`."""


def share_part(shares: Sequence[Share], peers: Units, sample: Units, weight: NDArray[np.float64], suspects: Units) -> Part:
    """All `shares` of `suspects` against the null learned from `peers` (arguments as in `volume_part`)."""
    span = (int(peers.time.min()), int(peers.time.max()) + 1)
    factors = []
    fitted = np.zeros((len(weight), 1))
    most = np.zeros(len(weight), np.int64)
    informed = np.zeros(len(weight), np.bool_)
    for share in shares:
        base = _base(share, peers, span)
        columns = [np.concatenate(c) for c in zip(_draws(share, sample, span), _draws(share, suspects, span), strict=True)]
        null, bets, place = _tables(share, base, columns)
        own = log_likelihoods(null, place[: len(sample)], sample.start)
        most = np.maximum(most, np.add.reduceat(sample.counts[share.whole], sample.start[:-1]))
        informed |= np.add.reduceat(columns[1][: len(sample)], sample.start[:-1]) >= _INFORMATIVE
        fitted = (fitted[:, :, None] + own[:, None, :]).reshape(len(weight), -1)
        best = null.max(axis=1, keepdims=True)
        ratio = np.exp(np.minimum(bets - best, _HIGHEST))
        factors.append(Factor(np.exp(null - best), ratio, place[len(sample) :]))
    aside = min(_SET_ASIDE, int(informed.sum()) // 20)
    if aside:
        informed &= most <= np.partition(most, -aside - 1)[-aside - 1]
    weights = fit_weights(fitted[informed], weight[informed])
    return Part(tuple(factors), _capped(weights, shares, float(weight[informed].sum())), 1.0)


def _capped(weights: NDArray[np.float64], shares: Sequence[Share], peers: float) -> NDArray[np.float64]:
    """Cap the weight of strange offsets where hardly any peer shows them."""
    weights = weights.reshape([len(share.habits) * len(_WOBBLES) for share in shares])
    if peers < _ENOUGH_PEERS:
        return weights
    allowance = max(_RARE[0] / peers, _RARE[1])
    strange = [
        (np.repeat(share.habits, len(_WOBBLES)) >= share.strange).reshape(_along(axis, weights.ndim))
        for axis, share in enumerate(shares)
    ]
    regions = [np.broadcast_to(region, weights.shape) for region in strange]
    rare = [float(weights[region].sum()) <= allowance for region in regions]
    for share, region, seldom in zip(shares, regions, rare, strict=True):
        if seldom:
            weights = cap(weights, region, share.strange_most)
    if all(rare):
        weights = cap(weights, np.logical_and.reduce(regions), float(np.prod([share.strange_most for share in shares])))
    return weights


def _along(axis: int, axes: int) -> list[int]:
    return [-1 if other == axis else 1 for other in range(axes)]


def _draws(share: Share, units: Units, span: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Per row: hits and draws (scaled to `_MOST_DRAWS`), and the place in the base."""
    hits, draws, place = units.counts[share.part], units.counts[share.whole], _place(share, units, span)
    if share.given == "history":
        draws = np.where(units.history == 0, 0, draws)
    hits = np.minimum(hits, draws)
    much = np.flatnonzero(draws > _MOST_DRAWS)
    if len(much):
        hits[much] = np.rint(hits[much] * (_MOST_DRAWS / draws[much])).astype(np.int64)
        draws = np.minimum(draws, _MOST_DRAWS)
    return hits, draws, place


def _place(share: Share, units: Units, span: tuple[int, int]) -> NDArray[np.int64]:
    """Which entry of the base holds for each row."""
    if share.given == "history":
        return np.minimum(np.log2(np.maximum(units.history, 1)).astype(np.int64), _INTERVALS - 1)
    if share.given == "time":
        return (units.time - span[0]) * _INTERVALS // (span[1] - span[0])
    return np.zeros(len(units), np.int64)


def _base(share: Share, peers: Units, span: tuple[int, int]) -> NDArray[np.float64]:
    """Log odds of the share, shape (_INTERVALS,), every client counting little; by history it never rises."""
    if share.given == "nothing":
        return np.zeros(_INTERVALS)
    hits, draws, place = _draws(share, peers, span)
    run = np.flatnonzero(np.r_[True, (peers.client[1:] != peers.client[:-1]) | (place[1:] != place[:-1])])
    hits, draws, place = np.add.reduceat(hits, run), np.add.reduceat(draws, run), place[run]
    scale = np.minimum(1.0, _SUPPORT / np.maximum(draws, 1))
    got = np.bincount(place, hits * scale, _INTERVALS)
    asked = np.bincount(place, draws * scale, _INTERVALS)
    clients = np.bincount(place, draws > 0, _INTERVALS)
    overall = (got.sum() + 0.5) / (asked.sum() + 1)
    known = clients >= _SUPPORT
    level = np.where(known, (got + overall) / (asked + 1), overall)
    if share.given == "history":
        level = np.minimum.accumulate(np.where(known, level, level[known].max(initial=0.0) if known.any() else overall))
    level = np.clip(level, 0.005, 0.98)
    base: NDArray[np.float64] = np.log(level / (1 - level))
    return base


def _tables(
    share: Share, base: NDArray[np.float64], columns: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Log-likelihoods of the distinct (hits, draws, place): habits and bets, and every row's place in them."""
    hits, draws, place = columns
    key, row = np.unique((place * (_MOST_DRAWS + 1) + draws) * (_MOST_DRAWS + 1) + hits, return_inverse=True)
    x, rest = key % (_MOST_DRAWS + 1), key // (_MOST_DRAWS + 1)
    n, level = rest % (_MOST_DRAWS + 1), base[rest // (_MOST_DRAWS + 1)]

    mean = np.clip(1 / (1 + np.exp(-level[:, None] - np.repeat(share.habits, len(_WOBBLES)))), 0.001, 0.998)
    null = beta_binomial.log_pmf(x[:, None], n[:, None], mean, np.tile(_WOBBLES, len(share.habits)))
    bets = null[:, [share.habits.index(bet) * len(_WOBBLES) for bet in share.bets]]
    if share.wild:
        null = np.logaddexp(np.log1p(-share.wild) + null, np.log(share.wild) + bets.max(axis=1, keepdims=True))
    return null, bets, row
