"""From disclosures to the detectors' window: exact, in the ledger's engine, with sorted results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.catalog.places import NOWHERE, Homes
from headcount.ledger.buckets import EPOCH
from headcount.ledger.clients import list_clients
from headcount.ledger.counting import ByNumber, Counting, Tables
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.handover import disclosures
from headcount.ledger.places import placed
from headcount.ledger.prefixes import networks_of
from headcount.ledger.reasons import returns
from headcount.ledger.showings import Showings
from headcount.ledger.unused import give_back
from headcount.ledger.usage import all_requests, used_routes
from headcount.ledger.window import CLIENTS_SCHEMA, PLACES_SCHEMA, RETURNS_SCHEMA, ROLLUP_SCHEMA, USED_SCHEMA, Window
from headcount.model.scope import Scope

I64 = NDArray[np.int64]
_MACROS = """
CREATE OR REPLACE TEMP MACRO seconds(moment) AS epoch_us(moment) // 1000000 + 62135596800;
CREATE OR REPLACE TEMP MACRO moment(seconds) AS make_timestamp((seconds - 62135596800) * 1000000);
"""
_GROUPS = """
SELECT route, CASE WHEN shows THEN min(route) OVER (PARTITION BY shows, method, template, subject, entity) END AS first,
       people AND shows AS people
FROM (SELECT *, subject IS NOT NULL AND NOT tentative AS shows FROM route) ORDER BY route
"""
"""Routes that are one in a report are told by the first of them."""


class Who(Protocol):
    """Names the standing of clients."""

    @property
    def verified(self) -> Mapping[str, bool | None]:
        """Of declared crawlers' addresses that were checked, the result."""

    @property
    def scopes(self) -> Mapping[str, Scope]:
        """What each agreement covers, by its name."""

    def __call__(
        self, lenses: pa.Array, names: pa.Array, addresses: pa.Array, user_agents: pa.Array
    ) -> tuple[pa.Array, pa.Array]:
        """Declared crawler and agreement of each client, as text; null where there is none."""

    def role(self, lenses: pa.Array, names: pa.Array) -> pa.Array:
        """What the site says each client is, as text; empty where it says nothing."""

    @property
    def devices(self) -> frozenset[str]:
        """The roles whose clients are devices at a post, and not people."""


def roll_up(
    ledger: EmbeddedLedger,
    who: Who,
    canaries: Collection[int] = (),
    homes: Homes = NOWHERE,
    count: Callable[[EmbeddedLedger], Counting] = Tables,
) -> Window:
    """The window over everything in the ledger.

    `who` names declared crawlers and clients under an agreement; `canaries` are tokens of records that nothing leads to; `homes`
    says where clients belong; `count` counts, once the clients are named.
    """
    ledger.name_clients()
    _know(ledger, canaries)
    counting = count(ledger)
    return _summed(ledger, counting, _window(ledger, counting, who, canaries, homes))


def roll_up_by_number(
    ledger: EmbeddedLedger, folder: Path, who: Who, canaries: Collection[int] = (), homes: Homes = NOWHERE
) -> Window:
    """The same window, counted without the engine, which takes less time; `folder` is for files, as long as it is used."""
    ledger.name_clients()
    showings = Showings(folder / "showings")
    showings.add(disclosures(ledger))
    _know(ledger, canaries)
    counting = ByNumber(ledger, showings, folder, whole=True)
    showings.rest()
    return _summed(ledger, counting, _window(ledger, counting, who, canaries, homes))


def roll_up_showings(
    ledger: EmbeddedLedger,
    showings: Showings,
    folder: Path,
    who: Who,
    canaries: Collection[int] = (),
    homes: Homes = NOWHERE,
) -> Window:
    """The same window over showings by number.

    Args:
        ledger: everything but disclosures; its clients are named.
        showings: the disclosures.
        folder: for files, as long as the window is used.
        who: as in `roll_up`, as is what follows.
        canaries: tokens of records that nothing leads to.
        homes: says where clients belong.
    """
    _know(ledger, canaries)
    return _window(ledger, ByNumber(ledger, showings, folder), who, canaries, homes)


def _window(ledger: EmbeddedLedger, counting: Counting, who: Who, canaries: Collection[int], homes: Homes) -> Window:
    explained = counting.explain()
    cold, cold_share = _cold_cut(*counting.popularity())
    rollup = _rollup(*counting.buckets(cold, explained=explained))
    clients = list_clients(ledger, counting.clients())
    for name in ("first", "last"):
        clients = clients.set_column(clients.schema.get_field_index(name), name, _moments(clients[name].to_numpy()))
    crawler, agreement = who(*(clients[name].combine_chunks() for name in ("lens", "named", "address", "user_agent")))
    clients = clients.append_column("declared_crawler", crawler).append_column("agreement", agreement)
    clients = clients.append_column("role", who.role(*(clients[name].combine_chunks() for name in ("lens", "named"))))
    clients = clients.append_column("prefix", networks_of(clients["address"]))
    clients = clients.append_column("place", homes(*(clients[name].combine_chunks() for name in ("name", "address"))))
    came_back = _shaped(returns(ledger, clients), RETURNS_SCHEMA) if explained else RETURNS_SCHEMA.empty_table()
    places, place_names = placed(ledger)
    known = clients.filter(pc.is_valid(clients["agreement"]))
    used = USED_SCHEMA.empty_table()
    if len(known):
        counting.tell(known["client"].to_numpy().astype(np.int64))
        used = _shaped(used_routes(ledger, known), USED_SCHEMA)
    span = ledger.span() or (dt.datetime.fromtimestamp(0, dt.UTC), dt.datetime.fromtimestamp(0, dt.UTC))
    give_back()
    return Window(
        rollup,
        _shaped(clients, CLIENTS_SCHEMA),
        *span,
        cold_share,
        cold,
        counting.routes(),
        explained=explained,
        returns=came_back,
        together=counting.counter(),
        shown=counting.shown(),
        canaries=len(set(canaries)),
        devices=who.devices,
        places=_shaped(places, PLACES_SCHEMA),
        place_names=place_names,
        used=used,
        scopes=who.scopes,
        requests=all_requests(ledger),
    )


def _summed(ledger: EmbeddedLedger, counting: Counting, window: Window) -> Window:
    """Tell what reports say of all clients together: in the window, and in the table `route_count` of this run."""
    rows = ledger.connection.execute(_GROUPS).fetchnumpy()
    routes = rows["route"].astype(np.int64)
    first = np.ma.filled(rows["first"].astype(np.int64), -1)
    named, group = np.unique(first[first >= 0], return_inverse=True)
    groups, persons = (np.full(int(routes.max(initial=-1)) + 1, -1, np.int64) for _ in range(2))
    groups[routes[first >= 0]], persons[routes[rows["people"]]] = group, 0
    requests, records = counting.by_route(groups)
    showings, people = (int(told.sum()) for told in counting.by_route(persons))
    ledger.connection.register("incoming", pa.table({"route": named, "requests": requests, "records": records}))
    ledger.connection.execute("CREATE OR REPLACE TEMP TABLE route_count AS FROM incoming").fetchall()
    ledger.connection.unregister("incoming")
    return replace(window, records=int(counting.popularity()[1].sum()), people=people if showings else None)


def _rollup(client: I64, second: I64, counts: Mapping[str, NDArray[np.uint32]]) -> pa.Table:
    columns = {"client": client.astype(np.uint32), "bucket": _moments(second), **counts}
    return pa.table([pa.array(columns[field.name], field.type) for field in ROLLUP_SCHEMA], ROLLUP_SCHEMA)


def _moments(second: NDArray[np.int64]) -> pa.Array:
    """Seconds since the year 1 as moments, UTC."""
    return pa.array(second - EPOCH).cast(pa.timestamp("s", tz="UTC"))


def _know(ledger: EmbeddedLedger, canaries: Collection[int]) -> None:
    """Name canaries in the table `canary` of this run: the ledger's file never holds them."""
    ledger.connection.execute(_MACROS)
    ledger.connection.execute("CREATE OR REPLACE TEMP TABLE canary (record UBIGINT)").fetchall()
    if canaries:
        ledger.connection.execute("INSERT INTO canary SELECT unnest(?::UBIGINT[])", [sorted(canaries)]).fetchall()


def _cold_cut(viewers: I64, records: I64) -> tuple[int, float]:
    """How few viewers make a record cold: the cut at which what is looked at differs most from a uniform draw (Kullback-Leibler).

    Takes how many `records` have so many `viewers`, ascending. Returns the cut (in *other* viewers) and the share of all records
    that are cold at it.
    """
    if not len(viewers):
        return 0, 1.0
    drawn = (np.cumsum(records) / records.sum()).clip(1e-6, 1 - 1e-6)
    seen = (np.cumsum(records * viewers) / (records * viewers).sum()).clip(1e-6, 1 - 1e-6)
    gain = seen * np.log(seen / drawn) + (1 - seen) * np.log((1 - seen) / (1 - drawn))
    best = int(np.argmax(gain))
    return int(viewers[best]) - 1, float(drawn[best])


def seconds(code: NDArray[np.int64]) -> NDArray[np.int64]:
    """Seconds since 1970-01-01 UTC of the showings with these codes."""
    return (code >> 24) - EPOCH


def steps(code: NDArray[np.int64]) -> NDArray[np.int64]:
    """The coarse steps of the showings with these codes (see `catalog.subjects.step_codes`)."""
    return (code & 255) - 128


def _shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = []
    for field in schema:
        column = table.column(field.name)
        if pa.types.is_timestamp(field.type):
            column = column.cast(pa.timestamp("s"), safe=False).cast(field.type)
        columns.append(column.cast(field.type))
    return pa.table(columns, schema=schema)
