"""Times of PostgreSQL's log."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from headcount.sources.postgres_time import moment_of

EIGHT = int(dt.datetime(2025, 11, 1, 8, 0, 2, 123_000, dt.UTC).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    "stamp",
    [
        "2025-11-01 08:00:02.123 UTC",
        "2025-11-01 08:00:02.123 GMT",
        "2025-11-01 09:00:02.123 CET",
        "2025-11-01 04:00:02.123 EDT",
        "2025-11-01 17:30:02.123 +0930",
        "2025-11-01 05:00:02.123 -03",
        "2025-11-01 16:00:02.123 HKT",
    ],
)
def test_zones(stamp: str) -> None:
    assert moment_of(stamp) == EIGHT


def test_an_abbreviation_of_several_zones_is_the_machines_own(monkeypatch: pytest.MonkeyPatch) -> None:
    moment_of.cache_clear()
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert moment_of("2025-11-01 16:00:02.123 CST") == EIGHT
        assert moment_of("2025-11-01 16:00:02.123 IST") is None
        moment_of.cache_clear()
        monkeypatch.setenv("TZ", "America/Chicago")
        time.tzset()
        assert moment_of("2025-11-01 02:00:02.123 CST") == EIGHT
    finally:
        monkeypatch.undo()
        time.tzset()
        moment_of.cache_clear()


@pytest.mark.parametrize("stamp", ["", "2025-11-01", "2025-13-01 08:00:02 UTC", "2025-11-01 08:00:02 QQQ"])
def test_no_time(stamp: str) -> None:
    assert moment_of(stamp) is None
