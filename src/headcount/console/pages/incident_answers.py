"""What one incident is: findings, clients, stamps, and the log of what was done about it."""

from __future__ import annotations

from typing import Annotated

import msgspec

from headcount.console.clocks import Clock, next_clock
from headcount.console.counting import counted_before
from headcount.console.endpoint import AbsentError, Endpoint
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.incidents_answers import IncidentRow, Number, row_of
from headcount.errors import UsageError
from headcount.incident.cases import Cases
from headcount.incident.facts import said_in
from headcount.model.incident import Change, ClientName, Incident, Signal, Stamps

NAMED = 12
"""So many clients are named on every page of an incident; each look at them is written down."""


class IncidentAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One incident."""

    number: Number


class IncidentFull(msgspec.Struct, frozen=True):
    """One incident as it stands."""

    row: IncidentRow
    signals: tuple[Signal, ...]
    """Its findings, strongest first; members of one that has many are left out, as of `clients`."""
    clients: tuple[ClientName, ...]
    """The first twelve, most records first; GET /incidents/{number}/clients has all."""
    stamps: Stamps
    part_of: int
    """The incident that it became part of; 0: none."""


class ClientsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The clients of one incident."""

    number: Number
    offset: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 200


class IncidentClients(msgspec.Struct, frozen=True):
    """Some clients of an incident, most records first."""

    rows: tuple[ClientName, ...]
    total: int
    offset: int
    """So many are left out before them."""


class IncidentLog(msgspec.Struct, frozen=True):
    """Everything that was done about an incident, oldest first."""

    rows: tuple[Change, ...]
    problems: tuple[str, ...]
    """What in the store of incidents is not as it was written; empty when the whole chain stands."""


def incident_of(cases: Cases, number: int) -> Incident:
    """The incident of this number.

    Raises:
        AbsentError: there is none.
    """
    try:
        return cases.get(number)
    except UsageError as error:
        raise AbsentError(f"there is no incident {number}") from error


def looked_at(parts: Parts, viewer: Viewer, incident: Incident, route: str) -> None:
    """Write down a look at the clients that every page of an incident names: the first, and the first members of findings."""
    members = (member for signal in incident.signals for member in signal.members[:NAMED])
    for client in dict.fromkeys((*incident.clients[:NAMED], *members)):
        parts.watch.looked(viewer, "client", f"{client.lens}:{client.name}", route)


def full(parts: Parts, cases: Cases, incident: Incident) -> IncidentFull:
    """An incident with its next deadline."""
    return IncidentFull(
        row_of(incident, _clock(parts, cases, incident)),
        tuple(msgspec.structs.replace(signal, members=signal.members[:NAMED]) for signal in incident.signals),
        incident.clients[:NAMED],
        incident.stamps,
        incident.part_of,
    )


def _clock(parts: Parts, cases: Cases, incident: Incident) -> Clock | None:
    if not incident.state.open:
        return None
    measured = counted_before(parts, incident)
    said = said_in(cases.changes(incident.number))
    return next_clock(incident, said, parts.config(), parts.clock(), measured.found if measured else None)


def _incident(parts: Parts, viewer: Viewer, asks: IncidentAsked) -> IncidentFull:
    with parts.cases() as cases:
        incident = incident_of(cases, asks.number)
        looked_at(parts, viewer, incident, "/incidents/{number}")
        return full(parts, cases, incident)


def _clients(parts: Parts, viewer: Viewer, asks: ClientsAsked) -> IncidentClients:
    with parts.cases() as cases:
        incident = incident_of(cases, asks.number)
    some = incident.clients[asks.offset : asks.offset + asks.limit]
    told = f"incident {asks.number}, clients {asks.offset + 1} to {asks.offset + len(some)} of {len(incident.clients)}"
    parts.watch.did(viewer, "clients", told)
    return IncidentClients(some, len(incident.clients), asks.offset)


def _log(parts: Parts, viewer: Viewer, asks: IncidentAsked) -> IncidentLog:
    with parts.cases() as cases:
        looked_at(parts, viewer, incident_of(cases, asks.number), "/incidents/{number}/log")
        return IncidentLog(tuple(cases.changes(asks.number)), tuple(cases.verify()))


INCIDENT = Endpoint(
    "GET",
    "/incidents/{number:number}",
    Permission.CLIENTS,
    "One incident: its findings, clients, stamps and next deadline.",
    IncidentAsked,
    IncidentFull,
    _incident,
)
INCIDENT_CLIENTS = Endpoint(
    "GET",
    "/incidents/{number:number}/clients",
    Permission.CLIENTS,
    "The clients of an incident, most records first.",
    ClientsAsked,
    IncidentClients,
    _clients,
    "rows",
)
INCIDENT_LOG = Endpoint(
    "GET",
    "/incidents/{number:number}/log",
    Permission.CLIENTS,
    "What was done about an incident, and whether the log is as it was written.",
    IncidentAsked,
    IncidentLog,
    _log,
    "rows",
)
