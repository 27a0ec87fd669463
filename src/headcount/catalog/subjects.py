"""Whose record it is: values as they stand in a request, made canonical, one row a record."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import numpy as np
from numpy.typing import NDArray

from headcount.catalog import spans
from headcount.catalog.trie import is_identifier
from headcount.compiled import compiled
from headcount.model.text import Text

I64 = NDArray[np.int64]

MOST_IN_LIST = 10_000
"""A list of identifiers longer than this is cut off there (a request line is at most a few kilobytes anyway)."""
_NONE = np.iinfo(np.int64).min
NO_STEP = 0
"""Code of a step that cannot be told: the identifier has no number, or it is the client's first."""


def records(values: Text) -> tuple[NDArray[np.intp], Text]:
    """The records that each value names: (row of `values`, canonical value), a list such as `1,2,3` giving several.

    Canonical means: percent-decoded, Unicode NFC, UUIDs and e-mail addresses in lower case. Numbers keep leading zeros.
    """
    end = values.start + values.size
    special = np.flatnonzero(spans.find(values.data, values.start, end, 37, 44, 43, 64) < end)  # % , + @
    special = np.union1d(special, np.flatnonzero(values.size == 36))  # a UUID's length
    if not len(special):
        return np.arange(len(values)), values
    plain = np.ones(len(values), np.bool_)
    plain[special] = False
    parts = [canonical(value) for value in values.take(special).to_list()]
    rows = np.concatenate([np.flatnonzero(plain), np.repeat(special, [len(p) for p in parts])])
    text = Text.concat([values.take(plain), Text.of([value for part in parts for value in part])])
    order = np.argsort(rows, kind="stable")
    return rows[order], text.take(order)


@lru_cache(maxsize=200_000)
def canonical(value: bytes) -> tuple[bytes, ...]:
    """The canonical identifiers in one value."""
    plain = unquote_to_bytes(value)
    if b"," in plain:
        parts = [part for part in plain.split(b",", MOST_IN_LIST) if part]
        if len(parts) > 1 and all(is_identifier(part) for part in parts):
            return tuple(dict.fromkeys(_normal(part) for part in parts[:MOST_IN_LIST]))
    return (_normal(plain),) if plain else ()


def _normal(value: bytes) -> bytes:
    try:
        text = unicodedata.normalize("NFC", value.decode())
    except UnicodeDecodeError:
        return value
    if "@" in text or (len(text) == 36 and text.count("-") == 4):
        text = text.lower()
    return text.encode()


def numbers(values: Text) -> tuple[I64, NDArray[np.bool_]]:
    """The number that each identifier ends with (at most 16 digits), and whether it ends with one."""
    number, ends = np.empty(len(values), np.int64), np.empty(len(values), np.bool_)
    _numbers(values.data, values.start, values.size, number, ends)
    return number, ends


@compiled
def _numbers(data: NDArray[np.uint8], start: I64, size: I64, number: I64, ends: NDArray[np.bool_]) -> None:
    for row in range(len(start)):
        at, stop = start[row] + size[row], max(start[row], start[row] + size[row] - 16)
        total, scale = np.int64(0), np.int64(1)
        while at > stop and 48 <= data[at - 1] <= 57:
            at -= 1
            total += scale * (data[at] - 48)
            scale *= 10
        number[row], ends[row] = total, at < start[row] + size[row]


def step_codes(step: I64) -> NDArray[np.int8]:
    """A step between two identifiers, coarse: exact up to 8 either way, then by powers of two; 0 is kept for NO_STEP.

    The ledger keeps this instead of the identifier: enough to see who walks a range, too little to tell the range.
    A repeated identifier (step 0) is coded 127.
    """
    size = np.abs(step)
    power = np.ceil(np.log2(np.maximum(size, 1).astype(np.float64))).astype(np.int64)
    code = np.where(size <= 8, size, 5 + power) * np.sign(step)
    code[step == 0] = 127
    return code.astype(np.int8)


class Walks:
    """Remembers each walker's two last numbers, so that the step to the next one can be told."""

    def __init__(self, most: int = 4_000_000) -> None:
        self._most = most
        self._last = np.zeros((0, 2), np.int64)
        self._seen = np.zeros(0, np.int8)

    def steps(self, walker: NDArray[np.uint32], number: I64) -> I64:
        """For rows as they were asked: the smaller step from the walker's two previous numbers; MIN where there is none.

        `walker` are small consecutive numbers (see Interner). Of walkers beyond the first `most` nothing is kept: their
        steps are unknown.
        """
        if not len(walker):
            return np.zeros(0, np.int64)
        self._room(int(walker.max()) + 1)
        step = np.empty(len(walker), np.int64)
        _steps(self._last, self._seen, walker, number, step)
        return step

    def _room(self, count: int) -> None:
        count = min(count, self._most)
        if count > len(self._last):
            grown = min(max(count, 2 * len(self._last), 1024), self._most)
            self._last = np.concatenate([self._last, np.zeros((grown - len(self._last), 2), np.int64)])
            self._seen = np.concatenate([self._seen, np.zeros(grown - len(self._seen), np.int8)])


@compiled
def _steps(last: I64, seen: NDArray[np.int8], walker: NDArray[np.uint32], number: I64, step: I64) -> None:
    for row in range(len(walker)):
        who = np.int64(walker[row])
        step[row] = _NONE
        if who >= len(last):
            continue
        if seen[who] > 0:
            step[row] = number[row] - last[who, 0]
        if seen[who] > 1 and abs(number[row] - last[who, 1]) < abs(step[row]):
            step[row] = number[row] - last[who, 1]
        last[who, 1], last[who, 0] = last[who, 0], number[row]
        seen[who] = min(seen[who] + 1, 2)
