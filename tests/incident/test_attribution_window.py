from __future__ import annotations

import datetime as dt
import math

import numpy as np

from headcount.incident.attribution_window import SURE, window
from headcount.model.attribution import Window

DAY = 86_400 * 1_000_000
FIRST = np.arange(1000) * DAY + 1_772_409_600 * 1_000_000
BEGIN = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def _day(number: int) -> dt.datetime:
    return BEGIN + dt.timedelta(days=number)


def test_it_was_taken_after_the_last_of_its_people() -> None:
    listed = np.zeros(1000, np.bool_)
    listed[[3, 500, 998]] = True
    assert window(FIRST, listed, 0.0) == Window(_day(998), None)


def test_whoever_takes_everything_had_gone_before_the_next() -> None:
    assert window(FIRST, np.arange(1000) < 400, 0.0) == Window(_day(399), _day(400))


def test_whoever_takes_a_share_would_soon_have_met_somebody_new() -> None:
    listed = (np.arange(1000) < 400) & (np.arange(1000) % 2 == 1)
    needed = math.ceil(math.log(SURE) / math.log(0.5))
    assert window(FIRST, listed, 0.0) == Window(_day(399), _day(399 + needed))


def test_rows_that_are_there_by_chance_do_not_tell_the_beginning() -> None:
    listed = np.arange(1000) < 400
    listed[700] = True
    told = window(FIRST, listed, 1.0)
    assert told.after == _day(396)  # one by chance, and three times its deviation
    assert told.before is not None
    assert told.before > _day(700)


def test_nobody_is_listed() -> None:
    assert window(FIRST, np.zeros(1000, np.bool_), 0.0) == Window(None, None)
    assert window(FIRST, np.arange(1000) < 3, 5.0) == Window(None, None)
