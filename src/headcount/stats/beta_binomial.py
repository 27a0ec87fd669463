"""Beta-binomial shares: k of n, where the probability itself wobbles from one occasion to the next.

Parametrised by the mean share and the wobble, which is the correlation between two draws of one occasion
(Griffiths, "Maximum likelihood estimation for the beta-binomial distribution", Biometrics 29, 1973).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from headcount.stats.log_gamma import log_gamma


def log_pmf(hits: ArrayLike, draws: ArrayLike, share: ArrayLike, wobble: ArrayLike) -> NDArray[np.float64]:
    """Natural log of P(X = hits among draws); the four arguments broadcast.

    Args:
        hits: whole numbers from 0 to `draws`.
        draws: whole numbers, 0 or more; the result is 0 (certainty) where it is 0.
        share: mean share, strictly between 0 and 1.
        wobble: intra-occasion correlation, strictly between 0 (binomial) and 1 (all or nothing).
    """
    x, n, p, rho = (np.asarray(a, np.float64) for a in (hits, draws, share, wobble))
    total = 1 / rho - 1
    a, b = p * total, (1 - p) * total
    ways = log_gamma(n + 1) - log_gamma(x + 1) - log_gamma(n - x + 1)
    value: NDArray[np.float64] = (
        ways + log_gamma(x + a) - log_gamma(a) + log_gamma(n - x + b) - log_gamma(b) + log_gamma(total) - log_gamma(n + total)
    )
    return value
