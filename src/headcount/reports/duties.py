"""Duties on the terminal, in full: the deadlines, what each law asks, with what is missing, and what does not apply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from headcount.model.duty import Answer, Duty, Severity, Standing
from headcount.model.incident import Incident
from headcount.model.law import Unit
from headcount.reports.duty_lines import MARKS, countdown, lines, whom
from headcount.reports.markup import printable
from headcount.reports.zone import moment

SOFT, LOUD = "bright_black", "bold dark_orange3"
DISCLAIMER = "Not legal advice: a table of what is known to headcount, for people who check it."


def print_duties(
    incident: Incident,
    duties: Sequence[Duty],
    severity: Severity | None,
    remarks: Sequence[tuple[str, str]],
    console: Console,
    *,
    now: dt.datetime,
) -> None:
    """What the laws ask of one incident, all of it.

    Args:
        incident: which.
        duties: as `incident.duties` gives them.
        severity: how the PRC's criminal law counts it, where it does.
        remarks: instruments that ask nothing, or nothing yet, and why they are named.
        console: where it is printed.
        now: what deadlines are counted down from.
    """
    print_head(incident, duties, console, now)
    asked = [duty for duty in duties if duty.standing is not Standing.NOT]
    _deadlines(asked, console, now)
    for _, group in groupby(asked, key=lambda duty: duty.law):
        _law(list(group), console, now)
    if severity is not None:
        _severity(severity, console)
    if len(asked) < len(duties):
        _heading(console, "Does not apply")
    for duty in duties:
        if duty.standing is Standing.NOT:
            why = next(reason.because for reason in duty.reasons if reason.answer is Answer.NO)
            _indented(console, Text(f"{duty.law} {duty.step}, {whom(duty)}: {why}", style=SOFT))
    if remarks:
        _heading(console, "To know")
        for instrument, note in remarks:
            _indented(console, Text(printable(f"{instrument}: {note}"), style=SOFT))


def print_head(incident: Incident, duties: Sequence[Duty], console: Console, now: dt.datetime) -> None:
    """Which incident, that this is no legal advice, and what keeps every clock or every duty away."""
    _line(console, Text(f"Incident {incident.number}: duties, {moment(now, dt.UTC)}", style="bold"))
    _line(console, Text(DISCLAIMER, style=LOUD))
    if duties and incident.stamps.aware is None and incident.stamps.confirmed is None:
        n = incident.number
        _line(console, Text("Nobody is stamped as aware, so no such clock runs:"))
        _line(console, Text(f"headcount incident triage {n}, or headcount incident stamp {n} aware TIME"))
    if not duties:
        _line(console, Text("A false alarm: nothing is asked."))
    elif all(duty.standing is Standing.NOT for duty in duties):
        _line(console, Text("No law in the table is known to ask anything."))


def _deadlines(asked: Sequence[Duty], console: Console, now: dt.datetime) -> None:
    dated = sorted(((duty.due, duty) for duty in asked if duty.due and not duty.done), key=lambda pair: pair[0])
    if dated:
        _heading(console, "Deadlines, the next one first")
    for due, duty in dated:
        at_once = duty.deadline is not None and duty.deadline.unit is Unit.IMMEDIATE
        left = "at once" if at_once else countdown(due, now)
        text = Text(f"{moment(due, ZoneInfo(duty.zone))[:16]}  {left:<18}  {duty.law} {duty.step}: tell {whom(duty)}")
        doubt = "voluntary" if duty.status == "voluntary" else "" if duty.standing is Standing.APPLIES else str(duty.standing)
        text.append(f"  ({doubt})" if doubt else "", style=SOFT)
        _indented(console, text)


def _law(steps: Sequence[Duty], console: Console, now: dt.datetime) -> None:
    first = steps[0]
    articles = f", {', '.join(first.articles)}" if first.articles else ""
    _heading(console, f"{first.law}: {first.instrument}{articles} ({first.jurisdiction})")
    if first.status != "law":
        _indented(console, Text(f"This is {first.status}, not a duty.", style=LOUD))
    force = next(reason.because for reason in first.reasons if reason.condition == "in force")
    _indented(console, Text(force, style=SOFT))
    for label, text in (("who", first.who), ("what sets it off", first.trigger)):
        if text:
            _indented(console, Text(f"{label}: {text}", style=SOFT))
    for duty in steps:
        _step(duty, console, now)
    for name, text in (("exceptions", "; ".join(first.exceptions)), ("also", first.also), ("about to change", first.pending)):
        if text:
            _indented(console, Text(f"{name}: {text}", style=SOFT))
    _indented(console, Text(f"read in: {'; '.join(first.sources)}", style=SOFT))


def _step(duty: Duty, console: Console, now: dt.datetime) -> None:
    name = f", {duty.name}" if duty.name else ""
    style = "bold" if duty.standing is Standing.APPLIES else ""
    _indented(console, Text(f"{duty.step}. tell {whom(duty)}{name}: {duty.standing}", style=style))
    for line in lines(duty, now):
        style = {"loud": LOUD, "soft": SOFT}.get(line.weight, "")
        console.print(Padding(Text(printable(line.text), style=style), (0, 0, 0, 5)), highlight=False)


def _severity(severity: Severity, console: Console) -> None:
    _heading(console, "Criminal law of the PRC, art. 253-1")
    for one in severity.classes:
        _indented(console, Text(f"class of {one.least:,}: {one.pieces:,} pieces"))
    answers = f"serious (1): {severity.serious}; especially serious (10): {severity.especially}"
    _indented(console, Text(f"sum of shares {severity.share:,.2f}; {answers}"))
    _indented(console, Text(f"rule: {MARKS[severity.mark]}; {severity.source}", style=SOFT))


def _heading(console: Console, text: str) -> None:
    console.print()
    _line(console, Text(printable(text), style="bold"))


def _line(console: Console, text: Text) -> None:
    console.print(text, highlight=False)


def _indented(console: Console, text: Text) -> None:
    console.print(Padding(text, (0, 0, 0, 2)), highlight=False)
