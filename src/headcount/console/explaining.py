"""Which of a client's people the site's relation tables explain: table by table, read anew whenever somebody asks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount import config as composition
from headcount.catalog.relations import Relations
from headcount.catalog.tables import Table
from headcount.console.interface import Parts

AT_ONCE = 2 << 20
"""Tables of so many bytes together are read while somebody waits for a page; larger ones, and queries, when somebody asks."""
_MOST_TIME = np.iinfo(np.int64).max
I64 = NDArray[np.int64]


class Explained(msgspec.Struct, frozen=True):
    """What one relation table explains."""

    table: str
    """The file's name; of two that meet in a unit both; of a query its place in the configuration."""
    explained: int
    """Of the client's different records, those for which the table gave it a reason when it was first shown them."""


class Explanations(msgspec.Struct, frozen=True):
    """What the site's relation tables explain of what one client was shown."""

    tables: int
    """How many `[[relations]]` there are."""
    counted: bool
    """Whether they were read: large ones are only when somebody asks for it."""
    records: int
    """Different records that the client was shown."""
    explained: int
    """Of these, those that at least one table explains."""
    rows: tuple[Explained, ...]


def explanations(parts: Parts, lens: str, name: str, *, large: bool) -> Explanations:
    """Count them; with `large`, also where the tables are large.

    Raises:
        ConfigError: a table cannot be read.
        LedgerError: the board cannot be read.
    """
    config = parts.config()
    records, first = parts.board.first_shown(lens, name)
    files = [Path(path) for one in config.relations for path in (one.file, one.clients, one.records) if path]
    small = not any(one.query for one in config.relations) and sum(map(_size, files)) <= AT_ONCE
    if parts.tokens is None or not config.relations or not (small or large):
        return Explanations(len(config.relations), not config.relations, len(records), 0, ())
    rows, any_of = [], np.zeros(len(records), np.bool_)
    for relation in composition.relations(config, parts.tokens):
        covered = _covered(relation, name, records, first)
        rows.append(Explained(" + ".join(table.path.name for table in relation.tables), int(np.count_nonzero(covered))))
        any_of |= covered
    return Explanations(
        tables=len(rows), counted=True, records=len(records), explained=int(np.count_nonzero(any_of)), rows=tuple(rows)
    )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _covered(relation: Relations, name: str, records: NDArray[np.uint64], first: I64) -> NDArray[np.bool_]:
    """Which records one relation explained at the time."""
    covered = np.zeros(len(records), np.bool_)
    table, *second = relation.tables
    if not second:
        for batch in _of_client(table, name):
            _cover(covered, records, first, batch.column("record"), *_span(batch))
        return covered
    units: dict[str, list[tuple[int, int]]] = {}
    for batch in _of_client(table, name):
        since, until = _span(batch)
        for unit, *span in zip(batch.column("unit").to_pylist(), since.tolist(), until.tolist(), strict=True):
            units.setdefault(unit, []).append((span[0], span[1]))
    wanted, shown = pa.array(list(units), pa.string()), pa.array(records)
    for batch in second[0].read() if units else ():
        known = pc.and_(pc.is_in(batch.column("unit"), value_set=wanted), pc.is_in(batch.column("record"), value_set=shown))
        mine = batch.filter(known)
        since, until = _span(mine)
        names = mine.column("unit").to_pylist()
        for place in range(max(map(len, units.values()))):
            spans = np.array([units[unit][place] if place < len(units[unit]) else (0, 0) for unit in names]).reshape(-1, 2)
            both = np.maximum(since, spans[:, 0]), np.minimum(until, spans[:, 1])
            _cover(covered, records, first, mine.column("record"), *both)
    return covered


def _of_client(table: Table, name: str) -> Iterable[pa.RecordBatch]:
    return (batch.filter(pc.equal(batch.column("client"), name)) for batch in table.read())


def _span(batch: pa.RecordBatch) -> tuple[I64, I64]:
    """`since` and `until` in microseconds since 1970; open ends are as far away as can be."""
    since, until = (batch.column(name).cast(pa.int64()) for name in ("since", "until"))
    return since.fill_null(-_MOST_TIME).to_numpy(), until.fill_null(_MOST_TIME).to_numpy()


def _cover(covered: NDArray[np.bool_], records: NDArray[np.uint64], first: I64, tokens: pa.Array, since: I64, until: I64) -> None:
    """Mark the records among `tokens` that were first shown between `since` and `until`."""
    told = tokens.to_numpy()
    place = np.searchsorted(records, told).clip(max=max(len(records) - 1, 0))
    if len(records):
        good = (records[place] == told) & (first[place] >= since) & (first[place] < until)
        covered[place[good]] = True
