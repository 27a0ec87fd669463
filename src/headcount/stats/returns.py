"""Evidence that a unit comes back to a few of its records on purpose, from how many have been seen on how many days.

Null: a record seen on k days is seen on another with a chance (hazard) that is learned from all other units, times a factor
of the unit's own; the factors' weights are learned by maximum likelihood (`mixture.fit_weights`). Alternative: a small share of
the unit's records is seen again each time with probability `KEEPS`. The ratio of the two likelihoods of all counts of a unit is
an e-value (Wang & Ramdas 2022): its expectation is 1 under the null.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.stats.mixture import fit_weights

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

KEEPS = 0.7
"""Chance that one who looks after a record does so on one more day."""
_HABITS = np.array([0.5, 1.0, 1.5, 2.0, 3.0, 5.0])
"""Factors on the hazards that honest units may have; no hazard is above one half."""
_CHOSEN = np.array([0.003, 0.01, 0.03, 0.1, 0.3])
"""Shares of its records that a unit may look after."""
_SUPPORT = 50
"""A hazard is learned from at least so many records; beyond, the largest of those learned holds."""
_LEAST, _MOST = 0.01, 0.5
_AT_ONCE = 2_000
"""Units that are computed at a time."""
_HIGHEST = 250.0
"""Log of the largest e-value that is told."""


@dataclass(frozen=True, slots=True)
class Hazards:
    """Probabilities of being seen on exactly 1, 2, ... days."""

    null: F64
    """Shape (days, habits)."""
    kept: F64
    """Shape (days,): of a record that is looked after."""

    @property
    def usual(self) -> F64:
        """Shape (days,): under the habit of the average unit."""
        return self.null[:, int(np.flatnonzero(_HABITS == 1.0)[0])]


def learn_hazards(days: I64, records: I64) -> Hazards:
    """From counts of all units together: `records` of them were seen on `days` days each, 1 or more; shapes (rows,)."""
    seen = np.bincount(days, records, 2)[None, 1:].astype(np.float64)
    null = _chances(_hazards(seen), _HABITS)[0]
    return Hazards(null, _kept(seen.shape[1]))


def return_odds(unit: I64, days: I64, records: I64, units: int, widest: float = _HABITS[-1]) -> F64:
    """The e-value of each unit, shape (units,); 1 where it has no counts.

    The hazards that a unit is held against are learned from all others: what it did itself explains nothing.

    Args:
        unit: shape (rows,), 0 to `units` - 1.
        days: shape (rows,), 1 or more.
        records: shape (rows,), how many records of that unit were seen on so many days.
        units: how many there are.
        widest: no honest unit's hazards are believed to be more than so many times the average.
    """
    most = int(days.max(initial=1))
    mine = np.zeros((units, most))
    np.add.at(mine, (unit, days - 1), records)
    habits = _HABITS[widest >= _HABITS]
    own, odd = np.empty((units, len(habits))), np.empty((units, len(habits), len(_CHOSEN)))
    everybody, kept = mine.sum(axis=0), _kept(most)
    for first in range(0, units, _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        null = _chances(_hazards(everybody - mine[some]), habits)
        own[some] = np.einsum("ud,udh->uh", mine[some], np.log(null))
        for place, share in enumerate(_CHOSEN):
            mixed = np.log((1 - share) * null + share * kept[:, None])
            odd[some, :, place] = np.einsum("ud,udh->uh", mine[some], mixed)
    best = own.max(axis=1, keepdims=True)
    likelihood = np.exp(own - best)
    weights = _others(fit_weights(own, np.ones(units)), likelihood)
    usual = np.log((likelihood * weights).sum(axis=1))
    top = odd.max(axis=(1, 2), keepdims=True)
    chosen = np.log((np.exp(odd - top).mean(axis=2) * weights).sum(axis=1))
    odds: F64 = np.exp(np.minimum(chosen + top[:, 0, 0] - usual - best[:, 0], _HIGHEST))
    return odds


def _hazards(seen: F64) -> F64:
    """The chance of being seen on one day more: shape of `seen` (units, days), records seen on exactly so many days."""
    risk = np.cumsum(seen[:, ::-1], axis=1)[:, ::-1]
    hazard = (risk - seen + 0.5) / (risk + 1)
    known = np.arange(seen.shape[1]) < np.maximum((risk >= _SUPPORT).sum(axis=1), 1)[:, None]
    largest = np.where(known, hazard, 0).max(axis=1, keepdims=True)
    return np.clip(np.where(known, hazard, largest), _LEAST, _MOST)


def _chances(hazard: F64, habits: F64) -> F64:
    """The probability of exactly so many days under each habit, shape (units, days, habits)."""
    chance = np.clip(hazard[:, :, None] * habits, _LEAST / 2, _MOST)
    reach = np.cumprod(np.concatenate([np.ones_like(chance[:, :1]), chance[:, :-1]], axis=1), axis=1)
    exactly: F64 = reach * (1 - chance)
    return exactly


def _kept(days: int) -> F64:
    """The same of a record that is looked after, shape (days,)."""
    kept: F64 = (1 - KEEPS) * np.power(KEEPS, np.arange(days, dtype=np.float64))
    return kept


def _others(weights: F64, likelihood: F64) -> F64:
    """Shape (units, habits): the weights of the habits among the other units, so that no unit vouches for itself."""
    units, habits = likelihood.shape
    own = likelihood * weights
    own /= own.sum(axis=1, keepdims=True)
    rest = np.maximum((units + 1) * weights - 1 / habits - own, 0) + 1 / habits
    left: F64 = rest / rest.sum(axis=1, keepdims=True)
    return left
