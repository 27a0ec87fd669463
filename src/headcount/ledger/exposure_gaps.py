"""Gaps: stretches of a log without any line in which that time of the week usually has many.

The ledger knows the time of every showing and of every asking for what was not there, and of the first and last request of each
caller in each batch. These are put into slots of five minutes. What is usual for an hour is the median over the same hour of the
same weekday; in a log of less than three weeks, over the same hour of all working days, or of all weekends. A stretch of three
empty slots or more is a gap when 50 or more would have been usual in it. Where an hour did not come by three times, nothing is
usual, and no gap is found there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.embedded import EmbeddedLedger

SLOT = 300
"""Seconds."""
FEWEST_SLOTS = 3
MANY = 50.0
"""Lines that would have been usual."""
AROUND = dt.timedelta(days=400)
"""What is usual is taken from so long before and after the period."""
_HOUR, _WEEK = 3600, 168
_OFTEN = 3
"""An hour has to come by so often, to tell what is usual."""

_SLOTS = """
SELECT epoch_us(seen_at) // (1000000 * $slot) AS slot, count(*) AS lines
FROM (SELECT shown_at AS seen_at FROM disclosure UNION ALL SELECT asked_at FROM attempt
      UNION ALL SELECT first FROM traffic UNION ALL SELECT last FROM traffic)
WHERE seen_at BETWEEN $begins AND $ends GROUP BY slot ORDER BY slot
"""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without lines."""

    begins: dt.datetime
    ends: dt.datetime
    """Not included."""
    usual: float
    """Lines with a known time that such a stretch usually has."""


def gaps(ledger: EmbeddedLedger, begins: dt.datetime, ends: dt.datetime) -> list[Gap]:
    """The gaps that reach into the period, in order."""
    least, most = (moment.replace(tzinfo=None) for moment in (_moved(begins, -AROUND), _moved(ends, AROUND)))
    rows = ledger.connection.execute(_SLOTS, {"slot": SLOT, "begins": least, "ends": most}).fetchnumpy()
    slot, lines = rows["slot"].astype(np.int64), rows["lines"].astype(np.float64)
    if len(slot) < _OFTEN:
        return []
    hourly, first_hour = _usual(slot, lines)
    before = np.concatenate([[0.0], np.cumsum(hourly)])

    def usual_until(at: NDArray[np.int64]) -> NDArray[np.float64]:
        """Usual lines from the first hour of the log to the beginning of each slot."""
        hour, part = np.divmod(at * SLOT - first_hour * _HOUR, _HOUR)
        inside = np.append(hourly, 0.0)[hour]
        told: NDArray[np.float64] = before[hour] + inside * part / _HOUR
        return told

    empty = np.flatnonzero(np.diff(slot) > FEWEST_SLOTS)
    starts, ends_before = slot[empty] + 1, slot[empty + 1]
    usual = usual_until(ends_before) - usual_until(starts)
    many = np.flatnonzero(usual >= MANY).tolist()
    found = [Gap(_moment(starts[place]), _moment(ends_before[place]), float(usual[place])) for place in many]
    return [gap for gap in found if gap.ends > begins and gap.begins < ends]


def _usual(slot: NDArray[np.int64], lines: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """Usual lines of every hour of the log, 0 where nothing is, and the number of the first of these hours since 1970."""
    hour = slot * SLOT // _HOUR
    first = int(hour[0])
    count: NDArray[np.float64] = np.bincount(hour - first, lines).astype(np.float64)
    if len(count) >= _OFTEN * _WEEK:
        return _median_of_rows(count, _WEEK), first
    number = np.arange(first, first + len(count)) + 72  # 1970-01-01 was a Thursday: hours since a Monday
    group = number % 24 + 24 * (number % _WEEK >= 5 * 24)
    usual = np.zeros(len(count))
    for one in np.unique(group).tolist():
        rows = np.flatnonzero(group == one)
        usual[rows] = np.median(count[rows]) if len(rows) >= _OFTEN else 0.0
    return usual, first


def _median_of_rows(count: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """For each hour the median of all that lie whole weeks from it; every hour comes by `_OFTEN` times."""
    weeks = -(-len(count) // width)
    rows = np.full(weeks * width, np.nan)
    rows[: len(count)] = count
    median: NDArray[np.float64] = np.nanmedian(rows.reshape(weeks, width), axis=0)
    return np.tile(median, weeks)[: len(count)]


def _moment(slot: np.int64) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(slot) * SLOT, dt.UTC)


def _moved(moment: dt.datetime, by: dt.timedelta) -> dt.datetime:
    try:
        return moment + by
    except OverflowError:
        return moment
