"""e-BH: which hypotheses to reject, given one e-value each, whatever their dependence.

Wang & Ramdas, "False discovery rate control with e-values", Journal of the Royal Statistical Society B 84 (2022): reject the
k largest, with the largest k whose k-th e-value is at least n / (level k). The expected share of false ones among those
rejected is then at most `level`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def e_bh_bar(e_values: NDArray[np.float64], hypotheses: float, level: float) -> float:
    """The smallest e-value that e-BH rejects: `hypotheses / (level * k)`; infinite when it rejects none.

    Args:
        e_values: shape (n,), the e-values; those left out count as zero.
        hypotheses: how many there are in all (their total weight), at least n.
        level: bound on the expected share of false rejections, 0 to 1.
    """
    if not len(e_values):
        return float("inf")
    ranks = np.arange(1, len(e_values) + 1)
    rejected = np.flatnonzero(np.sort(e_values)[::-1] * ranks >= hypotheses / level)
    return hypotheses / (level * (int(rejected[-1]) + 1)) if len(rejected) else float("inf")
