"""The staircase: different records shown to one client, cumulative, log scale, over the band of its peers."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise

from headcount.model.summary import Pictures
from headcount.reports.figures.figure import Figure, powers_of_ten, rule, short, text, trace
from headcount.reports.markup import Html, tag
from headcount.reports.phrases import Phrases
from headcount.reports.zone import minute, zone_label

_WIDTH, _HEIGHT = 960, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 192, 24, 44
_DAY = 86400.0
_STEPS = (60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 432000, 864000, 2592000, 7776000, 31536000)
"""Distances between ticks, in seconds: the smallest that leaves at most ten ticks is taken."""
_LABEL_GAP = 16.0
_MOMENT_GAP = 72.0
"""Words of moments that are nearer to each other stand one below the other."""
_MOST_LATER = 3


def peers_after(band: Sequence[tuple[float, float, float, float]], days: float) -> tuple[float, float, float]:
    """(median, 90 %, 99.9 %) of the peers' records `days` after their first one: linear between points, flat outside."""
    before = [row for row in band if row[0] <= days]
    after = [row for row in band if row[0] >= days]
    if not before or not after:
        row = (before or after)[-1 if before else 0]
        return row[1], row[2], row[3]
    low, high = before[-1], after[0]
    part = (days - low[0]) / (high[0] - low[0]) if high[0] > low[0] else 0.0
    return low[1] + part * (high[1] - low[1]), low[2] + part * (high[2] - low[2]), low[3] + part * (high[3] - low[3])


def staircase(
    pictures: Pictures, key: str, say: Phrases, zone: dt.tzinfo | None, moments: Sequence[tuple[dt.datetime, str]] = ()
) -> Figure:
    """The picture of one finding or client; `moments` (when, `found`, `verdict` or `lifted`) are marked in it."""
    steps, band = pictures.staircase, pictures.band
    if not steps:
        return Figure("staircase", key, say("staircase.caption"), say("staircase.desc.empty"), _WIDTH, _HEIGHT, (), (), ())
    start, end = steps[0][0], steps[-1][0]
    span = max((end - start).total_seconds(), 60.0)
    edge = peers_after(band, span / _DAY) if band else None
    top = max(steps[-1][1], edge[2] if edge else 1.0, 10.0)
    marks = [*_axes(start, span, top, say, zone)]
    labels = [(_y(steps[-1][1], top), f"{steps[-1][1]:,}", say("staircase.client"), "name found")]
    if edge is not None:
        marks += _band(band, span, top)
        names = (say("staircase.median"), say("staircase.ninety"), say("staircase.most"))
        labels += [(_y(v, top), f"{v:,.0f}", name, "name peers") for v, name in zip(edge, names, strict=True)]
    marks.append(trace(_stairs(steps, start, span, top), "stairs"))
    for time, count in (steps[0], steps[-1]):
        marks.append(tag("circle", cx=_x((time - start).total_seconds(), span), cy=_y(count, top), r=4, class_="dot"))
    marks += _crossing(pictures, span, top, say)
    marks += _moments(moments, start, span, say, zone)
    marks += _labels(labels)
    return Figure(
        "staircase",
        key,
        say("staircase.caption"),
        _description(pictures, edge, say, zone),
        _WIDTH,
        _HEIGHT,
        tuple(marks),
        _headings(say, zone_label(end, zone), peers=bool(band)),
        tuple(_row(time, count, start, band, zone) for time, count in steps),
    )


def _x(seconds: float, span: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * seconds / span


def _y(count: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * math.log10(max(count, 1.0)) / math.log10(top)


def _stairs(steps: Sequence[tuple[dt.datetime, int]], start: dt.datetime, span: float, top: float) -> list[tuple[float, float]]:
    places = [(_x((time - start).total_seconds(), span), _y(count, top)) for time, count in steps]
    path = places[:1]
    for (_, y), (x, higher) in pairwise(places):
        path += [(x, y), (x, higher)]
    return path


def _band(band: Sequence[tuple[float, float, float, float]], span: float, top: float) -> list[Html]:
    """Two tinted areas (median to 90 %, 90 % to 99.9 %) and the three lines that bound them."""
    inner = [row[0] for row in band if 0 < row[0] < span / _DAY]
    rows = [(_x(day * _DAY, span), peers_after(band, day)) for day in (0.0, *inner, span / _DAY)]
    lines = [[(x, _y(values[k], top)) for x, values in rows] for k in range(3)]
    return [
        trace([*lines[1], *reversed(lines[2])], "band far", closed=True),
        trace([*lines[0], *reversed(lines[1])], "band near", closed=True),
        *(trace(line, "edge") for line in lines),
    ]


def _crossing(pictures: Pictures, span: float, top: float, say: Phrases) -> list[Html]:
    """A ring where the client went beyond 99.9 % of its peers; nothing when it never did, or from its first moment on."""
    steps, band = pictures.staircase, pictures.band
    for place, (time, count) in enumerate(steps if band else ()):
        seconds = (time - steps[0][0]).total_seconds()
        if count > peers_after(band, seconds / _DAY)[2]:
            if not place:
                return []
            x, y = _x(seconds, span), _y(count, top)
            near = x < (_LEFT + _WIDTH - _RIGHT) / 2
            label = text(
                x + 12 if near else x - 12, y + 20, say("staircase.beyond", n=count), "name peers", "start" if near else "end"
            )
            return [tag("circle", cx=x, cy=y, r=6, class_="ring"), label]
    return []


def _moments(
    moments: Sequence[tuple[dt.datetime, str]], start: dt.datetime, span: float, say: Phrases, zone: dt.tzinfo | None
) -> list[Html]:
    """A line with a word for each; of those after the last step, words at the upper right only."""
    marks: list[Html] = []
    row, last = 0, -math.inf
    for time, what in sorted(moments):
        seconds, word = (time - start).total_seconds(), say(f"staircase.{what}")
        if not 0 <= seconds <= span:
            continue
        x = _x(seconds, span)
        row = row + 1 if x - last < _MOMENT_GAP else 0
        last = x
        far = x > _LEFT + _MOMENT_GAP
        marks += [
            rule(x, _TOP, x, _HEIGHT - _BOTTOM, "moment"),
            text(x - 6 if far else x + 6, _TOP + 12 + _LABEL_GAP * row, word, "name moment", "end" if far else "start"),
        ]
    later = [(time, what) for time, what in sorted(moments) if (time - start).total_seconds() > span]
    for place, (time, what) in enumerate(later[:_MOST_LATER]):
        told = say("staircase.later", what=say(f"staircase.{what}"), at=minute(time, zone))
        marks.append(text(_WIDTH, 12 + _LABEL_GAP * place, told, "name moment", "end"))
    return marks


def _axes(start: dt.datetime, span: float, top: float, say: Phrases, zone: dt.tzinfo | None) -> list[Html]:
    floor = _HEIGHT - _BOTTOM
    marks = [text(_LEFT, 12, say("staircase.count"), "axis")]
    for count in powers_of_ten(1, top):
        y = _y(count, top)
        marks += [rule(_LEFT, y, _WIDTH - _RIGHT, y), text(_LEFT - 8, y + 4, short(count), anchor="end")]
    step = next((s for s in _STEPS if span / s <= 10), _STEPS[-1])
    local = start.astimezone(zone)
    offset = (local.utcoffset() or dt.timedelta()).total_seconds()
    tick = math.ceil((start.timestamp() + offset) / step) * step - offset
    while tick <= start.timestamp() + span:
        x = _x(tick - start.timestamp(), span)
        when = dt.datetime.fromtimestamp(tick, dt.UTC).astimezone(zone)
        marks += [
            rule(x, floor, x, floor + 5, "stem"),
            text(x, floor + 18, f"{when:%m-%d}" if step >= _DAY else f"{when:%H:%M}", anchor="middle"),
        ]
        tick += step
    marks.append(text(_WIDTH - _RIGHT, _HEIGHT - 6, say("staircase.time", zone=zone_label(start, zone)), "axis", "end"))
    marks.append(rule(_LEFT, floor, _WIDTH - _RIGHT, floor, "stem"))
    return marks


def _labels(labels: list[tuple[float, str, str, str]]) -> list[Html]:
    """Names at the right end of their lines, moved apart where they would overlap."""
    marks: list[Html] = []
    last = -math.inf
    placed = sorted(labels)
    lowest = _HEIGHT - _BOTTOM + 4 - _LABEL_GAP * (len(placed) - 1)
    for row, (y, count, name, class_) in enumerate(placed):
        last = max(min(y + 4, lowest + _LABEL_GAP * row), last + _LABEL_GAP)
        marks.append(text(_WIDTH - _RIGHT + 8, last, f"{name}  {count}", class_))
    return marks


def _headings(say: Phrases, zone: str, *, peers: bool) -> tuple[str, ...]:
    names = ("time", "client", "median", "ninety", "most") if peers else ("time", "client")
    return tuple(say(f"staircase.{name}", zone=zone) for name in names)


def _row(
    time: dt.datetime, count: int, start: dt.datetime, band: Sequence[tuple[float, float, float, float]], zone: dt.tzinfo | None
) -> tuple[str, ...]:
    peers = peers_after(band, (time - start).total_seconds() / _DAY) if band else ()
    return (minute(time, zone), f"{count:,}", *(f"{value:,.0f}" for value in peers))


def _description(pictures: Pictures, edge: tuple[float, float, float] | None, say: Phrases, zone: dt.tzinfo | None) -> str:
    first, last = pictures.staircase[0], pictures.staircase[-1]
    median, most = (f"{edge[0]:,.0f}", f"{edge[2]:,.0f}") if edge else ("-", "-")
    times = {"first": minute(first[0], zone), "last": minute(last[0], zone)}
    return say("staircase.desc", start=first[1], end=last[1], median=median, most=most, **times)
