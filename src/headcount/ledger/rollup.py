"""From disclosures to the detectors' window: exact, in the ledger's engine, with sorted results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.catalog.places import NOWHERE, Homes
from headcount.ledger.buckets import EPOCH, count_buckets
from headcount.ledger.clients import list_clients
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.jointly import counter, numbered_counter
from headcount.ledger.lookups import find_lookups
from headcount.ledger.numbered import Numbered
from headcount.ledger.overlap import InTables, Shown
from headcount.ledger.overlap_numbered import InNumbers
from headcount.ledger.places import located, placed
from headcount.ledger.prefixes import networks_of
from headcount.ledger.reasons import explain, related, returns
from headcount.ledger.routes import FEWEST_RECORDS, RoutesOf, busy_routes, routes_of
from headcount.ledger.showings import Showings
from headcount.ledger.together import Counter
from headcount.ledger.usage import all_requests, used_routes
from headcount.ledger.window import CLIENTS_SCHEMA, PLACES_SCHEMA, RETURNS_SCHEMA, ROLLUP_SCHEMA, USED_SCHEMA, Window
from headcount.model.scope import Scope

I64 = NDArray[np.int64]
_MACROS = """
CREATE OR REPLACE TEMP MACRO seconds(moment) AS epoch_us(moment) // 1000000 + 62135596800;
CREATE OR REPLACE TEMP MACRO moment(seconds) AS make_timestamp((seconds - 62135596800) * 1000000);
"""
_SIGHTS = """
CREATE OR REPLACE TEMP TABLE sight AS
SELECT client, record, route, (seconds(shown_at) << 24) | ((line & 65535)::BIGINT << 8) | (step + 128) AS code
FROM shown
"""
_PAIRS = """
CREATE OR REPLACE TEMP TABLE pair AS
SELECT client, record, min(code) AS code, count(*) AS times FROM sight GROUP BY client, record
"""
_POPULARITY = "CREATE OR REPLACE TEMP TABLE popularity AS SELECT record, count(*)::UINTEGER AS viewers FROM pair GROUP BY record"


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


class Counting(Protocol):
    """What counts the showings of a ledger: `Tables` in the engine, or `numbered.Numbered`."""

    def popularity(self) -> tuple[I64, I64]:
        """How many records (the second) have so many viewers (the first, ascending, from 1 up)."""

    def buckets(self, cold: int, *, explained: bool) -> tuple[I64, I64, dict[str, NDArray[np.uint32]]]:
        """As `buckets.count_buckets`."""

    def clients(self) -> Sequence[Mapping[str, NDArray[np.generic]]]:
        """What was shown to each client, as `clients.list_clients` takes it."""

    def explain(self) -> bool:
        """Mark what relations explain; whether there are any."""

    def tell(self, clients: I64) -> None:
        """Have the engine know the showings of all, and the disclosures to these clients."""

    def routes(self) -> RoutesOf:
        """The routes of clients that are worth a look."""

    def counter(self) -> Counter:
        """Counts what some clients were shown together."""

    def shown(self) -> Shown:
        """What groups of clients have in common."""


class Tables:
    """Showings, pairs and popularity as tables of the engine: `sight`, `pair` and `popularity`."""

    def __init__(self, ledger: EmbeddedLedger) -> None:
        """Make them; the ledger's clients are named."""
        self._ledger = ledger
        for query in (_SIGHTS, _PAIRS, _POPULARITY):
            ledger.connection.execute(query)
        find_lookups(ledger)

    def popularity(self) -> tuple[I64, I64]:
        """By number of viewers."""
        rows = self._ledger.connection.execute(
            "SELECT viewers, count(*) AS records FROM popularity GROUP BY viewers ORDER BY viewers"
        ).fetchnumpy()
        return rows["viewers"].astype(np.int64), rows["records"].astype(np.int64)

    def buckets(self, cold: int, *, explained: bool) -> tuple[I64, I64, dict[str, NDArray[np.uint32]]]:
        """Counted by the engine and in sorted parts."""
        return count_buckets(self._ledger, cold, explained=explained)

    def clients(self) -> Sequence[Mapping[str, NDArray[np.generic]]]:
        """Nothing: `list_clients` asks the engine."""
        return ()

    def explain(self) -> bool:
        """By the tables of this run."""
        return explain(self._ledger)

    def tell(self, clients: I64) -> None:
        """Nothing: the engine knows."""

    def routes(self) -> RoutesOf:
        """Of the clients worth a look."""
        return busy_routes(self._ledger)

    def counter(self) -> Counter:
        """In SQL, when it is asked."""
        return counter(self._ledger)

    def shown(self) -> Shown:
        """In SQL as well."""
        return InTables(self._ledger)


class ByNumber:
    """Showings by number; the engine is told of them only where tables of the site or look-ups need it."""

    def __init__(self, ledger: EmbeddedLedger, showings: Showings, folder: Path) -> None:
        """Count; the ledger's clients are named. `folder` is for files of the run."""
        self._ledger, self._showings = ledger, showings
        [(canaries,)] = ledger.connection.execute("SELECT EXISTS (FROM canary)").fetchall()
        self._engine = canaries or related(ledger) or located(ledger)
        self._told = Numbered(ledger, showings, folder, engine=self._engine)
        self._engine, self._sights = self._told.engine, False
        ledger.connection.register("through", pa.table(self._told.through))
        find_lookups(ledger, "through")
        if self._engine:
            self._told.tell_pairs()
            self.tell(np.zeros(0, np.int64))

    def popularity(self) -> tuple[I64, I64]:
        """By number of viewers."""
        return self._told.popularity()

    def buckets(self, cold: int, *, explained: bool) -> tuple[I64, I64, dict[str, NDArray[np.uint32]]]:
        """Marked, where cold, in the counted rows."""
        return self._told.buckets(cold, explained=explained)

    def clients(self) -> Sequence[Mapping[str, NDArray[np.generic]]]:
        """As counted."""
        return self._told.clients()

    def explain(self) -> bool:
        """By the tables of this run, where there are any."""
        return self._engine and explain(self._ledger)

    def tell(self, clients: I64) -> None:
        """Once for the showings."""
        if not self._sights:
            self._told.tell_sights()
            self._sights = True
        if len(clients):
            self._told.tell_disclosures(clients)

    def routes(self) -> RoutesOf:
        """Of the clients worth a look."""
        return routes_of(self._ledger, self._told.busy(FEWEST_RECORDS))

    def counter(self) -> Counter:
        """From the pairs on disk."""
        return numbered_counter(self._ledger, self._told)

    def shown(self) -> Shown:
        """From these as well."""
        return InNumbers(self._ledger, self._told, self._showings)


def roll_up(ledger: EmbeddedLedger, who: Who, canaries: Collection[int] = (), homes: Homes = NOWHERE) -> Window:
    """The window over everything in the ledger.

    `who` names declared crawlers and clients under an agreement; `canaries` are tokens of records that nothing leads to; `homes`
    says where clients belong.
    """
    ledger.name_clients()
    _know(ledger, canaries)
    return _window(ledger, Tables(ledger), who, canaries, homes)


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
    pa.default_memory_pool().release_unused()
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
