"""Writing a board's log: new rows are added, records numbered, pieces indexed, and small ones made into larger ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.board.files import array
from headcount.ledger.board.log import BLOCK, LOG, MISSED, MOST, TOKENS, forget, index, indexes, numbers
from headcount.ledger.board.place import Piece, Place, generation_of, turn_of
from headcount.ledger.board.telling import Told
from headcount.ledger.columns import Columns

_SMALL = 4
"""A piece is made one with the piece after it while it is not so many times larger."""
Progress = Callable[[float], None]


def add(folder: Path, place: Place, told: Told, progress: Progress) -> Place:
    """Add new disclosures and attempts to the log of a place; returns the place after it, of which nobody knows yet.

    Raises:
        OSError: there is no room.
    """
    log = generation_of(folder, place)
    rows = Columns(log, LOG, place.log)
    tokens = Columns(log, TOKENS, place.records)
    new = max(told.news.rows["disclosure"] - place.log, 1)
    pieces = list(place.pieces)
    for batches in _pieces(told.batches("disclosure")):
        begin, known = rows.rows, tokens.rows
        _add(batches, rows, tokens, log, pieces)
        piece = Piece(begin, rows.rows, (known, tokens.rows))
        index(log, piece)
        pieces.append(piece)
        progress((rows.rows - place.log) / new)
    while len(pieces) > 1 and _joins(*pieces[-2:]):
        first, second = pieces[-2:]
        joined = Piece(first.begin, second.end, (first.records[0], second.records[1]))
        index(log, joined)
        pieces[-2:] = [joined]
    missed = Columns(log, MISSED, place.missed)
    for batch in told.batches("attempt"):
        missed.add({f"missed-{name}": batch.column(name).to_numpy() for name in ("at", "caller", "route")})
    for columns in (rows, tokens, missed):
        columns.keep()
    return msgspec.structs.replace(
        place, log=rows.rows, missed=missed.rows, records=tokens.rows, pieces=tuple(pieces), small=told.news.small
    )


def clean(folder: Path, place: Place) -> None:
    """Remove what no place needs any more: indexes of pieces that were made into larger ones."""
    forget(generation_of(folder, place), place.pieces)


def _pieces(batches: Iterator[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Batches together, at most `MOST` rows at a time."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        if held and rows + len(batch) > MOST:
            yield held
            held, rows = [], 0
        held.append(batch)
        rows += len(batch)
    if rows:
        yield held


def _add(batches: list[pa.RecordBatch], rows: Columns, tokens: Columns, log: Path, pieces: list[Piece]) -> None:
    """Add a piece's rows, with the records numbered; those that no piece knows get the next numbers."""
    shown = np.concatenate([batch.column("token").to_numpy() for batch in batches])
    order = np.argsort(shown)
    ordered = shown[order]
    first = np.append(np.ones(min(len(shown), 1), np.bool_), ordered[1:] != ordered[:-1])
    different = ordered[first]
    number = numbers(indexes(log, pieces), different)
    unknown = number < 0
    number[unknown] = tokens.rows + np.arange(int(unknown.sum()))
    tokens.add({"token": different[unknown]})
    record = np.empty(len(shown), np.uint32)
    record[order] = number.astype(np.uint32)[np.cumsum(first) - 1]
    begin = 0
    for batch in batches:
        told: dict[str, NDArray[np.generic]] = {name: batch.column(name).to_numpy() for name in LOG if name != "record"}
        rows.add(told | {"record": record[begin : begin + len(batch)]})
        begin += len(batch)


def _joins(first: Piece, second: Piece) -> bool:
    size, following = first.end - first.begin, second.end - second.begin
    return size <= _SMALL * following and size + following <= MOST


def blocks(folder: Path, before: Place, place: Place) -> dict[str, NDArray[np.int64]]:
    """Earliest and latest time of each block of rows; of whole blocks of an earlier place as they were told then."""
    at = array(generation_of(folder, place) / "at", np.int64, place.log)
    whole = before.log // BLOCK
    starts = np.arange(whole * BLOCK, place.log, BLOCK)
    found = {}
    for name, least in (("block-least", np.minimum), ("block-most", np.maximum)):
        told = least.reduceat(at[whole * BLOCK :], starts - whole * BLOCK) if len(starts) else np.zeros(0, np.int64)
        had = array(turn_of(folder, before) / name, np.int64, whole) if whole else told[:0]
        found[name] = np.concatenate([had, told])
    return found
