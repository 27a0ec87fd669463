"""The files of a log in order, cut into pieces for many readers; and how far each of them is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from headcount.errors import OrderError
from headcount.intake.files import MOST_EXAMPLES, Tally, is_pipe, shown_path
from headcount.intake.pieces import Piece, PieceRead
from headcount.ledger.entries import Position
from headcount.model.summary import FileCoverage
from headcount.sources.events import EventSource
from headcount.sources.interface import Source
from headcount.sources.json_lines import JsonSource
from headcount.sources.pattern import PatternSource
from headcount.sources.taps.file import BLOCK, FINGERPRINT, FileTap, digest, tail_digest
from headcount.sources.taps.ranges import stretches

LINE_BY_LINE = (PatternSource, JsonSource, EventSource)
"""Sources whose readers read each line by itself, so that a file can be read from the middle."""
_MOST_BLOCKS = 8
"""So many blocks are a piece at most: 64 MiB."""
_UNPACKED = 8
"""So many times its size a compressed file may hold."""


@dataclass(slots=True)
class File:
    """One file of the log."""

    path: str
    source: Source
    head: bytes = b""
    blocks: int = 0
    """In how many it can be read; 0: only as a whole."""
    size: int = 0
    start: Position | None = None
    """Where the ledger stood before this run; None until it is the file's turn."""
    next: int = 0
    """First block that is not counted."""
    taken: int = 0
    """Blocks that are counted and hold lines."""
    lines: int = 0
    """Counted in this run, as the two below."""
    accesses: int = 0
    bytes: int = 0
    skipped: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Reason to lines, and number of the first."""
    whole: bool = False
    """Whether it is read as one piece."""

    @property
    def number(self) -> int:
        """The file's number in the ledger."""
        return self.start.file if self.start else -1

    @property
    def before(self) -> int:
        """Lines of the file that are counted."""
        return (self.start.lines if self.start else 0) + self.lines


@dataclass(frozen=True, slots=True)
class Queued:
    """A piece that is to be read."""

    piece: Piece
    file: File
    last: bool
    """Whether the file ends with it."""


class Queue:
    """What is left to be read. A piece stays in the queue until it was counted."""

    def __init__(self, chosen: Sequence[tuple[FileTap | str, Source]], known: Sequence[Position], next_file: int) -> None:
        """`chosen` as `files.choose` tells it; `known` are the positions of earlier runs.

        Raises:
            OrderError: one of them is a pipe.
        """
        if any(isinstance(tap, FileTap) or is_pipe(tap) for tap, _ in chosen):
            raise OrderError("a pipe is read in order")
        self._files = [File(str(tap), source) for tap, source in chosen]
        self._known = _Known()
        for position in known:
            self._known.add(position)
        self._at, self._next_file, self._next_piece = 0, next_file, 0
        self.positions: list[tuple[Position, dict[str, tuple[int, int]]]] = []
        """How far each file was counted, with what was skipped: (lines, number of the first) by reason."""

    def wave(self, budget: int, width: int) -> list[Queued]:
        """The next pieces, of about so many bytes in all, so that `width` readers have several each."""
        most = max(1, min(_MOST_BLOCKS, budget // BLOCK // (4 * width)))
        wave = list[Queued]()
        heads = dict[int, set[bytes]]()
        for file in self._files[self._at :]:
            if budget <= 0 or not self._open(file, heads):
                break
            if file.blocks and not file.whole:
                for first in range(file.next, file.blocks, most):
                    count = min(most, file.blocks - first)
                    wave.append(self._queued(file, (first, count, file.size), last=first + count == file.blocks))
                    budget -= count * BLOCK
                    if budget <= 0:
                        break
            else:
                wave.append(self._queued(file, None, last=True))
                budget -= min(file.size, BLOCK) if file.blocks == 1 else file.size * _UNPACKED
        return wave

    def _queued(self, file: File, stretch: tuple[int, int, int] | None, *, last: bool) -> Queued:
        start = file.start.position if file.start else 0
        self._next_piece += 1
        passed = (0, 0) if stretch else (file.taken, file.lines)
        return Queued(Piece(self._next_piece - 1, file.path, file.source, start, stretch, passed), file, last)

    def _open(self, file: File, heads: dict[int, set[bytes]]) -> bool:
        """Find out where a file goes on; not while it may be a later state of one that is not counted yet (`heads`)."""
        if file.start is None:
            file.head = FileTap(file.path).head[:FINGERPRINT]
            if any(file.head[:size] in known for size, known in heads.items()):
                return False
            found = self._known.find(file.path, file.head)
            self._next_file += found is None
            file.start = found or Position(
                self._next_file - 1, shown_path(file.path), file.source.name, len(file.head), digest(file.head), 0, "", 0, 0, 0
            )
            try:
                file.blocks = stretches(file.path) if isinstance(file.source, LINE_BY_LINE) and not file.start.position else 0
                file.size = Path(file.path).stat().st_size
            except OSError:
                file.blocks = 0
            file.whole |= file.blocks <= 1
        heads.setdefault(len(file.head), set()).add(file.head)
        return True

    def take(self, queued: Queued, read: PieceRead, tally: Tally) -> None:
        """Count a piece that was read: it is the next one of the log."""
        file = queued.file
        for block in read.blocks:
            tally.lines, tally.bytes = tally.lines + block.lines, tally.bytes + block.size
            if block.first is not None and block.last is not None:
                tally.first = block.first if tally.first is None else min(tally.first, block.first)
                tally.last = block.last if tally.last is None else max(tally.last, block.last)
        before = file.before
        for block in read.blocks:
            for reason, (lines, first, few) in block.skipped.items():
                tally.reasons[reason] = tally.reasons.get(reason, 0) + lines
                counted, known = file.skipped.get(reason, (0, before + first))
                file.skipped[reason] = counted + lines, known
                room = MOST_EXAMPLES - len(tally.examples)
                tally.examples += [(shown_path(file.path), before + line, reason) for line in few[: min(3, max(room, 0))]]
            file.lines, file.accesses, file.bytes = (
                file.lines + block.lines,
                file.accesses + block.accesses,
                file.bytes + block.size,
            )
        file.taken += len(read.blocks)
        if queued.piece.stretch:
            file.next = queued.piece.stretch[0] + queued.piece.stretch[1]
        if queued.last:
            self._finish(file, read, tally)

    def _finish(self, file: File, read: PieceRead, tally: Tally) -> None:
        start = file.start
        if start is None:
            return
        held, reason = read.held
        skipped, end = dict(file.skipped), read.end - held
        if held:
            lines, first = skipped[reason]
            skipped[reason] = lines - 1, first
        tail = tail_digest(file.path, end) if held or not read.tail else read.tail
        lines, accesses = start.lines + file.lines - (held > 0), start.accesses + file.accesses
        position = Position(
            start.file,
            shown_path(file.path),
            file.source.name,
            start.head_size,
            start.head_digest,
            end,
            tail,
            lines,
            accesses,
            lines - accesses,
        )
        self.positions.append((position, skipped))
        self._known.add(position)
        self._at += 1
        resumed = f"continued after line {start.lines:,}, counted before" if start.lines else ""
        note = "; ".join(filter(None, (resumed, read.problem)))
        tally.files.append(
            FileCoverage(
                shown_path(file.path), file.source.name, file.bytes, file.lines, file.accesses, file.lines - file.accesses, note
            )
        )


class _Known:
    """Positions by what their files begin with."""

    def __init__(self) -> None:
        self._by_head: dict[int, dict[str, list[Position]]] = {}

    def add(self, position: Position) -> None:
        known = self._by_head.setdefault(position.head_size, {}).setdefault(position.head_digest, [])
        known[:] = [*(one for one in known if one.file != position.file), position]

    def find(self, path: str, head: bytes) -> Position | None:
        """Where this file was counted to: found by its content, whatever it is called now."""
        near = [
            position
            for size, known in self._by_head.items()
            if 0 < size <= len(head)
            for position in known.get(digest(head[:size]), ())
        ]
        fitting = (one for one in near if one.tail_digest and tail_digest(path, one.position) == one.tail_digest)
        return min(fitting, key=lambda position: position.file, default=None)
