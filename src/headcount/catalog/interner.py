"""Interner: 64-bit keys to small consecutive numbers, a batch at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled

U64 = NDArray[np.uint64]


class Interner:
    """An open-addressing hash table (linear probing, at most half full). Keys must be well spread, as those of `spans` are."""

    def __init__(self) -> None:
        self.table = np.zeros((1 << 12, 2), np.uint64)
        """Key and number side by side, so that a look-up misses the cache once; key 0 is a free place. 2**n places."""
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def find(self, keys: U64) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
        """The number of each key, and whether it is known (the number of an unknown key means nothing)."""
        ids = np.zeros(len(keys), np.uint32)
        known = np.zeros(len(keys), np.bool_)
        _find(self.table, keys, ids, known)
        return ids, known

    def intern(self, keys: U64) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
        """The number of each key (0 is no key), unknown ones added; and the first row of each added key, by its number."""
        ids = np.zeros(len(keys), np.uint32)
        first = np.empty(len(keys), np.intp)
        before, row = self._count, 0
        while True:
            row, self._count = _intern(self.table, keys, row, self._count, before, ids, first)
            if row == len(keys):
                return ids, first[: self._count - before].copy()
            old, self.table = self.table, np.zeros((2 * len(self.table), 2), np.uint64)
            _move(old, self.table)


@compiled
def slot_of(table: U64, key: Scalar) -> Scalar:
    """The place of `key` in a table, or the free place where it would go."""
    mask = np.uint64(len(table) - 1)
    slot = (np.uint64(key) >> np.uint64(20)) & mask
    while table[slot, 0] != key and table[slot, 0] != 0:
        slot = (slot + np.uint64(1)) & mask
    return np.int64(slot)


@compiled
def _find(table: U64, keys: U64, ids: NDArray[np.uint32], known: NDArray[np.bool_]) -> None:
    for row in range(len(keys)):
        slot = slot_of(table, keys[row])
        known[row] = table[slot, 0] == keys[row]
        ids[row] = table[slot, 1]


@compiled
def _intern(
    table: U64, keys: U64, row: Scalar, count: Scalar, before: Scalar, ids: NDArray[np.uint32], first: NDArray[np.intp]
) -> tuple[Scalar, Scalar]:
    """Number keys from `row` on; stops early when the table is half full. Returns the next row and the count."""
    while row < len(keys):
        slot = slot_of(table, keys[row])
        if table[slot, 0] == 0:
            if 2 * (count + 1) > len(table):
                return row, count
            table[slot, 0] = keys[row]
            table[slot, 1] = count
            first[count - before] = row
            count += 1
        ids[row] = table[slot, 1]
        row += 1
    return row, count


@compiled
def _move(old: U64, new: U64) -> None:
    for place in range(len(old)):
        if old[place, 0] != 0:
            slot = slot_of(new, old[place, 0])
            new[slot, 0] = old[place, 0]
            new[slot, 1] = old[place, 1]
