"""Times as a reader reads them: in one zone, with the zone written."""

from __future__ import annotations

import datetime as dt


def zone_label(time: dt.datetime, zone: dt.tzinfo | None) -> str:
    """The offset of `zone` at `time`, such as `UTC` or `UTC+08:00`. `None` is the zone of this machine."""
    offset = time.astimezone(zone).utcoffset() or dt.timedelta()
    if not offset:
        return "UTC"
    minutes = round(offset.total_seconds() / 60)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def moment(time: dt.datetime, zone: dt.tzinfo | None) -> str:
    """`2026-10-01 14:03:22 UTC+08:00`."""
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M:%S} {zone_label(time, zone)}"


def minute(time: dt.datetime, zone: dt.tzinfo | None) -> str:
    """`2026-10-01 14:03`, for columns whose heading writes the zone."""
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M}"


def period(first: dt.datetime, last: dt.datetime, zone: dt.tzinfo | None) -> str:
    """`2026-10-01 00:00 - 2026-10-30 23:59 UTC`; within one day the date is written once."""
    start, end = first.astimezone(zone), last.astimezone(zone)
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M} - {until} {zone_label(last, zone)}"
