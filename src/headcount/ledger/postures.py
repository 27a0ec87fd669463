"""Since when a store of ours is open: what each look found, kept in the ledger beside whose data was shown."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

import duckdb
import msgspec

from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.posture import Posture, Reader, Store

_TABLE = """
CREATE TABLE IF NOT EXISTS posture (url VARCHAR, code VARCHAR, began TIMESTAMP, seen TIMESTAMP, ended TIMESTAMP)
"""
_RUNS = """
CREATE TABLE IF NOT EXISTS posture_run
    (looked TIMESTAMP, who VARCHAR, url VARCHAR, reader VARCHAR, weaknesses INTEGER, problem VARCHAR, sampled INTEGER,
     store VARCHAR)
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


class Run(msgspec.Struct, frozen=True):
    """One store that was looked at: who did, when, and what came of it."""

    at: dt.datetime
    """UTC."""
    who: str
    """Login of whoever ran it, or `serve`."""
    url: str
    reader: str
    """As `model.posture.Reader`."""
    weaknesses: int
    problem: str
    """Why it was not looked at to the end; empty when it was."""
    sampled: int
    """Rows, documents or values that were looked at."""


def remember(ledger: EmbeddedLedger, found: Posture, who: str = "") -> Posture:
    """Keep what was found and by `who` it was looked at, and tell of each open store since when.

    A store that could not be reached changes nothing. One that was not looked at to the end, or did not say who may read it,
    ends nothing: what was seen of it is kept, and its other spells go on.
    """
    run = ledger.connection.execute
    at = found.made.astimezone(dt.UTC).replace(tzinfo=None)
    ledger.connection.begin()
    try:
        run(_TABLE)
        run(_RUNS)
        for store in found.stores:
            run("UPDATE posture_run SET store = NULL WHERE url = ? AND store IS NOT NULL", [store.url])
            row = [at, who, store.url, store.reader.value, len(store.weaknesses), store.problem, store.sampled]
            run("INSERT INTO posture_run VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*row, msgspec.json.encode(store).decode()])
            if store.reachable:
                _enter(ledger.connection, store, at)
        ledger.connection.commit()
    except BaseException:
        ledger.connection.rollback()
        raise
    return _since(ledger, found)


def newest(ledger: EmbeddedLedger) -> Posture | None:
    """Each address as the last look found it, open ones first; None when nobody ever looked."""
    if not _there(ledger, "posture_run"):
        return None
    ask = "SELECT looked, store FROM posture_run WHERE store IS NOT NULL ORDER BY looked, url"
    rows = ledger.connection.execute(ask).fetchall()
    if not rows:
        return None
    stores = [msgspec.json.decode(store, type=Store) for _, store in rows]
    stores.sort(key=lambda store: (not store.open, -store.grade, not store.weaknesses, store.url))
    return _since(ledger, Posture(rows[-1][0].replace(tzinfo=dt.UTC), tuple(stores)))


def mark(url: str) -> str:
    """A short name of a store, for places that many read: alerts and logs.

    >>> mark("redis://cache.example:6379")
    'store:fdb664f5'
    """
    return f"store:{hashlib.sha256(url.encode()).hexdigest()[:8]}"


def spells(ledger: EmbeddedLedger, codes: Iterable[str] = ()) -> list[Spell]:
    """Every spell that is kept, or those of some codes, oldest first."""
    if not _there(ledger, "posture"):
        return []
    wanted = list(codes)
    rows = ledger.connection.execute(
        """SELECT url, code, began, seen, ended FROM posture WHERE len($codes) = 0 OR list_contains($codes, code)
           ORDER BY began, url, code""",
        {"codes": wanted},
    ).fetchall()
    return [Spell(url, code, *(moment and moment.replace(tzinfo=dt.UTC) for moment in moments)) for url, code, *moments in rows]


def changes(ledger: EmbeddedLedger, at: dt.datetime) -> tuple[list[Spell], list[Spell]]:
    """Spells that began, and that ended, with the look at a time (`Posture.made`)."""
    told = spells(ledger)
    return [spell for spell in told if spell.began == at], [spell for spell in told if spell.ended == at]


def runs(ledger: EmbeddedLedger, last: int = 1_000) -> list[Run]:
    """Who looked at which store and when, newest first; `last` of them at the most."""
    if not _there(ledger, "posture_run"):
        return []
    ask = "SELECT * EXCLUDE store FROM posture_run ORDER BY looked DESC, url LIMIT ?"
    rows = ledger.connection.execute(ask, [last]).fetchall()
    return [Run(at.replace(tzinfo=dt.UTC), *rest) for at, *rest in rows]


def _since(ledger: EmbeddedLedger, found: Posture) -> Posture:
    """With the time of the first look that found each open store open."""
    since = {spell.url: spell.began for spell in spells(ledger, (OPEN,)) if spell.ended is None}
    stores = tuple(
        msgspec.structs.replace(store, since=since.get(store.url) or found.made) if store.open else store
        for store in found.stores
    )
    return msgspec.structs.replace(found, stores=stores)


def _there(ledger: EmbeddedLedger, table: str) -> bool:
    return bool(ledger.connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall())


def _enter(connection: duckdb.DuckDBPyConnection, store: Store, at: dt.datetime) -> None:
    now = {weakness.code for weakness in store.weaknesses} | ({OPEN} if store.open else set())
    lasting = {
        code for (code,) in connection.execute("SELECT code FROM posture WHERE url = ? AND ended IS NULL", [store.url]).fetchall()
    }
    for code in sorted(now - lasting):
        connection.execute("INSERT INTO posture VALUES (?, ?, ?, ?, NULL)", [store.url, code, at, at])
    for code in sorted(now & lasting):
        connection.execute("UPDATE posture SET seen = ? WHERE url = ? AND code = ? AND ended IS NULL", [at, store.url, code])
    if store.problem or store.reader is Reader.UNKNOWN:
        return
    for code in sorted(lasting - now):
        connection.execute("UPDATE posture SET ended = ? WHERE url = ? AND code = ? AND ended IS NULL", [at, store.url, code])
