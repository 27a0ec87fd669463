"""More odd ones in a crowd than there should be: how much evidence that is, and which of them stand out.

Each member's chance is the share of a known crowd that is as odd or odder, itself counted: uniform or larger for whoever is like
the known ones. That a time differs from another is allowed for: the share beyond a level wanders.

Source: the conformal p-values of Bates et al., "Testing for outliers with conformal p-values", Annals of Statistics 51 (2023);
the beta-binomial allows for common shifts, as in Donoho & Jin's (2004) higher criticism without; Benjamini & Hochberg (1995), and
the share of honest ones by Storey (2002).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.stats import beta_binomial

F64 = NDArray[np.float64]

_LEVELS = (0.05, 0.02, 0.01, 0.005, 0.002)
_BAD, _BAD_SPREAD = np.array([0.03, 0.1, 0.3, 0.8]), 0.01
"""How large a part may be odd for a reason."""
_WANDER = 0.5
"""How many stand out differs from time to time by such a share."""


def log_excess(chance: F64) -> float:
    """Log e-value that more members are odd than the chances say.

    At each of some levels the number below it is beta-binomial if they are as they should be; if a part of them is not, a larger
    share is. The e-value is the mean over levels and parts.

    Args:
        chance: shape (members,), above 0, at most 1.
    """
    if not len(chance):
        return -np.inf
    gains = []
    for level in _LEVELS:
        hits = int(np.count_nonzero(chance <= level))
        spread = _WANDER**2 * level / (1 - level)
        null = beta_binomial.log_pmf(hits, len(chance), level, spread)
        bets = beta_binomial.log_pmf(hits, len(chance), level + (1 - level) * _BAD, _BAD_SPREAD) - null
        gains.append(bets if hits > level * len(chance) else np.minimum(bets, 0.0))
    return float(np.logaddexp.reduce(np.concatenate(gains)) - np.log(len(_LEVELS) * len(_BAD)))


def honest_share(chance: F64, level: float = _LEVELS[0]) -> float:
    """Share of the members that are as they should be, an upper estimate; `chance` as for `log_excess`."""
    above = int(np.count_nonzero(chance > level))
    return min((above + 1) / ((1 - level) * max(len(chance), 1)), 1.0)


def standing_out(chance: F64, share: float, honest: float = 1.0, few: float = 0.0) -> NDArray[np.intp]:
    """Places of the members with the least chances, so many that about `share` of them are expected to be honest.

    Args:
        chance: as for `log_excess`.
        share: allowed.
        honest: share of all members that are honest.
        few: so many honest ones are allowed in any case.
    """
    ordered = np.sort(chance)
    expected = honest * len(ordered) * ordered
    passed = np.flatnonzero(expected <= np.maximum(few, share * np.arange(1, len(ordered) + 1)))
    return np.flatnonzero(chance <= ordered[passed[-1]]) if len(passed) else np.zeros(0, np.intp)
