"""Shown lately: whom each client was shown and when, for a judge that goes on after a restart; it says who is a client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.embedded import EmbeddedLedger

_AT_ONCE = 10_000
_CALLERS = """
SELECT caller, address, account, credential, user_agent
FROM caller JOIN agent USING (agent)
WHERE caller IN (SELECT caller FROM disclosure WHERE shown_at >= make_timestamp($since))
"""
_WAYS = """
SELECT route, shows, method || ' ' || template AS name, people, kinds,
       (SELECT list(kind ORDER BY kind) FROM shows of_set WHERE of_set.shows = way.shows AND form = 'clear') AS clear
FROM (SELECT DISTINCT route, shows FROM disclosure) way
     JOIN (FROM route WHERE subject IS NOT NULL AND NOT tentative) USING (route)
"""
_SHOWN = """
SELECT client, record, epoch_us(shown_at) AS at
FROM disclosure JOIN of_client USING (caller) JOIN counting USING (route, shows)
WHERE shown_at >= make_timestamp($since) ORDER BY client
"""
_ROWS = 1 << 20
"""So many showings are read at a time."""


class Way(NamedTuple):
    """Disclosures of one route that showed the same kinds."""

    route: int
    shows: int
    name: str
    """`METHOD /template`."""
    people: bool
    """Whether the route's records are people."""
    kinds: tuple[str, ...]
    """What they showed in clear; what the route shows where the answer was not seen."""


def latest(ledger: EmbeddedLedger) -> int | None:
    """When the last disclosure was, microseconds since 1970; None when there is none."""
    rows = ledger.connection.execute("SELECT epoch_us(max(shown_at)) FROM disclosure").fetchall()
    last: int | None = rows[0][0]
    return last


def callers_since(ledger: EmbeddedLedger, since: int) -> Iterator[pa.RecordBatch]:
    """The callers that were shown something since a time (microseconds): `caller`, and what each is."""
    reader: pa.RecordBatchReader = ledger.connection.sql(_CALLERS, params={"since": since}).to_arrow_reader(_AT_ONCE)
    yield from reader


def ways(ledger: EmbeddedLedger) -> list[Way]:
    """Every way in which records were shown; routes that are only supposed to show some left out."""
    rows = ledger.connection.execute(_WAYS).fetchall()
    return [
        Way(route, shows, name, people, tuple(clear or ()) if shows else tuple(filter(None, kinds.split(","))))
        for route, shows, name, people, kinds, clear in rows
    ]


class Clients(NamedTuple):
    """Some clients, with the records that each was shown."""

    client: NDArray[np.uint32]
    """Numbers of the asker's own, each once."""
    ends: NDArray[np.int64]
    """Where the records of each begin in the columns below, and of the last one end: one longer than `client`."""
    record: NDArray[np.uint64]
    first: NDArray[np.int64]
    """When the client was shown it for the first time, microseconds since 1970."""
    last: NDArray[np.int64]


def shown_since(ledger: EmbeddedLedger, clients: pa.Table, through: Sequence[Way], since: int) -> Iterator[Clients]:
    """The different records that each client was shown, some clients at a time.

    Args:
        ledger: the ledger.
        clients: `caller` and `client`, a number of the asker's own (both 32 bit); others are left out.
        through: the ways that count.
        since: showings before this time do not count, microseconds since 1970.
    """
    counting = pa.table(
        {
            "route": pa.array([way.route for way in through], pa.uint32()),
            "shows": pa.array([w.shows for w in through], pa.uint16()),
        }
    )
    run = ledger.connection
    run.register("of_client", clients)
    run.register("counting", counting)
    try:
        reader: pa.RecordBatchReader = run.sql(_SHOWN, params={"since": since}).to_arrow_reader(_ROWS)
        client, record, at = np.zeros(0, np.uint32), np.zeros(0, np.uint64), np.zeros(0, np.int64)
        for batch in reader:
            client = np.concatenate([client, batch.column("client").to_numpy()])
            record = np.concatenate([record, batch.column("record").to_numpy()])
            at = np.concatenate([at, batch.column("at").to_numpy()])
            whole = int(np.searchsorted(client, client[-1])) if len(client) else 0  # of the last client more may come
            if whole:
                yield _different(client[:whole], record[:whole], at[:whole])
            client, record, at = client[whole:], record[whole:], at[whole:]
        if len(client):
            yield _different(client, record, at)
    finally:
        run.unregister("of_client")
        run.unregister("counting")


def _different(client: NDArray[np.uint32], record: NDArray[np.uint64], at: NDArray[np.int64]) -> Clients:
    """The different records of each client; there is a showing at least."""
    order = np.lexsort((record, client))
    client, record, at = client[order], record[order], at[order]
    pair = np.flatnonzero(np.r_[True, (client[1:] != client[:-1]) | (record[1:] != record[:-1])])
    first, last = np.minimum.reduceat(at, pair), np.maximum.reduceat(at, pair)
    client, record = client[pair], record[pair]
    begin = np.flatnonzero(np.r_[True, client[1:] != client[:-1]])
    return Clients(client[begin], np.append(begin, len(client)), record, first, last)
