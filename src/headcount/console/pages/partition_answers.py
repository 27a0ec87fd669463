"""How the clients of one finding divide the people between them, for its incident and for each of these clients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from headcount.console.endpoint import Endpoint
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.client_answers import OneClient
from headcount.console.pages.incident_answers import IncidentAsked, incident_of
from headcount.model.board import Partition
from headcount.model.incident import ClientName, Incident, Signal

MOST = 3
"""So many findings with several clients are told of, the strongest of the newest incidents."""

ONE_BY_ONE = 24
"""A look at so many clients is written down client by client; at more, as one that took their list."""


class Divided(msgspec.Struct, frozen=True):
    """One finding with several clients, and how these divide what they were shown."""

    incident: int
    detector: str
    lens: str
    client: str
    """What the clients share, as the finding names it."""
    first: dt.datetime
    last: dt.datetime
    partition: Partition


class PartRow(msgspec.Struct, frozen=True):
    """One client of a finding."""

    incident: int
    detector: str
    lens: str
    name: str
    records: int
    """Different records that it was shown in the finding's period."""
    alone: int
    """Of these, shown to none of the finding's other clients in it."""


class Partitions(msgspec.Struct, frozen=True):
    """Findings with several clients."""

    findings: tuple[Divided, ...]
    rows: tuple[PartRow, ...]
    """The clients that are drawn, finding after finding."""


def _of_incident(parts: Parts, viewer: Viewer, asks: IncidentAsked) -> Partitions:
    with parts.cases() as cases:
        incident = incident_of(cases, asks.number)
    return _told(parts, viewer, [(incident, one) for one in incident.signals if one.members], "/incidents/{number}/partitions")


def _of_client(parts: Parts, viewer: Viewer, asks: OneClient) -> Partitions:
    with parts.cases() as cases:
        incidents = cases.of_client(asks.lens, asks.name)
    me = ClientName(asks.lens, asks.name)
    among = [(one, signal) for one in reversed(incidents) for signal in one.signals if me in signal.members]
    return _told(parts, viewer, among, "/partitions/{lens}/{name}")


def _told(parts: Parts, viewer: Viewer, found: Sequence[tuple[Incident, Signal]], route: str) -> Partitions:
    divided = []
    for incident, signal in found[:MOST]:
        names = [(member.lens, member.name) for member in signal.members]
        told = parts.board.partition(names, signal.first, signal.last)
        if len(told.members) > ONE_BY_ONE:
            parts.watch.did(viewer, "clients", f"incident {incident.number}, how {len(told.members)} clients divide the people")
        for one in told.members[: ONE_BY_ONE if len(told.members) <= ONE_BY_ONE else 0]:
            parts.watch.looked(viewer, "client", f"{one.lens}:{one.name}", route)
        about = signal.detector, signal.lens, signal.client
        divided.append(Divided(incident.number, *about, signal.first, signal.last, told))
    rows = [
        PartRow(one.incident, one.detector, part.lens, part.name, part.records, part.alone)
        for one in divided
        for part in one.partition.members
    ]
    return Partitions(tuple(divided), tuple(rows))


INCIDENT_PARTITIONS = Endpoint(
    "GET",
    "/incidents/{number:number}/partitions",
    Permission.CLIENTS,
    "How the clients of an incident's findings divide the people between them.",
    IncidentAsked,
    Partitions,
    _of_incident,
    "rows",
)
CLIENT_PARTITIONS = Endpoint(
    "GET",
    "/partitions/{lens}/{name:path}",
    Permission.CLIENTS,
    "How a client and the others of its findings divide the people between them.",
    OneClient,
    Partitions,
    _of_client,
    "rows",
)
