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


def every_word(data: Bytes) -> Words:
    """The eight bytes from every position on as an integer (a view, unaligned); empty where there are fewer."""
    return np.ndarray((max(len(data) - 7, 0),), "<u8", data, 0, (1,))


def words(data: Bytes, at: Rows) -> Words:
    """The eight bytes from each position; a position outside of the buffer reads some other eight bytes."""
    return _gather(every_word(data), at)


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


def matches(data: Bytes, at: Rows, literal: bytes, ok: Mask) -> None:
    """Clear `ok` where `literal` does not stand at that position."""
    _matches(data, every_word(data), at, np.frombuffer(literal, np.uint8), packed(literal[:8]), ok)


@compiled
def _matches(data: Bytes, word: Words, start: Rows, literal: Bytes, beginning: Scalar, ok: Mask) -> None:
    mask = ~np.uint64(0) >> np.uint64(max(64 - 8 * len(literal), 0))
    highest = len(word) - max(len(literal), 8)
    for row in range(len(start)):
        at = start[row]
        inside = 0 <= at <= highest
        fits = inside and word[at if inside else 0] & mask == beginning
        place = 8
        while fits and place < len(literal):
            fits = data[at + place] == literal[place]
            place += 1
        ok[row] &= fits


def number(data: Bytes, start: Rows, size: Rows) -> tuple[Rows, Mask]:
    """The decimal number in each span, and whether it is one (1 to 16 ASCII digits)."""
    value, ok = np.empty(len(start), np.int64), np.empty(len(start), np.bool_)
    _number(data, every_word(data), start, size, value, ok)
    return value, ok


_ZEROS, _ABOVE_NINE, _HIGH = packed(b"0" * 8), packed(b"\x46" * 8), packed(b"\x80" * 8)
_PAIRS, _QUARTERS = packed(b"\xff\x00" * 4), packed(b"\xff\xff\x00\x00" * 2)


@compiled
def _number(data: Bytes, word: Words, start: Rows, size: Rows, value: Rows, ok: Mask) -> None:
    for row in range(len(start)):
        at, stop = start[row], start[row] + size[row]
        total = np.int64(0)
        if 0 < size[row] <= 8 and at >= 0 and 8 <= stop <= len(data):  # eight digits at once, zeros before them
            missing = (np.uint64(1) << np.uint64(64 - 8 * size[row])) - np.uint64(1) if size[row] < 8 else np.uint64(0)
            digits = (word[stop - 8] & ~missing) | (_ZEROS & missing)
            fine = ((digits + _ABOVE_NINE) | (digits - _ZEROS)) & _HIGH == 0
            digits -= _ZEROS
            digits = (digits * np.uint64(10) + (digits >> np.uint64(8))) & _PAIRS
            digits = (digits * np.uint64(100) + (digits >> np.uint64(16))) & _QUARTERS
            total = np.int64((digits * np.uint64(10_000) + (digits >> np.uint64(32))) & np.uint64(0xFFFFFFFF))
        else:
            fine = 0 < size[row] <= _DIGITS_MAX and at >= 0 and stop <= len(data)
            while fine and at < stop:
                digit = np.int64(data[at]) - 48
                fine = 0 <= digit <= 9
                total, at = total * 10 + digit, at + 1
        value[row], ok[row] = total, fine
