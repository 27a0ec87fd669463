"""Spans of bytes: finding a delimiter, telling digits, 64-bit keys. Compiled loops over whole columns."""

from __future__ import annotations

import secrets
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled
from headcount.instructions import WIDTH, equal, lowest
from headcount.model.text import Text

U8 = NDArray[np.uint8]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

SECRET = np.uint64(secrets.randbits(64) | 1)
"""Drawn anew in each process: keys mean nothing outside of it, and nobody can build texts whose keys collide."""
VALUE_BYTES = 16
"""So many bytes of a segment are looked at to tell whether it is a value."""


def words(data: U8) -> U64:
    """`data` as little-endian 64-bit words, one starting at every byte (a view, unaligned)."""
    return np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))


@compiled
def mix(key: Scalar) -> Scalar:
    """SplitMix64's finaliser (Steele, Lea & Flood 2014): a bijection that spreads every bit over all others."""
    one = np.uint64(key)
    one = (one ^ (one >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    one = (one ^ (one >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return one ^ (one >> np.uint64(31))


@compiled
def key_of(word: U64, start: Scalar, size: Scalar, secret: Scalar) -> Scalar:
    """The key of the `size` bytes at `start`: words chained through `mix`, sealed with the length; never 0."""
    state, other = np.uint64(secret), ~np.uint64(secret)
    at, left = start, size
    while left > 16:  # two chains side by side: the processor works on both at once
        state, other = mix(state ^ word[at]), mix(other ^ word[at + 8])
        at, left = at + 16, left - 16
    if left > 8:
        state = mix(state ^ word[at])
        at, left = at + 8, left - 8
    tail = word[at] & (~np.uint64(0) >> np.uint64(64 - 8 * left)) if left > 0 else np.uint64(0)
    state = mix(mix(state ^ tail) ^ other ^ np.uint64(size))
    return state if state != 0 else np.uint64(1)


@compiled
def _keys(word: U64, start: I64, size: I64, secret: Scalar, into: U64) -> None:
    for row in range(len(start)):
        into[row] = key_of(word, start[row], size[row], secret)


def keys(text: Text, secret: np.uint64 = SECRET) -> U64:
    """A 64-bit key of each string, never 0: equal strings, equal keys; different ones share one with chance 2**-64 or so.

    With a `secret` of one's own the keys mean something in every process that knows it.
    """
    into = np.empty(len(text), np.uint64)
    _keys(words(text.data), text.start, text.size, secret, into)
    return into


@compiled
def _join(key: U64, other: U64) -> None:
    for row in range(len(key)):
        joined = mix(key[row] ^ mix(other[row] + np.uint64(1)))
        key[row] = joined if joined != 0 else np.uint64(1)


def join(key: U64, other: U64) -> U64:
    """A key of each pair of keys, in this order; never 0."""
    joined = key.copy()
    _join(joined, other)
    return joined


@compiled
def _append(key: U64, word: U64, start: I64, size: I64, secret: Scalar) -> None:
    for row in range(len(key)):
        if size[row] > 0:
            joined = mix(key[row] ^ mix(key_of(word, start[row], size[row], secret) + np.uint64(1)))
            key[row] = joined if joined != 0 else np.uint64(1)
        else:  # as cheap as it is common, and still another key than that of any text
            joined = key[row] * np.uint64(0x9E3779B97F4A7C15)
            key[row] = joined ^ (joined >> np.uint64(32))


def append(key: U64, text: Text) -> None:
    """Make each key, in place, that of the pair of what it was the key of and a text; never 0."""
    _append(key, words(text.data), text.start, text.size, SECRET)


@compiled
def _find(data: U8, start: I64, end: I64, wanted: NDArray[np.bool_], into: I64) -> None:
    for row in range(len(start)):
        at = start[row]
        while at < end[row] and not wanted[data[at]]:
            at += 1
        into[row] = at


def find(data: U8, start: I64, end: I64, *delimiters: int) -> I64:
    """Position of the first of `delimiters` (byte values) in each `[start, end)`; `end` where there is none."""
    wanted = np.zeros(256, np.bool_)
    wanted[list(delimiters)] = True
    into = np.empty(len(start), np.int64)
    _find(data, start, end, wanted, into)
    return into


@compiled
def seek(data: U8, start: Scalar, end: Scalar, one: Scalar, other: Scalar) -> Scalar:
    """Position of the first byte in [start, end) that is `one` or `other`; `end` where none is. `PADDING` bytes follow `end`."""
    at = start
    while at < end:
        mask = equal(data, at, one, other)
        if mask:
            return min(at + np.int64(lowest(mask)), end)
        at += WIDTH
    return end


@compiled
def is_value(data: U8, start: Scalar, size: Scalar) -> Scalar:
    """Whether a segment is a value on sight: digits only (or a list of such), four digits or more, or an e-mail address.

    Digits are counted in the first `VALUE_BYTES` bytes, `@` is sought in the first 64; percent-encoded bytes count as letters.
    """
    count: Scalar = 0
    commas: Scalar = 0
    at: Scalar = start
    while at < start + min(size, 64):
        byte: Scalar = data[at]
        if byte == 64 or (byte == 37 and at + 2 < start + size and data[at + 1] == 52 and data[at + 2] == 48):
            return True
        if at < start + VALUE_BYTES:
            count += 48 <= byte <= 57
            commas += byte == 44
            if count >= 4:
                return True
        at += 3 if byte == 37 else 1
    return count > 0 and count + commas == size


def is_value_alone(segment: bytes) -> bool:
    """`is_value` of one segment, by the interpreter: a call of compiled code would take longer."""
    return bool(cast("Any", is_value).py_func(segment, 0, len(segment)))
