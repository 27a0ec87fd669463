"""Mechanism: devices of one declared role, hour by hour: what no relation explains, and what was read when the role is shut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.colleagues import (
    DAY,
    FEWEST,
    Colleagues,
    Rows,
    broken,
    by_day,
    declared_roles,
    rows_of,
    told_enough,
)
from headcount.detectors.units import column
from headcount.ledger.window import Window

_HOUR, _WEEK = 3_600, 7 * DAY
_HARDLY = 0.02
"""An hour is one that a role hardly keeps when others worked in it on less than this share of their days or weeks."""
_SHORT = 4 * _WEEK
"""Hours are told apart by the day of the week, too, in a window of this length or more."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """The devices of one role, the same hours of each under both signals; `day` counts hours."""

    reasons: Colleagues | None
    """Odd is what no relation explains; None where the tables say nothing, or too little."""
    hours: Colleagues
    """Odd is what was read at hours that the other devices hardly keep."""


def fleets_of(window: Window) -> Iterator[Fleet]:
    """Every role of devices; days on which nearly all of its devices are odd are left out."""
    span = (window.last - window.first).total_seconds()
    for role, place in declared_roles(window):
        if role not in window.devices:
            continue
        rows = rows_of(window, place)
        strange = _strange(rows, len(place), _WEEK if span >= _SHORT else DAY)
        late, odd = np.where(strange, rows.new, 0), column(window.rollup, "unexplained_records")[rows.row]
        signals = [late, odd] if window.explained else [late]
        daily = [by_day(role, place, rows, signal) for signal in signals]
        left_out = np.concatenate([group.day[broken(group)] for group in daily])
        hours, *reasons = (by_day(role, place, rows, signal, _HOUR) for signal in signals)
        kept = ~np.isin(hours.day // (DAY // _HOUR), left_out)
        if len(hours.of(kept).place) >= FEWEST:
            yield Fleet(next((group.of(kept) for group in reasons if told_enough(group)), None), hours.of(kept))


def in_days(hours: Colleagues) -> Colleagues:
    """The same records summed over days."""
    owner = np.repeat(np.arange(len(hours.place)), np.diff(hours.start))
    first = np.flatnonzero(np.diff(owner * (1 << 32) + hours.day // 24, prepend=-1) != 0)
    start = np.searchsorted(first, hours.start)
    sums = [np.add.reduceat(counts, first) for counts in (hours.new, hours.odd)]
    return Colleagues(hours.role, hours.place, start, hours.day[first] // 24, *sums)


def _strange(rows: Rows, devices: int, period: int) -> NDArray[np.bool_]:
    """Rows at hours (of the day or the week) that the role's other devices hardly keep."""
    cells, turns = period // _HOUR, int(rows.time.max(initial=0)) // period + 1
    cell = rows.time // _HOUR % cells
    turn = rows.owner * turns + rows.time // period
    worked = np.unique(turn) // turns
    kept = np.unique(turn * cells + cell)
    owner, hour = kept // cells // turns, kept % cells
    own = np.bincount(owner * cells + hour, minlength=devices * cells).reshape(devices, cells)
    often = np.bincount(worked, minlength=devices)
    hardly = own.sum(axis=0) - own < _HARDLY * (often.sum() - often)[:, None]
    strange: NDArray[np.bool_] = hardly[rows.owner, cell]
    return strange
