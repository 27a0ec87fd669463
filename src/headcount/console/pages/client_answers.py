"""What is known of one client: figures, findings, verdicts, pictures, showings, neighbours. Every look is told to the watch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

import msgspec

from headcount.console.endpoint import AbsentError, Endpoint
from headcount.console.interface import ClientNote, KnownClient, Parts, Permission, Viewer
from headcount.console.pages.clients import new_since
from headcount.console.pages.today_named import VerdictRow, verdict_row
from headcount.model.board import ClientRow, KindCount, Neighbour, Showing
from headcount.model.incident import ClientName, Incident, Signal, State
from headcount.model.summary import Pictures

_PAGE = 100


class OneClient(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A client, as reports name it."""

    lens: str
    """`account`, `credential`, `address`, `visitor` ..."""
    name: str


class ClientAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A client, as reports name it."""

    lens: str
    """`account`, `credential`, `address`, `visitor` ..."""
    name: str
    pictures: bool = False
    """Whether the numbers of its pictures are told, too."""


class ShowingsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some of what a client was shown."""

    lens: str
    name: str
    offset: Annotated[int, msgspec.Meta(ge=0, le=1 << 40)] = 0
    """So many are left out."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = _PAGE
    """Rows."""


class NeighboursAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clients that share records with one."""

    lens: str
    name: str
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 10
    """Rows."""


class Found(msgspec.Struct, frozen=True):
    """A finding on the client, as its incident keeps it."""

    incident: int
    state: State
    """How far the incident is."""
    signal: Signal


class InIncident(msgspec.Struct, frozen=True):
    """An incident that the client is in."""

    number: int
    state: State
    title: str
    detector: str
    """Of its strongest finding."""
    lens: str
    client: str
    owner: str
    explanation: str
    """What is known about its clients; may be empty."""
    signalled: dt.datetime


class VerdictStep(msgspec.Struct, frozen=True):
    """A verdict that was set or lifted."""

    verdict: VerdictRow
    change: str
    """`set` or `lifted`."""
    by: str
    """A person's login, or `headcount`."""


class GateHeard(msgspec.Struct, frozen=True):
    """A gate that asks the service for verdicts."""

    name: str
    asked: dt.datetime
    """When it asked last, UTC: it asks again within half a minute."""
    heard: bool
    """Whether it has every verdict that is in force on the client."""


class Client(msgspec.Struct, frozen=True):
    """One client."""

    lens: str
    name: str
    people: bool
    """Whether its records are people."""
    row: ClientRow | None
    """None: it was never shown a record."""
    new_since: dt.datetime
    """From when on `row.new` counts, UTC."""
    found: tuple[Found, ...]
    """Most records first."""
    incidents: tuple[InIncident, ...]
    """Newest first."""
    kinds: tuple[KindCount, ...]
    """Kinds of personal data that it was shown, highest grade first."""
    verdicts: tuple[VerdictRow, ...]
    """In force on it now, those of a dry run too."""
    history: tuple[VerdictStep, ...]
    """Newest first."""
    known: KnownClient | None
    """What somebody declared of it; None: nothing."""
    notes: tuple[ClientNote, ...]
    """Newest first."""
    gates: tuple[GateHeard, ...] = ()
    """Gates that asked for verdicts since the service started, the latest first."""
    pictures: Pictures | None = None
    """Where they were asked for; None also for a client that was never shown a record."""


class StairMark(msgspec.Struct, frozen=True):
    """A moment in the staircase."""

    at: dt.datetime
    what: str
    """`found`, `verdict` or `lifted`."""


class ClientPictures(msgspec.Struct, frozen=True):
    """A client's pictures."""

    pictures: Pictures | None
    """None: it was never shown a record."""
    marks: tuple[StairMark, ...]
    """When it was found, and when a verdict was set or lifted, oldest first."""
    people: bool


class Showings(msgspec.Struct, frozen=True):
    """What a client was shown, in that order."""

    rows: tuple[Showing, ...]
    offset: int
    following: int
    """Offset of the rows after these; 0 at the end."""


class Neighbours(msgspec.Struct, frozen=True):
    """Clients that share more records with it than chance has it, or fewer, most excess first."""

    rows: tuple[Neighbour, ...]


def _client(parts: Parts, viewer: Viewer, asks: ClientAsked) -> Client:
    lens, name = asks.lens, asks.name
    _looked(parts, viewer, lens, name, "/clients/{lens}/{name}")
    known = parts.board.known()
    since = new_since(known.last or parts.clock())
    row = parts.board.client(lens, name)
    incidents = _incidents(parts, lens, name)
    history = parts.running.history(lens, name)
    register = parts.register
    declared = register.known(lens, name) if register else None
    if row is None and not incidents and not history and declared is None:
        raise AbsentError("this client was never shown a record")
    in_force = [verdict_row(one) for one in parts.running.verdicts() if (one.lens, one.client) == (lens, name) and not one.lifted]
    found = [Found(one.number, one.state, signal) for one in incidents for signal in one.signals if _is_about(signal, lens, name)]
    return Client(
        lens,
        name,
        known.people,
        row,
        since,
        tuple(sorted(found, key=lambda one: -one.signal.records)),
        tuple(_in_short(one) for one in reversed(incidents)),
        tuple(parts.board.kinds(lens, name)),
        tuple(in_force),
        tuple(VerdictStep(verdict_row(verdict), change, by) for verdict, change, by in reversed(history)),
        declared,
        tuple(register.notes(lens, name)) if register else (),
        _gates(parts, max((one.number for one in in_force), default=0)),
        parts.board.pictures(lens, name) if asks.pictures else None,
    )


def _gates(parts: Parts, newest: int) -> tuple[GateHeard, ...]:
    """The gates, and whether each has the verdicts up to a number."""
    health = parts.running.health()
    known = sorted(health.gates.items(), key=lambda one: -one[1][0]) if health else []
    return tuple(GateHeard(name, dt.datetime.fromtimestamp(at, dt.UTC), heard >= newest) for name, (at, heard) in known)


def _is_about(signal: Signal, lens: str, name: str) -> bool:
    return (signal.lens, signal.client) == (lens, name) or ClientName(lens, name) in signal.members


def _in_short(one: Incident) -> InIncident:
    lead = one.signals[0]
    about = lead.detector, lead.lens, lead.client
    return InIncident(one.number, one.state, one.title, *about, one.owner, one.explanation, one.stamps.signalled)


def _incidents(parts: Parts, lens: str, name: str) -> list[Incident]:
    with parts.cases() as cases:
        return cases.of_client(lens, name)


def _pictures(parts: Parts, viewer: Viewer, asks: OneClient) -> ClientPictures:
    lens, name = asks.lens, asks.name
    _looked(parts, viewer, lens, name, "/pictures/{lens}/{name}")
    found = [one.stamps.signalled for one in _incidents(parts, lens, name)]
    changes = [(verdict_row(verdict).since, change) for verdict, change, _ in parts.running.history(lens, name)]
    return ClientPictures(parts.board.pictures(lens, name), marks(found, changes), parts.board.known().people)


def marks(found: Iterable[dt.datetime], changes: Iterable[tuple[dt.datetime, str]]) -> tuple[StairMark, ...]:
    """The moments of a staircase, oldest first: when incidents began, and when verdicts were set or lifted."""
    told = [StairMark(at, "found") for at in found]
    told += [StairMark(at, "lifted" if change == "lifted" else "verdict") for at, change in changes]
    return tuple(sorted(told, key=lambda mark: mark.at))


def _showings(parts: Parts, viewer: Viewer, asks: ShowingsAsked) -> Showings:
    _looked(parts, viewer, asks.lens, asks.name, "/showings/{lens}/{name}")
    if asks.limit > _PAGE:
        parts.watch.did(viewer, "export", f"showings of {asks.lens}:{asks.name}: up to {asks.limit} rows from {asks.offset}")
    rows = parts.board.showings(asks.lens, asks.name, asks.offset, asks.limit + 1)
    following = asks.offset + asks.limit if len(rows) > asks.limit else 0
    return Showings(tuple(rows[: asks.limit]), asks.offset, following)


def _neighbours(parts: Parts, viewer: Viewer, asks: NeighboursAsked) -> Neighbours:
    _looked(parts, viewer, asks.lens, asks.name, "/neighbours/{lens}/{name}")
    return Neighbours(tuple(parts.board.neighbours(asks.lens, asks.name, asks.limit)))


def _looked(parts: Parts, viewer: Viewer, lens: str, name: str, route: str) -> None:
    parts.watch.looked(viewer, "client", f"{lens}:{name}", route)


CLIENT = Endpoint(
    "GET", "/clients/{lens}/{name:path}", Permission.CLIENTS, "What is known of one client.", ClientAsked, Client, _client
)
PICTURES = Endpoint(
    "GET",
    "/pictures/{lens}/{name:path}",
    Permission.CLIENTS,
    "The numbers of a client's pictures.",
    OneClient,
    ClientPictures,
    _pictures,
)
SHOWINGS = Endpoint(
    "GET",
    "/showings/{lens}/{name:path}",
    Permission.PEOPLE,
    "What a client was shown, in that order.",
    ShowingsAsked,
    Showings,
    _showings,
    "rows",
)
NEIGHBOURS = Endpoint(
    "GET",
    "/neighbours/{lens}/{name:path}",
    Permission.CLIENTS,
    "Clients that were shown the same records as one.",
    NeighboursAsked,
    Neighbours,
    _neighbours,
    "rows",
)
