"""Lines of logs, looked up again by file and number: what a count rests on, for those who must prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headcount.sources.taps.file import FileTap, head_digest, tail_digest


class Standing(StrEnum):
    """How a log was found again."""

    SAME = "same"
    """It begins as it did, and ends where it was counted to as it did."""
    CHANGED = "changed"
    """It begins as it did, and is otherwise further on: its lines prove nothing."""
    GONE = "gone"
    """No file begins as it did."""
    UNREAD = "not by line"
    """A pipe, a stream, or a capture (HAR): nothing keeps its lines here, or its entries are no lines."""


def find(path: str, head: tuple[int, str], tail: tuple[int, str], folders: Sequence[Path] = ()) -> tuple[Standing, Path | None]:
    """Where a log is now: at its path, else beside it under another name (rotated, compressed), else in one of `folders`.

    Args:
        path: as it was called when it was read.
        head: bytes at its beginning, decompressed, and their digest.
        tail: offset up to which it was counted, and the digest of the bytes before it.
        folders: where else to look, each with what is below it.
    """
    if not head[0] or not tail[1]:
        return Standing.UNREAD, None
    changed: Path | None = None
    for candidate in _candidates(Path(path), folders):
        if head_digest(str(candidate), head[0]) == head[1]:
            if tail_digest(str(candidate), tail[0]) == tail[1]:
                return Standing.SAME, candidate
            changed = changed or candidate
    return (Standing.CHANGED if changed else Standing.GONE), changed


def read(path: Path, numbers: NDArray[np.int64]) -> Iterator[tuple[int, bytes]]:
    """(number, bytes without the line feed) of the lines with these numbers (ascending, from 1), as far as the file has them.

    Compressed files are read as what they hold.
    """
    place = 0
    for block in FileTap(str(path)):
        text = block.data[: block.size]
        ends = np.flatnonzero(text == 10)
        if not len(ends) or ends[-1] != block.size - 1:
            ends = np.append(ends, block.size)
        after = block.first_line + len(ends)
        stop = int(np.searchsorted(numbers, after))
        at = numbers[place:stop] - block.first_line
        starts = np.where(at > 0, ends[at - 1] + 1, 0)
        for number, start, end in zip(numbers[place:stop].tolist(), starts.tolist(), ends[at].tolist(), strict=True):
            yield number, text[start:end].tobytes()
        place = stop
        if place == len(numbers):
            return


def _candidates(path: Path, folders: Sequence[Path]) -> Iterator[Path]:
    """Files that may be the log, the likeliest first."""
    stem = path.name.partition(".")[0]
    beside = sorted(path.parent.glob("*")) if path.parent.is_dir() else []
    likely = [one for one in beside if one.name.startswith(stem) and one != path]
    below = [one for folder in folders for one in sorted(folder.rglob("*"))]
    yield from (one for one in (path, *likely, *below) if one.is_file())
