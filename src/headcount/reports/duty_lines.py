"""One duty as lines of text: its deadline, its contents, what is missing, and how sure the rule is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from headcount.model.duty import Answer, Duty
from headcount.model.law import Mark, Unit
from headcount.reports.zone import moment

MARKS = {
    Mark.TEXT: "the text of the rule was read",
    Mark.SECONDARY: "read in summaries by others, the rule itself was not seen",
    Mark.RECALL: "from memory, NOT confirmed",
}
"""How sure the table is, in words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line."""

    text: str
    weight: Literal["loud", "plain", "soft"] = "plain"


def countdown(due: dt.datetime, now: dt.datetime) -> str:
    """How long there is: `in 2 d 3 h`, `in 45 min`, `overdue by 3 h 10 min`."""
    minutes = int(abs(due - now).total_seconds() // 60)
    parts = [(minutes // 1440, "d"), (minutes % 1440 // 60, "h"), (minutes % 60, "min")]
    shown = " ".join(f"{n} {unit}" for n, unit in parts if n and not (unit == "min" and minutes >= 1440)) or "0 min"
    return f"overdue by {shown}" if due < now else f"in {shown}"


def whom(duty: Duty) -> str:
    """Who is told."""
    return duty.body or {"individual": "the people", "principal": "the controller"}.get(duty.to, duty.to)


def lines(duty: Duty, now: dt.datetime) -> Iterator[Line]:
    """What there is to say about one duty, most important first."""
    yield Line(deadline(duty, now))
    if duty.done:
        yield Line(f"done {moment(duty.done, ZoneInfo(duty.zone))}")
    yield from (Line(f"{label}: {text}") for label, text in (("when", duty.when), ("note", duty.note)) if text)
    if duty.approximate or duty.phased:
        yield Line("; ".join(["numbers may be approximate"] * duty.approximate + ["may be handed in in parts"] * duty.phased))
    yield from _contents(duty)
    for reason in duty.reasons:
        if reason.answer is Answer.UNKNOWN and not reason.condition.startswith(("fact", "not fact")):
            yield Line(reason.because, "soft")
    yield from (Line(f"to tell, say: {ask}") for ask in duty.asks)
    yield from (Line(reason.because, "soft") for reason in duty.reasons if reason.condition.startswith("unless"))
    yield Line(f"rule: {MARKS[duty.mark]}", "loud" if duty.mark is Mark.RECALL else "soft")


def deadline(duty: Duty, now: dt.datetime) -> str:
    """How long, since when, until when, and how long that still is."""
    if duty.deadline is None:
        return "deadline: none in the table"
    clock, zone = duty.clock.replace("_", " "), ZoneInfo(duty.zone)
    at_once = duty.deadline.unit is Unit.IMMEDIATE
    length = "at once" if at_once else f"{duty.deadline.n} {duty.deadline.unit.replace('_', ' ')}{'s' * (duty.deadline.n > 1)}"
    if duty.due is None and duty.started is not None:
        return f"deadline: {length} after {clock} of {moment(duty.started, zone)}; it cannot be counted here"
    if duty.due is None:
        early = f"; {moment(duty.earliest, zone)} if it had started with the first signal" if duty.earliest else ""
        return f"deadline: {length} after {clock}, which is not stamped: the clock does not run{early}"
    if at_once:
        return f"deadline: at once, since {moment(duty.due, zone)}"
    return f"deadline: {length} after {clock}: {moment(duty.due, zone)}, {countdown(duty.due, now)}"


def _contents(duty: Duty) -> Iterator[Line]:
    if duty.fields:
        doubt = " (list from memory)" if duty.fields_mark is Mark.RECALL else ""
        yield Line(f"contents{doubt}: {', '.join(duty.fields)}")
    if duty.fields_first:
        yield Line(f"at first these suffice: {', '.join(duty.fields_first)}")
    if duty.late:
        yield Line(f"when it is late, too: {', '.join(duty.late)}")
    if duty.missing:
        yield Line(f"still missing: {', '.join(duty.missing)}", "loud")
