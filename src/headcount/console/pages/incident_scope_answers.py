"""Exactly whose data an incident concerns, what happened when, and which lines of which logs prove it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

import msgspec

from headcount.config.casework import verdicts_of
from headcount.console.clocks import lower_bound
from headcount.console.counting import Measured, count, kept
from headcount.console.endpoint import Endpoint
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.incident_answers import NAMED, IncidentAsked, incident_of, looked_at
from headcount.console.pages.incidents_answers import Number
from headcount.incident.timeline import Moment, timeline
from headcount.model.exposure import Count, Exposure
from headcount.model.incident import Incident

Table = Literal["by_kind", "by_grade", "by_class", "by_residence", "by_route", "by_client", "by_entity", "by_day"]


class Scope(msgspec.Struct, frozen=True):
    """The scope of an incident, counted anew from the ledger."""

    counted: dt.datetime | None
    """When it was counted, UTC; None: not yet, since the ledger is large, or somebody else counts just now (POST
    /incidents/{number}/count does it)."""
    exposure: Exposure | None


class ScopeTableAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table of the scope."""

    number: Number
    table: Table


class ScopeTable(msgspec.Struct, frozen=True):
    """One table of the scope; no rows where it was not counted yet."""

    counted: dt.datetime | None
    rows: tuple[Count, ...]


class Timeline(msgspec.Struct, frozen=True):
    """What happened, oldest first."""

    counted: dt.datetime | None
    """When the showings among it were counted; None: they are not in it yet."""
    rows: tuple[Moment, ...]
    steps: tuple[tuple[dt.datetime, int], ...]
    """(time, different records shown so far)."""


class LogLines(msgspec.Struct, frozen=True):
    """One log with lines that prove showings of an incident."""

    path: str
    """As it was called when it was read; of a stream, its tap and name."""
    format: str
    lines: int
    """Lines of it that prove a showing."""
    first: int
    """Number of the first of them."""
    last: int
    read: int
    """Lines of it that were read in all."""
    head_digest: str
    """Of its first bytes: how to know it again."""


class Evidence(msgspec.Struct, frozen=True):
    """What proves the counts."""

    counted: dt.datetime | None
    rows: tuple[LogLines, ...]
    """The first 50 logs."""
    logs: int
    """How many logs there are."""


def incident_in(parts: Parts, number: int) -> Incident:
    """The incident of this number.

    Raises:
        AbsentError: there is none.
    """
    with parts.cases() as cases:
        return incident_of(cases, number)


def _all_named(parts: Parts, viewer: Viewer, incident: Incident, what: str) -> None:
    """Write down that every client of an incident is shown."""
    looked_at(parts, viewer, incident, f"/incidents/{{number}}/{what}")
    if len(incident.clients) > NAMED:
        parts.watch.did(viewer, "export", f"incident {incident.number}, {what}: {len(incident.clients)} clients")


def _scope(parts: Parts, viewer: Viewer, asks: IncidentAsked) -> Scope:
    return _told(parts, viewer, asks.number, kept)


def _count(parts: Parts, viewer: Viewer, asks: IncidentAsked) -> Scope:
    return _told(parts, viewer, asks.number, count)


def _told(parts: Parts, viewer: Viewer, number: int, counted: Callable[[Parts, Incident], Measured | None]) -> Scope:
    incident = incident_in(parts, number)
    _all_named(parts, viewer, incident, "scope")
    measured = counted(parts, incident)
    return Scope(measured.at, measured.found) if measured else Scope(None, None)


def _table(parts: Parts, viewer: Viewer, asks: ScopeTableAsked) -> ScopeTable:
    incident = incident_in(parts, asks.number)
    if asks.table == "by_client":
        _all_named(parts, viewer, incident, "scope/by_client")
    measured = kept(parts, incident)
    return ScopeTable(measured.at, getattr(measured.found, asks.table)) if measured else ScopeTable(None, ())


def _timeline(parts: Parts, viewer: Viewer, asks: IncidentAsked) -> Timeline:
    with parts.cases() as cases:
        incident = incident_of(cases, asks.number)
        changes = cases.changes(asks.number)
    looked_at(parts, viewer, incident, "/incidents/{number}/timeline")
    measured = kept(parts, incident)
    found = measured.found if measured else _nothing(incident)
    moments = timeline(incident, found, changes, verdicts_of(parts.config(), parts.ledger, incident))
    return Timeline(measured.at if measured else None, tuple(moments), measured.steps if measured else ())


def _nothing(incident: Incident) -> Exposure:
    """No showing, so that a timeline tells of none."""
    bound = lower_bound(incident)
    return msgspec.structs.replace(bound, total=msgspec.structs.replace(bound.total, records=0))


def _evidence(parts: Parts, _: Viewer, asks: IncidentAsked) -> Evidence:
    measured = kept(parts, incident_in(parts, asks.number))
    if measured is None:
        return Evidence(None, (), 0)
    rows = tuple(
        LogLines(one.file.path, one.file.format, one.lines, one.first, one.last, one.file.lines, one.file.head_digest)
        for one in measured.logs
    )
    return Evidence(measured.at, rows, measured.log_count)


_PATH = "/incidents/{number:number}"
_SEES = Permission.CLIENTS
SCOPE = Endpoint(
    "GET", f"{_PATH}/scope", _SEES, "Exactly whose data, and which, an incident concerns.", IncidentAsked, Scope, _scope
)
SCOPE_TABLE = Endpoint(
    "GET", f"{_PATH}/scope/{{table}}", _SEES, "One table of the scope, all rows.", ScopeTableAsked, ScopeTable, _table, "rows"
)
COUNT = Endpoint(
    "POST", f"{_PATH}/count", _SEES, "Count the scope anew; of a large ledger this takes seconds.", IncidentAsked, Scope, _count
)
TIMELINE = Endpoint("GET", f"{_PATH}/timeline", _SEES, "What happened, oldest first.", IncidentAsked, Timeline, _timeline, "rows")
EVIDENCE = Endpoint(
    "GET", f"{_PATH}/evidence", _SEES, "Which lines of which logs prove the counts.", IncidentAsked, Evidence, _evidence, "rows"
)
