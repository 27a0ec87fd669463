"""A block in parts, to find the one line that the door fails on: everything else is still counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from headcount.sources.interface import Block

Lines = tuple[int, int]
"""First and last line of a stream, both included."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some whole lines of a block."""

    block: Block
    failed: bool
    """Whether it is one line that the door fails on."""


def parts_of(block: Block, apart: Iterable[Lines] = (), most: int = 0) -> list[Part]:
    """The block cut at the ranges `apart`, each of which is halved; a range of one line is that line.

    With `most` it is cut after each so many lines, too, at the same ones whatever is `apart`.
    """
    feeds = np.flatnonzero(block.data[: block.size] == 10)
    first = block.first_line
    last = first + len(feeds) - int(len(feeds) > 0 and feeds[-1] == block.size - 1)
    cuts, failed = set(range(first, last + 1, most)) if most else {first}, set[int]()
    for low, high in apart:
        if high < first or low > last:
            continue
        cuts |= {max(low, first), (low + high + 1) // 2, high + 1}
        failed |= {low} if low == high else set()
    starts = sorted(line for line in cuts if first <= line <= last)
    if starts == [first] and not failed:
        return [Part(block, failed=False)]
    ends = [*starts[1:], last + 1]
    return [Part(_lines(block, feeds, a, b), failed=a in failed and b == a + 1) for a, b in zip(starts, ends, strict=True)]


def narrower(apart: Iterable[Lines], found: Lines) -> list[Lines]:
    """The ranges, now that the door failed on `found`: those that hold all of it are replaced."""
    return [*((low, high) for low, high in apart if not (low <= found[0] and found[1] <= high)), found]


def _lines(block: Block, feeds: np.ndarray[tuple[int], np.dtype[np.intp]], first: int, after: int) -> Block:
    """Lines `first` up to, without, `after`."""
    at = [line - block.first_line for line in (first, after)]
    start = int(feeds[at[0] - 1]) + 1 if at[0] else 0
    end = int(feeds[at[1] - 1]) + 1 if at[1] <= len(feeds) else block.size
    return Block.of(block.data[start:end].tobytes(), first, block.offset + start)
