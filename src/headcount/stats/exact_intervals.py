"""Exact intervals of a share and of a rate, from counted events.

Clopper & Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934);
Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936). The limits are found by bisection on sums of
exact probabilities, whose number is that of the events.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from headcount.stats.log_gamma import log_gamma


def share_interval(hits: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's interval of a share.

    Args:
        hits: 0 to `trials`.
        trials: at least 1.
        level: the probability with which it holds the true share, at least.
    """
    tail = (1 - level) / 2
    low = _crossing(_at_most_hits(hits - 1, trials, 1 - tail), 1.0) if hits else 0.0
    high = _crossing(_at_most_hits(hits, trials, tail), 1.0) if hits < trials else 1.0
    return low, high


def count_interval(count: int, level: float = 0.95) -> tuple[float, float]:
    """Garwood's interval of the expected number of events when `count` of them were seen (Poisson).

    Args:
        count: 0 or more.
        level: the probability with which it holds the true expectation, at least.
    """
    tail = (1 - level) / 2
    far = count + 40 * (count + 1) ** 0.5
    low = _crossing(_at_most_count(count - 1, 1 - tail), far) if count else 0.0
    return low, _crossing(_at_most_count(count, tail), far)


def _crossing(falling: Callable[[float], float], high: float) -> float:
    """Where a function that falls from above 0 to below it, between 0 and `high`, is 0."""
    low = 0.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return high


def _at_most_hits(hits: int, trials: int, less: float) -> Callable[[float], float]:
    """Probability of at most so many of `trials`, less `less`, by the share, which is between 0 and 1."""
    k = np.arange(hits + 1, dtype=np.float64)
    ways = log_gamma(trials + 1.0) - log_gamma(k + 1) - log_gamma(trials - k + 1)
    return lambda share: float(np.exp(ways + k * np.log(share) + (trials - k) * np.log1p(-share)).sum()) - less


def _at_most_count(count: int, less: float) -> Callable[[float], float]:
    """Probability of at most so many events, less `less`, by how many are expected, which is above 0."""
    k = np.arange(count + 1, dtype=np.float64)
    ways = log_gamma(k + 1)
    return lambda mean: float(np.exp(k * np.log(mean) - mean - ways).sum()) - less
