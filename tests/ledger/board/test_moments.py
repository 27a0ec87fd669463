"""Times in and out, also before 1970."""

from __future__ import annotations

import datetime as dt

from headcount.ledger.board.moments import DAY, day_after, day_of, micros, moment


def test_there_and_back() -> None:
    for at in (dt.datetime(2026, 3, 2, 9, 0, 0, 123456, dt.UTC), dt.datetime(1969, 12, 31, 23, 59, 59, 999999, dt.UTC)):
        assert moment(micros(at)) == at
    assert micros(dt.datetime(1970, 1, 2)) == DAY  # noqa: DTZ001  # naive is UTC
    zone = dt.timezone(dt.timedelta(hours=8))
    assert micros(dt.datetime(1970, 1, 1, 8, tzinfo=zone)) == 0


def test_days() -> None:
    midnight = dt.datetime(1970, 1, 3, tzinfo=dt.UTC)
    second = dt.timedelta(seconds=1)
    assert [day_of(at) for at in (midnight - second, midnight, midnight + second)] == [1, 2, 2]
    assert [day_after(at) for at in (midnight - second, midnight, midnight + second)] == [2, 2, 3]
    assert day_of(dt.datetime(1969, 12, 31, 12, tzinfo=dt.UTC)) == -1
