"""Where the lines of a block begin and end, and why a line that no source can read was refused."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from headcount.compiled import Scalar, compiled
from headcount.model.skipped import Skipped
from headcount.sources.interface import Block
from headcount.sources.spans import Bytes, Rows, Words, buffer

LONGEST = 1 << 20
"""Bytes of the longest line that is read; a longer one is counted and its content dropped."""
DROPPED = b"\x00line longer than 1 MiB\x00"
"""What a tap writes in the place of a line longer than `LONGEST`."""

EMPTY, TOO_LONG, COMMENT = "empty line", "line longer than 1 MiB", "comment or header line"
FOREIGN, NO_TIME, NO_REQUEST = "not in the format of this file", "time not readable", "no HTTP request"

_CHUNK = 1 << 17
"""Bytes looked at together: small enough that the intermediate masks stay in the processor's second-level cache."""
_FEED = 10


def positions(data: Bytes, start: int, end: int, *kinds: int) -> Rows:
    """Ascending positions in data[start:end] of every byte that is one of `kinds`."""
    found = [np.zeros(0, np.int64)]
    mask, other = np.zeros(_CHUNK, np.bool_), np.empty(_CHUNK, np.bool_)
    room = np.empty(_CHUNK + 1, np.int64)
    for at in range(start, end, _CHUNK):
        part = data[at : min(at + _CHUNK, end)]
        hit = np.equal(part, kinds[0], out=mask[: len(part)])
        for kind in kinds[1:]:
            np.logical_or(hit, np.equal(part, kind, out=other[: len(part)]), out=hit)
        mask[len(part) :] = False
        found.append(room[: _marked(mask.view(np.uint64), at, room)].copy())
    return np.concatenate(found)


@compiled
def _marked(words: Words, start: Scalar, found: Rows) -> Scalar:
    """Write where a mask of bytes (eight a word) is set, counted from `start`; returns how often. Most words are empty.

    `found` has room for one more than there are: each byte of a word is written, and kept only when it is set.
    """
    count = 0
    for place in range(len(words)):
        word = words[place]
        if word:
            at = start + 8 * place
            for byte in range(8):
                found[count] = at + byte
                count += (word >> np.uint64(8 * byte)) & np.uint64(1)
    return count


@compiled
def _count(data: Bytes, size: Scalar, byte: Scalar) -> Scalar:
    count = 0
    for at in range(size):
        count += data[at] == byte
    return count


def count_lines(data: Bytes, size: int) -> int:
    """Lines in data[:size]; text after the last line feed is one."""
    feeds: int = _count(data, size, _FEED)
    return feeds + int(size > 0 and data[size - 1] != _FEED)


def pieces(block: Block, size: int) -> Iterator[tuple[int, int]]:
    """Start and end of pieces of about `size` bytes of the block, cut at line ends."""
    start = 0
    while start < block.size:
        end, look = min(start + size, block.size), 4096
        while end < block.size:
            back = max(end - look, start)
            feed = block.data[back:end].tobytes().rfind(b"\n")
            if feed >= 0:
                end = back + feed + 1
                break
            if back == start:
                end = min(end + size, block.size)
            look *= 8
        yield start, end
        start = end


def line_ends(block: Block) -> Rows:
    """Positions of the line feeds, and of the end of the text where the last line has none."""
    feeds = positions(block.data, 0, block.size, _FEED)
    return feeds if not block.size or block.data[block.size - 1] == _FEED else np.append(feeds, block.size)


def bounds(data: Bytes, begin: int, ends: Rows) -> tuple[Rows, Rows]:
    """Start and end of the lines that follow each other from `begin`, with line feeds at `ends`; CR LF is one line end."""
    start = np.empty_like(ends)
    start[:1] = begin
    np.add(ends[:-1], 1, out=start[1:])
    returns = np.flatnonzero((data[np.maximum(ends - 1, 0)] == 13) & (ends > start))
    if len(returns):
        ends = ends.copy()
        ends[returns] -= 1
    return start, ends


def refusal(line: bytes) -> str:
    """Why `line`, which is not an access, is none."""
    if not line.strip():
        return EMPTY
    if line == DROPPED:
        return TOO_LONG
    return COMMENT if line.startswith(b"#") else FOREIGN


def refuse(block: Block, rows: Rows, start: Rows, end: Rows, skipped: Skipped) -> None:
    """Count the lines of `rows` in `skipped`, each under its reason."""
    raw, by_reason = buffer(block.data), dict[str, list[int]]()
    for row, s, e in zip(rows.tolist(), start[rows].tolist(), end[rows].tolist(), strict=True):
        by_reason.setdefault(refusal(bytes(raw[s : min(e, s + 256)])), []).append(block.first_line + row)
    for reason, numbers in by_reason.items():
        skipped.add(reason, numbers)


def sample(head: bytes, most: int = 200) -> list[bytes]:
    """Up to `most` lines, spread evenly over `head`, without blank lines and `#` lines: what a source recognises itself by."""
    lines = [line.removesuffix(b"\r") for line in head.split(b"\n") if line.strip() and not line.startswith(b"#")]
    return lines if len(lines) <= most else [lines[i * len(lines) // most] for i in range(most)]
