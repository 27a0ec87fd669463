"""Counting by client and ten minutes: everything that the detectors' roll-up says about pairs of client and record.

A pair was first shown at one moment, so most of a roll-up is a count of first showings. They are packed into one number each
(client, second, what is known of the pair), sorted, and counted in one pass; the ledger's engine would build a hash table for
every column. Only pairs that were shown again need a look at their other showings, and the engine is asked about those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.compiled import compiled
from headcount.ledger.embedded import EmbeddedLedger

I64 = NDArray[np.int64]
EPOCH = 62_135_596_800
"""Seconds from 0001-01-01 to 1970-01-01: a sight's code counts from there, so that it is never negative.

A showing is one number, so that the first of many is their least: seconds (39 bits), the low 16 bits of its line, its step plus
128 (8 bits)."""
BUCKET = 600
"""Seconds of a bucket."""
BUCKET_BITS = 31
"""A key is client << 31 | bucket: buckets count from the year 1 (see `rollup`), so that they are never negative."""
_MOST_PAIRS = 1 << 23
"""So many pairs are counted at a time, about 300 MB; a ledger of more is counted client by client in several parts."""

_COLD, _ADJACENT, _NUMBERED, _REASON, ONCE = 1, 2, 4, 8, 16
_FLAG_BITS = 5
STEPS = np.array([_NUMBERED * (step != 128) | _ADJACENT * (1 <= abs(step - 128) <= 3) for step in range(256)], np.int64)
"""What the low byte of a showing's code says of the identifier."""

_PAIRS = """
SELECT client, code, times = 1 AS once, viewers <= $cold + 1 AS cold, {reason} AS reason
FROM pair JOIN popularity USING (record) {explained} WHERE client % $parts = $part
"""
AGAIN = """
SELECT client, bucket, sum(times)::UINTEGER AS requests, count(*)::UINTEGER AS records
FROM (SELECT client, record, (code >> 24) // 600 AS bucket, count(*) AS times
      FROM sight SEMI JOIN (FROM pair WHERE times > 1) USING (client, record) GROUP BY ALL) GROUP BY ALL
"""
TOUCHED = """
SELECT client, (code >> 24) // 600 AS bucket, count(*)::UINTEGER AS canary_records
FROM pair SEMI JOIN canary USING (record) GROUP BY ALL
"""
MISSED = """
SELECT client, seconds(asked_at) // 600 AS bucket, count(*)::UINTEGER AS misses
FROM attempt JOIN client_caller USING (caller) GROUP BY ALL
"""
IN_VAIN = """
SELECT client, second // 600 AS bucket, count(*)::UINTEGER AS new_misses
FROM (SELECT client, record, min(seconds(asked_at)) AS second FROM attempt JOIN client_caller USING (caller) GROUP BY ALL)
     ANTI JOIN pair USING (client, record) GROUP BY ALL
"""
LOOKED_UP = """
SELECT client, (sight.code >> 24) // 600 AS bucket, count(DISTINCT record)::UINTEGER AS lookup_records,
       (count(DISTINCT record) FILTER (pair.code = sight.code))::UINTEGER AS lookup_new,
       (count(DISTINCT record) FILTER (pair.code = sight.code AND viewers <= $cold + 1))::UINTEGER AS lookup_cold
FROM sight SEMI JOIN lookup_route USING (route) JOIN pair USING (client, record) JOIN popularity USING (record) GROUP BY ALL
"""
FIRST_SHOWN = (
    "new_records",
    "cold_records",
    "adjacent_records",
    "numbered_records",
    "explained_records",
    "once",
    "largest_answer",
)
"""The columns that `count_pairs` makes, in their order."""

COUNTED = (
    *FIRST_SHOWN,
    *("requests", "records", "lookup_records", "lookup_new", "lookup_cold", "canary_records", "misses", "new_misses"),
    "unexplained_records",
)
"""Every column that is counted; `once` and `explained_records` go into others."""

Tallies = tuple[I64, Mapping[str, NDArray[np.uint32]]]
"""Keys, no two of them equal, and a value for each of them in every column."""


def count_buckets(ledger: EmbeddedLedger, cold: int, *, explained: bool) -> tuple[I64, I64, dict[str, NDArray[np.uint32]]]:
    """Every client and bucket in which it was shown a record or missed one, ordered: client, bucket's first second, counts.

    Seconds count from the year 1, as in a showing's code. Reads the tables `sight`, `pair`, `popularity`, `explained`, `canary`
    and `lookup_route` of `roll_up`.

    Args:
        ledger: whose showings are counted.
        cold: a record is cold while at most so many other clients were shown it.
        explained: whether the table `explained` says anything.
    """
    parts = [*_first_shown(ledger, cold, explained=explained), asked(ledger, LOOKED_UP, {"cold": cold})]
    parts += [asked(ledger, query, {}) for query in (AGAIN, TOUCHED, MISSED, IN_VAIN)]
    keys, columns = joined(parts)
    return keys >> BUCKET_BITS, (keys & ((1 << BUCKET_BITS) - 1)) * BUCKET, columns


def joined(parts: Sequence[Tallies]) -> tuple[I64, dict[str, NDArray[np.uint32]]]:
    """What several counted, by key: every column of the roll-up."""
    keys = np.sort(np.concatenate([key for key, _ in parts]))
    keys = keys[np.flatnonzero(np.diff(keys, prepend=-1))]
    columns: dict[str, NDArray[np.uint32]] = {name: np.zeros(len(keys), np.uint32) for name in COUNTED}
    for own, counts in parts:
        place = np.searchsorted(keys, own)
        for name, told in counts.items():
            columns[name][place] += told
    once = columns.pop("once")
    columns["requests"] += once
    columns["records"] += once
    columns["unexplained_records"] += columns["new_records"] - columns.pop("explained_records")
    return keys, columns


def asked(ledger: EmbeddedLedger, query: str, values: Mapping[str, int]) -> Tallies:
    """What the engine counts, by key."""
    rows = ledger.connection.sql(query, params=dict(values)).to_arrow_table()
    key = _plain(rows, "client") << BUCKET_BITS | _plain(rows, "bucket")
    return key, {name: rows[name].to_numpy() for name in rows.column_names[2:]}


def _first_shown(ledger: EmbeddedLedger, cold: int, *, explained: bool) -> Iterator[Tallies]:
    """The first showings of pairs, counted; each client is in one part."""
    [(pairs,)] = ledger.connection.execute("SELECT count(*) FROM pair").fetchall()
    parts = 1 + pairs // _MOST_PAIRS
    reason = ("reason IS NOT NULL", "LEFT JOIN explained USING (client, record)") if explained else ("false", "")
    query = _PAIRS.format(reason=reason[0], explained=reason[1])
    for part in range(parts):
        rows = ledger.connection.sql(query, params={"cold": cold, "parts": parts, "part": part}).to_arrow_table()
        yield first_shown(rows)


def first_shown(rows: pa.Table) -> Tallies:
    """First showings, counted: one row a pair with `client`, `code`, `cold`, `reason` and `once`; all pairs of each client."""
    code = _plain(rows, "code")
    flags = STEPS[code & 255]
    for name, flag in (("cold", _COLD), ("reason", _REASON), ("once", ONCE)):
        flags |= _plain(rows, name) * flag
    client, second, flags = _ordered(_plain(rows, "client"), code >> 24, flags)
    keys = np.empty(len(client), np.int64)
    counts = np.zeros((len(FIRST_SHOWN), len(client)), np.uint32)
    found = count_pairs(client, second, flags, keys, counts)
    return keys[:found], dict(zip(FIRST_SHOWN, counts[:, :found], strict=True))


def _plain(rows: pa.Table, name: str) -> I64:
    values: I64 = rows[name].to_numpy().astype(np.int64)
    return values


def _ordered(client: I64, second: I64, flags: I64) -> tuple[I64, I64, I64]:
    """The rows by client, then second: packed into one number each where they fit, since numbers sort several times faster."""
    if not len(client):
        return client, second, flags
    start = int(second.min())
    bits = int(second.max() - start).bit_length()
    if int(client.max()).bit_length() + bits + _FLAG_BITS > 63:
        order = np.lexsort((second, client))
        return client[order], second[order], flags[order]
    packed = np.sort(((client << bits) | (second - start)) << _FLAG_BITS | flags)
    rest = packed >> _FLAG_BITS
    return rest >> bits, (rest & ((1 << bits) - 1)) + start, packed & ((1 << _FLAG_BITS) - 1)


@compiled
def count_pairs(client: I64, second: I64, flags: I64, keys: I64, counts: NDArray[np.uint32]) -> int:
    """Count rows ordered by client and second into `counts` (columns as `FIRST_SHOWN`, zero before); returns how many keys."""
    found = -1
    at_once = 0
    for row in range(len(client)):
        key = (client[row] << 31) | (second[row] // 600)
        if found < 0 or keys[found] != key:
            found += 1
            keys[found] = key
            at_once = 0
        elif second[row] != second[row - 1]:
            at_once = 0
        at_once += 1
        counts[0, found] += 1
        counts[1, found] += flags[row] & 1
        counts[2, found] += (flags[row] >> 1) & 1
        counts[3, found] += (flags[row] >> 2) & 1
        counts[4, found] += (flags[row] >> 3) & 1
        counts[5, found] += (flags[row] >> 4) & 1
        counts[6, found] = max(counts[6, found], at_once)
    return found + 1
