"""The incidents as a list: filtered, newest first, a page at a time; with their next deadlines where few are asked for."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

import msgspec

from headcount.console.clocks import Clock, next_clock
from headcount.console.counting import counted_before
from headcount.console.endpoint import Endpoint, WrongError
from headcount.console.interface import Parts, Permission, Viewer
from headcount.incident.facts import said_in
from headcount.model.incident import Incident, Signal, State

NOBODY = "-"
"""Asked for as owner: those that nobody handles."""
MOST_CLOCKS = 100
PAGE = 50
"""Rows of a page; whoever asks for more takes a list out, which is written down."""
_PLACES = 4
_AGE = 5.0
"""Seconds: figures of findings grow without an entry in the log, so a list is not taken for new for longer."""
_lock = threading.Lock()
Number = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
Text = Annotated[str, msgspec.Meta(max_length=500)]


class IncidentsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which incidents."""

    q: Text = ""
    """A part of the title, of a client's name or of the owner's, case apart; or a number."""
    state: tuple[State, ...] = ()
    """Only these; none: all."""
    owner: Text = ""
    """Only those that this one handles; `-`: nobody."""
    detector: Text = ""
    """Only those with a finding of this one."""
    before: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    """Only numbers below this one, as `following` tells; 0: from the newest on."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = PAGE
    clocks: bool = False
    """With the next deadline of each; then at most 100."""


class IncidentRow(msgspec.Struct, frozen=True):
    """One incident in a list."""

    number: int
    state: State
    title: str
    detector: str
    """Of the finding that counts most."""
    lens: str
    client: str
    """What that finding names: a client, or what several share."""
    clients: int
    shown: int
    """The most people, or records, that one of its findings counts."""
    people: bool
    """Whether these are people."""
    at_least: bool
    """Whether there are more: it has several clients, and the finding counts one of them."""
    first: dt.datetime
    last: dt.datetime
    signalled: dt.datetime
    aware: dt.datetime | None
    owner: str
    explanation: str
    clock: Clock | None = None
    """Only where it was asked for."""


class IncidentList(msgspec.Struct, frozen=True):
    """Some of the incidents, newest first."""

    rows: tuple[IncidentRow, ...]
    total: int
    """How many the filter leaves."""
    following: int
    """Hand it in as `before` to get the next ones; 0 at the end."""
    states: dict[State, int]
    """How many are in each state, whatever the filter."""
    owners: tuple[str, ...]
    """Who handles any, whatever the filter."""
    detectors: tuple[str, ...]
    """What found any, whatever the filter."""


def lead_of(incident: Incident) -> Signal | None:
    """The finding that counts most; None for an incident without any."""
    return max(incident.signals, key=lambda signal: (signal.people or 0, signal.records), default=None)


def row_of(incident: Incident, clock: Clock | None = None) -> IncidentRow:
    """An incident as it stands in a list."""
    lead = lead_of(incident)
    several = bool(len(incident.clients) > 1 and lead and not lead.members)
    return IncidentRow(
        incident.number,
        incident.state,
        incident.title,
        lead.detector if lead else "",
        lead.lens if lead else "",
        lead.client if lead else "",
        len(incident.clients),
        (lead.people or lead.records) if lead else 0,
        bool(lead and lead.people),
        several,
        incident.first,
        incident.last,
        incident.stamps.signalled,
        incident.stamps.aware,
        incident.owner,
        incident.explanation,
        clock,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """Every incident, as it was read at one moment."""

    entries: int
    """Entries that the log had."""
    at: float
    """When, on the monotonic clock."""
    incidents: list[Incident]
    """Newest first."""
    states: dict[State, int]
    owners: tuple[str, ...]
    detectors: tuple[str, ...]


_lists: OrderedDict[str, _Known] = OrderedDict()


def _list(parts: Parts, viewer: Viewer, asks: IncidentsAsked) -> IncidentList:
    if asks.clocks and asks.limit > MOST_CLOCKS:
        raise WrongError(f"deadlines come with at most {MOST_CLOCKS} incidents: ask for fewer, or without clocks")
    if asks.limit > PAGE:
        parts.watch.did(viewer, "export", f"incidents: up to {asks.limit} rows")
    known = _all(parts)
    found = [one for one in known.incidents if _fits(one, asks)]
    below = [one for one in found if not asks.before or one.number < asks.before]
    some = below[: asks.limit]
    clocks = _clocks(parts, some) if asks.clocks else {}
    return IncidentList(
        tuple(row_of(one, clocks.get(one.number)) for one in some),
        len(found),
        some[-1].number if len(below) > len(some) else 0,
        known.states,
        known.owners,
        known.detectors,
    )


def _all(parts: Parts) -> _Known:
    """Every incident; read anew when the log has grown, or after some seconds."""
    with parts.cases() as cases:
        place, entries = str(parts.ledger), cases.entries()
        with _lock:
            before = _lists.get(place)
        if before is not None and before.entries == entries and time.monotonic() - before.at < _AGE:
            return before
        incidents = cases.list()[::-1]
    made = _Known(
        entries,
        time.monotonic(),
        incidents,
        dict(Counter(one.state for one in incidents)),
        tuple(sorted({one.owner for one in incidents if one.owner})),
        tuple(sorted({signal.detector for one in incidents for signal in one.signals})),
    )
    with _lock:
        _lists[place] = made
        while len(_lists) > _PLACES:
            _lists.popitem(last=False)
    return made


def _fits(one: Incident, asks: IncidentsAsked) -> bool:
    if asks.state and one.state not in asks.state:
        return False
    if asks.owner and one.owner != ("" if asks.owner == NOBODY else asks.owner):
        return False
    if asks.detector and all(signal.detector != asks.detector for signal in one.signals):
        return False
    return not asks.q or _holds(one, asks.q.casefold().strip())


def _holds(one: Incident, text: str) -> bool:
    named = (one.title, one.owner, *(client.name for client in one.clients))
    return text.lstrip("#") == str(one.number) or any(text in name.casefold() for name in named)


def _clocks(parts: Parts, incidents: Iterable[Incident]) -> dict[int, Clock | None]:
    config, now = parts.config(), parts.clock()
    told: dict[int, Clock | None] = {}
    with parts.cases() as cases:
        for one in incidents:
            if one.state.open:
                measured = counted_before(parts, one)
                found = measured.found if measured else None
                told[one.number] = next_clock(one, said_in(cases.changes(one.number)), config, now, found)
    return told


INCIDENTS = Endpoint(
    "GET",
    "/incidents",
    Permission.CLIENTS,
    "Incidents, newest first, with how many there are in each state.",
    IncidentsAsked,
    IncidentList,
    _list,
    "rows",
)
