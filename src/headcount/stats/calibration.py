"""A bar from what honest units did, instead of from theory, and whether that still holds.

A Shiryaev-Roberts statistic M reaches c within T occasions with probability at most T / c when the null holds. A null that was
learned holds only about; what its statistic really did over a clean period says how the bar has to be. Taken from theory is
the shape of the tail alone: beyond what was seen, it falls as 1 / c. So k of the units seen at c foretell k c / c' at c', and the
bar is the largest such c' over the ten highest units seen, for as many as are allowed, and some more.

Source: the conformal view of calibration in Bates et al., "Testing for outliers with conformal p-values", Annals of Statistics
51 (2023): a new unit is among the k strangest of n + 1 with chance k / (n + 1), if it is exchangeable with them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.stats.exact_intervals import count_interval

_HIGHEST = 10
"""So many of the highest values tell where the tail is."""
_PRUDENCE = 3.0
"""The bar is so many times higher than that: one period is a sample, and the next one is never quite like it."""
_LEAST = 1_000.0
"""No lower bar, whatever was seen."""
_SHARE = 0.01
"""Drift is looked for at the level that such a share of the calm units reached."""
_FEWEST = 5
"""Below so many units at that level nothing is told of drift."""
_GREW = 2.0
"""Drift: so many times more units reach the level than did."""


def calibrated_bar(peaks: NDArray[np.float64], allowed: float) -> float:
    """The bar that not more than `allowed` units of such a crowd are expected to reach, at least 1,000.

    Args:
        peaks: shape (n,), the highest value of each honest unit's statistic over a period.
        allowed: expected number of units over the bar in such a period, above 0; may be below 1.
    """
    highest = np.sort(peaks)[::-1][:_HIGHEST]
    foretold = _PRUDENCE * highest * np.arange(1, len(highest) + 1) / allowed
    return float(foretold.max(initial=_LEAST))


def drifted(calm: NDArray[np.float64], now: NDArray[np.float64], exposure: float) -> bool:
    """Whether clearly more units of a crowd get far than did while it was calm.

    Args:
        calm: shape (n,), peaks of the period that the bar was taken from.
        now: shape (m,), peaks of the period that is judged.
        exposure: occasions of the judged period over those of the calm one.

    Returns:
        True where the number of units that reach the level of one in a hundred calm ones is more than twice what `exposure`
        foretells, by the lower end of its exact 95 % interval.
    """
    reached = max(int(_SHARE * len(calm)), _FEWEST)
    if len(calm) <= reached or exposure <= 0:
        return False
    level = np.partition(calm, -reached)[-reached]
    low, _ = count_interval(int(np.count_nonzero(now >= level)))
    return low > _GREW * reached * exposure
