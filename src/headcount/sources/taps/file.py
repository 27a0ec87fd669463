"""The file tap: brings a file or standard input, plain or compressed, as blocks of whole lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headcount.model.text import PADDING
from headcount.sources.interface import Block
from headcount.sources.lines import DROPPED, LONGEST, count_lines
from headcount.sources.spans import buffer
from headcount.sources.taps.elements import open_lines
from headcount.sources.taps.opening import STDIN, Stream, trouble
from headcount.sources.taps.whole_lines import has_long_line, last_feed, without_long_lines

BLOCK = 8 << 20
"""Bytes read for one block."""
HEAD = 256 << 10
"""Most bytes of `FileTap.head`."""
FINGERPRINT, TAIL = 4096, 1024
"""Most bytes that the two digests of a file cover."""


def fingerprint(path: str) -> tuple[int, str]:
    """How many bytes its decompressed text begins with (at most 4,096), and their digest.

    The same after the file was renamed, compressed, or has grown (compare then with the size of the earlier fingerprint:
    `head_digest`). Unreadable files have size 0.
    """
    head = _piece(path, 0, FINGERPRINT)
    return len(head), digest(head)


def head_digest(path: str, size: int) -> str:
    """Digest of the first `size` decompressed bytes, to compare with an earlier fingerprint; empty when there are not so many."""
    head = _piece(path, 0, size)
    return digest(head) if len(head) == size else ""


def tail_digest(path: str, end: int) -> str:
    """Digest of the up to 1,024 decompressed bytes that end at offset `end`; empty when the file is shorter."""
    start = max(end - TAIL, 0)
    tail = _piece(path, start, end - start)
    return digest(tail) if len(tail) == end - start else ""


def digest(text: bytes) -> str:
    """BLAKE2b (RFC 7693) of `text`, 128 bit, in hexadecimal."""
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def _piece(path: str, start: int, size: int) -> bytes:
    stream = None
    room = bytearray(size)
    try:
        stream = open_lines(path)
        return bytes(room[: stream.readinto(memoryview(room))]) if stream.skip(start) == start else b""
    except OSError:
        return bytes(room[: stream.rescued]) if stream else b""
    finally:
        if stream:
            stream.close()


class FileTap:
    """One input from a position on. Iterate once; then ask for `problem`, `offset`, `line` and `tail_digest`.

    A regular file is open only while it is iterated or its head is read; a pipe stays open, and its head is kept.
    """

    def __init__(self, path: str, start_offset: int = 0, start_line: int = 1, block_size: int = BLOCK) -> None:
        """`start_offset` counts decompressed bytes; `start_line` is the number of the first line that begins there or after."""
        self.path = path
        self.offset = start_offset
        """Where the next block begins; after iteration, where reading ended."""
        self.line = start_line
        """Number of the next line; after iteration, one more than the last line's."""
        self.problem = ""
        """Empty, or what kept the input from being read to its end."""
        self._start, self._block = start_offset, block_size
        self._pipe = path == STDIN or (Path(path).exists() and not Path(path).is_file())
        self._stream: Stream | None = None
        self._prefix, self._prefix_at = b"", 0
        self._removed, self._swallowing, self._ended = 0, False, False
        self._last = b""

    @property
    def head(self) -> bytes:
        """The first whole lines of the input, up to 256 KiB of decompressed text, wherever reading starts."""
        if not self._prefix and self._open():
            room = bytearray(HEAD + 1)
            self._prefix = bytes(room[: self._read(memoryview(room))])
        text = self._prefix
        if not self._pipe:
            self._close()
            self._prefix, self._ended = b"", False
        self._prefix_at = 0
        return text if len(text) <= HEAD else text[: text.rfind(b"\n", 0, HEAD) + 1]

    def samples(self, count: int, size: int) -> Iterator[bytes]:
        """Whole lines from `count` places spread over the file, about `size` bytes each; none where skipping costs reading it."""
        if self._ended or self._stream is None or self._stream.compression or not Path(self.path).is_file():
            return
        with suppress(OSError), Path(self.path).open("rb") as file:
            whole = file.seek(0, 2)
            for place in range(1, count + 1):
                file.seek(whole * place // (count + 1))
                text = file.read(size)
                first, last = text.find(b"\n") + 1, text.rfind(b"\n") + 1
                if 0 < first < last:
                    yield text[first:last]

    @property
    def tail_digest(self) -> str:
        """Digest of the up to 1,024 bytes that end at `offset`: equals `tail_digest(path, offset)` of the file."""
        return digest(self._last)

    def _open(self) -> bool:
        if not self._stream:
            try:
                self._stream = open_lines(self.path)
            except OSError as error:
                self.problem = trouble(error, "")
        return self._stream is not None

    def _close(self) -> None:
        if self._stream and self.path != STDIN:
            self._stream.close()
        self._stream = None

    def _read(self, into: memoryview) -> int:
        """Fill `into`; fewer bytes at the end of the input or where it is damaged."""
        got = min(len(self._prefix) - self._prefix_at, len(into))
        into[:got] = self._prefix[self._prefix_at : self._prefix_at + got]
        self._prefix_at += got
        if got < len(into) and not self._ended and self._stream:
            try:
                more = self._stream.readinto(into[got:])
            except OSError as error:
                more, self.problem = self._stream.rescued, trouble(error, self._stream.compression or "plain text")
            got += more
            self._ended = got < len(into)
        return got

    def __iter__(self) -> Iterator[Block]:
        """The blocks, each with its line feeds; the last line of the input may lack one."""
        first, self.problem = self.line, ""
        if not self._open():
            return
        try:
            if self._position():
                yield from self._blocks()
        finally:
            self._close()
        if self.problem.startswith(("cut-off", "damaged")):
            self.problem += f": read {self.line - first:,} lines before the damage"

    def _position(self) -> bool:
        """Go to where reading starts, and find out whether that is inside of a line."""
        before = min(self._start, TAIL)
        to = self._start - before
        self._prefix_at = min(to, len(self._prefix))
        rest = to - self._prefix_at
        try:
            if rest and (self._ended or not self._stream or self._stream.skip(rest) < rest):
                return self._short()
        except OSError as error:
            self.problem = trouble(error, self._stream.compression if self._stream else "")
            return False
        room = bytearray(before)
        if self._read(memoryview(room)) < before:
            return self._short()
        self._last = bytes(room)
        self._swallowing = before > 0 and self._last[-1:] != b"\n"
        return True

    def _short(self) -> bool:
        self.problem = self.problem or "shorter than it was when it was read before"
        return False

    def _blocks(self) -> Iterator[Block]:
        passing = self._swallowing
        carry: NDArray[np.uint8] = np.zeros(0, np.uint8)
        while True:
            data = np.empty(len(carry) + self._block + PADDING, np.uint8)
            data[: len(carry)] = carry
            got = self._read(buffer(data)[len(carry) : len(carry) + self._block])
            size = len(carry) + got
            self._last = (self._last + data[max(size - TAIL, len(carry)) : size].tobytes())[-TAIL:]
            if self._swallowing:
                size = self._swallow(data, len(carry), size, resumed=passing)
                passing &= self._swallowing
            ended = got < self._block
            cut = size if ended else last_feed(data, size) + 1
            carry = data[cut:size].copy()
            data[cut : cut + PADDING] = 0
            if has_long_line(data, cut) or len(carry) > LONGEST:
                data, cut, removed = without_long_lines(data[:cut])
                if len(carry) > LONGEST:
                    self._swallowing, later = True, len(carry) - len(DROPPED)
                    carry = np.frombuffer(DROPPED, np.uint8)
                else:
                    later = 0
            else:
                removed, later = 0, 0
            if cut:
                yield self._block_of(data, cut, removed)
            self._removed += later
            if ended:
                return

    def _swallow(self, data: NDArray[np.uint8], kept: int, size: int, *, resumed: bool) -> int:
        """Drop the rest of a line whose beginning is `data[:kept]` (or was counted before); returns the size that is left."""
        feed = data[kept:size].tobytes().find(b"\n")
        self._swallowing = feed < 0
        stop = size if feed < 0 else kept + feed + resumed
        if resumed:
            self.offset += stop - kept
        else:
            self._removed += stop - kept
        data[kept : size - (stop - kept)] = data[stop:size].copy()
        return size - (stop - kept)

    def _block_of(self, data: NDArray[np.uint8], size: int, removed: int) -> Block:
        end = self.offset + size + self._removed + removed
        block = Block(data, size, self.line, self.offset, end)
        self.offset, self._removed = end, 0
        self.line += count_lines(data, size)
        return block
