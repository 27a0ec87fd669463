"""What people do about an incident: how far it is, who handles it, when what became known, and notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Literal

import msgspec

from headcount.console.endpoint import Endpoint, RefusedError, WrongError
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.incident_answers import IncidentFull, full, incident_of, looked_at
from headcount.console.pages.incidents_answers import Number, Text
from headcount.incident.cases import Cases
from headcount.model.incident import State

Long = Annotated[str, msgspec.Meta(max_length=4000)]
Move = Literal["triaged", "confirmed", "contained", "closed", "false_alarm"]


class MoveAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bring an incident to another state; a closed one is reopened as `triaged`."""

    number: Number
    state: Move
    at: dt.datetime | None = None
    """Since when it is so; UTC where no zone is written; left out: now."""
    why: Long = ""
    """Kept in the log for good: never a person's data."""
    explanation: Long = ""
    """Of a false alarm, the honest reason; shown with the clients' next finding."""


class OwnerAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say who handles an incident."""

    number: Number
    owner: Text = ""
    """A name or role; empty: nobody."""


class NoteAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Write something down about an incident."""

    number: Number
    text: Long
    """Kept in the log for good: never a person's data."""


class StampAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say when something became known, or was so: clocks of laws start there."""

    number: Number
    stamp: Literal["signalled", "aware", "confirmed", "contained", "closed"]
    at: dt.datetime
    """UTC where no zone is written."""


def next_states(state: State) -> tuple[State, ...]:
    """The states that somebody may bring an incident to, the likeliest first."""
    if not state.open:
        return (State.TRIAGED,)
    order = (State.TRIAGED, State.CONFIRMED, State.CONTAINED, State.CLOSED, State.FALSE_ALARM)
    ahead = order[order.index(state) + 1 :] if state in order else order
    return (*ahead, *(one for one in order if one not in ahead and one is not state))


def decidable(parts: Parts) -> None:
    """Go on if a service is running behind the console.

    Raises:
        RefusedError: there is none, and the console only shows.
    """
    if not parts.running.live:
        raise RefusedError("this console is read only: no service is running behind it")


def _done(parts: Parts, viewer: Viewer, number: int, deed: Callable[[Cases], object], what: str) -> IncidentFull:
    decidable(parts)
    with parts.cases() as cases:
        incident_of(cases, number)
        deed(cases)
        parts.watch.did(viewer, "incident", f"incident {number}: {what}")
        incident = incident_of(cases, number)
        looked_at(parts, viewer, incident, "/incidents/{number}")
        return full(parts, cases, incident)


def _move(parts: Parts, viewer: Viewer, asks: MoveAsked) -> IncidentFull:
    state, by = State(asks.state), viewer.login
    explained = asks.explanation.strip() or None

    def deed(cases: Cases) -> object:
        return cases.move(asks.number, state, by, utc(asks.at) if asks.at else None, asks.why.strip(), explained)

    return _done(parts, viewer, asks.number, deed, f"to {asks.state.replace('_', ' ')}")


def _assign(parts: Parts, viewer: Viewer, asks: OwnerAsked) -> IncidentFull:
    return _done(parts, viewer, asks.number, lambda cases: cases.assign(asks.number, asks.owner.strip(), viewer.login), "owner")


def _note(parts: Parts, viewer: Viewer, asks: NoteAsked) -> IncidentFull:
    text = _written(asks.text)
    return _done(parts, viewer, asks.number, lambda cases: cases.note(asks.number, text, viewer.login), "note")


def _explain(parts: Parts, viewer: Viewer, asks: NoteAsked) -> IncidentFull:
    text = _written(asks.text)
    return _done(parts, viewer, asks.number, lambda cases: cases.explain(asks.number, text, viewer.login), "explanation")


def _stamp(parts: Parts, viewer: Viewer, asks: StampAsked) -> IncidentFull:
    at = utc(asks.at)

    def deed(cases: Cases) -> object:
        return cases.stamp(asks.number, asks.stamp, at, viewer.login)

    return _done(parts, viewer, asks.number, deed, f"stamp {asks.stamp}")


def _written(text: str) -> str:
    if not text.strip():
        raise WrongError("there is nothing written in it")
    return text.strip()


def utc(at: dt.datetime) -> dt.datetime:
    """A time that somebody gave, in UTC; without a zone it is meant so.

    Raises:
        WrongError: it is beyond what can be counted.
    """
    try:
        return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except OverflowError as error:
        raise WrongError("that time is beyond what can be counted") from error


MOVE = Endpoint(
    "POST",
    "/incidents/{number:number}/state",
    Permission.DECIDE,
    "Bring an incident to another state.",
    MoveAsked,
    IncidentFull,
    _move,
)
OWNER = Endpoint(
    "POST",
    "/incidents/{number:number}/owner",
    Permission.DECIDE,
    "Say who handles an incident.",
    OwnerAsked,
    IncidentFull,
    _assign,
)
NOTE = Endpoint(
    "POST",
    "/incidents/{number:number}/notes",
    Permission.DECIDE,
    "Write something down in an incident's log.",
    NoteAsked,
    IncidentFull,
    _note,
)
EXPLAIN = Endpoint(
    "POST",
    "/incidents/{number:number}/explanation",
    Permission.DECIDE,
    "Say what is known about an incident's clients; shown with their next finding.",
    NoteAsked,
    IncidentFull,
    _explain,
)
STAMP = Endpoint(
    "POST",
    "/incidents/{number:number}/stamps",
    Permission.DECIDE,
    "Say when something became known.",
    StampAsked,
    IncidentFull,
    _stamp,
)
