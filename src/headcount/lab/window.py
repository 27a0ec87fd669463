"""The window that the ledger would give over a made world's log, straight from its events in NumPy.

Column by column what `ledger.rollup` counts in SQL (a test compares the two), so that a benchmark of many worlds and days
need not write logs. A person is one record here, by whatever route and identifier it was shown; a log's ledger has two where
a phone number names the person on one route and a number on another.
"""

from __future__ import annotations

import datetime as dt
from ipaddress import IPv4Address

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.catalog.crawlers import declared
from headcount.lab.direct_evidence import canary_views, largest_answers, new_misses
from headcount.lab.places import NAMES, homes, placed
from headcount.lab.population import population
from headcount.lab.returns import DEVICES, declared_roles, returns_of
from headcount.lab.usage import SCOPES, agreed, used_routes
from headcount.lab.views import I64, Views, steps, views_of
from headcount.lab.world import SECOND, World
from headcount.ledger.embedded import MOST_AGENTS
from headcount.ledger.lookups import CLIENTS, FEWEST_ASKED, FEWEST_CLIENTS, MISSED
from headcount.ledger.together import Counter, Together, counted
from headcount.ledger.window import CLIENTS_SCHEMA, RETURNS_SCHEMA, ROLLUP_SCHEMA, Window

KNOWN_ROLES = ("crawler", *SCOPES)
"""Roles that the site knows: search engines say what they are, partners and jobs have an agreement."""
_BUCKET = 600
"""Seconds."""
_ROUTES_OF = 20
"""Clients shown fewer persons have no routes in the window."""


def window_of(world: World, until: int | None = None) -> Window:
    """The window over all events, or over those before `until` (microseconds since 1970-01-01 UTC).

    Client numbers are indices into `world.clients`. Anonymous clients are told apart as the ledger does it, except that a few
    of them behind one address are not taken for one.
    """
    views = views_of(world, until)
    first = views.first
    cold, cold_share = cold_cut(np.bincount(views.subject[first], minlength=1)) if first.any() else (0, 1.0)
    explained = bool(world.events.reason.any())
    rollup = _rollup(world, views, first, cold, explained=explained)
    records = np.bincount(views.client[first], minlength=len(world.clients))
    scopes = agreed(world)
    span = (int(views.at.min()), int(views.at.max())) if len(views) else (0, 0)
    return Window(
        rollup=_table(rollup, ROLLUP_SCHEMA),
        clients=_clients(world, views, records),
        first=dt.datetime.fromtimestamp(span[0] / SECOND, dt.UTC),
        last=dt.datetime.fromtimestamp(span[1] / SECOND, dt.UTC),
        cold_share=cold_share,
        cold_viewers=cold,
        routes=_routes(world, views, records),
        explained=explained,
        returns=returns_of(world, views) if explained else RETURNS_SCHEMA.empty_table(),
        together=_counter(world, views),
        canaries=len(population(world.people, world.seed).canaries()),
        devices=DEVICES,
        places=placed(world, views),
        place_names=NAMES,
        used=used_routes(world, views, np.array([scope is not None for scope in scopes], np.bool_)),
        scopes={world.clients.name[client]: scope for client, scope in enumerate(scopes) if scope is not None},
        requests=len(views),
    )


def cold_cut(viewers: NDArray[np.integer]) -> tuple[int, float]:
    """The ledger's rule for how few viewers make a record cold (`ledger.rollup`).

    Args:
        viewers: shape (persons,), how many clients were shown each; persons that nobody was shown do not count.

    Returns:
        The cut in *other* viewers, and the share of all persons that are cold at it.
    """
    count = np.bincount(viewers[viewers > 0])
    number = np.flatnonzero(count)
    persons = count[number].astype(np.float64)
    drawn = (np.cumsum(persons) / persons.sum()).clip(1e-6, 1 - 1e-6)
    seen = (np.cumsum(persons * number) / (persons * number).sum()).clip(1e-6, 1 - 1e-6)
    gain = seen * np.log(seen / drawn) + (1 - seen) * np.log((1 - seen) / (1 - drawn))
    best = int(np.argmax(gain)) if len(gain) else 0
    return int(number[best]) - 1, float(drawn[best])


def _rollup(world: World, views: Views, first: NDArray[np.bool_], cold: int, *, explained: bool) -> list[I64]:
    rows = np.flatnonzero(views.subject >= 0)
    client, shown, new = views.client[rows].astype(np.int64), views.shown[rows], first[rows]
    bucket = views.at[rows] // (_BUCKET * SECOND)
    before = views.previous[rows]
    distinct = shown & ((before < 0) | (views.at[before] // (_BUCKET * SECOND) != bucket))
    viewers = np.bincount(views.subject[first], minlength=1)
    few = new.copy()
    few[new] = viewers[views.subject[rows][new]] <= cold + 1
    step = steps(world, views)[rows]
    edge = _edges(client, bucket)
    asked = lookups(views)[views.route[rows]]
    looked_up = _distinct(client, bucket, views.subject[rows], shown & asked)
    near, numbered = new & (step >= 1) & (step <= 3), new & (step >= 0)
    columns = (shown, distinct, new, few, near, numbered, ~shown, looked_up, new & asked, few & asked)
    rare = (new & canary_views(world, views)[rows], new_misses(views)[rows])
    counts = [np.add.reduceat(c.astype(np.int64), edge) if len(edge) else c.astype(np.int64) for c in columns]
    counts.append(largest_answers(client, views.at[rows], new, edge))
    odd = new & ~views.reason[rows] if explained else new
    counts += [np.add.reduceat(c.astype(np.int64), edge) if len(edge) else c.astype(np.int64) for c in (*rare, odd)]
    return [client[edge], bucket[edge] * _BUCKET, *counts]


def lookups(views: Views) -> NDArray[np.bool_]:
    """The ledger's rule for look-up routes (`ledger.lookups`): shape (routes,), indexed by route."""
    asked = np.flatnonzero(views.subject >= 0)
    routes = int(views.route.max(initial=0)) + 1
    key = views.client[asked].astype(np.int64) * routes + views.route[asked]
    hits = np.bincount(key[views.shown[asked]], minlength=1)
    misses = np.bincount(key[~views.shown[asked]], minlength=len(hits))
    hits = np.r_[hits, np.zeros(len(misses) - len(hits), np.int64)]
    of_route = [count.reshape(-1, routes).sum(axis=0) for count in (_padded(hits, routes), _padded(misses, routes))]
    likely = (of_route[1] > 0) & (of_route[1] >= MISSED / 2 * (of_route[0] + of_route[1]))
    some = np.flatnonzero((hits + misses >= FEWEST_ASKED) & (hits > 0))
    some = some[likely[some % routes]]
    clients = np.bincount(some % routes, minlength=routes)
    missing = np.bincount(some % routes, misses[some] >= MISSED * (hits + misses)[some], minlength=routes)
    found: NDArray[np.bool_] = missing >= np.maximum(FEWEST_CLIENTS, CLIENTS * clients)
    return found


def _padded(counts: I64, width: int) -> I64:
    """`counts` with zeros after them, up to a multiple of `width`."""
    longer: I64 = np.r_[counts, np.zeros(-len(counts) % width, np.int64)]
    return longer


def _distinct(client: I64, bucket: I64, subject: NDArray[np.int32], among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of the rows `among`, the first of each (client, bucket, person)."""
    rows = np.flatnonzero(among)
    order = rows[np.lexsort((rows, subject[rows], bucket[rows], client[rows]))]
    again = np.zeros(len(order), np.bool_)
    again[1:] = (np.diff(client[order]) == 0) & (np.diff(bucket[order]) == 0) & (np.diff(subject[order]) == 0)
    first = np.zeros(len(among), np.bool_)
    first[order[~again]] = True
    return first


def _edges(client: I64, bucket: I64) -> NDArray[np.intp]:
    changed = (client[1:] != client[:-1]) | (bucket[1:] != bucket[:-1])
    return np.flatnonzero(np.r_[True, changed])[: len(client)]


def _clients(world: World, views: Views, records: I64) -> pa.Table:
    of_person = views.subject >= 0
    asked = np.bincount(views.client[of_person], minlength=len(world.clients)) > 0
    who = np.flatnonzero(asked)
    requests = np.diff(views.start)[who]
    answered = np.bincount(views.client[views.found], minlength=len(asked))[who]
    known = records[who] > 0
    every_first, every_last = views.at[views.start[who]], views.at[views.start[who + 1] - 1]
    rows = np.flatnonzero(views.shown)
    owner = views.client[rows]
    low, high = np.searchsorted(owner, who), np.searchsorted(owner, who, "right")
    padded = np.r_[views.at[rows], 0]
    first = np.where(known, padded[low], every_first) // SECOND
    last = np.where(known, padded[high - 1], every_last) // SECOND
    lens, names = _names(world, who, known)
    columns = [who, lens, names, requests, requests - answered, records[who], records[who], first, last, np.ones_like(who)]
    standing = [_crawlers(world, who, lens), _agreements(world, who, names), declared_roles(world, who)]
    standing += [_networks(world, who), world.clients.agent[who], homes(world, who)]
    return _table([*columns, *standing], CLIENTS_SCHEMA)


def _networks(world: World, who: NDArray[np.intp]) -> pa.Array:
    """The /24 that each client comes from."""
    return pa.array([f"{IPv4Address(int(a) >> 8 << 8)}/24" for a in world.clients.address[who]], pa.string())


def _counter(world: World, views: Views) -> Counter:
    """Counts as the ledger does what clients were shown together."""
    first = views.first
    client, record, at = views.client[first].astype(np.int64), views.subject[first].astype(np.int64), views.at[first]

    def count(clients: I64, since: int | None = None) -> Together:
        member = np.zeros(len(world.clients), np.bool_)
        member[clients] = True
        records, meetings = counted(member, client, record, None if since is None else at >= since * SECOND)
        times = np.bincount(views.route[views.shown & member[views.client]], minlength=len(world.routes))
        routes = sorted((-int(n), world.routes[route].template) for route, n in enumerate(times) if n)
        asked = np.bincount(world.clients.agent[clients], minlength=len(world.agents))
        agent = min((-int(n), world.agents[agent]) for agent, n in enumerate(asked))[1]
        return Together(records, records, meetings, tuple(template for _, template in routes), agent)

    return count


def _crawlers(world: World, who: NDArray[np.intp], lens: list[str]) -> pa.Array:
    """What each client without an account says it is, as the door reads its user agent."""
    said = declared(world.agents)
    agents = world.clients.agent[who].tolist()
    return pa.array([None if kind == "account" else said[agent] for kind, agent in zip(lens, agents, strict=True)], pa.string())


def _agreements(world: World, who: NDArray[np.intp], names: list[str]) -> pa.Array:
    """The agreement of each partner and job, named like its account."""
    scopes = agreed(world)
    return pa.array([name if scopes[client] else None for name, client in zip(names, who.tolist(), strict=True)], pa.string())


def _names(world: World, who: NDArray[np.intp], known: NDArray[np.bool_]) -> tuple[list[str], list[str]]:
    """Lens and name of each client: its account, its address, or address and user agent where many stand behind one address."""
    clients = world.clients
    nameless = who[known & np.array([not clients.name[client] for client in who.tolist()], np.bool_)]
    pair = np.unique((clients.address[nameless].astype(np.uint64) << 32) | clients.agent[nameless].astype(np.uint64))
    addresses, agents = np.unique(pair >> 32, return_counts=True)
    crowded = set(addresses[agents > MOST_AGENTS].tolist())
    lens, names = [], []
    for client in who.tolist():
        address = int(clients.address[client])
        account = clients.name[client]
        visitor = not account and address in crowded
        lens.append("account" if account else "visitor" if visitor else "address")
        named = account or str(IPv4Address(address))
        names.append(f"{named} {world.agents[clients.agent[client]]}" if visitor else named)
    return lens, names


def _routes(world: World, views: Views, records: I64) -> dict[int, tuple[str, ...]]:
    kinds = len(world.routes)
    if not kinds:
        return {}
    chosen = views.shown & (records >= _ROUTES_OF)[views.client]
    key = views.client[chosen].astype(np.int64) * kinds + views.route[chosen]
    shown = np.bincount(key, minlength=len(records) * kinds).reshape(-1, kinds)
    template = [route.template for route in world.routes]
    return {
        client: tuple(template[r] for r in sorted(np.flatnonzero(shown[client]), key=lambda r: (-shown[client, r], template[r])))
        for client in np.flatnonzero(shown.any(axis=1)).tolist()
    }


def _table(columns: list[I64] | list[object], schema: pa.Schema) -> pa.Table:
    arrays = [pa.array(values).cast(field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)
