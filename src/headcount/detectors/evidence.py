"""Mechanism: from a claim about volume and shares to the clients whose evidence passes the bar of the declared rate.

**What is promised.** Let T be the number of active units (hours or days) of all peers together, and B the budget: the declared
rate times clients and length of the log, at least `LEAST_BUDGET`, at most one. A client is found when its Shiryaev-Roberts
statistic reaches T / B. If every honest client behaves as the learned null says, the expected number of honest clients found in
one scan is at most B: a client with T_i units reaches c with probability at most T_i / c, and that sums without assuming
independence. The learned null is an estimate, so the tests hold it to the rate on made honest worlds of many shapes.
When several clients are found together the bar falls to T / (q k) (e-BH, q = 0.1): among those found then, at most one in ten is
expected to be honest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.peers import Crowd, Group, crowd_of, groups_of
from headcount.detectors.shares import Share, share_part
from headcount.detectors.units import Units, units_of
from headcount.detectors.volume import tail_of, volume_part
from headcount.ledger.window import Window
from headcount.stats.e_bh import e_bh_bar
from headcount.stats.shiryaev_roberts import e_detector

LEAST_BUDGET = 0.1
"""Expected number of honest clients found by one detector in one scan, for small sites and short logs."""
_MOST_BUDGET = 1.0
_FALSE_SHARE = 0.1
_JUMP = 1e-3
"""Chance per unit that an honest client takes up another habit."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a detector watches."""

    seconds: int
    """Length of a unit: 3,600 or 86,400."""
    volume: str
    """Roll-up column whose sum over a unit is the volume; units without any are skipped."""
    shares: tuple[Share, ...]
    """Shares of the unit's records that are watched beside the volume."""
    burst: bool
    """Whether only a run of units without a pause counts: evidence from before a pause is dropped."""
    totals: bool
    """Whether the total of records in the whole window is evidence too (half of the bet)."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A client whose evidence passed the bar."""

    place: int
    """Place in `Crowd`."""
    strength: float
    threshold: float
    passed: int | None = None
    """Start of the unit in which the evidence passed the threshold, seconds since 1970-01-01 UTC; None where it is not told."""


@dataclass(frozen=True, slots=True)
class Trial:
    """All that a detector needs to say why."""

    crowd: Crowd
    units: Units
    found: tuple[Suspicion, ...]
    """Strongest first; ties by records."""

    def of(self, place: int) -> Units:
        """The units of one client."""
        return self.units.of(np.arange(len(self.crowd.number)) == place)

    def peers(self) -> NDArray[np.bool_]:
        """Mask over the crowd: peers that were not found."""
        rest = self.crowd.peer.copy()
        rest[[suspicion.place for suspicion in self.found]] = False
        return rest


def try_claim(window: Window, claim: Claim, false_per_10k: float) -> Trial | None:
    """Judge every client; None when the window holds no peer with any volume."""
    crowd = crowd_of(window)
    units = units_of(window, claim.seconds)
    active = units.of(crowd.peer, claim.volume)
    if not len(active):
        return None
    days = max((window.last - window.first).total_seconds() / 86400, 0)
    clients = len(active.start) - 1
    budget = float(np.clip(false_per_10k * clients / 10_000 * days / 30, LEAST_BUDGET, _MOST_BUDGET))
    peak, final = np.zeros(len(crowd.number)), np.zeros(len(crowd.number))
    for group, at, evidence in _evidence(crowd, units, claim):
        peak[at], final[at] = evidence
        if claim.totals:
            total = _totals(crowd, group, at) * len(active) / clients
            peak[at], final[at] = np.maximum(peak[at], total) / 2, (final[at] + total) / 2
    bar = len(active) / budget
    together = e_bh_bar(final[final > 0], len(active), _FALSE_SHARE)
    strength = np.where(peak >= bar, peak, final)
    threshold = min(bar, together)
    places = np.flatnonzero((peak >= bar) | (final >= threshold))
    order = np.lexsort((np.argsort(crowd.rank)[places], -strength[places]))
    found = tuple(Suspicion(int(place), float(strength[place]), threshold) for place in places[order])
    return Trial(crowd, units, found)


def _evidence(
    crowd: Crowd, units: Units, claim: Claim
) -> Iterator[tuple[Group, NDArray[np.int64], tuple[NDArray[np.float64], NDArray[np.float64]]]]:
    """For each group: its suspects' places, and the peak and final value of their statistic."""
    for group in groups_of(crowd):
        suspects = units.of(group.suspects, claim.volume)
        if not len(suspects):
            continue
        peers, sample = units.of(group.peers, claim.volume), units.of(group.sample, claim.volume)
        weight = group.weight[sample.owners()]
        parts = [
            volume_part(claim.volume, peers, sample, weight, suspects),
            share_part(claim.shares, peers, sample, weight, suspects),
        ]
        paused = np.r_[True, np.diff(suspects.time) > claim.seconds]
        evidence = e_detector(suspects.start, parts, _JUMP, paused if claim.burst else None)
        yield group, suspects.owners(), (evidence.peak, evidence.final)


def _totals(crowd: Crowd, group: Group, at: NDArray[np.int64]) -> NDArray[np.float64]:
    """E-value of each client's total of different records against the tail of its peers' totals."""
    tail = tail_of(crowd.records[group.peers])
    return np.zeros(len(at)) if tail is None else tail.e_value(crowd.records[at].astype(np.float64))
