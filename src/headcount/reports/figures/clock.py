"""The clock: records by weekday and hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from headcount.model.finding import Finding
from headcount.reports.figures.figure import Figure, text
from headcount.reports.markup import Html, tag
from headcount.reports.phrases import Phrases
from headcount.reports.zone import zone_label

_WIDTH, _HEIGHT = 472, 232
_LEFT, _TOP, _CELL, _ROW = 40, 8, 18, 26


def in_zone(clock: Sequence[Sequence[int]], finding: Finding, zone: dt.tzinfo | None) -> tuple[Sequence[Sequence[int]], str]:
    """`clock` (UTC) turned to `zone`, and the zone's label.

    It stays in UTC when the zone's offset changed during the finding or is not a whole number of hours, and when it is empty.
    """
    offsets = {(time.astimezone(zone).utcoffset() or dt.timedelta()).total_seconds() for time in (finding.first, finding.last)}
    offset = offsets.pop()
    if offsets or offset % 3600 or len(clock) != 7:
        return clock, "UTC"
    week = [count for day in clock for count in day]
    shift = int(offset // 3600)
    turned = [week[(hour - shift) % 168] for hour in range(168)]
    return [turned[24 * day : 24 * day + 24] for day in range(7)], zone_label(finding.last, zone)


def clock(counts: Sequence[Sequence[int]], zone: str, key: str, say: Phrases) -> Figure:
    """The heat map of `counts` (7 weekdays, Monday first, of 24 hours); darker is more, on a square-root scale."""
    days = say("clock.days").split()
    most = max((count for day in counts for count in day), default=0)
    rows = tuple((day, *(f"{count:,}" for count in hours)) for day, hours in zip(days, counts, strict=True)) if most else ()
    return Figure(
        "clock",
        key,
        say("clock.caption", zone=zone),
        _description(counts, days, most, say),
        _WIDTH,
        _HEIGHT,
        tuple(_cells(counts, days, most, say)) if most else (),
        (say("clock.day"), *(f"{hour:02d}" for hour in range(24))),
        rows,
    )


def _cells(counts: Sequence[Sequence[int]], days: list[str], most: int, say: Phrases) -> list[Html]:
    marks = []
    for day, hours in enumerate(counts):
        y = _TOP + day * _ROW
        marks.append(text(_LEFT - 8, y + 17, days[day], anchor="end"))
        for hour, count in enumerate(hours):
            box = {"x": _LEFT + hour * _CELL, "y": y, "width": _CELL - 2, "height": _ROW - 2, "rx": 2}
            marks.append(tag("rect", **box, class_="cell"))
            if count:
                label = tag("title", f"{days[day]} {hour:02d}:00 {count:,}")
                marks.append(tag("rect", label, **box, class_="heat", fill_opacity=round(0.12 + 0.88 * (count / most) ** 0.5, 2)))
    floor = _TOP + 7 * _ROW + 14
    marks += [text(_LEFT + hour * _CELL, floor, f"{hour:02d}") for hour in range(0, 24, 3)]
    for step in range(5):
        marks.append(
            tag("rect", x=_LEFT + step * 14, y=floor + 8, width=14, height=8, class_="heat", fill_opacity=0.12 + 0.22 * step)
        )
    marks.append(text(_LEFT + 78, floor + 16, say("clock.scale", most=most)))
    return marks


def _description(counts: Sequence[Sequence[int]], days: list[str], most: int, say: Phrases) -> str:
    if not most:
        return say("clock.desc.empty")
    day, hour = next((d, h) for d, hours in enumerate(counts) for h, count in enumerate(hours) if count == most)
    silent = sum(1 for hours in counts for count in hours if not count)
    return say("clock.desc", most=most, day=days[day], hour=f"{hour:02d}", silent=silent)
