from __future__ import annotations

import datetime as dt

import pytest

from headcount.reports.zone import minute, moment, period, zone_label

NOON = dt.datetime(2026, 10, 1, 12, 30, 5, tzinfo=dt.UTC)


def zone(hours: float) -> dt.timezone:
    return dt.timezone(dt.timedelta(hours=hours))


@pytest.mark.parametrize(("hours", "label"), [(0, "UTC"), (8, "UTC+08:00"), (5.75, "UTC+05:45"), (-3.5, "UTC-03:30")])
def test_the_zone_is_its_offset(hours: float, label: str) -> None:
    assert zone_label(NOON, zone(hours)) == label


def test_times_are_turned_to_the_zone() -> None:
    assert moment(NOON, zone(8)) == "2026-10-01 20:30:05 UTC+08:00"
    assert minute(NOON, zone(-13)) == "2026-09-30 23:30"


def test_a_period_within_one_day_writes_the_date_once() -> None:
    assert period(NOON, NOON + dt.timedelta(hours=2), dt.UTC) == "2026-10-01 12:30 - 14:30 UTC"
    assert period(NOON, NOON + dt.timedelta(hours=12), dt.UTC) == "2026-10-01 12:30 - 2026-10-02 00:30 UTC"
    assert period(NOON, NOON + dt.timedelta(hours=2), zone(10)) == "2026-10-01 22:30 - 2026-10-02 00:30 UTC+10:00"
