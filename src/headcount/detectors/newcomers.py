"""Mechanism: clients first seen after a log's beginning, and their first week against that of the newcomers before them.

Who was there in the first tenth of the log (at least a day) is no newcomer. Those who came after that and before the middle (or
the thirtieth day) are learned from; everybody who came after the first tenth is judged. So a wave of accounts that came later
does not vouch for itself, and one that came before is one among many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.evidence import LEAST_BUDGET, Suspicion
from headcount.detectors.peers import Crowd, crowd_of, groups_of
from headcount.detectors.shares import Share, share_part
from headcount.detectors.units import Units, units_of
from headcount.detectors.volume import volume_part
from headcount.ledger.lengths import FAMILIAR, days_of
from headcount.ledger.window import Window
from headcount.stats.e_bh import e_bh_bar
from headcount.stats.excess import log_excess, standing_out
from headcount.stats.shiryaev_roberts import Evidence, e_detector

MANY = 20
"""From so many on, those who are found together are one finding."""
FIRST_DAYS = 7
"""Days (UTC) of a newcomer that are judged, the day on which it came included."""
_DAY = 86_400
_LONGEST = 30.0
"""Days that are learned from at most."""
_FEWEST_NEWCOMERS = 200
_SAMPLE = 3_000
_BUSIER_THAN = 0.95
"""Who was shown no more in its first days than this share of the newcomers before is not judged."""
_JUMP = 1e-3
_OF_MANY = 0.1
"""Share of the budget that is for those who are too many: their evidence is either nothing or overwhelming."""
_FALSE_SHARE, _FALSE_NAMED, _FEW_NAMED = 0.1, 0.005, 2.0
"""Share of honest clients among those found together by their own evidence, and among those who are too many; of few, so many."""
_OWN = 10.0
"""Evidence of its own that one of many must have."""
_LARGEST = 700.0
"""Largest log of an e-value that is told."""
_OFFSETS = (-3.0, -1.5, -0.75, 0.0, 0.75, 1.5, 3.0, 5.0)
_BETS = (0.0, 3.0, 5.0)
_SHARES = (
    Share("page_new", "page_records", "history", _OFFSETS, 3.0, 1e-3, _BETS),
    Share("page_cold", "page_new", "time", _OFFSETS, 3.0, 1e-3, _BETS[1:]),
)


@dataclass(frozen=True, slots=True)
class Wave:
    """The newcomers of one group, and those of them whose evidence passed."""

    units: Units
    """First days of all newcomers of the group, one row a client and day with a record."""
    arrived: NDArray[np.int64]
    """Shape (crowd,): day on which each client was first shown a record, seconds since 1970-01-01 UTC."""
    learned: NDArray[np.bool_]
    """Mask over the crowd: the newcomers that were learned from."""
    records: NDArray[np.int64]
    """Shape (crowd,): different records shown to each client, in the whole log."""
    found: tuple[Suspicion, ...]
    """Those whose own evidence passed, strongest first; ties by records."""
    together: tuple[Suspicion, ...]
    """Those who came after the learned ones and are too many to be honest, in the same order; each with the evidence of all."""


def waves(window: Window, false_per_10k: float) -> Iterator[Wave]:
    """The newcomers of each group with enough of them; none on a log of less than seven days."""
    days = days_of(window)
    if days < FAMILIAR:
        return
    crowd, every = crowd_of(window), units_of(window, _DAY)
    begin = int(window.first.timestamp()) // _DAY * _DAY
    since, ends = begin + max(1, int(days / 10)) * _DAY, begin + int(min(_LONGEST, days // 2)) * _DAY
    arrived = np.full(len(crowd.number), np.iinfo(np.int64).max)
    np.minimum.at(arrived, every.client, every.time)
    new = crowd.peer & (arrived >= since)
    first_days = (every.time < arrived[every.client] + FIRST_DAYS * _DAY) & (every.counts["page_records"] > 0)
    units = every.at(np.flatnonzero(first_days))
    groups = [group.peers & new for group in groups_of(crowd)]
    shown = np.zeros(len(new), np.bool_)
    shown[units.owners()] = True
    groups = [mask for mask in groups if np.count_nonzero(mask & shown & (arrived < ends)) >= _FEWEST_NEWCOMERS]
    budget = float(np.clip(false_per_10k * crowd.peer.sum() / 10_000 * days / 30, LEAST_BUDGET, 1.0)) / max(len(groups), 1)
    for mask in groups:
        mine, learned = units.of(mask), mask & (arrived < ends)
        found, together = _judge(crowd, mine, learned, budget)
        yield Wave(mine, arrived, learned, crowd.records, tuple(found), tuple(together))


def _judge(crowd: Crowd, units: Units, learned: NDArray[np.bool_], budget: float) -> tuple[list[Suspicion], list[Suspicion]]:
    """The newcomers whose own evidence passes, and those who are too many."""
    peers = units.of(learned)
    shown = np.zeros(len(crowd.number), np.int64)
    np.add.at(shown, units.client, units.counts["page_records"])
    busy = shown > np.quantile(shown[peers.owners()], _BUSIER_THAN, method="higher")
    suspects = units.of(crowd.suspect & busy)
    if not len(suspects):
        return [], []
    sample, weight = _sample(peers, shown)
    late = replace(suspects, time=np.minimum(suspects.time, peers.time.max()))
    parts = [volume_part("page_records", peers, sample, weight, suspects), share_part(_SHARES, peers, sample, weight, late)]
    evidence, owners = e_detector(suspects.start, parts, _JUMP), suspects.owners()
    score = np.zeros(len(crowd.number))
    score[owners] = evidence.peak
    members, log_e = too_many(score[units.owners()], learned[units.owners()])
    of_all, threshold = float(np.exp(min(log_e, _LARGEST))), 1 / (_OF_MANY * budget)
    many = units.owners()[members] if of_all >= threshold else owners[:0]
    together = [Suspicion(place, of_all, threshold) for place in crowd.rank[np.isin(crowd.rank, many)].tolist()]
    alone = 0.0 if len(together) >= MANY else _FALSE_SHARE
    return _passed(crowd, owners, evidence, len(units), (len(units) / ((1 - _OF_MANY) * budget), alone)), together


def _passed(
    crowd: Crowd, owners: NDArray[np.int64], evidence: Evidence, occasions: int, promise: tuple[float, float]
) -> list[Suspicion]:
    """Those whose own evidence passes; `promise`: the bar, and the false share at which many pass below it (0: never)."""
    bar, share = promise
    threshold = min(bar, e_bh_bar(evidence.final[evidence.final > 0], occasions, share)) if share else bar
    strength = np.where(evidence.peak >= bar, evidence.peak, evidence.final)
    rank = np.empty(len(crowd.rank), np.intp)
    rank[crowd.rank] = np.arange(len(crowd.rank))
    passed = np.flatnonzero(strength >= threshold)
    order = passed[np.lexsort((rank[owners[passed]], -strength[passed]))]
    return [Suspicion(int(owners[at]), float(strength[at]), threshold) for at in order.tolist()]


def too_many(score: NDArray[np.float64], learned: NDArray[np.bool_]) -> tuple[NDArray[np.intp], float]:
    """Which newcomers stand out, and the log e-value that so many of the later ones do.

    Each is ranked among the learned ones (see `stats.excess`). Of those who stand out at most two are expected to be honest, or
    one in 200.

    Args:
        score: shape (newcomers,), the evidence of each; below `_OWN` it counts as none.
        learned: shape (newcomers,), who was learned from; the others came later.
    """
    known, later = np.sort(score[learned])[::-1], np.flatnonzero(~learned)
    above = np.searchsorted(-known, -score[later], "right")
    chance = np.where(score[later] >= _OWN, (above + 1) / (len(known) + 1), 1.0)
    return later[standing_out(chance, _FALSE_NAMED, few=_FEW_NAMED)], log_excess(chance)


def _sample(peers: Units, shown: NDArray[np.int64]) -> tuple[Units, NDArray[np.float64]]:
    """The newcomers that the null is learned from, and how many each stands for: the busiest, and every so-manieth other."""
    owners = peers.owners()
    ranked = owners[np.argsort(-shown[owners], kind="stable")]
    busiest, others = ranked[: _SAMPLE // 2], ranked[_SAMPLE // 2 :]
    taken = others[:: max(1, len(others) // (_SAMPLE // 2))]
    weight = np.zeros(len(shown))
    weight[busiest] = 1
    weight[taken] = len(others) / max(len(taken), 1)
    sample = peers.of(weight > 0)
    return sample, weight[sample.owners()]
