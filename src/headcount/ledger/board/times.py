"""Hours and days of the whole site: different records and clients, and showings, of each in which something was shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.files import array, write_arrays
from headcount.ledger.board.log import Log

I64 = NDArray[np.int64]
_AT_ONCE = 1 << 22
_DENSE = 16
"""Numbers are marked in an array of all of them where there are so many rows, or else sorted."""


@dataclass(frozen=True, slots=True)
class Times:
    """Hours, or days, in which anything was shown, ascending; arrays of one length."""

    time: I64
    """How many began since 1970 before it did."""
    records: I64
    showings: I64
    clients: I64

    @classmethod
    def kept(cls, turn: Path, what: str) -> Times:
        """Those of a turn: `hour` or `day`.

        Raises:
            OSError: files are missing.
        """
        return cls(*(array(turn / f"{what}-{name}", np.int64) for name in cls.__slots__))

    def keep(self, turn: Path, what: str) -> None:
        """Write them into a turn's folder.

        Raises:
            OSError: there is no room.
        """
        write_arrays(turn, {f"{what}-{name}": getattr(self, name) for name in self.__slots__})

    def with_counted(self, wanted: I64, counted: Times) -> Times:
        """The same with some of them counted anew."""
        keep = ~np.isin(self.time, wanted)
        columns = [np.concatenate([getattr(self, n)[keep], getattr(counted, n)]) for n in self.__slots__]
        order = np.argsort(columns[0], kind="stable")
        return Times(*(column[order] for column in columns))


NO_TIMES = Times(*(np.zeros(0, np.int64) for _ in range(4)))


def count_times(log: Log, client: NDArray[np.int32], clients: int, counted: I64, wanted: I64, length: int) -> Times:
    """Count some hours or days.

    Args:
        log: what was shown.
        client: client of each caller.
        clients: how many there are.
        counted: the number that each route counts under, -1 for none.
        wanted: which ones, ascending.
        length: of one, microseconds.
    """
    told = [_count(*rows, len(log.tokens), clients) for rows in _rows(log, client, counted, wanted, length)]
    columns = (np.concatenate([np.zeros(0, np.int64), *(one[at] for one in told)]) for at in range(4))
    return Times(*columns)


def _rows(log: Log, client: NDArray[np.int32], counted: I64, wanted: I64, length: int) -> Iterator[tuple[I64, I64, I64]]:
    """Time, record and client of the rows that count, each time whole; several together while they have few rows."""
    for group in _groups(log, wanted, length):
        found: list[tuple[I64, ...]] = []
        for stretch in log.of_times(group, length):
            time, inside = _inside(log["at"][stretch], group, length)
            own = client[log["caller"][stretch]].astype(np.int64)
            keep = np.flatnonzero(inside & (counted[log["route"][stretch]] >= 0) & (own >= 0))
            found.append((time[keep], log["record"][stretch][keep].astype(np.int64), own[keep]))
        time, record, own = (np.concatenate([one[at] for one in found]) for at in range(3)) if found else (group[:0],) * 3
        order = np.argsort(time, kind="stable") if len(group) > 1 else slice(None)
        yield time[order], record[order], own[order]


def _inside(at: I64, wanted: I64, length: int) -> tuple[I64, NDArray[np.bool_]]:
    """The time of each row, and whether it is a wanted one."""
    time = at // length
    if int(wanted[-1]) - int(wanted[0]) < len(wanted):  # one after the other, as they mostly are
        return time, (time >= wanted[0]) & (time <= wanted[-1])
    return time, wanted[np.searchsorted(wanted, time).clip(max=len(wanted) - 1)] == time


def _groups(log: Log, wanted: I64, length: int) -> Iterator[I64]:
    """Times, so many together as have about four million rows."""
    rows = np.zeros(len(wanted), np.int64)
    for stretch in log.of_times(wanted, length):
        time, inside = _inside(log["at"][stretch], wanted, length)
        rows += np.bincount(np.searchsorted(wanted, time[inside]), minlength=len(wanted))
    cuts = np.flatnonzero(np.diff(np.cumsum(rows) // _AT_ONCE)) + 1
    yield from (group for group in np.split(wanted, cuts) if len(group))


def _count(time: I64, record: I64, client: I64, records: int, clients: int) -> tuple[I64, I64, I64, I64]:
    edges = np.flatnonzero(np.diff(time, prepend=-(1 << 60), append=1 << 60))
    spans = [slice(begin, end) for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)]
    told = [[int(time[s.start]), different(record[s], records), s.stop - s.start, different(client[s], clients)] for s in spans]
    table = np.array(told, np.int64).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def different(numbers: I64, most: int) -> int:
    """How many different numbers there are, all below `most`."""
    if len(numbers) * _DENSE > most:
        seen = np.zeros(most, np.bool_)
        seen[numbers] = True
        return int(np.count_nonzero(seen))
    ordered = np.sort(numbers)
    return int(np.count_nonzero(np.diff(ordered, prepend=-1)))
