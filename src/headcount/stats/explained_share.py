"""How well a source that took part of a list explains it, against chance: an e-value over unknown shares.

A list of n rows falls into strata. In stratum b a row is among what the source has with chance p_b, unless it came from the
source: then it certainly is. If a share s of the list came from the source, a row that the source has counts
(1 - s) + s / p_b times more under "source" than under "chance", and a row that it does not have (1 - s) times. The product over
all rows is a likelihood ratio; its mean over a fixed grid of shares is one too, whatever the share was.

Under chance its expectation is at most 1, also when rows are drawn without replacement (Hoeffding 1963, theorem 4: a sum of
such draws is dominated in convex order by independent ones, and each factor is an exponential). So it is an e-value: it
exceeds 1 / a with probability at most a (Markov's inequality), and among m sources some exceeds m / a with at most a.

Source: mixture likelihood ratios of Robbins (1970); e-values after Vovk & Wang, "E-values: calibration, combination and
applications", Annals of Statistics 49 (2021).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

SHARES = np.array([0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 0.995])
"""Shares of a list that may come from one source; each as likely as the others."""
_ROUNDS = 40


def evidence(hits: I64, rows: I64, chance: F64) -> F64:
    """The natural logarithm of each source's e-value, shape (sources,).

    Args:
        hits: (sources, strata), how many rows of the list the source has.
        rows: (strata,), how many rows the list has.
        chance: (sources, strata), the chance of having a row that did not come from there; above 0 where there are hits.
    """
    of_share = np.empty((len(SHARES), len(hits)))
    safe = np.where(hits > 0, chance, 1.0)
    for place, share in enumerate(SHARES.tolist()):
        worth = np.log1p(share * (1 / safe - 1))
        of_share[place] = (hits * worth).sum(axis=1) + (rows - hits).sum(axis=1) * np.log1p(-share)
    most = of_share.max(axis=0, initial=-np.inf)
    total: F64 = most + np.log(np.exp(of_share - most).mean(axis=0))
    return total


def share(hits: I64, rows: I64, chance: F64) -> F64:
    """The likeliest share of the list that came from each source, 0 to 1, shape (sources,): expectation and maximisation.

    Arguments as for `evidence`. Rows that the source would have by chance do not count for it.
    """
    total = max(int(rows.sum()), 1)
    safe = np.where(hits > 0, chance, 1.0)
    told = np.clip(hits.sum(axis=1) / total, 1e-9, 1 - 1e-9)
    for _ in range(_ROUNDS):
        came = told[:, None] / (told[:, None] + (1 - told[:, None]) * safe)
        told = np.clip((hits * came).sum(axis=1) / total, 1e-9, 1 - 1e-9)
    shares: F64 = told
    return shares
