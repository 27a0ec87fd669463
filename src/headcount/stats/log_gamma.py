"""The logarithm of the gamma function of whole columns, by the C library's `lgamma` (ISO C, math.h)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from headcount.compiled import compiled


def log_gamma(x: ArrayLike) -> NDArray[np.float64]:
    """The natural logarithm of gamma(x) for each x above 0, in the shape of `x`."""
    given = np.asarray(x, np.float64)
    value = np.empty(given.size)
    _log_gamma(np.ascontiguousarray(given).ravel(), value)
    return value.reshape(given.shape)


@compiled
def _log_gamma(x: NDArray[np.float64], into: NDArray[np.float64]) -> None:
    for place in range(len(x)):
        into[place] = math.lgamma(x[place])
