"""Routes over the REST API: which show what of whom to how many, what is new on them, and what nobody needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

import msgspec

from headcount.console.endpoint import AbsentError, Endpoint, Nothing
from headcount.console.interface import Parts, Permission, Viewer
from headcount.model.board import ClientRow
from headcount.model.data_map import DataMap, MapField, MapRoute

MOST = 200
"""Routes of one answer at most."""
CLIENTS = 50
"""Clients of one route at most."""


class LensCount(msgspec.Struct, frozen=True):
    """How clients of one lens used a route."""

    lens: str
    clients: int
    """Different clients."""
    records: int
    """Different records that they were shown together."""


class KindShown(msgspec.Struct, frozen=True):
    """A kind of personal data, in the openest form that a route shows it in."""

    kind: str
    form: str
    """`clear`, `masked` or `hashed`."""


class RouteLine(msgspec.Struct, frozen=True):
    """One route that shows records."""

    name: str
    """Method and template."""
    subject: str
    """What names the record: a variable of the template, or a path in the answer."""
    entity: str
    people: bool
    """Whether the records are people."""
    source: str
    """`learned` or `declared`."""
    grade: int
    """1 to 4; 0: nothing personal is known of it."""
    kinds: tuple[KindShown, ...]
    records: int
    """Different records shown in the period."""
    showings: int
    """Times that one was shown."""
    clients: int
    """Different clients, over all lenses."""
    lenses: tuple[LensCount, ...]
    most: int
    """The most people that one answer held."""
    last: dt.datetime | None
    """When it last showed a record."""


class RoutesAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some of the routes."""

    q: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """Only those whose name, entity or kinds hold this, case apart."""
    grade: Annotated[int, msgspec.Meta(ge=0, le=4)] = 0
    """Only those of this grade or above."""
    lens: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """Only those that clients under this lens used."""
    following: Annotated[int, msgspec.Meta(ge=0)] = 0
    """So many are left out at the beginning."""


class Routes(msgspec.Struct, frozen=True):
    """Routes, highest grade first."""

    rows: tuple[RouteLine, ...]
    total: int
    """How many there are."""
    following: int
    """Ask with this for the ones after; 0 at the end."""
    since: dt.datetime | None
    """Beginning of the period, UTC; None for an empty ledger."""
    until: dt.datetime | None
    days: int


class OneRoute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which route."""

    name: Annotated[str, msgspec.Meta(max_length=4000)]
    """Method and template, such as `GET /users/{id}`."""


class FieldLine(msgspec.Struct, frozen=True):
    """One field of a route's answers."""

    route: str
    path: str
    """Dotted path in the answer; empty where only the kind is declared."""
    kind: str
    form: str
    grade: int
    why: tuple[str, ...]
    """The rules that made the grade."""
    confidence: float
    reason: str
    """Why it is held to be of this kind."""
    since: dt.datetime | None
    """When it appeared on a route that was known without it."""
    occasional: bool
    """Whether only some of the values at the path hold it."""


class RouteTold(msgspec.Struct, frozen=True):
    """One route with its fields. Several rows: answers of one route that show records in more than one place."""

    rows: tuple[RouteLine, ...]
    why: tuple[str, ...]
    """What made the grade."""
    fields: tuple[FieldLine, ...]
    since: dt.datetime | None
    until: dt.datetime | None


class RouteClients(msgspec.Struct, frozen=True):
    """Who was shown records through one route."""

    rows: tuple[ClientRow, ...]


class Fields(msgspec.Struct, frozen=True):
    """Fields, the latest first."""

    rows: tuple[FieldLine, ...]


def line(route: MapRoute) -> RouteLine:
    """A route as the endpoints tell it."""
    uses = tuple(LensCount(use.lens, use.clients, use.records) for use in route.lenses)
    return RouteLine(
        route.name,
        route.subject,
        route.entity,
        route.people,
        route.source,
        route.grade,
        tuple(KindShown(str(kind), str(form)) for kind, form in route.kinds),
        route.records,
        route.showings,
        sum(use.clients for use in uses),
        uses,
        route.most_people,
        route.last,
    )


def _field(route: MapRoute, field: MapField) -> FieldLine:
    return FieldLine(
        route.name,
        field.path,
        str(field.kind),
        str(field.form),
        field.grade,
        field.why,
        field.confidence,
        field.reason,
        field.since,
        field.occasional,
    )


def _some(found: DataMap, asks: RoutesAsked) -> Iterable[RouteLine]:
    text = asks.q.casefold()
    for route in map(line, found.routes):
        held = " ".join((route.name, route.entity, *(one.kind for one in route.kinds))).casefold()
        if text in held and route.grade >= asks.grade and (not asks.lens or any(use.lens == asks.lens for use in route.lenses)):
            yield route


def _routes(parts: Parts, _: Viewer, asks: RoutesAsked) -> Routes:
    found = parts.board.data_map()
    rows = tuple(_some(found, asks))
    after = asks.following + MOST
    following = after if after < len(rows) else 0
    return Routes(rows[asks.following : after], len(rows), following, found.begins, found.ends, found.days)


def _route(parts: Parts, _: Viewer, asks: OneRoute) -> RouteTold:
    found = parts.board.data_map()
    meant = [route for route in found.routes if route.name == asks.name]
    if not meant:
        raise AbsentError("no such route has shown a record; it may have been renamed, or learned anew")
    why = tuple(dict.fromkeys(rule for route in meant for rule in route.why))
    fields = tuple(_field(route, field) for route in meant for field in route.fields)
    return RouteTold(tuple(map(line, meant)), why, fields, found.begins, found.ends)


def _clients(parts: Parts, viewer: Viewer, asks: OneRoute) -> RouteClients:
    told = _route(parts, viewer, asks)
    if told.since is None or told.until is None:
        return RouteClients(())
    midnight = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    since, until = told.since.replace(**midnight), told.until.replace(**midnight) + dt.timedelta(days=1)  # type: ignore[arg-type]  # four numbers
    rows = tuple(parts.board.route_clients(asks.name, since, until, CLIENTS))
    parts.watch.did(viewer, "clients", f"{len(rows)} clients of the route {asks.name}")
    return RouteClients(rows)


def _news(parts: Parts, _: Viewer, __: Nothing) -> Fields:
    return Fields(tuple(_field(route, field) for route, field in parts.board.data_map().news))


ROUTES = Endpoint(
    "GET",
    "/routes",
    Permission.COUNTS,
    "Routes that show records, with the kinds of personal data that they show and to how many.",
    RoutesAsked,
    Routes,
    _routes,
    "rows",
)
ROUTE = Endpoint(
    "GET",
    "/routes/one",
    Permission.COUNTS,
    "One route, with the fields of its answers and their grades.",
    OneRoute,
    RouteTold,
    _route,
    "fields",
)
ROUTE_CLIENTS = Endpoint(
    "GET",
    "/routes/one/clients",
    Permission.CLIENTS,
    "Who was shown most different records through one route in the last 30 days.",
    OneRoute,
    RouteClients,
    _clients,
    "rows",
)
NEWS = Endpoint(
    "GET", "/routes/news", Permission.COUNTS, "Fields that appeared on routes known without them.", Nothing, Fields, _news, "rows"
)
ENDPOINTS = (ROUTES, ROUTE, ROUTE_CLIENTS, NEWS)
