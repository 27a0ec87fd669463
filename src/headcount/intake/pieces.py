"""One piece of a log, read by a process of its own: through the door, and into files that hold tokens, never a record.

A piece is a file, or some blocks of one. What it says of records is written as Parquet to storage that all processes reach; what
the one who puts the pieces in order needs to know comes back as `PieceRead`.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from headcount.catalog.identity import Network
from headcount.catalog.learned import Learned, Met, Place, learned
from headcount.catalog.pieces import NOTHING, Asked, PieceCallers, PieceDoor
from headcount.catalog.routes import Route
from headcount.catalog.sealed import Seal
from headcount.catalog.tokens import Tokenizer
from headcount.intake.reading import ahead, datable
from headcount.ledger.cluster.parts import ASKED, CALLERS, TRAFFIC
from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.sources.interface import Block, Source
from headcount.sources.taps.file import FileTap
from headcount.sources.taps.ranges import CannotSplitError, blocks


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """What is to be read."""

    number: int
    """Pieces are in the order of the log by their numbers, which are never used twice."""
    path: str
    source: Source
    start: int = 0
    """Byte of the decompressed file where the piece begins, where it is the rest of a file."""
    stretch: tuple[int, int, int] | None = None
    """First block, how many of them, and size of the file, where it is a part of a plain file."""
    passed: tuple[int, int] = (0, 0)
    """Blocks that were counted before, and the lines in them, of a file that can only be read from its beginning."""


@dataclass(frozen=True, slots=True, repr=False)
class Errand:
    """What everybody who reads pieces is told."""

    tokens: Tokenizer
    trusted: Sequence[Network]
    learned: bytes
    """`Learned`, pickled: each piece begins with a copy of its own."""
    folder: str
    """Where to write to: storage that all reach."""
    run: int
    """See `Seal`."""


@dataclass(frozen=True, slots=True, repr=False)
class BlockRead:
    """What one block was found to hold."""

    size: int
    lines: int
    accesses: int
    first: int | None
    """Earliest access, microseconds since 1970 UTC; None where there is none."""
    last: int | None
    skipped: dict[str, tuple[int, int, tuple[int, ...]]]
    """Reason to lines, number of the first, and numbers of the first three, counted from the beginning of the piece."""
    met: Met


@dataclass(slots=True, repr=False)
class PieceRead:
    """What one piece was found to hold."""

    number: int
    blocks: list[BlockRead] = field(default_factory=list)
    routes: list[tuple[Place, Route]] = field(default_factory=list)
    """Those that it met first."""
    learned: bytes = b""
    """`Learned` after it, pickled, where it learned of paths or parameters; else empty."""
    problem: str = ""
    """What kept the file from being read to its end."""
    refused: str = ""
    """Why it cannot be read as a piece: `order` (answers or counts of rows, whose door goes through the whole log in order) or
    `whole` (blocks of this file cannot be told from the middle); else empty."""
    end: int = 0
    """Byte of the decompressed file where it ends."""
    tail: str = ""
    """Digest of the last bytes before it; empty for blocks of a file."""
    held: tuple[int, str] = (0, "")
    """Bytes at the end that are a line still being written, and why it was skipped."""


class _NeedsOrderError(Exception):
    """An access has an answer or a count of rows."""


def read_piece(piece: Piece, errand: Errand) -> PieceRead:
    """Read a piece and write what it says; done again, it writes the same."""
    callers = PieceCallers(errand.tokens, errand.trusted)
    told: Learned = pickle.loads(errand.learned)  # noqa: S301  # from the process that sent us here
    door = PieceDoor(errand.tokens, callers, told)
    known, read = len(door.routes), PieceRead(piece.number)
    writing = _Writing(piece.number, callers, Seal(errand.tokens, errand.run))
    try:
        for block, (batch, skipped) in _read(piece, read):
            _check_order(batch)
            asked, met, counted = door.ask(batch)
            writing.add(asked, counted)
            read.blocks.append(_told(block, batch, skipped, met))
    except _NeedsOrderError:
        return PieceRead(piece.number, refused="order")
    except CannotSplitError:
        return PieceRead(piece.number, refused="whole")
    after = learned(door)
    read.routes = after.routes[known:]
    if door.loud:
        read.learned = pickle.dumps(after)
    writing.keep(Path(errand.folder))
    return read


def _read(piece: Piece, read: PieceRead) -> Iterator[tuple[Block, tuple[AccessBatch, Skipped]]]:
    """The blocks of a piece; at the end it is noted where it ended, and why."""
    passed, lines = piece.passed
    tap = FileTap(piece.path, piece.start, 1 - lines)
    reader = datable(piece.source.open(tap.head).read)
    block: Block | None = None
    skipped = Skipped()
    source = islice(tap, passed, None) if piece.stretch is None else blocks(piece.path, *piece.stretch)
    for block, (batch, skipped) in ahead(source, reader):
        read.end = block.end
        yield block, (batch, skipped)
    if piece.stretch is None:
        read.problem, read.end, read.tail = tap.problem, tap.offset, tap.tail_digest
    read.held = open_end(block, skipped)


def _check_order(batch: AccessBatch) -> None:
    if batch.body is not None or batch.rows is not None:
        raise _NeedsOrderError


def open_end(block: Block | None, skipped: Skipped) -> tuple[int, str]:
    """Bytes at the end of a file's last block that are a line still being written, and why it was skipped; 0 where none is.

    Such a line has no line feed yet, and is no access.
    """
    if block is None or block.data[block.size - 1] == 10 or block.end - block.offset != block.size:
        return 0, ""
    text = block.data[: block.size].tobytes()
    last = block.first_line + text.count(b"\n")
    for reason, numbers in skipped.by_reason.items():
        if int(numbers[-1]) == last:
            return block.size - text.rfind(b"\n") - 1, reason
    return 0, ""


def _told(block: Block, batch: AccessBatch, skipped: Skipped, met: Met) -> BlockRead:
    some = len(batch) > 0
    first, last = (int(batch.time.min()), int(batch.time.max())) if some else (None, None)
    reasons = {
        reason: (len(numbers), int(numbers[0]), tuple(map(int, numbers[:3]))) for reason, numbers in skipped.by_reason.items()
    }
    return BlockRead(block.size, len(batch) + len(skipped), len(batch), first, last, reasons, met)


class _Writing:
    """What a piece says, until all of it is written at once."""

    def __init__(self, number: int, callers: PieceCallers, seal: Seal) -> None:
        self._number, self._callers, self._seal = number, callers, seal
        self._rows = 0
        self._asked: list[pa.RecordBatch] = []
        self._tables: dict[str, list[pa.RecordBatch]] = {"caller": [], "agent": [], "traffic": []}

    def add(self, asked: Asked, counted: dict[str, pa.RecordBatch]) -> None:
        place = np.int64(self._number) << 32 | (asked.rank + self._rows)
        self._rows += len(place)
        columns = {
            "piece": np.full(len(place), self._number, np.int32),
            "place": place,
            "micros": asked.at,
            "who": self._callers.who[asked.caller],
            "route": asked.route.astype(np.int32),
            "record": asked.record.view(np.int64),
            "line": asked.line,
            "shown": asked.shown,
        }
        number = pa.array(self._seal(asked.number, place), mask=asked.number == NOTHING)
        self._asked.append(pa.record_batch([*map(pa.array, columns.values()), number], schema=ASKED))
        for name, batches in self._tables.items():
            batches.append(counted[name])

    def keep(self, folder: Path) -> None:
        callers, agents, traffic = (pa.Table.from_batches(batches) if batches else None for batches in self._tables.values())
        self._write(folder / "asked", pa.Table.from_batches(self._asked, ASKED))
        if callers is None or agents is None or traffic is None:
            return
        who = self._callers.who
        named = agents["user_agent"].combine_chunks().take(callers["agent"].combine_chunks())
        texts = [callers[name].cast(pa.string()) for name in ("address", "account", "credential")]
        place = np.int64(self._number) << 32 | np.arange(len(who))
        columns = [pa.array(place), pa.array(who), *texts, pa.array(self._callers.agent), named.cast(pa.string())]
        self._write(folder / "callers", pa.table(columns, schema=CALLERS))
        caller = traffic["caller"].to_numpy()
        numbers = [
            np.full(len(caller), self._number, np.int64),
            who[caller],
            *(traffic[name].cast(pa.int64()).to_numpy() for name in ("first", "last", "requests", "errors")),
        ]
        self._write(folder / "traffic", pa.table(list(map(pa.array, numbers)), schema=TRAFFIC))

    def _write(self, folder: Path, table: pa.Table) -> None:
        """Under its name only when it is whole: whoever does the piece again writes the same."""
        if not len(table):
            return
        file = folder / f"piece-{self._number:08}.parquet"
        draft = folder / f".{file.name}.{np.random.default_rng().integers(1 << 62):x}"
        pq.write_table(table, draft, compression="zstd", compression_level=1)
        draft.replace(file)
