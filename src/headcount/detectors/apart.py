"""Mechanism: clients that stand apart from all others by one number, such as their busiest hour, in logs of any length.

It needs no habit to be learned and no bet to be placed, so it speaks on the first day of a site: the client's own number is left
out, a power law is fitted to the tail of the others', and what is told is the chance that one honest client more reaches so far.
The index of that law is averaged over what the others leave open (`stats.tail.Reach`), so that with few peers little is rare. To
be expected of one honest client in ten scans, a number must be so many times the tenth largest of 20 to 500 others: 6 where
their tail is as thin as can be, 28 with an index of 2, 149 with an index of 1.

What is assumed: the numbers of honest clients are drawn from one crowd whose tail is a power law or thinner; before anything is
known its index is taken to be about 1.2. Two clients alike do not vouch for each other; more do, since they may be a role.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.volume import tail_size
from headcount.stats.tail import fit_reach

FEWEST_OTHERS = 10
"""Beside fewer other clients nothing is far."""
_FEWEST = 150
"""Nor are fewer records: that is a long sitting, or the address book of a phone."""
_COMPANY = 3
"""So many other clients with half as much make a number a habit."""


def rarity(values: NDArray[np.int64]) -> NDArray[np.float64]:
    """How many honest clients would have to be seen for one to reach each value.

    Args:
        values: shape (clients,), one whole number each, 1 or more; all of them are compared with each other.

    Returns:
        Shape (clients,): 1 / P(X >= value); 0 for values that are not among the few largest, are small, or have company.
    """
    told = np.zeros(len(values))
    if len(values) <= FEWEST_OTHERS:
        return told
    ordered = np.sort(values)
    for place in np.flatnonzero(values >= max(_FEWEST, int(ordered[-_COMPANY]))).tolist():
        value = values[place]
        if len(ordered) - np.searchsorted(ordered, value / 2) - 1 >= _COMPANY:
            continue
        others = np.delete(ordered, np.searchsorted(ordered, value))
        reach = fit_reach(others, tail_size(len(others)))
        told[place] = 1 / float(reach.beyond(np.array(value - 0.5)))
    return told
