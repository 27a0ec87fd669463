"""Negative binomial counts: a Poisson count whose rate wobbles like a gamma variable.

Parametrised by mean and size (Hilbe, "Negative Binomial Regression", 2nd edition 2011, the NB2 form): the variance is
`mean + mean**2 / size`. A small size means bursts; a size above 100 is close to Poisson.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from headcount.stats.log_gamma import log_gamma


def log_pmf(count: ArrayLike, mean: ArrayLike, size: ArrayLike) -> NDArray[np.float64]:
    """Natural log of P(X = count); the three arguments broadcast.

    Args:
        count: whole numbers, 0 or more.
        mean: expected count, above 0.
        size: dispersion, above 0.
    """
    x, mu, r = (np.asarray(a, np.float64) for a in (count, mean, size))
    odds = np.log(r + mu)
    value: NDArray[np.float64] = (
        log_gamma(x + r) - log_gamma(r) - log_gamma(x + 1) + r * (np.log(r) - odds) + x * (np.log(mu) - odds)
    )
    return value
