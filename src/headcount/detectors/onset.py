"""Mechanism: clients that began to sweep after a learning period, against what their peers and they themselves did in it.

A day of a client is three numbers together: how many records it was shown, how many of them for the first time, how many of
those hardly anybody else looks at. The null is learned from the log's first half (at most thirty days) alone, so that those who
come later do not vouch for themselves: a mixture over a grid of habits, by maximum likelihood over the peers, with the floor
that rules no habit out. Each client's posterior over habits runs through the learning period too; only the days after it are
judged. Look-ups are left out (see `ledger.lookups`).

Habits drift. In a longer log each month is judged by the month before it (without the clients that were found by then), and half
a month further, so that what is collected across the turn is judged whole.

A client that swept from the first day on has that habit. It is judged once more, on all days, against habits of which those of
a sweep get next to no weight, so that a few such clients do not vouch for each other; the bar is higher there.

Source: the e-detectors of Shin, Ramdas & Rinaldo (2024) with the mixture of Kiefer & Wolfowitz (1956) as null.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.evidence import LEAST_BUDGET, Suspicion, Trial
from headcount.detectors.peers import Group, crowd_of, groups_of
from headcount.detectors.units import Units, units_of
from headcount.ledger.window import Window
from headcount.stats import beta_binomial, negative_binomial
from headcount.stats.mixture import cap, fit_weights, log_likelihoods
from headcount.stats.shiryaev_roberts import Factor, Part, e_detector

F64 = NDArray[np.float64]

_DAY = 86_400
_SHORTEST, _LONGEST, _BEYOND = 7, 30, 15
"""Days of learning: at least, at most; days that are judged beyond as many as were learned from, where more follow."""
_FEWEST_PEERS = 200
_BUSIER_THAN = 0.8
"""A client that was shown no more than this share of its peers is not judged."""
_MARGIN = 10.0
"""The bar is so many times what theory asks for the declared rate (or for `LEAST_BUDGET`): the learned tail is an estimate."""
_MOST_BUDGET = 1.0
_ALWAYS, _MOST_SWEEPING, _COMMON = 1e6, 1e-4, 0.01
"""Who sweeps from the first day on: the bar is so many times higher, since nothing clean was learned; habits of sweeping get so
much weight; where more than such a share of the peers has them, they are honest there, and nobody is found by them."""
_UNINFORMATIVE = 0.5
"""Where more than such a share of the peers sees nothing but new and cold records, only volumes differ: not judged here."""
_MANY, _MOST_ALIKE = 20, 0.002
"""More clients than this, and a larger share of the peers, with the same habit are a role."""
_JUMP = 1e-5
"""Chance per day that an honest client takes up another habit of its peers."""
_HIGHEST = 100.0
_MEANS = np.geomspace(0.4, 400, 10)
_BET_MEANS = np.geomspace(8, 50_000, 15)
_WILD = 3.0 ** np.arange(6)
"""A single day may be so many times the habit, with weight falling as the power -1.3 and 2 % in all."""
_SIZES = (0.6, 0.9, 1.5, 3.0)
_FIRST_VIEWS, _BET_FIRST_VIEWS = (0.15, 0.35, 0.55, 0.72, 0.86, 0.96), (0.7, 0.85, 0.99)
_COLD, _BET_COLD = (0.06, 0.16, 0.27, 0.38, 0.49, 0.6, 0.71, 0.83), (0.35, 0.55, 0.75, 1.0)
_STEADY, _ALL_NEW, _ALL_COLD = (3.0, 12.0), (0.99,), (0.92, 0.97)
"""Habits that only a client which showed them while the null was learned may have: a steady volume, nothing but first views,
nothing but cold records. A new client that begins with them began to sweep."""
_ESTABLISHED = 5
"""A client that was active on so many days of the learning period has a habit of its own."""
_COLDEST = 0.97
_WOBBLES, _BET_WOBBLE = (0.01, 0.02, 0.04, 0.07, 0.12), 0.02
_MOST_DRAWS = 400
"""Of a day with more records than this, shares are scaled down to it: the wobble lets them say no more."""


@dataclass(frozen=True, slots=True)
class _Observed:
    """One quantity of some days, tabulated on its distinct values."""

    null: F64
    """Shape (values, cells): log-likelihood under each habit."""
    bets: F64
    """Shape (values, bets)."""
    row: NDArray[np.intp]
    """Shape (days,): the table row of each day."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """The habits, and how much days of one habit differ."""

    sizes: tuple[float, ...] = (0.9,)
    """Negative binomial sizes of the volume; each of `_MEANS` goes with each of them."""
    first_views: float = 0.04
    """Wobble of a share: the beta-binomial's intra-class correlation."""
    cold: float = 0.04
    extreme: bool = False
    """Whether the extreme shares are habits too."""

    def widened(self) -> _Grid:
        """The grid for established clients."""
        return replace(self, sizes=tuple(dict.fromkeys((*self.sizes, *_STEADY))), extreme=True)


def learning_ends(window: Window) -> int | None:
    """Second at which learning ends; None for a log that touches too few days to learn from its beginning."""
    first, last = (int(moment.timestamp()) // _DAY for moment in (window.first, window.last))
    days = last - first + 1
    return (first + min(_LONGEST, days // 2)) * _DAY if days >= 2 * _SHORTEST else None


def too_many_alike(clients: int, peers: float) -> bool:
    """Whether so many of the peers show one habit that it is taken for a role that nobody declared."""
    return clients > max(_MANY, _MOST_ALIKE * peers)


def try_onset(window: Window, false_per_10k: float) -> Trial | None:
    """Judge every client's days after the learning period; None when there is none, or too few peers to learn from."""
    ends = learning_ends(window)
    if ends is None:
        return None
    crowd, units = crowd_of(window), units_of(window, _DAY)
    peers = units.of(crowd.peer, "page_records")
    clients = len(peers.after(ends).start) - 1
    if clients < _FEWEST_PEERS:
        return None
    stretches = _stretches(window, ends)
    days = (window.last.timestamp() - ends) / _DAY
    budget = float(np.clip(false_per_10k * clients / 10_000 * days / 30, LEAST_BUDGET, _MOST_BUDGET)) / _MARGIN
    bar = sum(len(peers.between(begins, until)) for _, begins, until in stretches) / budget
    coldest = min(window.cold_share, _COLDEST)
    found: dict[int, Suspicion] = {}
    for since, begins, until in stretches:
        left, some = crowd.suspect.copy(), units.between(since, until)
        left[list(found)] = False
        for group in groups_of(crowd):
            if not group.peers.any():  # declared crawlers alone, beside groups by role
                continue
            busy = crowd.records >= np.quantile(crowd.records[group.peers], _BUSIER_THAN, method="higher")
            sample = group.sample.copy()
            sample[list(found)] = False
            learned = some.of(sample, "page_records").before(begins)
            suspects = some.of(left & group.peers & busy, "page_records")
            told = _judge(group, suspects, learned, (begins, bar), coldest, first=begins == ends)
            found |= {one.place: one for one in told}
            left &= ~group.peers
    rank = np.empty(len(crowd.rank), np.intp)
    rank[crowd.rank] = np.arange(len(crowd.rank))
    return Trial(crowd, units, tuple(sorted(found.values(), key=lambda s: (-s.strength, rank[s.place]))))


def _stretches(window: Window, ends: int) -> list[tuple[int, int, int]]:
    """From when the log is learned from, from when it is judged, and until when; the first learning period ends at `ends`."""
    first, last = int(window.first.timestamp()) // _DAY * _DAY, int(window.last.timestamp()) + 1
    told = [(first, ends, last)]
    while last - told[-1][1] > (_LONGEST + _BEYOND) * _DAY:
        since, begins, _ = told[-1]
        told[-1] = since, begins, begins + (_LONGEST + _BEYOND) * _DAY
        told.append((begins, begins + _LONGEST * _DAY, last))
    return told


def _judge(
    group: Group, suspects: Units, sample: Units, bar: tuple[int, float], coldest: float, *, first: bool
) -> list[Suspicion]:
    """The suspects of one group whose evidence passes, learned from the days of `sample`.

    `bar` is (second at which learning ends, bar). Those who sweep always are looked for where the log is `first` judged.
    """
    ends = bar[0]
    if len(sample.start) - 1 < _FEWEST_PEERS or not len(suspects.after(ends)):
        return []
    weight = group.weight[sample.owners()]
    grid = _grid(sample, weight, coldest)
    learning_days = np.add.reduceat(suspects.time < ends, suspects.start[:-1])
    established = np.zeros(len(group.suspects), np.bool_)
    established[suspects.owners()[learning_days >= _ESTABLISHED]] = True
    weights = _weights(sample, weight, coldest, grid)
    if weights.sum(axis=0)[_new_and_cold(coldest)].sum() > _UNINFORMATIVE:
        return []
    found = []
    for chosen, habits in ((established, grid.widened()), (~established, grid)):
        known = _weights(sample, weight, coldest, habits) if habits.extreme else weights
        found += _passed(suspects.of(chosen, "page_records"), coldest, habits, known, bar)
    sweeping = _sweeping(weights, coldest)
    if not first or weights[sweeping].sum() > _COMMON:
        return found
    rest = np.ones(len(group.suspects), np.bool_)
    rest[[suspicion.place for suspicion in found]] = False
    weights = cap(weights, sweeping, _MOST_SWEEPING)
    always = _passed(suspects.of(rest, "page_records"), coldest, grid, weights, (0, bar[1] * _ALWAYS))
    return found + ([] if too_many_alike(len(always), weight.sum()) else always)


def _weights(sample: Units, weight: F64, coldest: float, grid: _Grid) -> F64:
    """Weight of each habit among the peers, one axis a quantity."""
    learned = [log_likelihoods(seen.null, seen.row, sample.start) for seen in _observe(sample, coldest, grid)]
    joint = learned[0][:, :, None, None] + learned[1][:, None, :, None] + learned[2][:, None, None, :]
    return fit_weights(joint.reshape(len(joint), -1), weight).reshape(joint.shape[1:])


def _new_and_cold(coldest: float) -> NDArray[np.bool_]:
    """Which pairs of shares are those of a sweep: nearly all records new, and cold. Shape (first views, cold)."""
    new, cold = np.greater(_FIRST_VIEWS, 0.85), np.greater(_COLD, 0.7 * coldest)
    return new[:, None] & cold[None, :]


def _sweeping(weights: F64, coldest: float) -> NDArray[np.bool_]:
    """Which habits are those of a sweep: many records, nearly all of them new and cold. Shape of `weights`."""
    many = np.repeat(_MEANS > 15, len(weights) // len(_MEANS))
    return np.broadcast_to(many[:, None, None] & _new_and_cold(coldest), weights.shape)


def _passed(units: Units, coldest: float, grid: _Grid, weights: F64, judged: tuple[int, float]) -> list[Suspicion]:
    """The clients whose evidence reaches a bar on days from a second on; `judged` is (second, bar)."""
    since, bar = judged
    if not len(units.after(since)):
        return []
    part = Part(_factors(_observe(units, coldest, grid)), weights, 1.0)
    evidence = e_detector(units.start, [part], _JUMP, judged=units.time >= since, level=bar)
    owners = units.owners()
    return [
        Suspicion(int(owners[at]), float(evidence.peak[at]), bar, int(units.time[evidence.crossed[at]]))
        for at in np.flatnonzero(evidence.crossed >= 0).tolist()
    ]


def _factors(observed: Sequence[_Observed]) -> tuple[Factor, ...]:
    factors = []
    for seen in observed:
        best = seen.null.max(axis=1, keepdims=True)
        factors.append(Factor(np.exp(seen.null - best), np.exp(np.minimum(seen.bets - best, _HIGHEST)), seen.row))
    return tuple(factors)


def _observe(units: Units, coldest: float, grid: _Grid) -> tuple[_Observed, _Observed, _Observed]:
    """The three quantities of each day."""
    shown = units.counts["page_records"]
    new = np.minimum(units.counts["page_new"], shown)
    cold = np.minimum(units.counts["page_cold"], new)
    if grid.extreme:  # every bet is a habit too (but for volumes that nobody has), so that no habit is better explained by a bet
        volumes = np.r_[_MEANS[_MEANS.searchsorted(_BET_MEANS[0]) :], _BET_MEANS[_BET_MEANS.searchsorted(_MEANS[-1]) :]]
        return (
            _volume(shown, grid.sizes, volumes),
            _share(new, shown, _FIRST_VIEWS + _ALL_NEW, _FIRST_VIEWS[3:5] + _ALL_NEW, (grid.first_views, grid.first_views)),
            _share(cold, new, _COLD + _ALL_COLD, _COLD[3::2] + _ALL_COLD[1:], (grid.cold, grid.cold)),
        )
    return (
        _volume(shown, grid.sizes, _BET_MEANS),
        _share(new, shown, _FIRST_VIEWS, _BET_FIRST_VIEWS, (grid.first_views, _BET_WOBBLE)),
        _share(cold, new, _COLD, tuple(coldest * share for share in _BET_COLD), (grid.cold, _BET_WOBBLE)),
    )


def _volume(shown: NDArray[np.int64], sizes: Sequence[float], bets: F64) -> _Observed:
    values, row = np.unique(shown, return_inverse=True)
    chance = np.where(_WILD == 1, 0.98, _WILD**-1.3 * 0.02 / (_WILD[1:] ** -1.3).sum())
    means, size = np.repeat(_MEANS, len(sizes)), np.tile(sizes, len(_MEANS))
    null = np.zeros((len(values), len(means)))
    for times, share in zip(_WILD, chance, strict=True):
        null += share * np.exp(negative_binomial.log_pmf(values[:, None], means * times, size))
    return _Observed(np.log(np.maximum(null, 1e-300)), negative_binomial.log_pmf(values[:, None], bets, _STEADY[0]), row)


def _share(
    hits: NDArray[np.int64],
    draws: NDArray[np.int64],
    habits: tuple[float, ...],
    bets: tuple[float, ...],
    wobbles: tuple[float, float],
) -> _Observed:
    scale = np.minimum(1.0, _MOST_DRAWS / np.maximum(draws, 1))
    x, n = (np.rint(column * scale).astype(np.int64) for column in (hits, draws))
    key, row = np.unique(n * (_MOST_DRAWS + 1) + np.minimum(x, n), return_inverse=True)
    n, x = key[:, None] // (_MOST_DRAWS + 1), key[:, None] % (_MOST_DRAWS + 1)
    null, alternative = (beta_binomial.log_pmf(x, n, np.array(p), w) for p, w in zip((habits, bets), wobbles, strict=True))
    return _Observed(null, alternative, row)


def _grid(sample: Units, weight: F64, coldest: float) -> _Grid:
    """Each quantity's dispersion, by the likelihood of its own mixture over the busiest fifth of the sample."""
    total = np.add.reduceat(sample.counts["page_records"], sample.start[:-1])
    busy = np.zeros(int(sample.client.max()) + 1, np.bool_)
    busy[sample.owners()[total >= np.quantile(total, 0.8)]] = True
    days, weight = sample.of(busy, "page_records"), weight[busy[sample.owners()]]

    def best(place: int, grids: Sequence[_Grid]) -> _Grid:
        likely = []
        for grid in grids:
            seen = _observe(days, coldest, grid)[place]
            own = log_likelihoods(seen.null, seen.row, days.start)
            top = own.max(axis=1)
            likely.append(float(weight @ (np.log(np.exp(own - top[:, None]) @ fit_weights(own, weight)) + top)))
        return grids[int(np.argmax(likely))]

    return _Grid(
        best(0, [_Grid(sizes=(value,)) for value in _SIZES]).sizes,
        best(1, [_Grid(first_views=value) for value in _WOBBLES]).first_views,
        best(2, [_Grid(cold=value) for value in _WOBBLES]).cold,
    )
