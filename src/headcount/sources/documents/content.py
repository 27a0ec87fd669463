"""The bytes of one input, opened: told from any compression, read in order, bounded."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from headcount.sources.documents.inflate import TooLarge, Unreadable, inflate, size_words
from headcount.sources.taps.opening import STDIN, Stream, open_stream, trouble

HEAD = 64 << 10
"""Bytes by which an input is recognised."""
LONGEST_LINE = 16 << 20
"""Bytes of a line; a longer one is skipped."""
MOST_BARREN = 256 << 20
"""Bytes passed over without a line that holds anything; then reading ends. Archives that grow without end are of such."""
_BLOCK = 1 << 20


@dataclass(slots=True)
class Content:
    """One input. Reading goes on behind the head; `whole` and `lines` can each be asked once."""

    unit: str
    """What its values are said to be of: the name of the file without its folders."""
    head: bytes
    """The first 64 KiB, decompressed."""
    path: Path | None
    """The file, where it is one that is not compressed: for formats that jump about in it."""
    deadline: float
    """When to stop, by `time.monotonic()`."""
    size: int = 0
    """Bytes read so far, decompressed."""
    _stream: Stream | None = field(default=None, repr=False)
    _rest: io.BytesIO | None = field(default=None, repr=False)

    @classmethod
    def open(cls, path: str, seconds: float) -> Content:
        """Open a file, or standard input for `-`.

        Raises:
            Unreadable: it cannot be opened, or its first bytes are damaged.
        """
        deadline = time.monotonic() + seconds
        unit = "<stdin>" if path == STDIN else Path(path).name
        if path.endswith(".br") and Path(path).is_file():
            return cls._brotli(path, unit.removesuffix(".br"), deadline)
        try:
            stream = open_stream(path)
        except OSError as error:
            raise Unreadable(trouble(error, "")) from None
        content = cls(unit, b"", None, deadline, _stream=stream)
        if not stream.compression and path != STDIN and Path(path).is_file():
            content.path = Path(path)
        elif stream.compression:
            content.unit = unit.removesuffix({"gzip": ".gz", "zstd": ".zst", "bz2": ".bz2"}.get(stream.compression, ""))
        content.head = content._take(HEAD)
        return content

    @classmethod
    def _brotli(cls, path: str, unit: str, deadline: float) -> Content:
        """A file compressed by Brotli, which has no mark of its own: told by its name."""
        with Path(path).open("rb") as file:
            data = inflate(file.read(_MOST_BROTLI), "br", _MOST_BROTLI)
        return cls(unit, data[:HEAD], None, deadline, min(len(data), HEAD), _rest=io.BytesIO(data[HEAD:]))

    @classmethod
    def of(cls, text: bytes, unit: str = "", seconds: float = 60.0) -> Content:
        """An input that is in memory already."""
        return cls(unit, text[:HEAD], None, time.monotonic() + seconds, min(len(text), HEAD), _rest=io.BytesIO(text[HEAD:]))

    @property
    def late(self) -> bool:
        """Whether the time for this input is over."""
        return time.monotonic() > self.deadline

    def whole(self, limit: int) -> bytes:
        """Everything.

        Raises:
            TooLarge: it has more than `limit` bytes (no more than that were held).
            Unreadable: it is damaged.
        """
        if self.path is not None and self.path.stat().st_size > limit:
            raise TooLarge(limit)
        whole = io.BytesIO()
        block = self.head
        while block:
            if whole.write(block) and whole.tell() > limit:
                raise TooLarge(limit)
            block = self._take(_BLOCK)
        return whole.getvalue()

    def lines(self) -> Iterator[bytes | None]:
        """Line after line without its line feed; None for one that is longer than 16 MiB.

        Raises:
            Unreadable: it is damaged, or has no more than blank lines or a single one for 256 MiB; what stood before was given.
        """
        rest, passing, barren = b"", False, 0
        block = self.head
        while block:
            barren += len(block)
            if b"\n" in block and not block.isspace():
                barren = 0
            elif barren > MOST_BARREN:
                raise Unreadable(f"stopped after {size_words(MOST_BARREN)} without a line that holds anything")
            *whole, rest = (rest + block).split(b"\n")
            for line in whole:
                if passing:
                    passing = False
                else:
                    yield line.removesuffix(b"\r") if len(line) <= LONGEST_LINE else None
            if passing:
                rest = b""
            elif len(rest) > LONGEST_LINE:
                rest, passing = b"", True
                yield None
            block = self._take(_BLOCK)
        if rest and not passing:
            yield rest.removesuffix(b"\r")

    def close(self) -> None:
        """Close the file."""
        if self._stream is not None:
            self._stream.close()

    def _take(self, size: int) -> bytes:
        if self._stream is None:
            data = self._rest.read(size) if self._rest else b""
        else:
            room = bytearray(size)
            try:
                data = bytes(memoryview(room)[: self._stream.readinto(memoryview(room))])
            except OSError as error:
                raise Unreadable(trouble(error, self._stream.compression or "file")) from None
        self.size += len(data)
        return data


_MOST_BROTLI = 256 << 20
