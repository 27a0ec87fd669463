"""The crowd: all clients by how many different records each was shown, log-log, the found ones labelled."""

from __future__ import annotations

import math
from collections.abc import Sequence

from headcount.reports.figures.figure import Figure, powers_of_ten, rule, short, text
from headcount.reports.markup import Html, printable, tag
from headcount.reports.phrases import Phrases

_WIDTH, _HEIGHT = 1000, 360
_LEFT, _RIGHT, _BOTTOM = 56, 16, 44
_ROW = 18
"""Height of one row of labels above the bars."""
_LABELS = 8
"""Labels at most; the rest is counted."""
_SHORTEST = 0.6
"""Where the clients' axis begins, so that a bin with one client has a bar."""

Labelled = tuple[str, int]
"""(name, different records)."""


def crowd(
    bins: Sequence[tuple[int, int, int]], found: Sequence[Labelled], declared: Sequence[Labelled], key: str, say: Phrases
) -> Figure:
    """The picture of all clients.

    Args:
        bins: (from, to, clients), `to` inclusive; bins that begin at 0 are left out.
        found: the found clients, each labelled above the bars.
        declared: declared crawlers and agreements, marked on the axis.
        key: unique on the page.
        say: the language.
    """
    shown = [row for row in bins if row[0] >= 1]
    filled = [row for row in shown if row[2]]
    right = max([row[1] + 1 for row in filled] + [count * 1.2 for _, count in (*found, *declared)] + [10.0])
    rows = min(len(found), _LABELS)
    top = 24 + _ROW * rows + (12 if rows else 0)
    scale = _Scale(right, max((row[2] for row in filled), default=1), top)
    labels = sorted(found, key=lambda item: -item[1])
    marks = (
        [*_axes(scale, say), *_bars(shown, scale), *_pins(labels, scale, say), *_carets(declared, scale, say)] if filled else []
    )
    return Figure(
        "crowd",
        key,
        say("crowd.caption"),
        _description(filled, say),
        _WIDTH,
        _HEIGHT,
        tuple(marks),
        (say("column.range"), say("crowd.clients")),
        tuple((f"{low:,}-{high:,}", f"{clients:,}") for low, high, clients in shown),
    )


class _Scale:
    """Both logarithmic scales, in pixels."""

    def __init__(self, right: float, most: int, top: float) -> None:
        self.right, self.most, self.top, self.floor = right, most, top, _HEIGHT - _BOTTOM

    def x(self, records: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * math.log(max(records, 1.0)) / math.log(self.right)

    def y(self, clients: float) -> float:
        part = math.log(clients / _SHORTEST) / math.log(max(self.most, 2) / _SHORTEST)
        return self.floor - (self.floor - self.top) * part


def _axes(scale: _Scale, say: Phrases) -> list[Html]:
    marks = [text(_LEFT, 12, say("crowd.clients"), "axis")]
    for clients in powers_of_ten(1, scale.most):
        y = scale.y(clients)
        marks += [rule(_LEFT, y, _WIDTH - _RIGHT, y), text(_LEFT - 8, y + 4, short(clients), anchor="end")]
    for records in powers_of_ten(1, scale.right):
        x = scale.x(records)
        marks += [rule(x, scale.floor, x, scale.floor + 5, "stem"), text(x, scale.floor + 22, short(records), anchor="middle")]
    marks.append(rule(_LEFT, scale.floor, _WIDTH - _RIGHT, scale.floor, "stem"))
    marks.append(text(_WIDTH - _RIGHT, _HEIGHT - 6, say("crowd.records"), "axis", "end"))
    return marks


def _bars(bins: Sequence[tuple[int, int, int]], scale: _Scale) -> list[Html]:
    marks = []
    for low, high, clients in bins:
        if clients:
            x, y = scale.x(low), scale.y(clients)
            label = tag("title", f"{low:,}-{high:,}: {clients:,}")
            width = max(scale.x(high + 1) - x - 2, 1.0)
            marks.append(tag("rect", label, x=x + 1, y=y, width=width, height=scale.floor - y, class_="bar"))
    return marks


def _pins(found: Sequence[Labelled], scale: _Scale, say: Phrases) -> list[Html]:
    """A stem and a label for each found client, the one furthest out on top."""
    marks = []
    for row, (name, records) in enumerate(found[:_LABELS]):
        x, y = scale.x(records), 24 + _ROW * row
        marks += [rule(x, y + 2, x, scale.floor, "pin"), tag("circle", cx=x, cy=float(y), r=4, class_="dot")]
        more = f" ({say('crowd.more', n=len(found) - _LABELS)})" if row == _LABELS - 1 and len(found) > _LABELS else ""
        left = x > _WIDTH / 2
        label = f"{_short_name(name)}  {records:,}{more}"
        marks.append(text(x - 10 if left else x + 10, y + 4, label, "name found", "end" if left else "start"))
    return marks


def _carets(declared: Sequence[Labelled], scale: _Scale, say: Phrases) -> list[Html]:
    """A small triangle below the axis, above its numbers, for each declared client."""
    marks = []
    for name, records in declared:
        x, y = scale.x(records), scale.floor + 1
        label = tag("title", f"{say('crowd.declared')}: {name} {records:,}")
        marks.append(tag("path", label, d=f"M{x:.1f} {y}l-4 8h8Z", class_="caret"))
    if declared:
        marks.append(tag("path", d=f"M{_LEFT + 5} {_HEIGHT - 14}l-4 8h8Z", class_="caret"))
        marks.append(text(_LEFT + 16, _HEIGHT - 6, say("crowd.declared")))
    return marks


def _short_name(name: str) -> str:
    name = printable(name)
    return name if len(name) <= 48 else f"{name[:47]}…"


def _description(filled: Sequence[tuple[int, int, int]], say: Phrases) -> str:
    if not filled:
        return say("crowd.desc.empty")
    low, high, most = max(filled, key=lambda row: row[2])
    return say("crowd.desc", n=sum(row[2] for row in filled), low=low, high=high, most=most)
