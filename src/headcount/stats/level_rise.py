"""Evidence that a daily count rose above its own past and stays there, for one unit that does much the same every day.

What a day may bring is predicted from the unit's days before it, on a logarithmic scale, by Student distributions (Gelman et al.,
"Bayesian Data Analysis", 3rd edition 2013, section 3.2): all days alike; days of one weekday alike; or a level that wanders,
known from the last three days. Each is believed as far as it has predicted well up to a week ago (Dawid's prequential mixture,
1984), so that a level which never wandered cannot be said to have done so just now. Against them stand bets on 1.5 to 1,000 times
as much, in a Shiryaev-Roberts statistic (Shin, Ramdas & Rinaldo 2024).

But for the third way the last week is not learned from, and so does not vouch for itself. A day counts by the days that it stands
for: who stayed away yesterday, unlike before on this weekday, may bring twice as much today.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.stats.log_gamma import log_gamma

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

FEWEST = 14
"""Days that are learned from before one is judged."""
_LAG, _LONGEST = 7, 56
"""The last days are not learned from; nor are those further back than so many days with a count."""
_BETS = np.log([1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0, 1_000.0])
_RECENT = 3
"""Days that a level which wanders is predicted from."""
_STEADIEST = 0.1
"""Nobody's counts are believed to spread less than this (a standard deviation of logarithms), and than chance lets them."""
_TRUST, _LEAST_TRUST = np.log([0.49, 0.49, 0.02]), np.log(0.002)
"""How far each way to predict is believed at first, and at least."""
_HIGHEST = 250.0


def rise_odds(day: I64, count: I64) -> F64:
    """Log odds, day by day, that the count rose on that day or earlier; minus infinity while too little is known.

    Args:
        day: shape (days,), numbers of the days, ascending; those of one weekday are equal modulo 7.
        count: shape (days,), 0 or more; a day that is not there was without.
    """
    odds = np.full(len(day), -np.inf)
    level = np.log1p(count / _stands_for(day))
    lately, trust = _lately(level), _TRUST
    begun = np.full(len(_BETS), -np.inf)
    said: list[F64] = []
    for at in range(FEWEST, len(day)):
        past = slice(max(0, at - _LAG - _LONGEST), max(FEWEST, at - _LAG))
        known = level[past]
        surprise = float(np.mean((known[1:] - lately[past][1:]) ** 2))
        ways = (
            _alike(known),
            _by_weekday(known, day[past] % 7, int(day[at] % 7)),
            _student(float(lately[at]), surprise, len(known) - 1, len(known)),
        )
        said.append(np.array([_density(level[at] - mean, spread, freedom) for mean, spread, freedom in ways]))
        bets = np.array([_density(level[at] - mean - _BETS, spread, freedom) for mean, spread, freedom in ways])
        gain = np.logaddexp.reduce(trust[:, None] + bets) - np.logaddexp.reduce(trust + said[-1])
        begun = np.minimum(np.logaddexp(begun, -np.log(len(_BETS))) + gain, _HIGHEST)
        odds[at] = np.logaddexp.reduce(begun)
        if len(said) > _LAG:
            trust = _normal(np.maximum(_normal(trust + said[-1 - _LAG]), _LEAST_TRUST))
    return odds


def usual(day: I64, count: I64) -> float:
    """What a day of this unit brings at the median of the days that are learned from when the last one is judged."""
    known = (count / _stands_for(day))[: max(FEWEST, len(day) - 1 - _LAG)][-_LONGEST:]
    return float(np.median(known)) if len(known) else 0.0


def _stands_for(day: I64) -> F64:
    """How many usual days each is worth: the days since the last one, over the fewest that there ever were on its weekday."""
    worth = np.ones(len(day))
    away, weekday = np.diff(day), day[1:] % 7
    for one in range(7):
        same = np.flatnonzero(weekday == one)
        worth[1 + same] = away[same] / np.minimum.accumulate(away[same])
    return worth


def _normal(trust: F64) -> F64:
    shares: F64 = trust - np.logaddexp.reduce(trust)
    return shares


def _lately(level: F64) -> F64:
    """The mean of the three days before each; of the first day, its own."""
    sums = np.concatenate([[0.0], np.cumsum(level)])
    at = np.arange(len(level))
    since = np.maximum(at - _RECENT, 0)
    mean: F64 = np.where(at > 0, (sums[at] - sums[since]) / np.maximum(at - since, 1), level)
    return mean


def _alike(known: F64) -> tuple[float, float, float]:
    """Mean, scale and degrees of freedom of the next day, when all days are alike."""
    return _student(float(known.mean()), float(known.var(ddof=1)), len(known) - 1, len(known))


def _by_weekday(known: F64, weekday: I64, wanted: int) -> tuple[float, float, float]:
    """The same when days of one weekday are; of one that was not there yet, as if all were alike."""
    same = weekday == wanted
    of_day = np.bincount(weekday, minlength=7)
    freedom = len(known) - int(np.count_nonzero(of_day))
    if not same.any() or freedom < 3:
        return _alike(known)
    mean = np.bincount(weekday, known, 7) / np.maximum(of_day, 1)
    spread = float(np.sum((known - mean[weekday]) ** 2)) / freedom
    return _student(float(mean[wanted]), spread, freedom, int(same.sum()))


def _student(mean: float, variance: float, freedom: float, number: int) -> tuple[float, float, float]:
    least = _STEADIEST**2 + np.exp(-mean)  # of a logarithm, a Poisson count's variance is about one over its mean
    return mean, float(np.sqrt(max(variance, least) * (1 + 1 / number))), float(freedom)


def _density(distance: NDArray[np.float64] | float, scale: float, freedom: float) -> F64:
    """Logarithm of Student's density."""
    half = (freedom + 1) / 2
    top = log_gamma(np.array([half, freedom / 2]))
    value: F64 = np.asarray(
        top[0] - top[1] - 0.5 * np.log(freedom * np.pi) - np.log(scale) - half * np.log1p((distance / scale) ** 2 / freedom)
    )
    return value
