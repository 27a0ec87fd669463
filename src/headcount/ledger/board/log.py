"""The log of a board: every disclosure in the order of the ledger, with indexes by caller and by record, piece by piece.

A column is a file that is only ever added to. A piece is a stretch of rows with its own indexes: rows that are new make a new
piece, and small pieces next to each other are made into one, so that there are never many. Nothing is moved by that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.files import array, ranges, write_arrays
from headcount.ledger.board.place import Piece, Place, generation_of, turn_of

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
LOG = {
    "at": np.int64,
    "caller": np.uint32,
    "record": np.uint32,
    "route": np.uint32,
    "shows": np.uint16,
    "step": np.int8,
    "file": np.uint32,
    "line": np.uint64,
}
MISSED = {"missed-at": np.int64, "missed-caller": np.uint32, "missed-route": np.uint32}
TOKENS = {"token": np.uint64}
BLOCK = 1 << 16
"""So many rows have one earliest and one latest time."""
MOST = 1 << 23
"""Rows of a piece at most: to index it takes some 400 MB."""
_STRETCH = 1 << 20


class Log:
    """A log up to one place, to be read by any thread."""

    def __init__(self, folder: Path, place: Place) -> None:
        """Open it.

        Raises:
            OSError: files are missing or cut short.
        """
        log = generation_of(folder, place)
        self._columns = {name: array(log / name, kind, place.log) for name, kind in LOG.items()}
        self.missed = {name: array(log / name, kind, place.missed) for name, kind in MISSED.items()}
        """`missed-at`, `-caller` and `-route` of every attempt."""
        self.tokens: NDArray[np.uint64] = array(log / "token", np.uint64, place.records)
        """The token of each record, by its number."""
        self._pieces = [_Index(log, piece) for piece in place.pieces]
        self.rows = place.log
        blocks = -(-place.log // BLOCK)
        self._least, self._most = (
            array(turn_of(folder, place) / name, np.int64, blocks) for name in ("block-least", "block-most")
        )

    def __getitem__(self, name: str) -> NDArray[Any]:
        """A whole column of `LOG`; `at` in microseconds since 1970."""
        return self._columns[name]

    def of_callers(self, callers: U32) -> I64:
        """The rows of some callers (ascending, each once), in no order."""
        return np.concatenate([np.zeros(0, np.int64), *(piece.rows("caller", callers) for piece in self._pieces)])

    def of_records(self, records: U32) -> I64:
        """The rows of some records (ascending, each once), in no order."""
        return np.concatenate([np.zeros(0, np.int64), *(piece.rows("record", records) for piece in self._pieces)])

    def counts_of_records(self, records: U32) -> I64:
        """How many rows each of some records has."""
        total = np.zeros(len(records), np.int64)
        for piece in self._pieces:
            total += piece.counts("record", records)
        return total

    def numbers(self, tokens: NDArray[np.uint64]) -> I64:
        """The number of the record with each token; -1 for one that was never shown."""
        return numbers(self._pieces, tokens)

    def between(self, since: int, until: int) -> Iterator[slice]:
        """Stretches that hold every row of a time, and others."""
        blocks = np.flatnonzero((self._most >= since) & (self._least < until))
        yield from stretches(blocks, self.rows)

    def of_times(self, times: I64, length: int) -> Iterator[slice]:
        """Stretches that hold every row of some hours or days (since 1970, ascending), and others.

        Args:
            times: which ones.
            length: of one, microseconds.
        """
        if len(times):
            first, last = (values // length for values in (self._least, self._most))
            has = np.searchsorted(times, first) < np.searchsorted(times, last, side="right")
            yield from stretches(np.flatnonzero(has), self.rows)


def stretches(blocks: NDArray[np.intp], rows: int) -> Iterator[slice]:
    """Blocks as stretches of rows, at most a million at a time."""
    for run in np.split(blocks, np.flatnonzero(np.diff(blocks) > 1) + 1) if len(blocks) else ():
        for begin in range(int(run[0]) * BLOCK, min((int(run[-1]) + 1) * BLOCK, rows), _STRETCH):
            yield slice(begin, min(begin + _STRETCH, (int(run[-1]) + 1) * BLOCK, rows))


class _Index:
    """The indexes of one piece."""

    def __init__(self, log: Path, piece: Piece) -> None:
        self._begin, self._first = piece.begin, piece.records[0]
        name = _name(piece)
        self._by = {}
        for what in ("caller", "record"):
            kinds = {"keys": np.uint32, "edges": np.uint32, "order": np.uint32}
            self._by[what] = [array(log / f"{name}-{what}-{part}", kind) for part, kind in kinds.items()]
        self.tokens = array(log / f"{name}-tokens", np.uint64)
        self._numbers = array(log / f"{name}-numbers", np.uint32)

    def _spans(self, what: str, wanted: U32) -> tuple[I64, I64]:
        """Begin in `order` of each key, and how many rows it has."""
        keys, edges, _ = self._by[what]
        if not len(keys):
            return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.int64)
        place = np.searchsorted(keys, wanted.astype(np.uint32)).clip(max=len(keys) - 1)
        found = keys[place] == wanted
        begins = edges[place].astype(np.int64)
        return begins, np.where(found, edges[place + 1] - begins, 0)

    def counts(self, what: str, wanted: U32) -> I64:
        return self._spans(what, wanted)[1]

    def rows(self, what: str, wanted: U32) -> I64:
        order = self._by[what][2]
        rows: I64 = order[ranges(*self._spans(what, wanted))].astype(np.int64) + self._begin
        return rows

    def number_of(self, tokens: NDArray[np.uint64]) -> I64:
        if not len(self.tokens):
            return np.full(len(tokens), -1, np.int64)
        place = np.searchsorted(self.tokens, tokens).clip(max=len(self.tokens) - 1)
        return np.where(self.tokens[place] == tokens, self._numbers[place].astype(np.int64) + self._first, -1)


def numbers(pieces: Iterable[_Index], tokens: NDArray[np.uint64]) -> I64:
    """The number of the record with each token; -1 for one that no piece knows."""
    found = np.full(len(tokens), -1, np.int64)
    for piece in pieces:
        found = np.maximum(found, piece.number_of(tokens))
    return found


def indexes(log: Path, pieces: Iterable[Piece]) -> list[_Index]:
    """The pieces' indexes, to look records up."""
    return [_Index(log, piece) for piece in pieces]


def index(log: Path, piece: Piece) -> None:
    """Make the indexes of a piece from the columns.

    Raises:
        OSError: there is no room.
    """
    name = _name(piece)
    for what in ("caller", "record"):
        values = array(log / what, np.uint32, piece.end)[piece.begin :]
        keys, edges, order = _ordered(values)
        write_arrays(log, {f"{name}-{what}-{part}": v for part, v in (("keys", keys), ("edges", edges), ("order", order))})
    tokens = array(log / "token", np.uint64, piece.records[1])[piece.records[0] :]
    order = np.argsort(tokens, kind="stable").astype(np.uint32)
    write_arrays(log, {f"{name}-tokens": tokens[order], f"{name}-numbers": order})


def forget(log: Path, pieces: Iterable[Piece]) -> None:
    """Remove the indexes of every piece but these."""
    names = {_name(piece) for piece in pieces}
    for file in log.glob("piece-*"):
        if "-".join(file.name.split("-")[:3]) not in names:
            file.unlink()


def _ordered(values: U32) -> tuple[U32, U32, U32]:
    """Different values, ascending; edges of each in the order (one more than values); places by value, then as they came."""
    bits = max(len(values) - 1, 1).bit_length()
    packed = (values.astype(np.int64) << bits) | np.arange(len(values))
    packed.sort()
    order = (packed & ((1 << bits) - 1)).astype(np.uint32)
    packed >>= bits
    first = np.flatnonzero(np.diff(packed, prepend=-1))
    return packed[first].astype(np.uint32), np.append(first, len(values)).astype(np.uint32), order


def _name(piece: Piece) -> str:
    return f"piece-{piece.begin}-{piece.end}"
