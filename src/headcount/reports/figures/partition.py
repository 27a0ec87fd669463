"""The partition: clients x people as a matrix in which a crawl that was shared out tiles, and honest crowds overlap."""

from __future__ import annotations

from itertools import groupby

from headcount.model.board import Part, Partition
from headcount.reports.figures.figure import Figure, rule, text
from headcount.reports.markup import Html, tag
from headcount.reports.phrases import Phrases

_WIDTH, _LEFT, _TOP = 960, 184, 28
_ROW, _NAMED, _HIGHEST = 20.0, 24, 400
"""Height of a row while there are at most so many; more share the height."""
_FILLED = 0.7
"""Share of its row that a band takes."""
_SHADES = 4
_LONGEST = 24
"""Characters of a name that are written beside its band; the table has the whole."""


def partition(told: Partition, key: str, say: Phrases, lead: tuple[str, str] = ("", "")) -> Figure:
    """One band a client, with its name where they are few; `lead` (lens, name) is named in any case, in bold."""
    members = told.members
    row = _ROW if len(members) <= _NAMED else max(_HIGHEST / len(members), 1.0)
    height = round(_TOP + row * len(members) + 24)
    share = f"{100 * told.shared / told.records:.1f}" if told.records else ""
    described: dict[str, str | int] = {
        "n": told.records,
        "clients": told.clients,
        "shared": told.shared,
        "share": share,
        "drawn": len(members),
    }
    enough = len(members) > 1
    told_so = say("partition.desc", **described) if enough else say("partition.desc.empty")
    return Figure(
        "partition",
        key,
        f"{told_so} {say('partition.caption')}" if enough else say("partition.caption"),
        told_so,
        _WIDTH,
        height,
        tuple(_drawing(told, row, height, say, lead)) if enough else (),
        tuple(say(f"partition.{name}") for name in ("client", "records", "alone", "several")),
        tuple((one.name, f"{one.records:,}", f"{one.alone:,}", f"{one.records - one.alone:,}") for one in members),
    )


def shortened(name: str) -> str:
    """A name as it is written beside a band."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


def _drawing(told: Partition, row: float, height: int, say: Phrases, lead: tuple[str, str]) -> list[Html]:
    floor = height - 20
    marks = [rule(_LEFT, floor, _WIDTH, floor, "stem"), text(_WIDTH, height - 4, say("partition.order"), "axis", "end")]
    edge = _LEFT + (_WIDTH - _LEFT) * (told.records - told.shared) / told.records
    if told.shared:
        near = edge > (_LEFT + _WIDTH) / 2
        marks += [
            rule(edge, _TOP - 8, edge, floor, "chance"),
            text(edge - 6 if near else edge + 6, 14, say("partition.edge", n=told.shared), "axis", "end" if near else "start"),
        ]
    for place, one in enumerate(told.members):
        y = _TOP + row * place
        mine = (one.lens, one.name) == lead
        if mine or len(told.members) <= _NAMED:
            marks.append(text(_LEFT - 8, y + row / 2 + 4, shortened(one.name), "name found" if mine else "tick", "end"))
        marks += _bands(one, told, y, row)
    return marks


def _bands(one: Part, told: Partition, y: float, row: float) -> list[Html]:
    """Slots next to each other with the same shade are one rectangle."""
    slots = -(-told.records // told.slot)
    step = (_WIDTH - _LEFT) / slots
    last = told.records - told.slot * (slots - 1)
    shaded = [(slot, -(-_SHADES * count // (last if slot == slots - 1 else told.slot))) for slot, count in one.cells]
    marks = []
    for (shade, _), run in groupby(enumerate(shaded), key=lambda cell: (cell[1][1], cell[1][0] - cell[0])):
        run_slots = [slot for _, (slot, _) in run]
        box = {"x": _LEFT + step * run_slots[0], "y": y, "width": step * len(run_slots), "height": row * _FILLED}
        marks.append(tag("rect", **box, class_="heat", fill_opacity=round(0.25 + 0.75 * shade / _SHADES, 2)))
    return marks
