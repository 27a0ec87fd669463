"""Reading many spans of one byte buffer at once, in compiled loops or with eight bytes a row as one little-endian integer."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled

Bytes = NDArray[np.uint8]
Rows = NDArray[np.int64]
Words = NDArray[np.uint64]
Mask = NDArray[np.bool_]

WINDOW = 32
"""Bytes that `windows` reads; buffers end with at least twice as many zero bytes (`PADDING`)."""

_DIGITS_MAX = 16


def packed(text: bytes) -> np.uint64:
    """Up to eight bytes as the integer that `words` would read, zero bytes after them."""
    return np.uint64(int.from_bytes(text, "little"))


def buffer(data: Bytes) -> memoryview:
    """The bytes as a buffer, for slices and regular expressions without a copy."""
    return memoryview(data)  # type: ignore[arg-type]  # NumPy arrays have the buffer protocol


def words(data: Bytes, at: Rows) -> Words:
    """The eight bytes from each position; a position outside of the buffer reads some other eight bytes."""
    return _gather(np.ndarray((len(data) - 7,), "<u8", data, 0, (1,)), at)


def windows(data: Bytes, at: Rows) -> Words:
    """The 32 bytes from each position as an (n, 4) array of words; outside of the buffer as for `words`."""
    return _gather(np.ndarray((len(data) - WINDOW + 1,), f"V{WINDOW}", data, 0, (1,)), at).view("<u8").reshape(-1, 4)


def bytes_at(data: Bytes, at: Rows) -> Bytes:
    """The byte at each position; a position outside of the buffer reads its first or last byte."""
    return data.take(at, mode="clip")


def _gather(view: NDArray[Any], at: Rows) -> NDArray[Any]:
    try:
        return view[at]
    except IndexError:
        return view[np.clip(at, 0, len(view) - 1)]


def find(data: Bytes, at: Rows, end: Rows, byte: int) -> Rows:
    """Position of the first `byte` in each [at, end); `end` where it is not there."""
    found = np.empty(len(at), np.int64)
    _find(data, at, end, byte, found)
    return found


@compiled
def _find(data: Bytes, start: Rows, end: Rows, byte: Scalar, found: Rows) -> None:
    for row in range(len(start)):
        at, stop = start[row], min(end[row], len(data))
        while 0 <= at < stop and data[at] != byte:
            at += 1
        found[row] = min(at, end[row])


def matches(data: Bytes, at: Rows, literal: bytes) -> Mask:
    """Whether `literal` stands at each position."""
    ok = np.empty(len(at), np.bool_)
    _matches(data, at, np.frombuffer(literal, np.uint8), ok)
    return ok


@compiled
def _matches(data: Bytes, start: Rows, literal: Bytes, ok: Mask) -> None:
    for row in range(len(start)):
        at = start[row]
        fits = at >= 0 and at + len(literal) <= len(data)
        place = 0
        while fits and place < len(literal):
            fits = data[at + place] == literal[place]
            place += 1
        ok[row] = fits


def number(data: Bytes, start: Rows, size: Rows) -> tuple[Rows, Mask]:
    """The decimal number in each span, and whether it is one (1 to 16 ASCII digits)."""
    value, ok = np.empty(len(start), np.int64), np.empty(len(start), np.bool_)
    _number(data, start, size, value, ok)
    return value, ok


@compiled
def _number(data: Bytes, start: Rows, size: Rows, value: Rows, ok: Mask) -> None:
    for row in range(len(start)):
        at, stop = start[row], start[row] + size[row]
        fine = 0 < size[row] <= _DIGITS_MAX and at >= 0 and stop <= len(data)
        total = np.int64(0)
        while fine and at < stop:
            digit = np.int64(data[at]) - 48
            fine = 0 <= digit <= 9
            total, at = total * 10 + digit, at + 1
        value[row], ok[row] = total, fine
