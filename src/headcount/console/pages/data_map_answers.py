"""The data map over the REST API: flows and kinds, breaches of agreements, and what nobody needs."""

from __future__ import annotations

import datetime as dt

import msgspec

from headcount.console.endpoint import Endpoint, Nothing
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.routes_answers import RouteLine, line
from headcount.model.incident import State

CREEP = "scope_creep"
"""The detector of what goes beyond an agreement."""


class KindLine(msgspec.Struct, frozen=True):
    """One kind of personal data, over all routes."""

    kind: str
    name: str
    """In English."""
    name_zh: str
    """In Chinese."""
    grade: int
    regimes: tuple[str, ...]
    """Rules that speak of it."""
    clear: int
    """Different records that it was shown of in clear in the period."""
    hidden: int
    """Different records that it was shown of masked or hashed only."""
    routes: int
    """Routes that show it."""


class FlowLine(msgspec.Struct, frozen=True):
    """How many different records one kind was shown of on one way through the map."""

    come_from: str
    """A route, or a kind."""
    go_to: str
    """A kind, or a lens."""
    records: int


class Map(msgspec.Struct, frozen=True):
    """Kinds and flows of the last 30 days."""

    since: dt.datetime | None
    until: dt.datetime | None
    days: int
    kinds: tuple[KindLine, ...]
    routes_to_kinds: tuple[FlowLine, ...]
    kinds_to_lenses: tuple[FlowLine, ...]


class BreachLine(msgspec.Struct, frozen=True):
    """Kinds that a client under an agreement was shown and that it does not name."""

    agreement: str
    lens: str
    name: str
    template: str
    kinds: tuple[str, ...]
    records: int
    """Different records that they were shown of."""
    first: dt.datetime
    last: dt.datetime
    incident: int
    """The newest incident with a finding of scope_creep on the client; 0: none."""


class Breaches(msgspec.Struct, frozen=True):
    """What went beyond an agreement, first one first."""

    rows: tuple[BreachLine, ...]


class AgreementLine(msgspec.Struct, frozen=True):
    """One agreement that is in force."""

    name: str
    whom: int
    """How many accounts, credentials, addresses and user agents it names."""
    routes: tuple[str, ...]
    """Empty: any, or what it used in its first 14 days."""
    kinds: tuple[str, ...]
    requests_a_day: int | None
    unexplained: float | None
    breaches: int
    """Different ways in which it was gone beyond."""


class Agreements(msgspec.Struct, frozen=True):
    """Agreements, as the configuration says."""

    rows: tuple[AgreementLine, ...]


class Idle(msgspec.Struct, frozen=True):
    """Routes that hold personal data and showed nobody a record in the period."""

    rows: tuple[RouteLine, ...]


def _map(parts: Parts, _: Viewer, __: Nothing) -> Map:
    found = parts.board.data_map()
    kinds = tuple(
        KindLine(str(one.kind), one.name, one.name_zh, one.grade, one.regimes, one.clear, one.hidden, one.routes)
        for one in found.kinds
    )
    flows = [
        tuple(FlowLine(one.come_from, one.go_to, one.records) for one in way) for way in (found.from_routes, found.to_lenses)
    ]
    return Map(found.begins, found.ends, found.days, kinds, *flows)


def _breaches(parts: Parts, _: Viewer, __: Nothing) -> Breaches:
    found = parts.board.data_map()
    if not found.beyond:
        return Breaches(())
    cases = parts.cases()
    try:
        incidents = [one for one in cases.list() if one.state is not State.FALSE_ALARM]
    finally:
        cases.close()
    told = {
        (signal.lens, signal.client): incident.number
        for incident in incidents
        for signal in incident.signals
        if signal.detector == CREEP
    }
    return Breaches(
        tuple(
            BreachLine(
                b.agreement, b.lens, b.client, b.template, b.kinds, b.records, b.first, b.last, told.get((b.lens, b.client), 0)
            )
            for b in found.beyond
        )
    )


def _agreements(parts: Parts, _: Viewer, __: Nothing) -> Agreements:
    beyond = [one.agreement for one in parts.board.data_map().beyond]
    return Agreements(
        tuple(
            AgreementLine(
                one.name,
                len(one.accounts) + len(one.credentials) + len(one.addresses) + len(one.user_agents),
                tuple(one.routes),
                tuple(one.kinds),
                one.requests_a_day,
                one.unexplained,
                beyond.count(one.name),
            )
            for one in parts.config().agreements
        )
    )


def _idle(parts: Parts, _: Viewer, __: Nothing) -> Idle:
    return Idle(tuple(map(line, parts.board.data_map().idle)))


MAP = Endpoint(
    "GET",
    "/routes/map",
    Permission.COUNTS,
    "The data map: kinds of personal data, and how many records went from routes to kinds to lenses.",
    Nothing,
    Map,
    _map,
    "kinds",
)
BREACHES = Endpoint(
    "GET",
    "/routes/breaches",
    Permission.CLIENTS,
    "Kinds that clients under an agreement were shown beyond it.",
    Nothing,
    Breaches,
    _breaches,
    "rows",
)
AGREEMENTS = Endpoint(
    "GET",
    "/agreements",
    Permission.CLIENTS,
    "Agreements in force, and how often each was gone beyond.",
    Nothing,
    Agreements,
    _agreements,
    "rows",
)
IDLE = Endpoint(
    "GET",
    "/routes/idle",
    Permission.COUNTS,
    "Routes that hold personal data and showed nobody a record in the period.",
    Nothing,
    Idle,
    _idle,
    "rows",
)
ENDPOINTS = (MAP, BREACHES, AGREEMENTS, IDLE)
