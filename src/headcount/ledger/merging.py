"""Merging: several ledgers, each of other clients or other logs, become one that counts as if it had read everything.

Nothing is added up. Disclosures, attempts and traffic are put together under one numbering of callers, routes and files, so that
whoever was shown by several of them is one record, and a client (a network, a credential) that is in several is one client.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from headcount.errors import LedgerError
from headcount.ledger import schema, shapes
from headcount.ledger.distinct import distinct_records
from headcount.ledger.embedded import EmbeddedLedger

_MEMORY = "1GB"
_KEPT_AS_THEY_ARE = ("removal", "posture", "posture_run")
"""Tables of rows that say nothing by number; a ledger may lack them."""
_ROUTE = "method, template, subject, entity, source, people, kinds, tentative, by_word, any_values"
_FILES = """
CREATE OR REPLACE TEMP TABLE to_file AS
SELECT file AS mine,
       (row_number() OVER (ORDER BY file) - 1 + (SELECT coalesce(max(file) + 1, 0) FROM source_file))::UINTEGER AS number
FROM shard.source_file;
INSERT INTO source_file
SELECT to_file.number, theirs.* EXCLUDE (file) FROM shard.source_file AS theirs JOIN to_file ON mine = theirs.file;
INSERT INTO skipped
SELECT to_file.number, theirs.* EXCLUDE (file) FROM shard.skipped AS theirs JOIN to_file ON mine = theirs.file;
"""
_STREAMS = "INSERT INTO stream SELECT to_file.number, tap, stream, position FROM shard.stream JOIN to_file ON mine = file"
_CALLERS = """
INSERT INTO agent
SELECT (row_number() OVER (ORDER BY agent) - 1 + (SELECT coalesce(max(agent) + 1, 0) FROM agent))::UINTEGER, user_agent
FROM shard.agent AS theirs ANTI JOIN agent AS ours USING (user_agent);
CREATE OR REPLACE TEMP TABLE to_agent AS
SELECT theirs.agent AS mine, min(ours.agent) AS number
FROM shard.agent AS theirs JOIN agent AS ours USING (user_agent) GROUP BY theirs.agent;
CREATE OR REPLACE TEMP TABLE came AS
SELECT caller AS mine, address, account, credential, number AS agent FROM shard.caller JOIN to_agent ON to_agent.mine = agent;
INSERT INTO caller
SELECT (row_number() OVER (ORDER BY mine) - 1 + (SELECT coalesce(max(caller) + 1, 0) FROM caller))::UINTEGER,
       address, account, credential, agent
FROM came ANTI JOIN caller USING (address, account, credential, agent);
CREATE OR REPLACE TEMP TABLE to_caller AS
SELECT mine, min(caller) AS number FROM came JOIN caller USING (address, account, credential, agent) GROUP BY mine;
"""
_ROWS = {
    "disclosure": """
SELECT shown_at, to_caller.number, to_route.number, record, step, to_file.number, line, to_shows.number
FROM shard.disclosure JOIN to_caller ON to_caller.mine = caller JOIN to_route ON to_route.mine = route
     JOIN to_file ON to_file.mine = file JOIN to_shows ON to_shows.mine = shows
""",
    "attempt": """
SELECT asked_at, to_caller.number, to_route.number, record, to_file.number, line
FROM shard.attempt JOIN to_caller ON to_caller.mine = caller JOIN to_route ON to_route.mine = route
     JOIN to_file ON to_file.mine = file
""",
    "traffic": "SELECT to_caller.number, first, last, requests, errors FROM shard.traffic JOIN to_caller ON mine = caller",
}
_TWICE = """
SELECT path FROM shard.source_file AS theirs SEMI JOIN source_file AS ours
    ON ours.head_digest = theirs.head_digest AND ours.head_size = theirs.head_size AND theirs.head_digest <> ''
"""
_STREAM_TWICE = "SELECT stream FROM shard.stream AS theirs SEMI JOIN stream AS ours USING (tap, stream)"


@dataclass(frozen=True, slots=True)
class Merged:
    """What came together."""

    ledgers: int
    disclosures: int
    attempts: int
    records: int
    """Different records that were shown."""
    clients: int


def merge(shards: Sequence[Path], into: Path) -> Merged:
    """Make a new ledger of several. No key is needed: tokens stay as they are.

    Args:
        shards: ledgers that nobody has open, all written under one key, no log or stream counted by two of them.
        into: the new file; it is there when everything is in it, and not before.

    Raises:
        LedgerError: they do not fit together, one cannot be read, or there is no room.
    """
    if into.exists():
        raise LedgerError(f"{into} is there already; name another file")
    making = into.with_name(into.name + ".merging")
    _remove(making)
    try:
        with EmbeddedLedger(making, _key_of(shards[0]), memory=_MEMORY) as ledger:
            for shard in shards:
                with ledger.told():
                    _take(ledger, shard)
            with ledger.told():
                ledger.name_clients()
                merged = _merged(ledger, len(shards))
        making.rename(into)
    finally:
        _remove(making)
    return merged


def _remove(making: Path) -> None:
    for file in (making, making.with_name(making.name + ".wal")):
        file.unlink(missing_ok=True)


def _key_of(shard: Path) -> str:
    """Which key a ledger was written under."""
    try:
        with duckdb.connect(str(shard), read_only=True) as connection:
            rows = connection.execute("SELECT version, key_id FROM about").fetchall()
    except duckdb.Error as error:
        raise LedgerError(_unreadable(shard, error)) from error
    if not rows or rows[0][0] != schema.VERSION:
        raise LedgerError(f"{shard} is no ledger of version {schema.VERSION}; scan into a new one")
    return str(rows[0][1])


def _unreadable(shard: Path, error: duckdb.Error) -> str:
    if "lock" in str(error):
        return f"{shard} is in use by another process; merge a snapshot of its folder, or stop it first"
    return f"{shard} is not a headcount ledger, or is damaged"


def _take(ledger: EmbeddedLedger, shard: Path) -> None:
    """Add one ledger, in one transaction."""
    key, run = _key_of(shard), ledger.connection.execute
    [(own,)] = run("SELECT key_id FROM about").fetchall()
    if key != own:
        raise LedgerError(f"{shard} was written under another key: its people cannot be told to be the same ones")
    run(f"ATTACH '{str(shard).replace(chr(39), chr(39) * 2)}' AS shard (READ_ONLY)").fetchall()
    try:
        ledger.connection.begin()
        has = {name for (name,) in run("SELECT table_name FROM duckdb_tables() WHERE database_name = 'shard'").fetchall()}
        _refuse_twice(ledger, shard, has)
        run(_FILES).fetchall()
        if "stream" in has:
            run(_STREAMS).fetchall()
        run(_CALLERS).fetchall()
        _map(ledger, "to_route", _routes(ledger))
        _map(ledger, "to_shows", _kind_sets(ledger))
        for table, query in _ROWS.items():
            [(added,)] = run(f"INSERT INTO {table} {query}").fetchall()
            [(all_of_it,)] = run(f"SELECT count(*) FROM shard.{table}").fetchall()  # noqa: S608  # fixed names
            _refuse_loss(shard, table, all_of_it - added)
        for table in _KEPT_AS_THEY_ARE:
            if table in has:
                run(f"CREATE TABLE IF NOT EXISTS {table} AS FROM shard.{table} LIMIT 0").fetchall()
                run(f"INSERT INTO {table} FROM shard.{table}").fetchall()
        ledger.connection.commit()
    except BaseException:
        ledger.connection.rollback()
        raise
    finally:
        run("DETACH shard").fetchall()


def _refuse_twice(ledger: EmbeddedLedger, shard: Path, has: set[str]) -> None:
    for query in (_TWICE, *([_STREAM_TWICE] if "stream" in has else ())):
        for (what,) in ledger.connection.execute(query).fetchall():
            raise LedgerError(
                f"{shard}: {what} was counted by another of these ledgers, too; nobody can tell which lines are in both"
            )


def _refuse_loss(shard: Path, table: str, rows: int) -> None:
    if rows:
        raise LedgerError(f"{shard} is damaged: {rows:,} rows of {table} belong to nothing")


def _map(ledger: EmbeddedLedger, table: str, numbers: dict[int, int]) -> None:
    rows = pa.table({"mine": pa.array(numbers.keys(), pa.uint32()), "number": pa.array(numbers.values(), pa.uint32())})
    ledger.connection.register("incoming", rows)
    ledger.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM incoming").fetchall()
    ledger.connection.unregister("incoming")


def _routes(ledger: EmbeddedLedger) -> dict[int, int]:
    """Numbers of a ledger's routes, and what their answers were found to hold: by the ledger that has seen most of them."""
    run, numbers = ledger.connection.execute, dict[int, int]()
    known = {_name(row[1:]): row for row in reversed(run(f"SELECT route, {_ROUTE} FROM main.route ORDER BY route").fetchall())}  # noqa: S608  # fixed names
    for row in run(f"SELECT route, {_ROUTE} FROM shard.route ORDER BY route").fetchall():  # noqa: S608  # fixed names
        ours = known.get(_name(row[1:]))
        told = row[1:] if ours is None else _both(ours[1:], row[1:])
        number = len(known) if ours is None else ours[0]
        if ours is None:
            [(number,)] = run("SELECT coalesce(max(route) + 1, 0) FROM main.route").fetchall()
        run("DELETE FROM main.route WHERE route = ?", [number])
        run("INSERT INTO main.route VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [number, *told])
        known[_name(told)] = (number, *told)
        numbers[row[0]] = number
    for route, scope, steady, answers, most in run("FROM shard.person").fetchall():
        number = numbers[route]
        if not run("SELECT 1 FROM main.person WHERE route = ? AND answers >= ?", [number, answers]).fetchall():
            run("DELETE FROM main.person WHERE route = ?", [number])
            run("DELETE FROM main.field WHERE route = ?", [number])
            run("INSERT INTO main.person VALUES (?, ?, ?, ?, ?)", [number, scope, steady, answers, most])
            run("INSERT INTO main.field SELECT ?, * EXCLUDE (route) FROM shard.field WHERE route = ?", [number, route])
    return numbers


def _name(route: Sequence[Any]) -> tuple[Any, ...]:
    """What tells one route from another: method, template, subject, entity, and whether it stands for words."""
    return (*route[:4], route[8])


def _both(ours: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    """A route as two ledgers know it: certain, declared, of people when one of them says so."""
    kinds = dict.fromkeys(kind for text in (ours[6], theirs[6]) for kind in (text or "").split(",") if kind)
    source = "declared" if "declared" in (ours[4], theirs[4]) else ours[4]
    return (*ours[:4], source, ours[5] or theirs[5], ",".join(kinds), ours[7] and theirs[7], ours[8], ours[9])


def _kind_sets(ledger: EmbeddedLedger) -> dict[int, int]:
    rows = ledger.connection.execute("SELECT shows, list((kind, form)) FROM shard.shows GROUP BY shows ORDER BY shows").fetchall()
    sets: list[list[tuple[str, str]]] = [[], *([(kind, form) for kind, form in members] for _, members in rows)]
    numbers = shapes.keep_kind_sets(ledger.connection, sets, np.zeros(1, np.uint16)).tolist()
    return dict(zip([0, *(number for number, _ in rows)], numbers, strict=True))


def _merged(ledger: EmbeddedLedger, ledgers: int) -> Merged:
    counts = ledger.connection.execute(
        """SELECT (SELECT count(*) FROM disclosure), (SELECT count(*) FROM attempt),
                  (SELECT count(DISTINCT client) FROM client_caller)"""
    ).fetchall()
    [(disclosures, attempts, clients)] = counts
    return Merged(ledgers, disclosures, attempts, distinct_records([ledger]), clients)
