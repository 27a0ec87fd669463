"""The course of an incident: different records shown so far, with what became known when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from headcount.reports.figures.figure import Figure, rule, short, text, trace
from headcount.reports.markup import Html, tag
from headcount.reports.phrases import Phrases

_WIDTH, _HEIGHT = 960, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 24, 120, 44
_DAY = 86_400
_EVERY = (60, 300, 900, 3600, 10_800, 21_600, 43_200, _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 30 * _DAY, 90 * _DAY, 365 * _DAY)
"""Distances between ticks, in seconds: the smallest that leaves at most ten ticks is taken."""
_ROWS, _ROW = 6, 16
_MARKED = ("signalled", "aware", "confirmed", "contained", "closed", "verdict")
"""Moments that have a line of their own."""
_STYLE = (
    "svg{background:#fffefa;font:12px system-ui,sans-serif}text{fill:#1c1e20}.tick,.axis{fill:#5f635f}.axis{font-style:italic}"
    ".grid{stroke:#efebe0}.stem{stroke:#b9c3c4}.stairs{fill:none;stroke:#d55e00;stroke-width:2.25}.pin{stroke:#0072b2}"
    ".name{fill:#005c91}"
)


class Marked(Protocol):
    """Something that happened."""

    @property
    def at(self) -> dt.datetime:
        """When, UTC."""

    @property
    def what(self) -> str:
        """The word for it."""


def course(steps: Sequence[tuple[dt.datetime, int]], moments: Sequence[Marked], key: str, say: Phrases) -> Figure:
    """The picture of one incident. Times are UTC.

    Args:
        steps: (time, different records so far), ascending; empty where nothing was shown.
        moments: what happened; those that start clocks, and verdicts, are drawn.
        key: unique on the page.
        say: the page's language.
    """
    title = say("course.caption")
    if not steps:
        return Figure("course", key, title, say("course.empty"), _WIDTH, _HEIGHT, (), (), ())
    marked = _marked(moments)
    start = min([steps[0][0], *(at for at, _ in marked)])
    end = max([steps[-1][0], *(at for at, _ in marked)], default=start)
    span, top = max((end - start).total_seconds(), 60.0), max(steps[-1][1], 1)

    def x(at: dt.datetime) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (at - start).total_seconds() / span

    def y(count: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * count / top

    path = [(x(steps[0][0]), y(0)), (x(steps[0][0]), y(steps[0][1]))]
    for (_, before), (at, count) in pairwise(steps):
        path += [(x(at), y(before)), (x(at), y(count))]
    path.append((x(end), y(steps[-1][1])))
    marks = [*_axes(start, span, top, say), trace(path, "stairs")]
    for place, (at, word) in enumerate(marked):
        near = x(at) > _WIDTH * 2 / 3
        level = 24 + _ROW * (place % _ROWS)
        label = f"{say.named('course', word)} {at:%m-%d %H:%M}"
        marks += [
            rule(x(at), level, x(at), _HEIGHT - _BOTTOM, "pin"),
            text(x(at) + (-4 if near else 4), level, label, "name", "end" if near else "start"),
        ]
    told = say("course.desc", n=steps[-1][1], first=f"{steps[0][0]:%Y-%m-%d %H:%M}", last=f"{steps[-1][0]:%Y-%m-%d %H:%M}")
    headings = say("course.time"), say("course.count")
    rows = tuple((f"{at:%Y-%m-%d %H:%M:%S}", f"{count:,}") for at, count in steps)
    return Figure("course", key, title, told, _WIDTH, _HEIGHT, tuple(marks), headings, rows)


def standalone(figure: Figure) -> str:
    """The picture as a file of its own."""
    drawing = tag(
        "svg",
        tag("title", figure.caption),
        tag("desc", figure.description),
        Html(f"<style>{_STYLE}</style>"),
        *(figure.marks or (text(_LEFT, _HEIGHT / 2, figure.description),)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {figure.width} {figure.height}",
        width=figure.width,
        height=figure.height,
    )
    return f"{drawing}\n"


def _marked(moments: Sequence[Marked]) -> list[tuple[dt.datetime, str]]:
    """What is drawn, each word and minute once."""
    found = {(moment.at.replace(second=0, microsecond=0), moment.what): None for moment in moments if moment.what in _MARKED}
    return sorted(found)


def _axes(start: dt.datetime, span: float, top: int, say: Phrases) -> list[Html]:
    floor, height = _HEIGHT - _BOTTOM, _HEIGHT - _TOP - _BOTTOM
    marks = [text(_LEFT, _TOP - 8, say("course.count"), "axis")]
    every = max(10 ** (len(str(top)) - 1) // 2, 1)
    while top / every > 6:
        every *= 2
    for count in range(0, top + 1, every):
        at = floor - height * count / top
        marks += [rule(_LEFT, at, _WIDTH - _RIGHT, at), text(_LEFT - 8, at + 4, short(count), anchor="end")]
    step = next((one for one in _EVERY if span / one <= 10), _EVERY[-1])
    tick = -(-int(start.timestamp()) // step) * step
    while tick <= start.timestamp() + span:
        x = _LEFT + (_WIDTH - _LEFT - _RIGHT) * (tick - start.timestamp()) / span
        when = dt.datetime.fromtimestamp(tick, dt.UTC)
        marks += [
            rule(x, floor, x, floor + 5, "stem"),
            text(x, floor + 18, f"{when:%m-%d}" if step >= _DAY else f"{when:%H:%M}", anchor="middle"),
        ]
        tick += step
    marks.append(text(_WIDTH - _RIGHT, _HEIGHT - 6, say("course.time"), "axis", "end"))
    marks.append(rule(_LEFT, floor, _WIDTH - _RIGHT, floor, "stem"))
    return marks
