"""What a list would look like that came from nowhere in particular: a mixture fitted to the list itself.

The background of a list is a mixture of parts: everybody of one degree of popularity alike, and what other sources have, each
alike. Its weights are those under which the list is likeliest (expectation and maximisation; Dempster, Laird & Rubin 1977). A
list of one region is then a mixture of the sources that care for this region, and none of them stands out any more. Since the
fit is the background's best, a source that is tried against it is rather taken for background than accused.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.stats.explained_share import SHARES

F64 = NDArray[np.float64]

_ROUNDS = 30


def fit(density: F64) -> tuple[F64, F64]:
    """The weights (parts,) under which the rows are likeliest, and each row's probability by the weights of the other rows.

    Leaving a row's own say out of the weights that it is judged by keeps a part that nothing but this row speaks for from
    explaining it.

    Args:
        density: (parts, rows), the probability of each row under each part; every row has some part.
    """
    parts, rows = density.shape
    weights = np.full(parts, 1 / max(parts, 1))
    for _ in range(_ROUNDS):
        weights *= (density @ (1 / (weights @ density))) / rows
    own = weights[:, None] * density
    own /= own.sum(axis=0)
    others = np.maximum(rows * weights[:, None] - own, 0) / max(rows - 1, 1)
    told: F64 = (others * density).sum(axis=0)
    return weights, told


def evidence_of(ratio: F64) -> tuple[float, float]:
    """The natural logarithm of the e-value over unknown shares (`explained_share`), and the likeliest share.

    Args:
        ratio: (rows,) how many times likelier each row is from the source than from the background; 0 where it has it not.
    """
    if not len(ratio):
        return 0.0, 0.0
    each = np.log1p(SHARES[:, None] * (ratio - 1)).sum(axis=1)
    most = float(each.max())
    share = 0.5
    for _ in range(_ROUNDS):
        share = float(np.clip((share * ratio / (1 - share + share * ratio)).mean(), 1e-9, 1 - 1e-9))
    return most + float(np.log(np.exp(each - most).mean())), share
