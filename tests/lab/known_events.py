"""Small random worlds whose every event is known, and the same events taken through the door into a ledger."""

from __future__ import annotations

import datetime as dt
from ipaddress import IPv4Address

import numpy as np
import pyarrow as pa

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.routes import Declaration
from headcount.intake import route_rows
from headcount.lab.population import population
from headcount.lab.relations import Relations
from headcount.lab.world import DAY, SECOND, Clients, Events, Planted, Route, World
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position
from headcount.ledger.places import locate
from headcount.ledger.reasons import relate, relate_units
from headcount.model.access import AccessBatch
from headcount.model.text import Text
from tests.ledger.accesses import TOKENS

FIRST = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
START = int(FIRST.timestamp()) * SECOND
ROUTES = (Route("/"), Route("/people/{}"), Route("/people/{}/rating"), Route("/api/profile?id={}"))
ROLES = ("consumer", "merchant", "staff", "device", "partner", "crawler")
AGENTS = (
    "Firefox",
    "Chrome",
    "Safari",
    "Opera",
    "Edge",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
)


def clients_of(names: list[str], harvester: list[int] | None = None, role: list[int] | None = None) -> Clients:
    """Clients with an address each (RFC 5737) and the first user agent."""
    count = len(names)
    return Clients(
        names,
        np.arange(count, dtype=np.uint32) + np.uint32(IPv4Address("198.51.100.0")),
        np.zeros(count, np.int32),
        np.array(role or [0] * count, np.int8),
        np.zeros(count, np.int16),
        np.array(harvester or [-1] * count, np.int16),
    )


def world_of(clients: Clients, events: Events, *, days: int = 4, learning: int = 2, planted: tuple[Planted, ...] = ()) -> World:
    """A world of 500 people that begins on 2026-03-02."""
    return World(clients, events.in_order(), AGENTS, ROLES, ROUTES, planted, 500, days, FIRST, learning, 1)


def random_world(seed: int, rows: int = 3000, days: int = 2) -> World:
    """Eleven accounts and a partner, six addresses with one browser each, five browsers behind one address, a search engine.

    They have favourites, walk along the numbers, miss, and look at pages without a person.
    """
    rng = np.random.default_rng(seed)
    clients = clients_of([f"u{n}" for n in range(11)] + ["p11"] + [""] * 12, role=[0] * 6 + [2] * 5 + [4] + [0] * 11 + [5])
    clients.address[18:23] = clients.address[18]
    clients.agent[18:23] = np.arange(5)
    clients.agent[23] = 5
    client = rng.integers(0, 24, rows).astype(np.int32)
    subject = np.minimum(rng.pareto(0.6, rows), 400).astype(np.int32)
    for row in range(1, rows):
        mine = np.flatnonzero(client[:row] == client[row])
        if len(mine) and rng.random() < 0.4:
            subject[row] = max(subject[mine[-1]] + rng.integers(-1, 4), 0)
    route = rng.integers(0, 4, rows).astype(np.int8)
    subject[route == 0] = -1
    found = rng.random(rows) < 0.85
    at = START + np.sort(rng.integers(0, days * DAY // SECOND, rows)) * SECOND
    events = Events.of(at, client, subject, route, found=found, reason=(rng.random(rows) < 0.3) & (client < 12))
    return world_of(clients, events, days=days, learning=1)


def relate_all(world: World, relations: Relations, ledger: EmbeddedLedger) -> None:
    """The world's relations as the ledger takes them in."""
    stamp = pa.timestamp("s", tz="UTC")
    known = TOKENS.tokens_of("people", [b"%d" % person for person in relations.person.tolist()])
    columns = {
        "client": pa.array([world.clients.name[client] for client in relations.client.tolist()]),
        "record": pa.array(known, pa.uint64()),
        "since": pa.array(relations.since).cast(stamp),
        "until": pa.array(relations.until).cast(stamp),
    }
    assert relate(ledger, [pa.record_batch(columns)]) == len(known)
    lives = population(world.people, world.seed).region(np.arange(world.people, dtype=np.int32)).tolist()
    everybody = pa.array(TOKENS.tokens_of("people", [b"%d" % person for person in range(world.people)]), pa.uint64())
    names = pa.array([world.clients.name[client] for client in relations.devices.tolist()], pa.string())
    members = {"client": names, "unit": pa.array([f"station {n}" for n in relations.station], pa.string())}
    parcels = {"record": everybody, "unit": pa.array([f"station {n}" for n in lives])}
    assert relate_units(ledger, [_open(members)], [_open(parcels)]) == len(names) + world.people
    places = pa.record_batch({"record": everybody, "place": pa.array([f"region {n}" for n in lives])})
    assert locate(ledger, [places]) == world.people


def _open(columns: dict[str, pa.Array]) -> pa.RecordBatch:
    """The rows of a table without times."""
    rows = len(next(iter(columns.values())))
    return pa.record_batch(columns | dict.fromkeys(("since", "until"), pa.nulls(rows, pa.timestamp("us", tz="UTC"))))


def into_ledger(world: World, ledger: EmbeddedLedger) -> None:
    """The world's events as accesses, through the door, in one batch."""
    people = [route for route in world.routes if "{}" in route.template]
    declared = [Declaration(route.template.replace("{}", "{id}"), "id", entity="people", people=True) for route in people]
    catalogue = Catalogue(TOKENS, Callers(TOKENS), declared)
    events, clients = world.events, world.clients
    targets = [world.routes[route].template.format(who) for route, who in zip(events.route, events.subject, strict=True)]
    batch = AccessBatch(
        time=events.at,
        address=Text.of([str(IPv4Address(int(clients.address[n]))) for n in events.client]),
        forwarded=Text.empty(len(events)),
        account=Text.of([clients.name[n] for n in events.client]),
        credential=Text.empty(len(events)),
        user_agent=Text.of([world.agents[clients.agent[n]] for n in events.client]),
        method=Text.of(["GET"] * len(events)),
        target=Text.of(targets),
        status=np.where(events.found, 200, 404).astype(np.int16),
        size=np.full(len(events), -1, np.int64),
        line=np.arange(1, len(events) + 1),
    )
    counted = catalogue.disclose(batch, 0)
    ledger.know_routes(route_rows(catalogue.routes))
    ledger.append(counted)
    ledger.commit(Position(0, "made.log", "made", 4, "head", 9, "tail", len(events), len(events), 0), {})
