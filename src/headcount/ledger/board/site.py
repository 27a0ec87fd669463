"""The whole site: what is known of it, and its hours against what is usual."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.moments import DAY, HOUR, micros, moment
from headcount.ledger.board.state import State
from headcount.ledger.board.times import Times
from headcount.model.board import Day, Hour, Known

I64 = NDArray[np.int64]
_WEEKS = 4
_FEWEST = 2
_MOST_HOURS, _MOST_DAYS = 31 * 24, 62
Band = tuple[float | None, float | None, float | None]


def known(state: State) -> Known:
    """As `Board.known`."""
    shown = np.flatnonzero(state.counts.records)
    people = any(route.people and state.counted[number] >= 0 for number, route in enumerate(state.routes))
    return Known(
        made=moment(state.place.made),
        first=moment(state.counts.first[shown].min()) if len(shown) else None,
        last=moment(state.counts.last[shown].max()) if len(shown) else None,
        showings=int(state.counts.showings.sum(dtype=np.int64)),
        clients=len(shown),
        records=int(np.count_nonzero(state.seen)),
        people=people,
    )


def hours(state: State, since: dt.datetime, until: dt.datetime) -> list[Hour]:
    """As `Board.hours`."""
    begin, end = micros(since) // HOUR, -(-micros(until) // HOUR)
    wanted = np.arange(max(begin, end - _MOST_HOURS), end)
    counts, bands = _counts(state.hours, wanted), _usual(state.hours, wanted, 7 * 24)
    return [
        Hour(moment(hour * HOUR), row[0], row[1], row[2], *band)
        for hour, row, band in zip(wanted.tolist(), counts, bands, strict=True)
    ]


def days(state: State, since: dt.date, until: dt.date) -> list[Day]:
    """As `Board.days`."""
    begin, end = ((day - dt.date(1970, 1, 1)).days for day in (since, until))
    wanted = np.arange(max(begin, end - _MOST_DAYS), end)
    counts, bands = _counts(state.days, wanted), _usual(state.days, wanted, 7)
    return [
        Day(moment(day * DAY).date(), row[0], row[1], row[2], *band)
        for day, row, band in zip(wanted.tolist(), counts, bands, strict=True)
    ]


def _counts(told: Times, wanted: I64) -> list[list[int]]:
    """Records, showings and clients of each time, 0 of those in which nothing was shown."""
    if not len(told.time):
        return [[0, 0, 0]] * len(wanted)
    place = np.searchsorted(told.time, wanted).clip(max=len(told.time) - 1)
    there = told.time[place] == wanted
    columns = (np.where(there, column[place], 0) for column in (told.records, told.showings, told.clients))
    rows: list[list[int]] = np.stack(list(columns), axis=1).tolist()
    return rows


def _usual(told: Times, wanted: I64, week: int) -> list[Band]:
    """10 %, 50 % and 90 % of the records of the same times in the weeks before; of times after that of the first showing."""
    if not len(told.time):
        return [(None, None, None)] * len(wanted)
    earlier = [wanted - week * back for back in range(1, _WEEKS + 1)]
    records = np.array([[row[0] for row in _counts(told, times)] for times in earlier]).reshape(_WEEKS, -1)
    known = (np.array(earlier) > told.time[0]).sum(axis=0)  # the latest weeks are the first rows
    bands: list[Band] = [(None, None, None)] * len(wanted)
    for weeks in range(_FEWEST, _WEEKS + 1):
        places = np.flatnonzero(known == weeks)
        quantiles = np.quantile(records[:weeks, places], (0.1, 0.5, 0.9), axis=0).T.tolist() if len(places) else []
        for place, (low, middle, high) in zip(places.tolist(), quantiles, strict=True):
            bands[place] = low, middle, high
    return bands
