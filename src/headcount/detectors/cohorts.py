"""Mechanism: cohorts (clients that share a trait) with more suspicious members than the other cohorts' members explain.

A client is suspicious at a level when it is among the so-many per cent of its stratum that resemble a sweep most; whatever it
did, it counts once. How many a cohort would have is learned from the clients outside of it, leave-one-out: the rate by stratum,
the spread between cohorts by moments, without the most extreme other cohort. Null: beta-binomial; alternatives: a few per cent
to nearly all of the members are bad. The cohort's e-value is the average over the levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.resemblance import Resemblance
from headcount.stats import beta_binomial
from headcount.stats.excess import standing_out

FEWEST_MEMBERS = 20
"""Smaller cohorts are not judged."""
_LEVELS = (0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002)
_BAD = np.array([0.03, 0.1, 0.3, 0.8, 0.99])
_BAD_SPREAD = 0.01
_LARGEST_PART = 0.1
"""A cohort counts for at most so much of the rest of a stratum when its levels are set: a campaign does not set them."""
_FEWEST_OTHERS = 50
"""Clients with fewer others in their stratum are not judged."""
_SPREAD_OVER = 5
"""Cohorts of so many clients tell how cohorts differ."""
_FEW_COHORTS, _SPREAD_OF_FEW = 10, 0.2
_WANDER = 0.25
"""A cohort's rate is never taken to be steadier than this share of itself."""
_MOST_SPREAD = 0.3
_SPARSE = 8
"""Pairs that reach further than so many times their number (and a million) are numbered by sorting."""


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The judged cohorts of one trait. Rows of clients are those of `Resemblance`."""

    label: NDArray[np.int64]
    """Shape (peers,): the cohort of each, -1 for none."""
    size: NDArray[np.int64]
    """Shape (cohorts,): clients that could be judged."""
    log_e: NDArray[np.float64]
    """Shape (cohorts,): log e-value of the excess; minus infinity for those with fewer than `FEWEST_MEMBERS`."""
    chance: NDArray[np.float64]
    """Shape (peers,): share of the clients outside of the cohort, in the same stratum, that are as suspicious or more."""
    honest: NDArray[np.float64]
    """Shape (cohorts,): share of the members that may be like everybody (Storey 2002), an upper estimate."""


def cohorts_of(crowd: Resemblance, trait: NDArray[np.int64]) -> Cohorts:
    """Judge the cohorts of clients of one kind with one value of `trait` (shape (peers,); -1: none)."""
    cohort = _pairs(crowd.kind, trait)
    cell = _pairs(cohort, crowd.stratum)
    cells = _Cells.of(crowd, cohort, cell, trait)
    groups, size = np.unique(np.repeat(cells.cohort, cells.size * cells.judged), return_counts=True)
    groups, size = groups[size >= _SPREAD_OVER], size[size >= _SPREAD_OVER]
    place = np.full(int(cohort.max(initial=0)) + 1, -1)
    place[groups] = np.arange(len(groups))
    label_of = np.where(cells.judged, place[cells.cohort], -1)
    label, inside = label_of[cell], np.flatnonzero(label_of >= 0)
    chance, honest, evidence = np.ones(len(cohort)), np.ones(len(groups)), []
    rank = _rank(crowd, np.clip(_LARGEST_PART * cells.others / cells.size, 1e-9, 1.0)[cell])
    for level in _LEVELS:
        odd = np.flatnonzero(rank < level)
        own = np.bincount(cell[odd], minlength=len(cells.size))
        all_odd = np.bincount(crowd.stratum[odd], minlength=int(crowd.stratum.max(initial=0)) + 1)
        rate = (all_odd[cells.stratum] - own + 0.5) / (cells.others + 1)
        chance[odd] = np.minimum(chance[odd], rate[cell[odd]])
        bad, expected = (
            np.bincount(label_of[inside], counts[inside], len(groups)).astype(np.float64) for counts in (own, rate * cells.size)
        )
        mean = expected / np.maximum(size, 1)
        honest = np.minimum(honest, (size - bad + 1) / (size * (1 - mean)))
        evidence.append(_excess(bad, size, mean))
    most = np.max(evidence, axis=0, initial=-np.inf)
    log_e = most + np.log(np.mean(np.exp(evidence - most), axis=0)) if len(groups) else np.zeros(0)
    return Cohorts(label, size, np.where(size >= FEWEST_MEMBERS, log_e, -np.inf), chance, honest)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Cohort and stratum together; what is counted of clients is counted of these, which are fewer. Shapes (cells,)."""

    cohort: NDArray[np.int64]
    stratum: NDArray[np.int64]
    size: NDArray[np.int64]
    """Clients."""
    others: NDArray[np.int64]
    """Clients of the stratum that are not of the cohort."""
    judged: NDArray[np.bool_]
    """Whether the cell's clients have a trait, and enough others."""

    @classmethod
    def of(cls, crowd: Resemblance, cohort: NDArray[np.int64], cell: NDArray[np.int64], trait: NDArray[np.int64]) -> Self:
        """Every cell that has a client."""
        size = np.bincount(cell)
        cohorts, strata, traits = (np.zeros(len(size), np.int64) for _ in range(3))
        for told, values in ((cohorts, cohort), (strata, crowd.stratum), (traits, trait)):
            told[cell] = values
        others = np.bincount(crowd.stratum)[strata] - size
        return cls(cohorts, strata, size, others, (traits >= 0) & (others >= _FEWEST_OTHERS))


def _pairs(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """A small number for each pair of values (whole numbers from -1 on), in the order of the pairs."""
    key = left * (int(right.max(initial=0)) + 2) + right + 1
    if int(key.max(initial=0)) > _SPARSE * len(key) + 1_000_000 or key.min(initial=0) < 0:
        sorted_out: NDArray[np.int64] = np.unique(key, return_inverse=True)[1]
        return sorted_out
    there = np.zeros(int(key.max(initial=0)) + 1, np.bool_)
    there[key] = True
    number: NDArray[np.int64] = (np.cumsum(there) - 1)[key]
    return number


def named(cohorts: Cohorts, cohort: int, level: float) -> NDArray[np.intp]:
    """Rows of the members that can be told from everybody: at most a share of `level` is expected to be like everybody.

    Benjamini & Hochberg (1995) over the members' chances, with the share of honest ones put in as Storey (2002) does.
    """
    rows = np.flatnonzero(cohorts.label == cohort)
    return rows[standing_out(cohorts.chance[rows], level, float(cohorts.honest[cohort]))]


def _rank(crowd: Resemblance, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weight of the clients of the same stratum with a higher score, as a share of its whole weight; equals share a rank."""
    order = crowd.order
    stratum, score = crowd.stratum[order], crowd.score[order]
    total = np.bincount(crowd.stratum, weight)
    before = np.r_[0.0, np.cumsum(weight[order])[:-1]] - np.r_[0.0, np.cumsum(total)[:-1]][stratum]
    first = np.r_[True, (stratum[1:] != stratum[:-1]) | (score[1:] != score[:-1])][: len(order)]
    rank = np.empty(len(order))
    rank[order] = before[np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))] / total[stratum]
    return rank


def _excess(bad: NDArray[np.float64], size: NDArray[np.int64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log e-value of each cohort at one level: `bad` of `size` members suspicious where `mean` of them was expected."""
    rate = np.clip(mean, 1e-6, 0.98)
    spread = _spread(bad, size, rate)
    null = beta_binomial.log_pmf(bad, size, rate, spread)
    share = np.clip(rate[:, None] + (1 - rate[:, None]) * _BAD, 0, 0.995)
    bets = beta_binomial.log_pmf(bad[:, None], size[:, None], share, _BAD_SPREAD)
    best = bets.max(axis=1, initial=-np.inf)
    gain = best + np.log(np.mean(np.exp(bets - best[:, None]), axis=1)) - null
    told: NDArray[np.float64] = np.where(bad > size * rate, gain, np.minimum(gain, 0.0))
    return told


def _spread(bad: NDArray[np.float64], size: NDArray[np.int64], rate: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much cohorts differ, for each as seen in the others (intra-cohort correlation by moments)."""
    noise = size * rate * (1 - rate)
    excess, weight = (bad - size * rate) ** 2 - noise, (size - 1) * noise
    least = np.clip(_WANDER**2 * rate / (1 - rate), 1e-4, _MOST_SPREAD)
    if len(size) <= _FEW_COHORTS:
        return np.maximum(least, _SPREAD_OF_FEW)
    worst = np.argsort(-excess, kind="stable")[:2]
    other = np.where(np.arange(len(size)) == worst[0], worst[1], worst[0])
    left = weight.sum() - weight - weight[other]
    spread = np.divide(excess.sum() - excess - excess[other], left, out=np.zeros(len(size)), where=left > 0)
    clipped: NDArray[np.float64] = np.clip(spread, least, _MOST_SPREAD)
    return clipped
