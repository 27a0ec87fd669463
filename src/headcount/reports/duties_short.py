"""The short answer about duties: what applies and until when, then what has to be said to tell what else does."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from headcount.model.duty import Answer, Duty, Severity, Standing
from headcount.model.incident import Incident
from headcount.model.law import Mark, Unit
from headcount.reports.duties import LOUD, SOFT, print_head
from headcount.reports.duty_lines import countdown, whom
from headcount.reports.markup import printable
from headcount.reports.zone import minute, zone_label

WIDTH = 100
"""So many columns are used at most."""
_LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)
_FROM_MEMORY = "check these rules before you rely on them: the table has them from memory only"


def print_short(
    incident: Incident,
    duties: Sequence[Duty],
    severity: Severity | None,
    remarks: Sequence[tuple[str, str]],
    console: Console,
    *,
    now: dt.datetime,
) -> None:
    """What to do next about one incident; arguments as those of `print_duties`."""
    print_head(incident, duties, console, now)
    width = min(console.width, WIDTH)
    applies = [duty for duty in duties if duty.standing is Standing.APPLIES]
    may = [duty for duty in duties if duty.standing is Standing.MAY]
    lines = [*_applying(applies, now), *_open(may, now)]
    if severity is not None and severity.share:
        lines += [("", "", "bold"), ("", _criminal(severity), "")]
    if remarks:
        lines += [("", "", ""), *(("", f"{name}: {note}", SOFT) for name, note in remarks)]
    if applies or may:
        lines += [("", "", ""), ("", "Each duty in full, with sources, and what does not apply: --all", SOFT)]
    for lead, body, style in lines:
        rest = " " * len(lead)
        for place, line in enumerate(Text(printable(body)).wrap(console, width - len(lead))):
            console.print(Text((rest if place else lead) + line.plain.rstrip(), style=style), highlight=False, soft_wrap=True)


def _applying(applies: Sequence[Duty], now: dt.datetime) -> Iterator[tuple[str, str, str]]:
    """Lines as their beginning, under which the rest is set in, their text, and their style."""
    waiting = sorted((duty for duty in applies if not duty.done), key=_order)
    if waiting:
        yield from (("", "", ""), ("", "Applies, the next deadline first", "bold"))
    width = max((len(_name(duty)) for duty in waiting), default=0)
    for until, group in groupby(waiting, key=lambda duty: _until(duty, now)):
        yield "  ", until, LOUD if until.startswith("overdue") else ""
        for duty in group:
            gaps = f"; still missing: {', '.join(duty.missing)}" if duty.missing else ""
            yield f"    {_name(duty):<{width}}  ", f"{_told(duty)}{gaps}", ""
    done = [_name(duty) for duty in applies if duty.done]
    if done:
        yield from (("", "", ""), ("Done: ", ", ".join(done), ""))


def _open(may: Sequence[Duty], now: dt.datetime) -> Iterator[tuple[str, str, str]]:
    waiting = sorted((duty for duty in may if not duty.done), key=_order)
    asked: dict[str, list[Duty]] = {}
    for duty in waiting:
        asked.setdefault(_question(duty), []).append(duty)
    if asked:
        yield from (("", "", ""), ("", "May apply; what to say first, and which duties wait for it", "bold"))
    for question, duties in asked.items():
        yield "  ", question, ""
        for place in dict.fromkeys(duty.jurisdiction for duty in duties):
            here = [duty for duty in duties if duty.jurisdiction == place]
            laws = [[duty for duty in here if duty.law == law] for law in dict.fromkeys(duty.law for duty in here)]
            told = "; ".join(f"{group[0].law} {_steps(group)}{_doubt(group[0])}: {_next(group, now)}" for group in laws)
            yield f"    {place}  ", told, SOFT


def _order(duty: Duty) -> tuple[bool, dt.datetime]:
    """Clocks that run come before those that do not."""
    return duty.due is None, duty.due or duty.earliest or _LATEST


def _until(duty: Duty, now: dt.datetime) -> str:
    """Until when, as the heading of the duties with the same end."""
    if duty.deadline is None:
        return "no deadline in the table"
    clock = duty.clock.replace("_", " ")
    if duty.due is None and duty.started is not None:
        return "the deadline cannot be counted here (--all says why)"
    if duty.due is None:
        early = f" ({_moment(duty.earliest, duty.zone)} if it had started with the first signal)" if duty.earliest else ""
        return f"the clock does not run: {clock} is not stamped{early}"
    if duty.deadline.unit is Unit.IMMEDIATE:
        return f"at once, since {_moment(duty.due, duty.zone)} ({clock})"
    return f"{countdown(duty.due, now)}, {'since' if duty.due < now else 'until'} {_moment(duty.due, duty.zone)}"


def _told(duty: Duty) -> str:
    """Who is told, and what the reader must know of the rule."""
    freed = [reason.condition.removeprefix("unless ") for reason in duty.reasons if reason.condition.startswith("unless")]
    notes = ["voluntary"] * (duty.status == "voluntary") + ["rule not seen"] * (duty.mark is not Mark.TEXT)
    notes += [f"unless {' or '.join(freed)}"] * bool(freed)
    return ", ".join(part for part in (whom(duty), duty.name) if part) + (f" ({', '.join(notes)})" if notes else "")


def _question(duty: Duty) -> str:
    """What to say first; questions that differ in the place only are one."""
    reason = next(reason for reason in duty.reasons if reason.answer is Answer.UNKNOWN)
    if reason.condition == "confirmed":
        return _FROM_MEMORY
    if reason.condition.startswith(("territory", "residents")):
        return re.sub(rf"\b{re.escape(duty.jurisdiction)}\b", "PLACE", reason.ask)
    return reason.ask or reason.because


def _next(duties: Sequence[Duty], now: dt.datetime) -> str:
    """What is due of some duties: `at once, in 24 min`, `clock not running`."""
    running = [(duty.due, duty.deadline.unit is Unit.IMMEDIATE) for duty in duties if duty.due and duty.deadline]
    dated = [due for due, immediate in running if not immediate]
    parts = ["at once"] * (len(dated) < len(running)) + ([countdown(min(dated), now)] if dated else [])
    return ", ".join(parts) or ("clock not running" if any(duty.deadline for duty in duties) else "no deadline in the table")


def _doubt(duty: Duty) -> str:
    return " (voluntary)" if duty.status == "voluntary" else ""


def _steps(duties: Iterable[Duty]) -> str:
    """Steps of one law: `1-3, 5`."""
    numbers = sorted(duty.step for duty in duties)
    runs = [
        [number for _, number in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]  # neighbours are as far from their place
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _criminal(severity: Severity) -> str:
    answers = f"serious (1) {severity.serious}, especially serious (10) {severity.especially}"
    known = severity.insider is not Answer.UNKNOWN or Answer.UNKNOWN not in (severity.serious, severity.especially)
    ask = "" if known else "; say --fact insider=yes|no"
    return f"Criminal law of the PRC, art. 253-1: share {severity.share:,.2f}; {answers}{ask}"


def _name(duty: Duty) -> str:
    return f"{duty.law} {duty.step}"


def _moment(when: dt.datetime, zone: str) -> str:
    place = ZoneInfo(zone)
    return f"{minute(when, place)} {zone_label(when, place)}"
