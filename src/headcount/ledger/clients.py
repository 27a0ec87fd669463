"""One row a client that asked for a record: what it asked, what it was shown, and how it introduced itself.

Numbers are counted by the engine, client by client; columns are joined here by position, since a client's number is its place,
and text is looked up once, at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.ledger.embedded import EmbeddedLedger

I64 = NDArray[np.int64]

SHOWN = "SELECT client, count(*) AS records, min(code) >> 24 AS first FROM pair GROUP BY client"
UNTIL = "SELECT client, max(code) >> 24 AS last FROM sight GROUP BY client"
PERSONS = """
SELECT client, count(DISTINCT record) AS people FROM sight SEMI JOIN (FROM route WHERE people) USING (route) GROUP BY client
"""
_TRIED = "SELECT DISTINCT client FROM attempt JOIN client_caller USING (caller)"
_ASKED = """
SELECT client, sum(requests)::BIGINT AS requests, sum(errors)::BIGINT AS errors, seconds(min(came)) AS came,
       seconds(max(left_at)) AS left_at, max((requests << 32) | (4294967295 - caller::BIGINT)) AS most  -- and of equals the first
FROM (SELECT caller, sum(requests)::BIGINT AS requests, sum(errors)::BIGINT AS errors, min(first) AS came, max(last) AS left_at
      FROM traffic GROUP BY caller)
     JOIN client_caller USING (caller) GROUP BY client
"""
_AGENTS = """
SELECT client, count(*) AS agents
FROM (SELECT DISTINCT client, agent FROM client_caller JOIN caller USING (caller)) GROUP BY client
"""
_NAMED = pa.array(["account", "credential"])
"""Lenses under which a client is named by the site, not by where it asks from."""


def list_clients(ledger: EmbeddedLedger, shown: Sequence[Mapping[str, NDArray[np.generic]]] = ()) -> pa.Table:
    """Every client that was shown a record or missed one, by number.

    The columns of `CLIENTS_SCHEMA` that the ledger knows (`first` and `last` in seconds since the year 1, as in a showing's
    code), with `named` (the name, where it is one that the site gives; else empty), `address` and `user_agent` (those that it
    asked with most). What was shown to clients is counted in the tables `sight` and `pair` of `roll_up`, or given: columns with
    `client`, each client once, and of `records`, `first`, `last` and `people` what is not 0.
    """
    run = ledger.connection.execute
    [(most,)] = run("SELECT coalesce(max(client), 0) FROM client").fetchall()
    told: dict[str, I64] = {}
    counted = shown or (run(query).fetchnumpy() for query in (SHOWN, UNTIL, PERSONS))
    for columns in chain(counted, (run(query).fetchnumpy() for query in (_TRIED, _ASKED, _AGENTS))):
        rows = dict(columns)
        place = rows.pop("client")
        for name, values in (rows or {"tried": np.ones(len(place), np.int64)}).items():
            told.setdefault(name, np.zeros(most + 1, np.int64))[place] = values
    client = np.flatnonzero((told["records"] > 0) | (told["tried"] > 0))
    wanted = {name: values[client] for name, values in told.items()}
    some = wanted["records"] > 0
    first, last = (np.where(some, wanted[a], wanted[b]) for a, b in (("first", "came"), ("last", "left_at")))
    lens, name = _looked_up(ledger, "client", ("lens", "name"), client)
    address, agent = _looked_up(ledger, "caller", ("address", "agent"), 4294967295 - (wanted["most"] & 4294967295))
    [user_agent] = _looked_up(ledger, "agent", ("user_agent",), agent.to_numpy().astype(np.int64))
    asked = {key: wanted[key] for key in ("requests", "errors", "records", "people", "agents")}
    return pa.table(
        {"client": client, "lens": lens, "name": name, "named": pc.if_else(pc.is_in(lens, _NAMED), name, "")}
        | {"first": first, "last": last, "address": address, "user_agent": user_agent, "agent": agent}
        | asked
    )


def _looked_up(ledger: EmbeddedLedger, table: str, columns: tuple[str, ...], numbers: I64) -> list[pa.Array]:
    """Columns of the rows with these numbers (each is there), in their order."""
    rows = ledger.connection.sql(f"SELECT {table}, {', '.join(columns)} FROM {table}").to_arrow_table()  # noqa: S608  # fixed names
    known = rows[table].to_numpy()
    place = np.zeros(int(known.max(initial=0)) + 1, np.int64)
    place[known] = np.arange(len(known))
    at = pa.array(place[numbers])
    return [rows[column].combine_chunks().take(at) for column in columns]
