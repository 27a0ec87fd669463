"""The tail of a heavy-tailed sample, fitted so that a few planted extremes do not bend it.

Hill, "A simple general approach to inference about the tail of a distribution", Annals of Statistics 3 (1975): above a high
order statistic the logarithms of a Pareto tail are exponential. Bhattacharya, Kallitsis & Stoev, "Data-adaptive trimming of the
Hill estimator and detection of outliers in the extremes of heavy-tailed data", Electronic Journal of Statistics 13 (2019):
the number of top values to leave out is found by testing, from the inside outwards, whether the next spacing still fits
(here one-sided: only a gap that is too wide makes an outlier).

Of few values the index is hardly known. `Reach` is the tail of one value more, averaged over what the index may be: with a gamma
prior on the index of a Pareto tail the logarithm of the next excess follows a Lomax law (Harris, "The Pareto distribution as a
queue service discipline", Operations Research 16, 1968, has the mixture).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

THINNEST = 3.0
"""No tail is believed to be thinner than x**-3: a sample cannot show what it has never held."""
FATTEST = 0.3
"""Below this index hardly anything is rare; the fit stays usable."""
_ALTERNATIVE = 0.2
"""Index of the Pareto tail that `Tail.e_value` bets on: almost flat on the log scale, so it fits any excess."""
_PRIOR_VALUES, _PRIOR_LOGS = 6.0, 5.0
"""What is believed of an index before any value is seen: as if six values had excesses of five in all, an index of about 1.2."""
_GROWTH = 1.2
"""How the test level is spread over the order statistics: later (outer) tests get more, as in the 2019 paper."""


@dataclass(frozen=True, slots=True)
class Tail:
    """P(X > x) = share * (x / threshold) ** -index for x >= threshold."""

    threshold: float
    """Where the tail begins, in the unit of the sample."""
    share: float
    """Share of the sample beyond the threshold, 0 to 1."""
    index: float
    """Pareto index: the lower end of its confidence interval, at most `THINNEST`."""
    trimmed: int
    """How many of the largest values were left out of the fit as not belonging to it."""

    def beyond(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(X > value); `share` for every value below the threshold."""
        tail: NDArray[np.float64] = self.share * np.maximum(value / self.threshold, 1.0) ** -self.index
        return tail

    def e_value(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Ratio of a nearly flat tail to this one, 0 below the threshold: its expectation under this tail is 1."""
        ratio = np.maximum(value / self.threshold, 1.0)
        odds = _ALTERNATIVE / self.index / self.share * ratio ** (self.index - _ALTERNATIVE)
        return np.where(value > self.threshold, odds, 0.0)


@dataclass(frozen=True, slots=True)
class Reach:
    """P(X > x) = share * (1 + log(x / threshold) / logs) ** -values for x >= threshold: of a value that was not in the sample."""

    threshold: float
    """Where the tail begins, in the unit of the sample."""
    share: float
    """Share of the sample beyond the threshold, 0 to 1."""
    values: float
    """How many values the index is known from, with those of the prior; more make the tail thinner."""
    logs: float
    """Sum of their log excesses, with those of the prior, and so much at least that the index is `THINNEST`."""

    def beyond(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(X > value); `share` for every value below the threshold."""
        excess = np.log(np.maximum(value / self.threshold, 1.0))
        tail: NDArray[np.float64] = self.share * (1 + excess / self.logs) ** -self.values
        return tail


def fit_tail(sample: NDArray[np.integer], count: int, level: float = 0.05) -> Tail:
    """Fit the tail of whole numbers (1 or more) to the `count` largest.

    Args:
        sample: shape (n,), n at least 2.
        count: how many of the largest form the tail, below n.
        level: chance that a clean Pareto tail is trimmed at all.
    """
    threshold, scale, count = _scales(sample, count)
    trimmed = _trim(scale, level)
    index = 1 / scale[trimmed] if scale[trimmed] > 0 else THINNEST
    lower = index * max(1 - 1.64 / np.sqrt(count - trimmed), 0.25)
    return Tail(threshold, count / len(sample), float(np.clip(lower, FATTEST, THINNEST)), trimmed)


def fit_reach(sample: NDArray[np.integer], count: int) -> Reach:
    """How far one value more may reach; arguments as of `fit_tail`. Nothing is trimmed: honest binges make such gaps too."""
    threshold, scale, count = _scales(sample, count)
    values, logs = _PRIOR_VALUES + count, _PRIOR_LOGS + float(scale[0]) * count
    return Reach(threshold, count / len(sample), values, max(logs, values / THINNEST))


def _scales(sample: NDArray[np.integer], count: int) -> tuple[float, NDArray[np.float64], int]:
    """Where the tail of the `count` largest begins, Hill's mean log excess without 0, 1, ... of the largest, and the count."""
    values = _spread(np.sort(sample))[::-1]
    count = max(1, min(count, len(values) - 1))
    logs = np.log(values[: count + 1] / values[count])
    sums = np.cumsum(logs[:count])
    outer = np.arange(count)
    before = np.concatenate([[0.0], sums[:-1]])
    return float(values[count]), (outer * logs[:count] + sums[-1] - before) / (count - outer), count


def _spread(ordered: NDArray[np.integer]) -> NDArray[np.float64]:
    """Ascending whole numbers with ties spread evenly over the unit around them: log spacings need a continuous sample."""
    values: NDArray[np.float64] = ordered.astype(np.float64)
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    ties = np.diff(np.r_[first, len(ordered)])
    place = np.arange(len(ordered)) - np.repeat(first, ties)
    values += (place + 0.5) / np.repeat(ties, ties) - 0.5
    return values


def _trim(scale: NDArray[np.float64], level: float) -> int:
    """How many of the largest to leave out, at most half: up to the first gap, from the inside outwards, that is too wide."""
    count = len(scale)
    if count < 4:
        return 0
    inner = np.arange(count - 1)
    left = count - inner
    ratio = np.divide((left - 1) * scale[1:], left * scale[:-1], out=np.ones(count - 1), where=scale[:-1] > 0)
    chance = np.clip(ratio, 0, 1) ** (left - 1)
    weight = _GROWTH ** (left - left.max()).astype(np.float64)
    misfit = np.flatnonzero(chance < -np.expm1(weight / weight.sum() * np.log1p(-level)))
    return min(int(misfit[-1]) + 1, count // 2) if len(misfit) else 0
