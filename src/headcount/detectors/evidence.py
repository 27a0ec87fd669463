"""Mechanism: from a claim about volume and shares to the clients whose evidence passes the bar of the declared rate.

**By habit.** Let T be the number of active units (hours or days) of all peers together, and B the budget: the declared rate times
clients and length of the log, at least `LEAST_BUDGET`, at most one. A client is found when its Shiryaev-Roberts statistic reaches
T / B. If every honest client behaves as the learned null says, the expected number of honest clients found in one scan is at most
B: a client with T_i units reaches c with probability at most T_i / c, and that sums without assuming independence. The learned
null is an estimate, so the tests hold it to the rate on made honest worlds of many shapes.
When several clients are found together the bar falls to T / (q k) (e-BH, q = 0.1): among those found then, at most one in ten is
expected to be honest.

**By standing apart.** Habits take days and hundreds of peers to learn. A claim that says so is also held against one number a
client (see `apart`): found is whoever has so much that B honest clients of a crowd like this one are expected to reach it. Each
way then gets half of the declared rate, and at least `LEAST_BUDGET`: on a small site, or in a short log, where the declared rate
would allow nothing at all, one scan in ten may name an honest client each way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.apart import rarity
from headcount.detectors.peers import BUSIER_THAN, Crowd, Group, crowd_of, groups_of
from headcount.detectors.shares import Share, share_part
from headcount.detectors.units import Units, units_of
from headcount.detectors.volume import tail_size, volume_part
from headcount.ledger.window import Window
from headcount.stats.e_bh import e_bh_bar
from headcount.stats.shiryaev_roberts import Evidence, e_detector

LEAST_BUDGET = 0.1
"""Expected number of honest clients found in one scan by one detector and way, for small sites and short logs."""
MOST_BUDGET = 1.0
"""The same for large sites and long logs, of all ways of a detector together."""
_FALSE_SHARE = 0.1
_JUMP = 1e-3
"""Chance per unit that an honest client takes up another habit."""
_NEW = "page_new"
"""What a client stands apart by: first views, without what was looked up."""
_ENOUGH_PEERS = 50
"""Habits are not learned from fewer, unless they are all that a claim goes by; whoever stands apart does so among fewer, too."""


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
    """Whether only a run of busy units without a pause counts, units as busy as the busiest of one peer in fifty; evidence from
    before a pause is dropped. The busiest unit alone may set a client apart, too."""
    totals: bool
    """Whether the total of different records in the whole window may set a client apart."""
    busier_than: float = BUSIER_THAN
    """Clients that were shown no more records than this share of their peers are not judged."""


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
    notices: tuple[str, ...] = ()
    """What an operator should know of the bar or of what was learned; sentences without a client."""

    def of(self, place: int) -> Units:
        """The units of one client."""
        return self.units.of_one(place)

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
    parts = 2 if claim.burst or claim.totals else 1
    budget = float(np.clip(false_per_10k * clients / 10_000 * days / 30 / parts, LEAST_BUDGET, MOST_BUDGET / parts))
    peak, final, rare = (np.zeros(len(crowd.number)) for _ in range(3))
    for group in groups_of(crowd, claim.busier_than):
        peers = active.of(group.peers)
        if parts == 1 or len(peers.start) > _ENOUGH_PEERS:
            at, found = _evidence(group, peers, units, claim)
            peak[at], final[at] = found.peak, found.final
        if parts > 1 and len(peers):
            rare = np.maximum(rare, _rarity(group, peers, claim))
    bar, far = len(active) / budget, clients / budget
    threshold = min(bar, e_bh_bar(final[final > 0], len(active), _FALSE_SHARE))
    habit = np.where(peak >= bar, peak, np.where(final >= threshold, final, 0))
    apart = rare / far > habit / threshold
    strength, needed = np.where(apart, rare, habit), np.where(apart, far, threshold)
    places = np.flatnonzero(strength >= needed)
    places = places[np.lexsort((np.argsort(crowd.rank)[places], -(strength / needed)[places]))]
    return Trial(crowd, units, tuple(Suspicion(at, float(strength[at]), float(needed[at])) for at in places.tolist()))


def _evidence(group: Group, peers: Units, units: Units, claim: Claim) -> tuple[NDArray[np.int64], Evidence]:
    """The places of those suspects of the group who may have any evidence, and their statistic."""
    suspects = units.of(group.suspects, claim.volume)
    if claim.burst:
        bar = _busy_from(peers, claim.volume)
        suspects = suspects.of_those(suspects.counts[claim.volume] > bar)
    if not len(suspects):
        return suspects.owners(), Evidence(np.zeros(0), np.zeros(0), np.zeros(0, np.int64))
    sample = units.of(group.sample, claim.volume)
    weight = group.weight[sample.owners()]
    parts = [
        volume_part(claim.volume, peers, sample, weight, suspects),
        share_part(claim.shares, peers, sample, weight, suspects),
    ]
    if not claim.burst:
        return suspects.owners(), e_detector(suspects.start, parts, _JUMP)
    busy = suspects.counts[claim.volume] > bar
    paused = np.r_[True, (np.diff(suspects.time) > claim.seconds) | ~busy[:-1]]
    return suspects.owners(), e_detector(suspects.start, parts, _JUMP, paused, judged=busy)


def _busy_from(peers: Units, volume: str) -> int:
    """Units that bring more are as busy as the busiest of one peer in fifty."""
    busiest = np.maximum.reduceat(peers.counts[volume], peers.start[:-1])
    beyond = tail_size(len(busiest)) + 1
    return int(np.partition(busiest, -beyond)[-beyond])


def _rarity(group: Group, peers: Units, claim: Claim) -> NDArray[np.float64]:
    """How rare so busy a unit, or such a total, is among the group's peers; shape (crowd,), 0 for those who are no suspects."""
    numbers = (np.maximum if claim.burst else np.add).reduceat(peers.counts[_NEW], peers.start[:-1])
    told, some = np.zeros(len(group.peers)), numbers > 0
    told[peers.owners()[some]] = rarity(numbers[some])
    return np.where(group.suspects, told, 0)
