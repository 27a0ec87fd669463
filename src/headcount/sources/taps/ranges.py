"""Blocks of a plain file from the middle: the same that a tap cuts when it reads the file from its beginning.

A tap reads `BLOCK` bytes at a time and cuts after the last line feed, so its n-th block holds the lines that end within the n-th
stretch of so many bytes. Whoever knows that finds each block by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from headcount.model.text import PADDING
from headcount.sources.interface import Block
from headcount.sources.lines import LONGEST, count_lines
from headcount.sources.spans import buffer
from headcount.sources.taps.elements import open_lines
from headcount.sources.taps.file import BLOCK
from headcount.sources.taps.whole_lines import has_long_line

_STEP = 1 << 16


class CannotSplitError(Exception):
    """The file has a line that is so long that a tap drops it, or is shorter than it was: read it from its beginning."""


def stretches(path: str) -> int:
    """In how many blocks a file can be read; 0 when only from its beginning, since it is compressed, or one document.

    Raises:
        OSError: it cannot be read.
    """
    stream = open_lines(path)
    stream.close()
    size = Path(path).stat().st_size
    if stream.compression or not size:
        return 0
    if size % BLOCK == 0:  # its last line is a block of its own where it has no line feed
        with Path(path).open("rb") as file:
            file.seek(-1, 2)
            if file.read(1) != b"\n":
                return 0
    return -(-size // BLOCK)


def blocks(path: str, first: int, count: int, size: int) -> Iterator[Block]:
    """So many blocks from number `first` on (0: the file's first) of a file that had `size` bytes; lines are numbered from 1.

    Raises:
        CannotSplitError: see there.
        OSError: it cannot be read.
    """
    line = 1
    with Path(path).open("rb") as file:
        begin = _cut(file, first * BLOCK)
        for number in range(first, first + count):
            end = _cut(file, (number + 1) * BLOCK) if (number + 1) * BLOCK < size else size
            if end > begin:
                data = np.empty(end - begin + PADDING, np.uint8)
                data[end - begin :] = 0
                file.seek(begin)
                got = file.readinto(buffer(data)[: end - begin])
                if got < end - begin or has_long_line(data, end - begin):
                    raise CannotSplitError
                yield Block(data, end - begin, line, begin, end)
                line += count_lines(data, end - begin)
            begin = end


def _cut(file: BinaryIO, until: int) -> int:
    """Where the last line that ends before a place ends."""
    at = until
    while at > max(until - LONGEST, 0):
        begin = max(at - _STEP, 0)
        file.seek(begin)
        feed = file.read(at - begin).rfind(b"\n")
        if feed >= 0:
            return begin + feed + 1
        at = begin
    if at > 0:
        raise CannotSplitError
    return 0
