"""Evidence that a unit comes back to a few of its records on purpose, from how many have been seen on how many days.

Null: a record seen on k days is seen on another with a chance (hazard) that is learned from all units together, times a factor
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
    seen = np.bincount(days, records, 2)[1:]
    risk = np.cumsum(seen[::-1])[::-1]
    hazard = (risk - seen + 0.5) / (risk + 1)
    known = np.arange(len(seen)) < max(int((risk >= _SUPPORT).sum()), 1)
    hazard = np.clip(np.where(known, hazard, hazard[known].max()), _LEAST, _MOST)
    chance = np.clip(hazard[:, None] * _HABITS, _LEAST / 2, _MOST)
    reach = np.cumprod(np.vstack([np.ones(len(_HABITS)), chance[:-1]]), axis=0)
    kept: F64 = (1 - KEEPS) * np.power(KEEPS, np.arange(len(seen), dtype=np.float64))
    return Hazards(reach * (1 - chance), kept)


def return_odds(hazards: Hazards, unit: I64, days: I64, records: I64, units: int) -> F64:
    """The e-value of each unit, shape (units,); 1 where it has no counts.

    Args:
        hazards: learned from the same counts, or from others' that go up to the same number of days.
        unit: shape (rows,), 0 to `units` - 1.
        days: shape (rows,).
        records: shape (rows,), how many records of that unit were seen on so many days.
        units: how many there are.
    """
    null = np.log(hazards.null)
    mixed = np.log((1 - _CHOSEN) * hazards.null[:, :, None] + _CHOSEN * hazards.kept[:, None, None])
    own = _sums(null, unit, days, records, units)
    odd = _sums(mixed.reshape(len(null), -1), unit, days, records, units).reshape(units, len(_HABITS), len(_CHOSEN))
    best = own.max(axis=1, keepdims=True)
    likelihood = np.exp(own - best)
    weights = _others(fit_weights(own, np.ones(units)), likelihood)
    usual = np.log((likelihood * weights).sum(axis=1))
    top = odd.max(axis=(1, 2), keepdims=True)
    chosen = np.log((np.exp(odd - top).mean(axis=2) * weights).sum(axis=1))
    odds: F64 = np.exp(np.minimum(chosen + top[:, 0, 0] - usual - best[:, 0], _HIGHEST))
    return odds


def _others(weights: F64, likelihood: F64) -> F64:
    """Shape (units, habits): the weights of the habits among the other units, so that no unit vouches for itself."""
    units, habits = likelihood.shape
    own = likelihood * weights
    own /= own.sum(axis=1, keepdims=True)
    rest = np.maximum((units + 1) * weights - 1 / habits - own, 0) + 1 / habits
    left: F64 = rest / rest.sum(axis=1, keepdims=True)
    return left


def _sums(table: F64, unit: I64, days: I64, records: I64, units: int) -> F64:
    sums = np.zeros((units, table.shape[1]))
    np.add.at(sums, unit, table[days - 1] * records[:, None])
    return sums
