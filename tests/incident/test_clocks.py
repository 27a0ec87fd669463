from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.incident.business_days import working
from headcount.incident.clocks import due, started
from headcount.incident.facts import Facts
from headcount.model.law import Clock, Deadline, Unit
from tests.made_incident import AWARE, SIGNALLED, exposure, facts

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles", "Australia/Sydney", "Asia/Kolkata")
MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2029, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001 - the strategy adds it


@pytest.mark.parametrize(
    ("start", "n", "unit", "zone", "expected"),
    [
        ("2026-10-23T12:00+02:00", 72, "hour", "Europe/Berlin", "2026-10-26 11:00:00+01:00"),
        ("2027-03-27T12:00+01:00", 24, "hour", "Europe/Berlin", "2027-03-28 13:00:00+02:00"),
        ("2026-12-31T23:30+08:00", 1, "hour", "Asia/Shanghai", "2027-01-01 00:30:00+08:00"),
        ("2026-11-20T10:00+08:00", 0, "immediate", "Asia/Shanghai", "2026-11-20 10:00:00+08:00"),
        ("2026-12-02T08:00+08:00", 30, "calendar_day", "Asia/Shanghai", "2027-01-01 23:59:59+08:00"),
        ("2026-12-31T23:59:59-05:00", 60, "calendar_day", "America/New_York", "2027-03-01 23:59:59-05:00"),
        ("2027-12-31T23:59:59-05:00", 60, "calendar_day", "America/New_York", "2028-02-29 23:59:59-05:00"),
        ("2026-11-20T23:30+00:00", 3, "calendar_day", "Asia/Singapore", "2026-11-24 23:59:59+08:00"),
        ("2026-11-19T12:00-03:00", 3, "business_day", "America/Sao_Paulo", "2026-11-25 23:59:59-03:00"),
        ("2026-12-30T12:00-03:00", 3, "business_day", "America/Sao_Paulo", "2027-01-05 23:59:59-03:00"),
        ("2026-11-21T12:00-03:00", 1, "business_day", "America/Sao_Paulo", "2026-11-23 23:59:59-03:00"),
        ("2027-01-31T10:00+01:00", 1, "month", "Europe/Berlin", "2027-02-28 23:59:59+01:00"),
        ("2026-12-15T10:00+01:00", 1, "month", "Europe/Berlin", "2027-01-15 23:59:59+01:00"),
        ("2026-08-31T10:00+02:00", 6, "month", "Europe/Berlin", "2027-02-28 23:59:59+01:00"),
    ],
    ids=[
        "hours through the end of summer time",
        "hours through its beginning",
        "hours through the year's end",
        "at once",
        "days over the year's end",
        "sixty days after the year",
        "in a leap year",
        "the day of the authority, not of UTC",
        "working days over a holiday and a weekend",
        "working days over New Year",
        "from a Saturday",
        "a month that is shorter",
        "a month over the year's end",
        "half a year",
    ],
)
def test_deadlines_by_hand(start: str, n: int, unit: str, zone: str, expected: str) -> None:
    assert str(due(dt.datetime.fromisoformat(start), Deadline(n, Unit(unit)), zone, "BR")) == expected


@given(MOMENTS, st.integers(0, 400), st.sampled_from(ZONES))
def test_hours_are_hours(start: dt.datetime, n: int, zone: str) -> None:
    assert due(start, Deadline(n, Unit.HOUR), zone, "CN") - start == dt.timedelta(hours=n)


@given(MOMENTS, st.integers(1, 90), st.sampled_from(ZONES))
def test_days_end_with_their_last_second(start: dt.datetime, n: int, zone: str) -> None:
    end = due(start, Deadline(n, Unit.CALENDAR_DAY), zone, "CN")
    assert end.date() - start.astimezone(ZoneInfo(zone)).date() == dt.timedelta(days=n)
    assert end.time() == dt.time(23, 59, 59)


@given(MOMENTS, st.integers(1, 25))
def test_so_many_working_days_lie_between(start: dt.datetime, n: int) -> None:
    first = start.astimezone(ZoneInfo("America/Sao_Paulo")).date()
    last = due(start, Deadline(n, Unit.BUSINESS_DAY), "America/Sao_Paulo", "BR").date()
    between = [first + dt.timedelta(days=day) for day in range(1, (last - first).days + 1)]
    assert sum(working(day, "BR") for day in between) == n
    assert working(last, "BR")


@given(MOMENTS, MOMENTS, st.sampled_from(list(Unit)), st.integers(0, 12))
def test_a_later_start_never_ends_earlier(one: dt.datetime, other: dt.datetime, unit: Unit, n: int) -> None:
    first, second = sorted((one, other))
    assert due(first, Deadline(n, unit), "Europe/Berlin", "DE") <= due(second, Deadline(n, unit), "Europe/Berlin", "DE")


def _known(**said: str) -> Facts:
    return facts(exposure(5), said=said)


def test_when_the_clocks_start() -> None:
    known = _known(assessed="2026-11-25T10:00:00+00:00", people_told="2026-11-26T10:00:00+00:00")
    zone = "America/New_York"
    assert started(Clock.AWARENESS, known, zone) == AWARE
    assert started(Clock.DISCOVERY, known, zone) == SIGNALLED
    assert started(Clock.OCCURRENCE, known, zone) == known.incident.first
    assert started(Clock.YEAR_END, known, zone) == dt.datetime(2027, 1, 1, 4, 59, 59, tzinfo=dt.UTC)
    assert started(Clock.ASSESSMENT, known, zone) == dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
    assert started(Clock.NOTICE_TO_INDIVIDUALS, known, zone) == dt.datetime(2026, 11, 26, 10, tzinfo=dt.UTC)
    assert [started(clock, known, zone) for clock in (Clock.FIRST_REPORT, Clock.HANDLING_END, Clock.REQUEST)] == [None] * 3


def test_handling_ends_with_the_incident_unless_it_is_said() -> None:
    closed = AWARE + dt.timedelta(days=9)
    known = _known()
    stamps = msgspec.structs.replace(known.incident.stamps, closed=closed)
    ended = Facts(msgspec.structs.replace(known.incident, stamps=stamps), known.exposure, known.organisation, {})
    assert started(Clock.HANDLING_END, ended, "Asia/Shanghai") == closed


def test_what_is_said_of_one_law_counts_for_it_only() -> None:
    known = _known(**{"first_report.br.lgpd": "2026-11-25T10:00:00+00:00"})
    assert started(Clock.FIRST_REPORT, known, "UTC", "br.lgpd") == dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
    assert started(Clock.FIRST_REPORT, known, "UTC", "eu.nis2") is None
