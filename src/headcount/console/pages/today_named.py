"""What Today tells those who may see clients by name: the busiest clients, open incidents with their clocks, verdicts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from headcount.console.endpoint import Endpoint
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.today_answers import Days, last_day
from headcount.console.pages.today_open import Waiting, open_incidents
from headcount.model.board import ClientRow
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict

Lens = Literal["", "account", "credential", "address", "visitor"]
_DAY = dt.timedelta(days=1)
_BEGAN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MOST = 2**57
"""Microseconds since then that a time is told up to (the year 6536): an order may be for longer than calendars go."""


class TopAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clients with the most new records."""

    lens: Lens = ""
    """Empty: all."""
    days: Days = 1
    """So many whole days up to the last one, 1 to 31."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 10
    """Rows."""


class Top(msgspec.Struct, frozen=True):
    """The clients, most first."""

    rows: tuple[ClientRow, ...]
    since: dt.datetime | None
    until: dt.datetime | None


class WaitingAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Open incidents."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=40)] = 10
    """Rows."""


class WaitingRows(msgspec.Struct, frozen=True):
    """Those whose clock ends first, of the newest and the oldest 20."""

    rows: tuple[Waiting, ...]
    total: int
    """Open incidents in all."""


class VerdictsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verdicts in force."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100
    """Rows."""


class VerdictRow(msgspec.Struct, frozen=True):
    """One verdict."""

    number: int
    lens: str
    client: str
    action: Action
    mask: tuple[Kind, ...]
    """For `mask`: which kinds; none means all that have a mask."""
    since: dt.datetime
    until: dt.datetime
    reason: str
    rule: str
    """The rule that set it; empty when a person did."""
    observe: bool
    """Whether it is only written down (dry run)."""


class Verdicts(msgspec.Struct, frozen=True):
    """Verdicts in force, newest first."""

    rows: tuple[VerdictRow, ...]
    total: int


def verdict_row(verdict: Verdict) -> VerdictRow:
    """A verdict with its times as times."""
    since, until = (_BEGAN + dt.timedelta(microseconds=min(at, _MOST)) for at in (verdict.since, verdict.until))
    return VerdictRow(
        verdict.number,
        verdict.lens,
        verdict.client,
        verdict.action,
        verdict.mask,
        since,
        until,
        verdict.reason,
        verdict.rule,
        verdict.observe,
    )


def _top(parts: Parts, _: Viewer, asks: TopAsked) -> Top:
    day = last_day(parts.board.known(), parts.clock())
    if day is None:
        return Top((), None, None)
    until = dt.datetime.combine(day, dt.time(), dt.UTC) + _DAY
    since = until - asks.days * _DAY
    return Top(tuple(parts.board.top(since, until, asks.lens, asks.limit)), since, until)


def _waiting(parts: Parts, _: Viewer, asks: WaitingAsked) -> WaitingRows:
    found = open_incidents(parts)
    return WaitingRows(found.rows[: asks.limit], sum(found.states.values()))


def _verdicts(parts: Parts, _: Viewer, asks: VerdictsAsked) -> Verdicts:
    found = [verdict for verdict in parts.running.verdicts() if not verdict.lifted]
    return Verdicts(tuple(map(verdict_row, found[: asks.limit])), len(found))


TOP = Endpoint("GET", "/top", Permission.CLIENTS, "Clients that were shown the most new records.", TopAsked, Top, _top, "rows")
WAITING = Endpoint(
    "GET",
    "/waiting",
    Permission.CLIENTS,
    "Open incidents, the next deadline first.",
    WaitingAsked,
    WaitingRows,
    _waiting,
    "rows",
)
VERDICTS = Endpoint(
    "GET", "/verdicts", Permission.CLIENTS, "Verdicts in force, newest first.", VerdictsAsked, Verdicts, _verdicts, "rows"
)
