"""What Today tells: the last whole day, what is usual, what was done, and what does not work; counts, no names."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

from headcount.console.endpoint import Endpoint, Nothing
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.today_open import open_incidents
from headcount.model.board import Day, Hour, Known
from headcount.model.incident import State
from headcount.model.verdict import Action

_DAY = dt.timedelta(days=1)
_LAST_HOUR = 23
Days = Annotated[int, msgspec.Meta(ge=1, le=31)]


class HoursAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hours of the site."""

    days: Days = 2
    """How many days up to now, 1 to 31."""


class Hours(msgspec.Struct, frozen=True):
    """Hours with what is usual."""

    rows: tuple[Hour, ...]
    known: Known


class Tap(msgspec.Struct, frozen=True):
    """How far a source is behind."""

    name: str
    records: int | None
    """Records not yet read; None where it cannot know."""
    bytes: int | None


class Read(msgspec.Struct, frozen=True):
    """What the counts rest on, over all files and streams."""

    sources: int
    lines: int
    accesses: int
    skipped: int
    reasons: dict[str, int]
    """Why lines were skipped, to how many; most first."""


class TodayCounts(msgspec.Struct, frozen=True):
    """How things stand, in counts."""

    known: Known
    day: Day | None
    """The last whole day; None for an empty ledger."""
    yesterday: bool
    """Whether that was yesterday: else the ledger ends earlier."""
    whole: bool
    """Whether the ledger covers the day from its first hour to its last."""
    incidents: dict[State, int]
    """Open incidents by how far they are."""
    verdicts: dict[Action, int]
    """Verdicts in force by what they do."""
    observed: int
    """Verdicts besides that are only written down (dry run)."""
    canaries: int
    """Open incidents in which a canary was touched, among the newest and the oldest 250."""
    taps: tuple[Tap, ...]
    """Empty without a running service."""
    read: Read
    problems: dict[str, str]
    """What does not work just now, by part, with the remedy."""


def last_day(known: Known, now: dt.datetime) -> dt.date | None:
    """The last day that is whole: yesterday, or the day that an older ledger ends with; None for an empty one."""
    if known.first is None or known.last is None:
        return None
    yesterday = now.date() - _DAY
    if known.last.date() >= yesterday:
        return max(yesterday, known.first.date())
    whole = known.last.date() if known.last.hour == _LAST_HOUR else known.last.date() - _DAY
    return max(whole, known.first.date())


def _hours(parts: Parts, _: Viewer, asks: HoursAsked) -> Hours:
    known = parts.board.known()
    until = (known.last or parts.clock()).replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    return Hours(tuple(parts.board.hours(until - dt.timedelta(days=asks.days), until)), known)


def _today(parts: Parts, _: Viewer, __: Nothing) -> TodayCounts:
    board, known, now = parts.board, parts.board.known(), parts.clock()
    day = last_day(known, now)
    rows = board.days(day, day + _DAY) if day is not None else []
    waiting = open_incidents(parts)
    verdicts = parts.running.verdicts()
    actions: dict[Action, int] = {}
    for verdict in verdicts:
        if not verdict.observe and not verdict.lifted:
            actions[verdict.action] = actions.get(verdict.action, 0) + 1
    health = parts.running.health()
    return TodayCounts(
        known,
        rows[0] if rows else None,
        day == now.date() - _DAY,
        day is not None and _whole(known, day),
        waiting.states,
        actions,
        sum(verdict.observe and not verdict.lifted for verdict in verdicts),
        waiting.canaries,
        tuple(Tap(name, *behind) for name, behind in sorted(health.lag.items())) if health else (),
        _read(parts),
        dict(health.problems) if health else {},
    )


def _whole(known: Known, day: dt.date) -> bool:
    """Whether showings are on record from the first hour of a day, or before it, to the last one, or after it."""
    begins = dt.datetime.combine(day, dt.time(), dt.UTC)
    first, last = known.first, known.last
    hour = dt.timedelta(hours=1)
    return first is not None and last is not None and first < begins + hour and last >= begins + _DAY - hour


def _read(parts: Parts) -> Read:
    rows = parts.board.sources()
    reasons: dict[str, int] = {}
    for row in rows:
        for reason, lines in row.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + lines
    most_first = dict(sorted(reasons.items(), key=lambda item: -item[1]))
    lines, accesses, skipped = (sum(getattr(row, name) for row in rows) for name in ("lines", "accesses", "skipped"))
    return Read(len(rows), lines, accesses, skipped, most_first)


HOURS = Endpoint(
    "GET", "/hours", Permission.COUNTS, "Different records shown by hour, with what is usual.", HoursAsked, Hours, _hours, "rows"
)
TODAY = Endpoint(
    "GET", "/today", Permission.COUNTS, "How things stand: the last whole day, and what waits.", Nothing, TodayCounts, _today
)
