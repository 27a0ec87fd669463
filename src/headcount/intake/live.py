"""Pieces of live streams to ledger: read, taken through the door, and committed together with where each stream stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec
import numpy as np
import pyarrow as pa

from headcount.catalog.catalog import Catalogue
from headcount.errors import HeadcountError
from headcount.intake.apart import Part, parts_of
from headcount.intake.known import append, route_rows, shape_rows
from headcount.intake.reading import Read, datable
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position, StreamEnd
from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.sources import recognise
from headcount.sources.interface import Block, Source
from headcount.sources.lines import count_lines
from headcount.sources.taps.file import HEAD
from headcount.sources.taps.interface import Piece
from headcount.sources.taps.place import Place, read_place

UNKNOWN = "no format fits its lines; name one for the tap"
FAILED = "headcount failed on it"

Named = tuple[str, str]
"""Tap and stream."""
MOST_LINES = 4_096
"""So many lines of a piece are counted at a time: whoever is told what they came to, is told within a fraction of a second."""


class PoisonedError(HeadcountError):
    """The door failed on lines of a piece: what was counted since the last commit has to be counted again, without them."""

    def __init__(self, named: Named, first: int, last: int) -> None:
        super().__init__(f"headcount failed on lines {first} to {last} of a stream of {named[0]}")
        self.named, self.first, self.last = named, first, last


@dataclass(slots=True)
class Stream:
    """One stream, as far as this run has it."""

    named: Named
    file: int
    path: str
    """How it is named in reports."""
    source: Source | None
    """None until one is recognised."""
    lines: int = 0
    accesses: int = 0
    position: str = ""
    place: Place | None = None
    """Of a file, how far it is counted."""
    end: int = 0
    skipped: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Since the last commit: reason to (lines, first line)."""
    read: Read | None = None

    def told(self) -> StreamEnd:
        """As the ledger keeps it."""
        known = (self.place.head_size, self.place.head_digest) if self.place else (0, "")
        tail = (self.place.offset, self.place.tail_digest) if self.place else (self.end, "")
        name = self.source.name if self.source else ""
        counts = self.lines, self.accesses, self.lines - self.accesses
        return StreamEnd(
            self.named, self.position, Position(self.file, self.path, name, *known, *tail, *counts), dict(self.skipped)
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """What some lines of a piece came to."""

    named: Named
    accesses: int
    skipped: Skipped
    rows: Mapping[str, pa.RecordBatch]
    """By table, under the numbers of the catalogue; empty when nothing was read."""
    block: Block
    """The lines themselves."""
    last: int
    """Number of the last of them."""


class LiveIntake:
    """Everything between two commits is one transaction. Not for several threads."""

    def __init__(
        self,
        ledger: EmbeddedLedger,
        catalogue: Catalogue,
        source_of: Callable[[str], Source | None],
        named_formats: Mapping[str, Source],
    ) -> None:
        """`source_of` tells the format that a tap is declared to have, if it is; `named_formats` are all there are, by name."""
        self._ledger, self._catalogue = ledger, catalogue
        self._source_of = source_of
        self._streams: dict[Named, Stream] = {}
        self._next_file = ledger.next_file()
        ledger.remember_callers()
        self._unsaid: set[Named] = set()
        known = {at.file: at for at in ledger.positions()}
        for row in ledger.streams():
            at = known.pop(row.file)
            place = read_place(row.position)
            if place is not None:
                place = msgspec.structs.replace(_place(at), changed=place.changed)
            position = place.written() if place else row.position
            self._streams[row.tap, row.stream] = Stream(
                (row.tap, row.stream), at.file, at.path, named_formats.get(at.format), at.lines, at.accesses, position, place
            )
        for at in known.values():
            if at.head_size and at.tail_digest:
                named, place = ("", f"file {at.file}"), _place(at)
                source = named_formats.get(at.format)
                self._streams[named] = Stream(named, at.file, at.path, source, at.lines, at.accesses, place.written(), place)

    def positions(self, tap: str, *, files: bool) -> dict[str, tuple[str, int]]:
        """Where the ledger stands in the streams of a tap; with `files`, in every file whatever brought it."""
        return {
            stream.named[1]: (stream.position, stream.lines)
            for stream in self._streams.values()
            if (files and stream.place is not None) or (stream.place is None and stream.named[0] == tap)
        }

    def stands_at(self, tap: str, stream: str) -> str | None:
        """The position of one stream; None when it is not known."""
        known = self._streams.get((tap, stream))
        return known.position if known else None

    def learn(self, tap: str, piece: Piece) -> None:
        """Look at a piece that is counted later: routes are then known before it."""
        size = min(piece.block.size, HEAD)
        text = piece.block.data[:size].tobytes()
        text = text if size == piece.block.size else text[: text.rfind(b"\n") + 1]
        source = self._source_of(tap) or recognise(piece.head or text)[0]
        if source is not None and text:
            with suppress(Exception):  # what the door fails on is found when it is counted
                batch, _ = datable(source.open(piece.head or text).read)(Block.of(text))
                self._catalogue.learn(batch)

    def add(self, tap: str, piece: Piece, apart: Iterable[tuple[int, int]] = ()) -> Iterator[Counted]:
        """Count a piece, some lines after the other; it is counted when all of them were asked for.

        Lines within the ranges `apart` (first, last) are taken half by half, single ones not at all. Before the last of a piece
        was asked for, nothing may be committed.

        Raises:
            PoisonedError: the door failed; this intake is of no use any more.
        """
        stream = self._stream(tap, piece)
        for part in parts_of(piece.block, apart, MOST_LINES) if piece.block.size else ():
            yield self._count(stream, part, piece.head)
        stream.position, stream.place, stream.end = piece.position, read_place(piece.position), piece.block.end
        stream.path = stream.place.path if stream.place else stream.path
        self._unsaid.add(stream.named)

    def commit(self, *, settle: bool) -> dict[str, dict[str, str]]:
        """Make it last; with `settle`, with the routes under their names of now. Returns positions by tap and stream."""
        if settle:
            self._ledger.know_routes(route_rows(self._catalogue.settle()))
            self._ledger.know_shapes(shape_rows(self._catalogue))
        streams = [self._streams[named] for named in self._unsaid]
        self._ledger.commit_streams([stream.told() for stream in streams])
        self._unsaid = set()
        done: dict[str, dict[str, str]] = {}
        for stream in streams:
            stream.skipped = {}
            done.setdefault(stream.named[0], {})[stream.named[1]] = stream.position
        return done

    def _stream(self, tap: str, piece: Piece) -> Stream:
        place = read_place(piece.position)
        named = (tap, piece.stream)
        if named not in self._streams and place is not None:
            known = next((n for n, s in self._streams.items() if n[1] == piece.stream and s.place is not None), None)
            if known is not None:  # a scan, or a tap of another name, counted the file before
                stream = self._streams.pop(known)
                stream.named, self._streams[named] = named, stream
        if named not in self._streams:
            path = place.path if place else f"{tap}:{piece.stream}"
            self._streams[named] = Stream(named, self._next_file, path, self._source_of(tap))
            self._next_file += 1
        return self._streams[named]

    def _count(self, stream: Stream, part: Part, head: bytes) -> Counted:
        block = part.block
        lines = count_lines(block.data, block.size)
        batch, skipped = (None, _all(FAILED, block, lines)) if part.failed else self._read(stream, block, head, lines)
        rows: Mapping[str, pa.RecordBatch] = {}
        if batch is not None and len(batch):
            try:
                rows = self._catalogue.disclose(batch, stream.file)
            except Exception as error:
                raise PoisonedError(stream.named, block.first_line, block.first_line + lines - 1) from error
            append(self._ledger, self._catalogue, rows)
        accesses = len(batch) if batch is not None else 0
        stream.lines, stream.accesses = stream.lines + lines, stream.accesses + accesses
        for reason, numbers in skipped.by_reason.items():
            before, first = stream.skipped.get(reason, (0, int(numbers[0])))
            stream.skipped[reason] = before + len(numbers), first
        return Counted(stream.named, accesses, skipped, rows, block, block.first_line + lines - 1)

    def _read(self, stream: Stream, block: Block, head: bytes, lines: int) -> tuple[AccessBatch | None, Skipped]:
        if stream.read is None:
            text = head or block.data[: min(block.size, HEAD)].tobytes()
            stream.source = stream.source or self._source_of(stream.named[0]) or recognise(text)[0]
            stream.read = datable(stream.source.open(text).read) if stream.source else None
        if stream.read is None:
            return None, _all(UNKNOWN, block, lines)
        try:
            return stream.read(block)
        except Exception as error:
            raise PoisonedError(stream.named, block.first_line, block.first_line + lines - 1) from error


def _place(at: Position) -> Place:
    return Place(at.path, at.head_size, at.head_digest, at.position, at.tail_digest)


def _all(reason: str, block: Block, lines: int) -> Skipped:
    skipped = Skipped()
    skipped.add(reason, np.arange(block.first_line, block.first_line + lines))
    return skipped
