"""Where the lines of a block begin and end, and why a line that no source can read was refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled
from headcount.instructions import WIDTH, equal, lowest, ones
from headcount.model.skipped import Skipped
from headcount.sources.interface import Block
from headcount.sources.spans import Bytes, Mask, Rows, buffer

Marks = NDArray[np.int64]
"""Two axes."""

LONGEST = 1 << 20
"""Bytes of the longest line that is read; a longer one is counted and its content dropped."""
DROPPED = b"\x00line longer than 1 MiB\x00"
"""What a tap writes in the place of a line longer than `LONGEST`."""

EMPTY, TOO_LONG, COMMENT = "empty line", "line longer than 1 MiB", "comment or header line"
FOREIGN, NO_TIME, NO_REQUEST = "not in the format of this file", "time not readable", "no HTTP request"

_ROOM = 1 << 14
"""Lines, or positions, that are found at a time."""
_FEED, _RETURN, _QUOTE, _BACKSLASH = 10, 13, 34, 92


def positions(data: Bytes, start: int, end: int, kind: int, other: int | None = None) -> Rows:
    """Ascending positions in data[start:end] of every byte that is `kind` or `other`; `PADDING` bytes follow `end`."""
    parts, room = [], np.empty(_ROOM, np.int64)
    while start < end:
        count, start = _positions(data, start, end, kind, kind if other is None else other, room)
        parts.append(room[:count].copy())
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


@compiled
def _positions(data: Bytes, start: Scalar, end: Scalar, kind: Scalar, other: Scalar, found: Rows) -> tuple[Scalar, Scalar]:
    """Fill `found`; returns how many there are, and from where to go on."""
    count, at = 0, start
    while at < end and count + WIDTH <= len(found):
        mask = _within(equal(data, at, kind, other), end - at)
        while mask:
            found[count] = at + np.int64(lowest(mask))
            count += 1
            mask &= mask - np.uint64(1)
        at += WIDTH
    return count, min(at, end)


@compiled
def _within(mask: Scalar, bits: Scalar) -> Scalar:
    """The lowest bits of a mask."""
    return mask if bits >= WIDTH else mask & ((np.uint64(1) << np.uint64(bits)) - np.uint64(1))


@dataclass(frozen=True, slots=True)
class Cut:
    """Lines that follow each other, with their quotes."""

    start: Rows
    end: Rows
    """Where the line ends; CR LF is one line end."""
    quotes: tuple[Rows, ...]
    """Of the regular lines, the position of the first, the second ... quote."""
    regular: Mask
    """Which lines have as many quotes as asked for, none of them after a backslash."""


def cut(data: Bytes, start: int, end: int, quotes: int, *, more: bool) -> Iterator[Cut]:
    """The lines of data[start:end], many at a time; the arrays are written anew for the next ones.

    Args:
        data: bytes, `PADDING` more after `end`.
        start: where the first line begins.
        end: where the last line ends, with or without a line feed.
        quotes: how many quotes (`"`) a regular line has.
        more: whether it may have further ones.
    """
    room = min(_ROOM, end - start + 1)
    first, last, regular = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.bool_)
    marks = np.empty((quotes + 1, room), np.int64)
    while start < end:
        count, start = _cut(data, start, end, more, marks, first, last, regular)
        fine = regular[:count]
        if fine.all():
            found = tuple(marks[:quotes, :count])
        else:
            rows = np.flatnonzero(fine)
            found = tuple(mark[rows] for mark in marks[:quotes])
        yield Cut(first[:count], last[:count], found, fine)


@compiled
def _cut(
    data: Bytes, start: Scalar, end: Scalar, more: Scalar, marks: Marks, first: Rows, last: Rows, regular: Mask
) -> tuple[Scalar, Scalar]:
    """Fill the arrays; returns how many lines there are, and from where to go on. The last row of `marks` is scratch."""
    quotes = len(marks) - 1
    row, line, count, escaped, at = 0, start, 0, False, start
    while at < end and row < len(first):
        mask = _within(equal(data, at, _QUOTE, _FEED), end - at)
        while mask and row < len(first):
            place = at + np.int64(lowest(mask))
            mask &= mask - np.uint64(1)
            if data[place] == _FEED:
                _bound(data, line, place, row, first, last)
                regular[row] = (count == quotes or (more and count > quotes)) and not escaped
                row, line, count, escaped = row + 1, place + 1, 0, False
            else:
                marks[min(count, quotes), row] = place
                escaped |= place > line and data[place - 1] == _BACKSLASH
                count += 1
        at += WIDTH
    if at >= end and line < end and row < len(first):  # the last line of a file, without a line feed
        _bound(data, line, end, row, first, last)
        regular[row] = (count == quotes or (more and count > quotes)) and not escaped
        row, line = row + 1, end
    return row, line


@compiled
def _bound(data: Bytes, start: Scalar, end: Scalar, row: Scalar, first: Rows, last: Rows) -> None:
    first[row] = start
    last[row] = end - 1 if end > start and data[end - 1] == _RETURN else end


@compiled
def _count(data: Bytes, size: Scalar, byte: Scalar) -> Scalar:
    count = np.int64(0)
    for at in range(0, size, WIDTH):
        count += np.int64(ones(_within(equal(data, at, byte, byte), size - at)))
    return count


def count_lines(data: Bytes, size: int) -> int:
    """Lines in data[:size], which `PADDING` bytes follow; text after the last line feed is one."""
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
