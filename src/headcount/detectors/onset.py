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
from headcount.detectors.habits import COLDEST, WOBBLES, Observed, busiest, factors_of, likeliest, new_and_cold, swept, weights_of
from headcount.detectors.learning import (
    DAY,
    ESTABLISHED,
    FEWEST_PEERS,
    MARGIN,
    UNINFORMATIVE,
    learning_ends,
    many_sweep,
    stretches,
    too_many_alike,
)
from headcount.detectors.peers import Group, crowd_of, groups_of
from headcount.detectors.units import Units, units_of
from headcount.ledger.window import Window
from headcount.stats import negative_binomial
from headcount.stats.mixture import cap
from headcount.stats.shiryaev_roberts import Part, e_detector

F64 = NDArray[np.float64]

_BUSIER_THAN = 0.8
"""A client that was shown no more than this share of its peers is not judged."""
_MOST_BUDGET = 1.0
_ALWAYS, _MOST_SWEEPING, _COMMON = 1e6, 1e-4, 0.01
"""Who sweeps from the first day on: the bar is so many times higher, since nothing clean was learned; habits of sweeping get so
much weight; where more than such a share of the peers has them, they are honest there, and nobody is found by them."""
_JUMP = 1e-5
"""Chance per day that an honest client takes up another habit of its peers."""
_MEANS = np.geomspace(0.4, 400, 10)
_BET_MEANS = np.geomspace(8, 50_000, 15)
_WILD = 3.0 ** np.arange(6)
"""A single day may be so many times the habit, with weight falling as the power -1.3 and 2 % in all."""
_SIZES = (0.6, 0.9, 1.5, 3.0)
_STEADY = (3.0, 12.0)
"""Sizes that only clients with a habit of their own may have: a steady volume."""


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


def try_onset(window: Window, false_per_10k: float) -> Trial | None:
    """Judge every client's days after the learning period; None when there is none, or too few peers to learn from."""
    ends = learning_ends(window)
    if ends is None:
        return None
    crowd, units = crowd_of(window), units_of(window, DAY)
    peers = units.of(crowd.peer, "page_records")
    clients = peers.clients_after(ends)
    if clients < FEWEST_PEERS:
        return None
    judged, groups = stretches(window, ends), list(groups_of(crowd))
    looked_at = units.of(np.logical_or.reduce([(crowd.suspect & group.peers) | group.sample for group in groups]), "page_records")
    days = (window.last.timestamp() - ends) / DAY
    budget = float(np.clip(false_per_10k * clients / 10_000 * days / 30, LEAST_BUDGET, _MOST_BUDGET)) / MARGIN
    bar = sum(peers.rows_between(begins, until) for _, begins, until in judged) / budget
    coldest = min(window.cold_share, COLDEST)
    found: dict[int, Suspicion] = {}
    notices: list[str] = []
    for since, begins, until in judged:
        left, some = crowd.suspect.copy(), looked_at.between(since, until)
        left[list(found)] = False
        for group in groups:
            if not group.peers.any():  # declared crawlers alone, beside groups by role
                continue
            busy = crowd.records >= np.quantile(crowd.records[group.peers], _BUSIER_THAN, method="higher")
            sample = group.sample.copy()
            sample[list(found)] = False
            learned = some.of(sample, "page_records").before(begins)
            suspects = some.of(left & group.peers & busy, "page_records")
            told, notice = _judge(group, suspects, learned, (begins, bar), coldest, first=begins == ends)
            notices += notice
            found |= {one.place: one for one in told}
            left &= ~group.peers
    rank = np.empty(len(crowd.rank), np.intp)
    rank[crowd.rank] = np.arange(len(crowd.rank))
    return Trial(crowd, units, tuple(sorted(found.values(), key=lambda s: (-s.strength, rank[s.place]))), tuple(notices))


def _judge(
    group: Group, suspects: Units, sample: Units, bar: tuple[int, float], coldest: float, *, first: bool
) -> tuple[list[Suspicion], list[str]]:
    """The suspects of one group whose evidence passes, learned from the days of `sample`, and what to tell of the learning.

    `bar` is (second at which learning ends, bar). Those who sweep always are looked for where the log is `first` judged.
    """
    ends = bar[0]
    if len(sample.start) - 1 < FEWEST_PEERS or not len(suspects.after(ends)):
        return [], []
    weight = group.weight[sample.owners()]
    grid = _grid(sample, weight, coldest)
    learning_days = np.add.reduceat(suspects.time < ends, suspects.start[:-1])
    established = np.zeros(len(group.suspects), np.bool_)
    established[suspects.owners()[learning_days >= ESTABLISHED]] = True
    weights = weights_of(_observe(sample, coldest, grid), sample.start, weight)
    if weights.sum(axis=0)[swept(coldest)].sum() > UNINFORMATIVE:
        return [], []
    found = []
    for chosen, habits in ((established, grid.widened()), (~established, grid)):
        known = weights_of(_observe(sample, coldest, habits), sample.start, weight) if habits.extreme else weights
        found += _passed(suspects.of(chosen, "page_records"), coldest, habits, known, bar)
    sweeping = _sweeping(weights, coldest)
    common = float(weights[sweeping].sum())
    if not first:
        return found, []
    if common > _COMMON:
        clients = round(common * float(weight.sum()))
        return found, [many_sweep(clients)] if too_many_alike(clients, weight.sum()) else []
    rest = np.ones(len(group.suspects), np.bool_)
    rest[[suspicion.place for suspicion in found]] = False
    weights = cap(weights, sweeping, _MOST_SWEEPING)
    always = _passed(suspects.of(rest, "page_records"), coldest, grid, weights, (0, bar[1] * _ALWAYS))
    if too_many_alike(len(always), weight.sum()):
        return found, [many_sweep(len(always))]
    return found + always, []


def _sweeping(weights: F64, coldest: float) -> NDArray[np.bool_]:
    """Which habits are those of a sweep: many records, nearly all of them new and cold. Shape of `weights`."""
    many = np.repeat(_MEANS > 15, len(weights) // len(_MEANS))
    return np.broadcast_to(many[:, None, None] & swept(coldest), weights.shape)


def _passed(units: Units, coldest: float, grid: _Grid, weights: F64, judged: tuple[int, float]) -> list[Suspicion]:
    """The clients whose evidence reaches a bar on days from a second on; `judged` is (second, bar)."""
    since, bar = judged
    units = units.of_those(units.time >= since)  # of the others there is nothing to judge
    if not len(units):
        return []
    part = Part(factors_of(_observe(units, coldest, grid)), weights, 1.0)
    evidence = e_detector(units.start, [part], _JUMP, judged=units.time >= since, level=bar)
    owners = units.owners()
    return [
        Suspicion(int(owners[at]), float(evidence.peak[at]), bar, int(units.time[evidence.crossed[at]]))
        for at in np.flatnonzero(evidence.crossed >= 0).tolist()
    ]


def _observe(units: Units, coldest: float, grid: _Grid) -> tuple[Observed, Observed, Observed]:
    """The three quantities of each day."""
    new, cold = new_and_cold(units, coldest, (grid.first_views, grid.cold), extreme=grid.extreme)
    volumes = _BET_MEANS
    if grid.extreme:  # every bet is a habit too, but for volumes that nobody has
        volumes = np.r_[_MEANS[_MEANS.searchsorted(_BET_MEANS[0]) :], _BET_MEANS[_BET_MEANS.searchsorted(_MEANS[-1]) :]]
    return _volume(units.counts["page_records"], grid.sizes, volumes), new, cold


def _volume(shown: NDArray[np.int64], sizes: Sequence[float], bets: F64) -> Observed:
    values, row = np.unique(shown, return_inverse=True)
    chance = np.where(_WILD == 1, 0.98, _WILD**-1.3 * 0.02 / (_WILD[1:] ** -1.3).sum())
    means, size = np.repeat(_MEANS, len(sizes)), np.tile(sizes, len(_MEANS))
    null = np.zeros((len(values), len(means)))
    for times, share in zip(_WILD, chance, strict=True):
        null += share * np.exp(negative_binomial.log_pmf(values[:, None], means * times, size))
    return Observed(np.log(np.maximum(null, 1e-300)), negative_binomial.log_pmf(values[:, None], bets, _STEADY[0]), row)


def _grid(sample: Units, weight: F64, coldest: float) -> _Grid:
    """Each quantity's dispersion, by the likelihood of its own mixture over the busiest fifth of the sample."""
    days, weight = busiest(sample, weight)

    def best(place: int, grids: Sequence[_Grid]) -> _Grid:
        return likeliest(grids, lambda grid: _observe(days, coldest, grid)[place], days.start, weight)

    return _Grid(
        best(0, [_Grid(sizes=(value,)) for value in _SIZES]).sizes,
        best(1, [_Grid(first_views=value) for value in WOBBLES]).first_views,
        best(2, [_Grid(cold=value) for value in WOBBLES]).cold,
    )
