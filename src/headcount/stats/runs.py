"""How rare a long run is: the chance that one honest unit more has a run of so many steps, given the longest runs of others.

Beyond a threshold runs are taken to be geometric: each step is followed by another with one chance. That chance is known only
as well as the others' runs tell it: with a beta prior its posterior is beta again, and the length of the next run follows a
beta-geometric law (Weinberg & Gladen, "The beta-geometric distribution applied to comparative fecundability studies",
Biometrics 42, 1986), whose tail is heavy where little is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.stats.log_gamma import log_gamma

LEAST = 0.25
"""No step is believed to be followed by another less often than this: steps come in clusters, such as a list of four."""
_PRIOR = (1.0, 2.0)
"""Steps that were and were not followed by another, before anything is seen."""


@dataclass(frozen=True, slots=True)
class Runs:
    """P(run >= x) = share * E[p ** (x - threshold)] for x >= threshold, p being the chance that a step is followed by another."""

    threshold: int
    """Steps from which on the tail is geometric."""
    share: float
    """Share of the units whose longest run is at least `threshold`; one unit more is counted in."""
    followed: float
    """Steps beyond the threshold that were seen, with those of the prior."""
    ended: float
    """Runs of at least `threshold` that were seen to end, with those of the prior."""

    def reaching(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """P(run >= steps) of one unit more, shape of `steps`; `share` below the threshold."""
        excess = np.maximum(steps - self.threshold, 0).astype(np.float64)
        both = self.followed + self.ended
        learned = log_gamma(self.followed + excess) - log_gamma(np.array(self.followed))
        learned -= log_gamma(both + excess) - log_gamma(np.array(both))
        tail: NDArray[np.float64] = self.share * np.exp(np.maximum(learned, excess * np.log(LEAST)))
        return tail


def fit_runs(longest: NDArray[np.int64], count: int) -> Runs:
    """Fit the tail of the others' longest runs to about the `count` longest.

    Args:
        longest: shape (n,), steps of each unit's longest run, 0 or more; n at least 1.
        count: how many of the longest form the tail, 1 to n. Those that equal the shortest of them belong to it, too; the
            threshold is at least one step.
    """
    threshold = max(int(np.partition(longest, -count)[-count]), 1)
    tail = longest[longest >= threshold]
    followed, ended = _PRIOR
    return Runs(threshold, (len(tail) + 1) / (len(longest) + 1), followed + float((tail - threshold).sum()), ended + len(tail))
