"""One plain file that others write to: read as it grows, line by whole line, and found out when it is cut off."""

from __future__ import annotations

import os
import time

import numpy as np

from headcount.model.text import PADDING
from headcount.sources.interface import Block
from headcount.sources.lines import DROPPED, LONGEST, count_lines
from headcount.sources.spans import buffer
from headcount.sources.taps.file import BLOCK, FINGERPRINT, HEAD, TAIL, digest
from headcount.sources.taps.place import Place
from headcount.sources.taps.whole_lines import has_long_line, last_feed, without_long_lines


class Growing:
    """Held open, so that renaming or removing it loses nothing. Memory is bounded by what one `read` may bring."""

    def __init__(self, path: str, stream: str, offset: int = 0, line: int = 1) -> None:
        """Open it at `offset`, where its line number `line` begins.

        Raises:
            OSError: it cannot be opened, or is shorter.
        """
        self.path, self.stream = path, stream
        self.offset, self.line = offset, line
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            known = os.fstat(self._file)
            self._keep(offset)
        except OSError:
            self.close()
            raise
        self.key = known.st_dev, known.st_ino
        """What the system knows it by, while it is open."""
        self.grown = time.monotonic()
        """When it was last seen to grow."""
        self.changed = known.st_mtime_ns
        """When it had last been written to at the last look, nanoseconds since 1970."""
        self.left = False
        """Whether no watched name leads to it any more."""
        self.cut = False
        """Whether it was found to be another file: cut off, or written anew."""
        self.final = False
        """Whether nobody writes to it any more: then a last line without its line feed is whole."""
        self.fresh = True
        """Whether nothing was read from it yet."""
        self._seen = (-1, -1)
        self._passed = 0
        self._told = True

    def is_shortened(self) -> bool:
        """Of a file that was `cut`: whether what is left is its own beginning, at least 1 KiB of it."""
        left = os.pread(self._file, FINGERPRINT, 0)
        return len(left) >= TAIL and self._head.startswith(left[: len(self._head)])

    def waiting(self) -> int:
        """Bytes that were not read yet."""
        return max(os.fstat(self._file).st_size - self.offset, 0)

    def place(self) -> Place:
        """How far it was read."""
        return Place(self.path, len(self._head), digest(self._head), self.offset, digest(self._tail), self.changed)

    def head(self) -> bytes:
        """The whole lines that it begins with, up to 256 KiB."""
        text = os.pread(self._file, HEAD, 0)
        return text[: text.rfind(b"\n") + 1]

    def go_to_end(self) -> None:
        """Pass over everything that is there, but for a half-written line, and tell the new place with the next `read`."""
        self._told = self.cut = False
        size = os.fstat(self._file).st_size
        look = 0
        while look < size:
            look = min(max(2 * look, TAIL), size)
            feed = os.pread(self._file, look, size - look).rfind(b"\n")
            if feed >= 0:
                self._keep(size - look + feed + 1)
                return

    def read(self, most: int = BLOCK) -> Block | None:
        """The whole lines that have come, up to about `most` bytes; None when there is none, or when it was `cut`.

        A line without its line feed waits until it has one, unless the file is `final`.

        Raises:
            OSError: it cannot be read.
        """
        if not self._told:
            self._told = True
            return Block.of(b"", self.line, self.offset)
        known = os.fstat(self._file)
        size, seen = known.st_size, (known.st_size, known.st_mtime_ns)
        if size < self.offset:
            self.cut = True
            return None
        if seen == self._seen and not self.final:
            return None
        before = len(self._tail)
        wanted = min(size - self.offset, max(most, 2 * LONGEST))
        room = np.empty(before + wanted + PADDING, np.uint8)
        got = os.preadv(self._file, [buffer(room)[: before + wanted]], self.offset - before) - before
        if got < 0 or room[:before].tobytes() != self._tail:
            self.cut = True
            return None
        self.changed = known.st_mtime_ns
        data = room[before:]
        if self.offset + got == size:
            self._seen = seen
        end = got if self.final and self.offset + got == size else last_feed(data, got) + 1
        if end > 0 and self._passed == 0:
            return self._whole(data, end)
        return self._long(got) if got > LONGEST or self._passed else None

    def _whole(self, data: np.ndarray[tuple[int], np.dtype[np.uint8]], end: int) -> Block:
        tail = (self._tail + data[max(end - TAIL, 0) : end].tobytes())[-TAIL:]
        if len(self._head) < FINGERPRINT:
            self._head += data[: min(end, FINGERPRINT - len(self._head))].tobytes()
        data[end : end + PADDING] = 0
        size = end
        if has_long_line(data, end):
            data, size, _ = without_long_lines(data[:end])
        return self._handed_out(Block(data, size, self.line, self.offset, self.offset + end), tail)

    def _long(self, got: int) -> Block | None:
        """The mark in the place of a line of more than `LONGEST` bytes, once its line feed is there. The line is not kept."""
        self._passed, feed = max(self._passed, got), -1
        while feed < 0 and (piece := os.pread(self._file, BLOCK, self.offset + self._passed)):
            feed = piece.find(b"\n")
            self._passed += len(piece) if feed < 0 else feed + 1
        if feed < 0 and not self.final:
            return None
        start, end = self.offset, self.offset + self._passed
        text = Block.of(DROPPED + b"\n")
        self._passed, self._seen = 0, (-1, -1)
        self._keep(end)
        return self._handed_out(Block(text.data, text.size, self.line, start, end), self._tail)

    def _keep(self, offset: int) -> None:
        """Go to `offset`, with what the file is known by there."""
        self.offset = offset
        self._head = os.pread(self._file, min(offset, FINGERPRINT), 0)
        self._tail = os.pread(self._file, min(offset, TAIL), max(offset - TAIL, 0))

    def _handed_out(self, block: Block, tail: bytes) -> Block:
        self.offset, self._tail = block.end, tail
        self.line += count_lines(block.data, block.size)
        self.grown = time.monotonic()
        return block

    def close(self) -> None:
        """Let go of it."""
        os.close(self._file)
