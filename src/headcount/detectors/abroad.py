"""Mechanism: how much better the days of a client fit reading the people of one other place than what its peers do."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.peers import Group
from headcount.detectors.regions import Regions
from headcount.stats.share_change import share_odds

_FEWEST, _SCREEN = 8, 0.2
"""Fewer minutes with records of one other place are never a finding, those of days counted on which they are such a share."""
_LEAST_BET = 0.35
"""A smaller share of one other place is not looked for."""
TELLING = 20
"""Clients with fewer such minutes tell nothing of what shares are usual."""
_FLOOR = 1e-4
"""Pseudo-units of the null; what stands for the unknown are the misplaced."""
_MOST_TEACHERS = 1_000
"""What is usual is learned from at most so many clients of a group."""
_MISPLACED = 0.005
"""Of the peers, so many are taken to belong elsewhere than it seems, and to read as those do who live there; as many of them,
those that look most like it, teach nothing."""


def judge(regions: Regions, group: Group, asked: NDArray[np.bool_]) -> Iterator[tuple[int, int, tuple[float, float]]]:
    """(index into `Regions.client`, the place, peak and final evidence) of those asked about that are worth a look."""
    owner, place, minutes = regions.pairs(_SCREEN)
    client = regions.client[owner]
    home = regions.home[client]
    foreign = (home >= 0) & (place != home)
    teaches = _teachers(regions, group)
    judged = np.flatnonzero(foreign & asked[owner] & (minutes >= _FEWEST))
    if not len(judged) or not teaches.any():
        return
    known = np.flatnonzero(teaches[owner])
    visited = np.bincount(owner[known], place[known] != home[known], len(teaches))
    others = np.flatnonzero(teaches)
    stands = group.weight[regions.client]
    weight = np.where(foreign[known], 1.0, _MISPLACED) * stands[owner[known]]
    unseen = (regions.places - 1 - visited[others]) * stands[others]
    units = np.r_[owner[judged], owner[known], others]
    data = regions.shares(units, np.r_[place[judged], place[known], np.full(len(others), -1)])
    mine = np.arange(len(units)) < len(judged)
    odds = share_odds(data, ~mine, np.r_[np.zeros(len(judged)), weight, unseen], mine, _LEAST_BET, _FLOOR)
    peak = np.maximum.reduceat(odds, data.start[:-1])[mine] / (regions.places - 1)
    final = odds[data.start[1:] - 1][mine] / (regions.places - 1)
    for at in np.unique(owner[judged]).tolist():
        own = np.flatnonzero(owner[judged] == at)
        best = own[np.argmax(peak[own])]
        yield at, int(place[judged][best]), (float(peak[best]), float(final[best]))


def _teachers(regions: Regions, group: Group) -> NDArray[np.bool_]:
    """Shape of `Regions.client`: who of the group's sample is learned from."""
    owner, place, minutes = regions.pairs()
    everything = np.bincount(owner, minutes, len(regions.client))
    home = regions.home[regions.client]
    sampled = group.sample[regions.client] & (home >= 0) & (everything >= TELLING)
    foreign = sampled[owner] & (place != home[owner])
    usual = (minutes[foreign].sum() + 1) / (everything[sampled].sum() + 1) / (regions.places - 1)
    usual = min(max(float(usual), 0.001), 0.5)
    hits, rest = minutes[foreign], everything[owner[foreign]] - minutes[foreign]
    score = np.full(len(sampled), -np.inf)
    np.maximum.at(score, owner[foreign], hits * np.log(0.95 / usual) + rest * np.log(0.05 / (1 - usual)))
    aside = np.argsort(-score, kind="stable")[: math.ceil(_MISPLACED * int(sampled.sum()))]
    sampled[aside[score[aside] > 0]] = False
    kept = np.flatnonzero(sampled)
    taught = np.zeros_like(sampled)
    taught[kept[:: max(1, -(-len(kept) // _MOST_TEACHERS))]] = True
    return taught
