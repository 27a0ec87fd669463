"""Hours and days of the whole site, counted by hand, and what is usual in them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.board.conftest import Site, renewed
from tests.ledger.board.grown import DAY, HOUR, MIDNIGHT, Grown, Row


def test_hours_are_counted_and_compared_with_the_weeks_before(site: Site) -> None:
    made, board = site
    names, rows = made.names, made.counted
    begin = MIDNIGHT + 20 * DAY
    told = board.hours(begin, begin + 20 * DAY)
    assert [hour.hour for hour in told] == [begin + number * HOUR for number in range(480)]
    groups: dict[dt.datetime, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.at.replace(minute=0, second=0, microsecond=0), []).append(row)
    for hour in told:
        mine = groups.get(hour.hour, [])
        counts = len({row.record for row in mine}), len(mine), len({names[row.caller] for row in mine})
        assert (hour.records, hour.showings, hour.clients) == counts
        earlier = [hour.hour - week * 7 * DAY for week in range(1, 5)]
        usual = [len({row.record for row in groups.get(one, [])}) for one in earlier if one > min(groups)]
        band = tuple(np.quantile(usual, (0.1, 0.5, 0.9)).tolist()) if len(usual) > 1 else (None, None, None)
        assert (hour.low, hour.middle, hour.high) == band
    assert len(board.hours(begin - 40 * DAY, begin)) == 31 * 24


def test_days_are_counted_and_compared_with_the_weeks_before(site: Site) -> None:
    made, board = site
    begin = MIDNIGHT.date()
    told = board.days(begin, begin + 50 * DAY)
    assert [day.day for day in told] == [begin + number * DAY for number in range(50)]
    groups: dict[dt.date, list[Row]] = {}
    for row in made.counted:
        groups.setdefault(row.at.date(), []).append(row)
    for day in told:
        mine = groups.get(day.day, [])
        counts = len({row.record for row in mine}), len(mine), len({made.names[row.caller] for row in mine})
        assert (day.records, day.showings, day.clients) == counts
        usual = [len({row.record for row in groups.get(one, [])}) for one in _weeks_before(day.day) if one > min(groups)]
        band = tuple(np.quantile(usual, (0.1, 0.5, 0.9)).tolist()) if len(usual) > 1 else (None, None, None)
        assert (day.low, day.middle, day.high) == band
    assert len(board.days(begin, begin + 70 * DAY)) == 62
    assert any(day.middle is not None for day in told)


def _weeks_before(day: dt.date) -> list[dt.date]:
    return [day - week * 7 * DAY for week in range(1, 5)]


def test_what_is_known_of_all(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    told = renewed(ledger, tmp_path / "b").known()
    rows = grown.counted
    assert (told.showings, told.clients) == (len(rows), len(grown.clients))
    assert told.records == len({row.record for row in rows})
    assert (told.first, told.last) == (min(row.at for row in rows), max(row.at for row in rows))
    assert told.people
