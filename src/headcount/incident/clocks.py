"""Clocks of the laws: when a deadline begins to run, and when it ends, in the time zone of the authority.

Hours run through nights and weekends, from the minute of the start. Days, working days and months begin to count on the day
after the start and end with the last second of their last day; a month ends on the day of the same number, or on the month's
last. Where a law counts otherwise, this is the earlier reading.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from zoneinfo import ZoneInfo

from headcount.incident import business_days
from headcount.incident.facts import Facts
from headcount.model.law import Clock, Deadline, Unit

LAST = dt.time(23, 59, 59)
"""A deadline in days ends with this second."""
_SAID = {
    Clock.ASSESSMENT: "assessed",
    Clock.NOTICE_TO_INDIVIDUALS: "people_told",
    Clock.FIRST_REPORT: "first_report",
    Clock.HANDLING_END: "handling_ended",
    Clock.REQUEST: "asked_at",
}


def started(clock: Clock, facts: Facts, zone: str, law: str = "") -> dt.datetime | None:
    """When a clock started, UTC; None: not yet, or nobody said.

    Discovery is the first signal: a system that watches is the diligence that laws speak of. The year ends where the
    authority is.
    """
    stamps = facts.incident.stamps
    aware = stamps.aware or stamps.confirmed
    if clock is Clock.OCCURRENCE:
        return facts.incident.first
    if clock is Clock.AWARENESS:
        return aware
    discovered = min(stamps.signalled, aware or stamps.signalled)
    if clock is Clock.DISCOVERY:
        return discovered
    if clock is Clock.YEAR_END:
        year = discovered.astimezone(ZoneInfo(zone)).year
        return dt.datetime.combine(dt.date(year, 12, 31), LAST, ZoneInfo(zone)).astimezone(dt.UTC)
    said = facts.moment(_SAID[clock], law)
    return said or (stamps.closed if clock is Clock.HANDLING_END else None)


def due(start: dt.datetime, deadline: Deadline, zone: str, country: str) -> dt.datetime:
    """When a deadline ends, in the authority's zone.

    Args:
        start: when the clock started, with a zone.
        deadline: how long.
        zone: IANA name of the authority's time zone.
        country: ISO 3166-1 code whose holidays are no working days.
    """
    place = ZoneInfo(zone)
    if deadline.unit is Unit.IMMEDIATE:
        return start.astimezone(place)
    if deadline.unit is Unit.HOUR:
        return (start.astimezone(dt.UTC) + dt.timedelta(hours=deadline.n)).astimezone(place)
    day = start.astimezone(place).date()
    if deadline.unit is Unit.CALENDAR_DAY:
        day += dt.timedelta(days=deadline.n)
    elif deadline.unit is Unit.BUSINESS_DAY:
        day = business_days.after(day, deadline.n, country)
    else:
        day = _months(day, deadline.n)
    return dt.datetime.combine(day, LAST, place)


def _months(day: dt.date, n: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
