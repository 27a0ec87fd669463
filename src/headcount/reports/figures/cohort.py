"""The cohort: clients that saw the same people as one, each with how many it would be by chance."""

from __future__ import annotations

from collections.abc import Sequence

from headcount.model.board import Neighbour
from headcount.reports.figures.figure import Figure, rule, text
from headcount.reports.figures.partition import shortened
from headcount.reports.markup import Html, tag
from headcount.reports.phrases import Phrases

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW, _BAND = 960, 184, 200, 28, 24, 12


def cohort(neighbours: Sequence[Neighbour], records: int, key: str, say: Phrases) -> Figure:
    """One row a neighbour: its own records as a track, those that it shares filled, and a mark where chance has it.

    Args:
        neighbours: to draw, in this order.
        records: what the client itself was shown, for the words.
        key: unique on the page.
        say: the words.
    """
    if not neighbours:
        return Figure("cohort", key, say("cohort.caption"), say("cohort.desc.empty"), _WIDTH, 0, (), (), ())
    height = _TOP + _ROW * len(neighbours) + 24
    top = max(max(one.records, one.shared, one.expected) for one in neighbours)
    marks = [text(_LEFT, 14, say("cohort.axis"), "axis"), rule(_LEFT, height - 20, _WIDTH - _RIGHT, height - 20, "stem")]
    for place, one in enumerate(neighbours):
        marks += _row(one, _TOP + _ROW * place, (_WIDTH - _LEFT - _RIGHT) / max(top, 1), say)
    marks += [
        text(_LEFT, height - 4, "0", anchor="middle"),
        text(_WIDTH - _RIGHT, height - 4, f"{top:,.0f}", anchor="middle"),
    ]
    first = neighbours[0]
    told: dict[str, str | int] = {"n": len(neighbours), "records": records, "name": first.name, "shared": first.shared}
    described = say("cohort.desc", **told, chance=f"{first.expected:,.1f}")
    return Figure(
        "cohort",
        key,
        f"{described} {say('cohort.caption')}",
        described,
        _WIDTH,
        height,
        tuple(marks),
        tuple(say(f"cohort.{name}") for name in ("client", "own", "shared", "chance")),
        tuple((one.name, f"{one.records:,}", f"{one.shared:,}", f"{one.expected:,.1f}") for one in neighbours),
    )


def _row(one: Neighbour, y: float, scale: float, say: Phrases) -> list[Html]:
    chance = _LEFT + scale * one.expected
    label = say("cohort.of", shared=one.shared, own=one.records)
    return [
        text(_LEFT - 8, y + 10, shortened(one.name), anchor="end"),
        tag("rect", x=float(_LEFT), y=float(y), width=scale * one.records, height=float(_BAND), class_="bar"),
        tag("rect", x=float(_LEFT), y=float(y), width=scale * one.shared, height=float(_BAND), class_="heat"),
        rule(chance, y - 3, chance, y + _BAND + 3, "chance"),
        text(_WIDTH - _RIGHT + 8, y + 10, label, "name peers"),
    ]
