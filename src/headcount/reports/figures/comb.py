"""The comb: identifiers in the order in which they were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from headcount.reports.figures.figure import Figure, rule, text
from headcount.reports.markup import Html, tag
from headcount.reports.phrases import Phrases

_WIDTH, _HEIGHT = 472, 232
_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 8, 20, 24
_PER_ROW = 10
"""Numbers a row of the table below the picture."""


def comb(positions: Sequence[int], key: str, say: Phrases) -> Figure:
    """One dot an identifier: its place in the order asked for to the right, its relative position upwards."""
    enough = len(positions) > 1
    rising = sum(1 for a, b in pairwise(positions) if b > a)
    share = f"{100 * rising / (len(positions) - 1):.0f}" if enough else ""
    return Figure(
        "comb",
        key,
        say("comb.caption"),
        say("comb.desc", n=len(positions), rising=share) if enough else say("comb.desc.empty"),
        _WIDTH,
        _HEIGHT,
        (*_frame(say), _dots(positions)) if enough else (),
        (say("comb.from"), *(f"+{step}" for step in range(_PER_ROW))),
        tuple(_rows(positions)) if enough else (),
    )


def _frame(say: Phrases) -> list[Html]:
    floor = _HEIGHT - _BOTTOM
    return [
        rule(_LEFT - 4, floor + 4, _WIDTH - _RIGHT, floor + 4, "stem"),
        rule(_LEFT - 4, _TOP, _LEFT - 4, floor + 4, "stem"),
        text(_LEFT - 4, 12, say("comb.id"), "axis"),
        text(_WIDTH - _RIGHT, _HEIGHT - 4, say("comb.order"), "axis", "end"),
    ]


def _dots(positions: Sequence[int]) -> Html:
    """All dots as one path of points: strokes of no length with round ends."""
    low, high = min(positions), max(positions)
    across, up = _WIDTH - _LEFT - _RIGHT - 4, _HEIGHT - _TOP - _BOTTOM
    right, higher = across / (len(positions) - 1), up / max(high - low, 1)
    floor = _HEIGHT - _BOTTOM
    dots = (f"M{_LEFT + right * place:.1f} {floor - higher * (position - low):.1f}h0" for place, position in enumerate(positions))
    return tag("path", d="".join(dots), class_="points")


def _rows(positions: Sequence[int]) -> list[tuple[str, ...]]:
    return [
        (f"{start + 1:,}", *(f"{position:,}" for position in positions[start : start + _PER_ROW]))
        for start in range(0, len(positions), _PER_ROW)
    ]
