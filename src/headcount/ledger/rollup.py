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
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.jointly import counter
from headcount.ledger.lookups import find_lookups
from headcount.ledger.places import placed
from headcount.ledger.prefixes import networks_of
from headcount.ledger.reasons import explain, returns
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
_PAIRS = "CREATE OR REPLACE TEMP TABLE pair AS SELECT client, record, min(code) AS code FROM sight GROUP BY client, record"
_POPULARITY = "CREATE OR REPLACE TEMP TABLE popularity AS SELECT record, count(*)::UINTEGER AS viewers FROM pair GROUP BY record"

_ROLLUP = """
WITH seen AS (
    SELECT client, bucket, sum(times) AS requests, count(*) AS records
    FROM (SELECT client, record, (code >> 24) // 600 AS bucket, count(*) AS times FROM sight GROUP BY ALL) GROUP BY ALL),
fresh AS (
    SELECT client, (code >> 24) // 600 AS bucket, count(*) AS new_records,
           count(*) FILTER (viewers <= $cold + 1) AS cold_records,
           count(*) FILTER (abs((code & 255) - 128) BETWEEN 1 AND 3) AS adjacent_records,
           count(*) FILTER (code & 255 <> 128) AS numbered_records, count(*) - count(reason) AS unexplained_records
    FROM pair JOIN popularity USING (record) LEFT JOIN explained USING (client, record) GROUP BY ALL),
at_once AS (
    SELECT client, second // 600 AS bucket, max(times) AS largest_answer
    FROM (SELECT client, code >> 24 AS second, count(*) AS times FROM pair GROUP BY ALL HAVING count(*) > 1) GROUP BY ALL),
touched AS (
    SELECT client, (code >> 24) // 600 AS bucket, count(*) AS canary_records
    FROM pair SEMI JOIN canary USING (record) GROUP BY ALL),
in_vain AS (
    SELECT client, second // 600 AS bucket, count(*) AS new_misses
    FROM (SELECT client, record, min(seconds(asked_at)) AS second FROM attempt JOIN client_caller USING (caller) GROUP BY ALL)
         ANTI JOIN pair USING (client, record) GROUP BY ALL),
missed AS (
    SELECT client, seconds(asked_at) // 600 AS bucket, count(*) AS misses
    FROM attempt JOIN client_caller USING (caller) GROUP BY ALL),
looked_up AS (
    SELECT client, (sight.code >> 24) // 600 AS bucket, count(DISTINCT record) AS lookup_records,
           count(DISTINCT record) FILTER (pair.code = sight.code) AS lookup_new,
           count(DISTINCT record) FILTER (pair.code = sight.code AND viewers <= $cold + 1) AS lookup_cold
    FROM sight SEMI JOIN lookup_route USING (route) JOIN pair USING (client, record) JOIN popularity USING (record) GROUP BY ALL)
SELECT client, moment(bucket * 600) AS bucket, coalesce(requests, 0) AS requests,
       coalesce(records, 0) AS records, coalesce(new_records, 0) AS new_records,
       coalesce(cold_records, 0) AS cold_records, coalesce(adjacent_records, 0) AS adjacent_records,
       coalesce(numbered_records, 0) AS numbered_records, coalesce(misses, 0) AS misses,
       coalesce(lookup_records, 0) AS lookup_records, coalesce(lookup_new, 0) AS lookup_new,
       coalesce(lookup_cold, 0) AS lookup_cold,
       coalesce(largest_answer, least(coalesce(new_records, 0), 1)) AS largest_answer,
       coalesce(canary_records, 0) AS canary_records, coalesce(new_misses, 0) AS new_misses,
       coalesce(unexplained_records, 0) AS unexplained_records
FROM seen FULL JOIN fresh USING (client, bucket) FULL JOIN missed USING (client, bucket)
     LEFT JOIN looked_up USING (client, bucket) LEFT JOIN at_once USING (client, bucket)
     LEFT JOIN touched USING (client, bucket) LEFT JOIN in_vain USING (client, bucket) ORDER BY client, bucket
"""

_CLIENTS = """
WITH shown_to AS (SELECT client, count(*) AS records, min(code) AS first FROM pair GROUP BY client),
     until AS (SELECT client, max(code) AS last FROM sight GROUP BY client),
     persons AS (SELECT client, count(DISTINCT record) AS people
                 FROM sight SEMI JOIN (FROM route WHERE people) USING (route) GROUP BY client),
     tried AS (SELECT DISTINCT client FROM attempt JOIN client_caller USING (caller)),
     wanted AS (SELECT client FROM shown_to UNION SELECT client FROM tried),
     asked AS (SELECT caller, sum(requests) AS requests, sum(errors) AS errors, min(first) AS came, max(last) AS left_at
               FROM traffic GROUP BY caller),
     of_client AS (SELECT client, sum(requests) AS requests, sum(errors) AS errors, min(came) AS came, max(left_at) AS left_at,
                          count(DISTINCT agent) AS agents,
                          max((requests::BIGINT << 32) | (4294967295 - caller::BIGINT)) AS most  -- and of equals the first
                   FROM asked JOIN client_caller USING (caller) JOIN caller USING (caller) SEMI JOIN wanted USING (client)
                   GROUP BY client)
SELECT client, lens, name, if(lens IN ('account', 'credential'), name, '') AS named, coalesce(requests, 0) AS requests,
       coalesce(errors, 0) AS errors, coalesce(records, 0) AS records, coalesce(people, 0) AS people,
       coalesce(moment(first >> 24), came) AS first,
       coalesce(moment(last >> 24), left_at) AS last, agents, user_agent, address, agent
FROM wanted JOIN client USING (client) JOIN of_client USING (client)
     JOIN caller ON caller = 4294967295 - (most & 4294967295) JOIN agent USING (agent)
     LEFT JOIN shown_to USING (client) LEFT JOIN until USING (client) LEFT JOIN persons USING (client)
ORDER BY client
"""


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
    rollup = ledger.connection.sql(_ROLLUP, params={"cold": cold}).to_arrow_table()
    clients = ledger.connection.sql(_CLIENTS).to_arrow_table().combine_chunks()
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
    tables = _shaped(rollup, ROLLUP_SCHEMA), _shaped(clients, CLIENTS_SCHEMA)
    count = counter(ledger)
    return Window(
        *tables,
        *span,
        cold_share,
        cold,
        _routes(ledger),
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


def _routes(ledger: EmbeddedLedger) -> dict[int, tuple[str, ...]]:
    rows = ledger.connection.execute(
        """SELECT client, list(template ORDER BY n DESC, template) FROM (
               SELECT client, template, sum(n) AS n FROM (
                   SELECT client, route, count(*) AS n FROM sight
                   SEMI JOIN (SELECT client FROM pair GROUP BY client HAVING count(*) >= 20) USING (client) GROUP BY ALL)
               JOIN route USING (route) GROUP BY ALL)
           GROUP BY client"""
    ).fetchall()
    return {client: tuple(templates) for client, templates in rows}


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
