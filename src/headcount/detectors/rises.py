"""Mechanism: whose share of odd records rose, among the accounts of one role.

An account's statistic is an e-detector over its hours or days (`stats.share_change`). It is found when the statistic reaches c,
the units that all accounts of the role have in thirty days, over `BUDGET`: then at most `BUDGET` of a role that behaves as
learned reach it in thirty days on average. Where several are found together their bar falls (e-BH) over what they reach last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.colleagues import BUDGET, Colleagues
from headcount.ledger.window import Window
from headcount.stats.e_bh import e_bh_bar
from headcount.stats.share_change import Shares, share_odds

FEWEST_RECORDS = 5
"""Fewer odd records are never a finding."""
_FALSE_SHARE = 0.1
"""Of those found together, at most so many are expected to be honest."""
_MONTH, _SHORTEST = 30 * 86_400.0, 1 / 30


@dataclass(frozen=True, slots=True, eq=False)
class Rises:
    """What the accounts of one role reached, and what they had to."""

    found: NDArray[np.bool_]
    """Shape (accounts,): who reached a bar."""
    strength: NDArray[np.float64]
    """Shape (accounts,): the highest value of those who reached the bar for one, the last value of the others."""
    needed: float
    """The lower of the two bars."""


def months_of(window: Window) -> float:
    """How long the window is, in months of thirty days; at least a day."""
    return max((window.last - window.first).total_seconds() / _MONTH, _SHORTEST)


def odds_of(group: Colleagues) -> NDArray[np.float64]:
    """The statistic after each of the group's rows."""
    return share_odds(Shares(group.start, group.odd, group.new), np.ones(len(group.place), np.bool_))


def peak_of(odds: NDArray[np.float64], group: Colleagues) -> NDArray[np.float64]:
    """Shape (accounts,): the highest value that each account ever reached."""
    highest: NDArray[np.float64] = np.maximum.reduceat(odds, group.start[:-1])
    return highest


def bar_for_one(units: int, months: float, part: float = 1.0) -> float:
    """c: what one account must reach in a role with so many units (hours, days) in so many months, for `part` of the budget."""
    return units / months / (BUDGET * part)


def rises(odds: NDArray[np.float64], group: Colleagues, months: float, part: float = 1.0) -> Rises:
    """Who reached a bar.

    Args:
        odds: shape (rows,), the statistic after each of the group's rows.
        group: the accounts of one role.
        months: as `months_of`.
        part: of `BUDGET`, and of the false share of those found together, that may be spent on this.
    """
    peak, last = peak_of(odds, group), odds[group.start[1:] - 1]
    alone, together = bar_for_one(len(odds), months, part), e_bh_bar(last[last > 0], len(odds), _FALSE_SHARE * part)
    return Rises((peak >= alone) | (last >= together), np.where(peak >= alone, peak, last), min(alone, together))
