"""One compressed file that a rotation left: read once, from where its plain content was counted to."""

from __future__ import annotations

import os
from collections.abc import Iterator

from headcount.sources.interface import Block
from headcount.sources.taps.elements import open_lines
from headcount.sources.taps.file import BLOCK, TAIL, FileTap, digest, fingerprint, tail_digest
from headcount.sources.taps.place import Place

PACKED = (".gz", ".zst", ".bz2")
"""Endings of names under which compressed files come to be: they are empty first."""


def is_packed(path: str) -> bool:
    """Whether the first bytes say that it is compressed, or one document that lists events: such files come whole.

    Raises:
        OSError: it cannot be opened.
    """
    stream = open_lines(path)
    stream.close()
    return bool(stream.compression)


class Packed:
    """Memory is bounded by one block of `FileTap`."""

    def __init__(self, path: str, stream: str, offset: int = 0, line: int = 1) -> None:
        """Read it from decompressed byte `offset` on, where line number `line` begins."""
        self.path, self.stream, self.line = path, stream, line
        self._tap = FileTap(path, offset, line)
        self._blocks: Iterator[Block] = iter(self._tap)
        self._fingerprint = fingerprint(path)
        known = os.stat(path)  # noqa: PTH116  # one word for path and file alike
        self.key = known.st_dev, known.st_ino
        self.changed = known.st_mtime_ns
        self.offset, self._tail = offset, ""
        self.fresh = True
        """Whether nothing was read from it yet."""
        self.ended = False
        """Whether everything was read."""

    @property
    def problem(self) -> str:
        """What kept it from being read to its end; empty when nothing did."""
        return self._tap.problem

    def place(self) -> Place:
        """How far it was read."""
        return Place(self.path, *self._fingerprint, self.offset, self._tail or tail_digest(self.path, self.offset), self.changed)

    def head(self) -> bytes:
        """The whole lines that it begins with, up to 256 KiB."""
        return FileTap(self.path).head

    def read(self, most: int = BLOCK) -> Block | None:  # noqa: ARG002  # the size of its blocks was chosen before
        """The next block; None at the end."""
        block = next(self._blocks, None)
        if block is None:
            self.ended = True
            return None
        whole = block.end - block.offset == block.size >= TAIL
        self._tail = digest(block.data[block.size - TAIL : block.size].tobytes()) if whole else ""
        self.offset, self.line = block.end, self._tap.line
        return block

    def close(self) -> None:
        """Let go of it."""
        self._blocks = iter(())
