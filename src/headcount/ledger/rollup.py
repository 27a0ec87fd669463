"""From disclosures to the detectors' window: exact, in the ledger's engine, with sorted results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.catalog.places import NOWHERE, Homes
from headcount.ledger.buckets import count_buckets
from headcount.ledger.clients import list_clients
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.jointly import counter
from headcount.ledger.lookups import find_lookups
from headcount.ledger.places import placed
from headcount.ledger.prefixes import networks_of
from headcount.ledger.reasons import explain, returns
from headcount.ledger.routes import busy_routes
from headcount.ledger.usage import all_requests, used_routes
from headcount.ledger.window import CLIENTS_SCHEMA, PLACES_SCHEMA, RETURNS_SCHEMA, ROLLUP_SCHEMA, USED_SCHEMA, Window
from headcount.model.scope import Scope

_EPOCH = 62_135_596_800
"""Seconds from 0001-01-01 to 1970-01-01: a sight's code counts from there, so that it is never negative.

A showing is one number, so that the first of many is their least: seconds (39 bits), the low 16 bits of its line, its step plus
128 (8 bits)."""
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


def roll_up(ledger: EmbeddedLedger, who: Who, canaries: Collection[int] = (), homes: Homes = NOWHERE) -> Window:
    """The window over everything in the ledger.

    `who` names declared crawlers and clients under an agreement; `canaries` are tokens of records that nothing leads to; `homes`
    says where clients belong.
    """
    run = ledger.connection.execute
    ledger.name_clients()
    run(_MACROS)
    run(_SIGHTS)
    run(_PAIRS)
    run(_POPULARITY)
    find_lookups(ledger)
    _know_canaries(ledger, canaries)
    explained = explain(ledger)
    cold, cold_share = _cold_cut(ledger)
    rollup = _rollup(ledger, cold, explained=explained)
    clients = list_clients(ledger)
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
    used = _shaped(used_routes(ledger, known), USED_SCHEMA) if len(known) else USED_SCHEMA.empty_table()
    span = ledger.span() or (dt.datetime.fromtimestamp(0, dt.UTC), dt.datetime.fromtimestamp(0, dt.UTC))
    pa.default_memory_pool().release_unused()
    tables = rollup, _shaped(clients, CLIENTS_SCHEMA)
    count = counter(ledger)
    return Window(
        *tables,
        *span,
        cold_share,
        cold,
        busy_routes(ledger),
        explained=explained,
        returns=came_back,
        together=count,
        canaries=len(set(canaries)),
        devices=who.devices,
        places=_shaped(places, PLACES_SCHEMA),
        place_names=place_names,
        used=used,
        scopes=who.scopes,
        requests=all_requests(ledger),
    )


def _rollup(ledger: EmbeddedLedger, cold: int, *, explained: bool) -> pa.Table:
    client, second, counts = count_buckets(ledger, cold, explained=explained)
    columns = {"client": client.astype(np.uint32), "bucket": _moments(second), **counts}
    return pa.table([pa.array(columns[field.name], field.type) for field in ROLLUP_SCHEMA], ROLLUP_SCHEMA)


def _moments(second: NDArray[np.int64]) -> pa.Array:
    """Seconds since the year 1 as moments, UTC."""
    return pa.array(second - _EPOCH).cast(pa.timestamp("s", tz="UTC"))


def _know_canaries(ledger: EmbeddedLedger, canaries: Collection[int]) -> None:
    """Name them in the table `canary` of this run: the ledger's file never holds them."""
    ledger.connection.execute("CREATE OR REPLACE TEMP TABLE canary (record UBIGINT)").fetchall()
    if canaries:
        ledger.connection.execute("INSERT INTO canary SELECT unnest(?::UBIGINT[])", [sorted(canaries)]).fetchall()


def _cold_cut(ledger: EmbeddedLedger) -> tuple[int, float]:
    """How few viewers make a record cold: the cut at which what is looked at differs most from a uniform draw (Kullback-Leibler).

    Returns the cut (in *other* viewers) and the share of all records that are cold at it.
    """
    rows: Mapping[str, np.ndarray] = ledger.connection.execute(
        "SELECT viewers, count(*) AS records FROM popularity GROUP BY viewers ORDER BY viewers"
    ).fetchnumpy()
    viewers, records = rows["viewers"].astype(np.float64), rows["records"].astype(np.float64)
    if not len(viewers):
        return 0, 1.0
    drawn = (np.cumsum(records) / records.sum()).clip(1e-6, 1 - 1e-6)
    seen = (np.cumsum(records * viewers) / (records * viewers).sum()).clip(1e-6, 1 - 1e-6)
    gain = seen * np.log(seen / drawn) + (1 - seen) * np.log((1 - seen) / (1 - drawn))
    best = int(np.argmax(gain))
    return int(viewers[best]) - 1, float(drawn[best])


def seconds(code: NDArray[np.int64]) -> NDArray[np.int64]:
    """Seconds since 1970-01-01 UTC of the showings with these codes."""
    return (code >> 24) - _EPOCH


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
