"""Mechanism: what a client with a baseline of its own did beyond it: more than its own past explains, or at other hours.

A nightly export is like no visitor, so it is held against itself: the records of each day, those of them that were new to it,
and the hours of the day at which it comes. Two weeks are learned from before anything is said. What it did is told with the day
on which its own past stopped explaining it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.detectors.agreed import Breach
from headcount.detectors.evidence import LEAST_BUDGET
from headcount.detectors.learning import DAY, MARGIN
from headcount.detectors.units import column
from headcount.ledger.window import Window
from headcount.model.scope import Scope
from headcount.stats.level_rise import FEWEST, rise_odds, usual

I64 = NDArray[np.int64]

_QUANTITIES = (("records", "records"), ("new_records", "records that were new to it"))
_WAYS = len(_QUANTITIES) + 1
_HOURS = 24
_LAG = 7
"""The hours of the last days are not learned from."""
_AWAY = 0.1
"""A day is at other hours when such a share of its records is."""
_OFTEN = 0.9
"""How often a client that changed its hours comes at the new ones."""
_LARGEST = 250.0


def beyond_own_past(window: Window, client: int, scope: Scope, clients: int) -> Iterator[Breach]:
    """What the client's own past does not explain.

    Args:
        window: what was observed.
        client: its number.
        scope: nothing is said of a client whose agreement gives it no baseline of its own.
        clients: how many have one: over all of them, a tenth of a false finding is allowed in a scan, and the bar is ten times
            that, since each past is short.
    """
    if not scope.own_baseline:
        return
    mine = window.rollup.filter(pc.equal(window.rollup["client"], client))
    moment = column(mine, "bucket")
    day, place = np.unique(moment // DAY, return_inverse=True)
    if len(day) <= FEWEST:
        return
    bar = float(np.log(_WAYS * len(day) * clients * MARGIN / LEAST_BUDGET))
    for name, told in _QUANTITIES:
        count = np.bincount(place, column(mine, name), len(day)).astype(np.int64)
        yield from _more(day, count, bar, told)
    by_hour = np.bincount(place * _HOURS + moment % DAY // 3_600, column(mine, "records"), len(day) * _HOURS).astype(np.int64)
    yield from _at_other_hours(day, by_hour.reshape(len(day), _HOURS), bar)


def _more(day: I64, count: I64, bar: float, told: str) -> Iterator[Breach]:
    odds = rise_odds(day, count)
    passed = np.flatnonzero(odds >= bar)
    if len(passed):
        at = int(passed[0])
        before = usual(day[: at + 1], count[: at + 1])
        yield Breach(
            float(np.exp(min(odds.max() - bar, _LARGEST))),
            f"{int(count[at]):,} {told} on {_date(int(day[at]))}, where a usual day of it brings {before:,.0f}",
        )


def _at_other_hours(day: I64, by_hour: I64, bar: float) -> Iterator[Breach]:
    """Days on which it came at hours (UTC) at which, the hours beside them included, it never came before.

    Under a steady habit a day after n others is the first at some hour as seldom as days were among those n; against that stands
    a client that does so nine days in ten.
    """
    odds = highest = -np.inf
    passed, hours = -1, ""
    active = by_hour > 0
    near = active | np.roll(active, 1, axis=1) | np.roll(active, -1, axis=1)
    for at in range(FEWEST, len(day)):
        learned = slice(0, max(FEWEST, at - _LAG))
        seen = near[learned].sum(axis=0)
        away = by_hour[at][seen == 0].sum() > _AWAY * by_hour[at].sum()
        first = np.count_nonzero((active[learned] & (seen == 1)).any(axis=1))
        chance = (first + 1) / (learned.stop + 2)
        gain = np.log(_OFTEN / chance) if away else np.log((1 - _OFTEN) / (1 - chance))
        odds = min(float(np.logaddexp(odds, 0.0) + gain), _LARGEST)
        highest = max(highest, odds)
        if passed < 0 and odds >= bar:
            passed = at
            hours = ", ".join(f"{hour}" for hour in np.flatnonzero((seen == 0) & active[at]).tolist())
    if passed >= 0:
        yield Breach(
            float(np.exp(highest - bar)),
            f"by {_date(int(day[passed]))} it came at hours at which it never came before ({hours} o'clock UTC)",
        )


def _date(day: int) -> dt.date:
    return dt.datetime.fromtimestamp(day * DAY, dt.UTC).date()
