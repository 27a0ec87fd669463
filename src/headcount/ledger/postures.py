"""Since when a store of ours is open: what each look found, kept in the ledger beside whose data was shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import duckdb
import msgspec

from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.posture import Posture, Store

_TABLE = """
CREATE TABLE IF NOT EXISTS posture (url VARCHAR, code VARCHAR, began TIMESTAMP, seen TIMESTAMP, ended TIMESTAMP)
"""
OPEN = "open"
"""The code under which it is kept that a store could be read by strangers."""


class Spell(msgspec.Struct, frozen=True):
    """One time that a store had one weakness."""

    url: str
    code: str
    """Of the weakness, or `OPEN`."""
    began: dt.datetime
    """First look that found it, UTC: it was there at the latest from then on."""
    seen: dt.datetime
    """Last look that found it."""
    ended: dt.datetime | None
    """First look that did not find it any more; None while it lasts."""


def remember(ledger: EmbeddedLedger, found: Posture) -> Posture:
    """Keep what was found, and tell of each open store since when.

    A store that could not be reached, or not be looked at to the end, changes nothing: its spells go on.
    """
    run = ledger.connection.execute
    at = found.made.astimezone(dt.UTC).replace(tzinfo=None)
    ledger.connection.begin()
    try:
        run(_TABLE)
        for store in found.stores:
            if store.reachable and not store.problem:
                _enter(ledger.connection, store, at)
        ledger.connection.commit()
    except BaseException:
        ledger.connection.rollback()
        raise
    since = {spell.url: spell.began for spell in spells(ledger, (OPEN,)) if spell.ended is None}
    stores = tuple(
        msgspec.structs.replace(store, since=since.get(store.url) or found.made) if store.open else store
        for store in found.stores
    )
    return msgspec.structs.replace(found, stores=stores)


def spells(ledger: EmbeddedLedger, codes: Iterable[str] = ()) -> list[Spell]:
    """Every spell that is kept, or those of some codes, oldest first."""
    if not ledger.connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'posture'").fetchall()[0][0]:
        return []
    wanted = list(codes)
    rows = ledger.connection.execute(
        """SELECT url, code, began, seen, ended FROM posture WHERE len($codes) = 0 OR list_contains($codes, code)
           ORDER BY began, url, code""",
        {"codes": wanted},
    ).fetchall()
    return [Spell(url, code, *(moment and moment.replace(tzinfo=dt.UTC) for moment in moments)) for url, code, *moments in rows]


def _enter(connection: duckdb.DuckDBPyConnection, store: Store, at: dt.datetime) -> None:
    now = {weakness.code for weakness in store.weaknesses} | ({OPEN} if store.open else set())
    lasting = {
        code for (code,) in connection.execute("SELECT code FROM posture WHERE url = ? AND ended IS NULL", [store.url]).fetchall()
    }
    for code in sorted(now - lasting):
        connection.execute("INSERT INTO posture VALUES (?, ?, ?, ?, NULL)", [store.url, code, at, at])
    for code in sorted(now & lasting):
        connection.execute("UPDATE posture SET seen = ? WHERE url = ? AND code = ? AND ended IS NULL", [at, store.url, code])
    for code in sorted(lasting - now):
        connection.execute("UPDATE posture SET ended = ? WHERE url = ? AND code = ? AND ended IS NULL", [at, store.url, code])
