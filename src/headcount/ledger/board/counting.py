"""Counting clients: what each was shown in all, and how many records were new to it on each day.

A client is counted from all of its rows, whenever anything of it is new. So what was counted piece by piece is what is counted
in one go. Clients are taken together until they have a million rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.board.callers import Callers
from headcount.ledger.board.files import array, distinct, ranges, write_arrays
from headcount.ledger.board.log import Log
from headcount.ledger.board.moments import DAY
from headcount.ledger.pairing import order_of

I64 = NDArray[np.int64]
SHIFT = 719_162
"""Days from 0001-01-01 to 1970-01-01: with them, no day is negative."""
_BY_CLIENT = {"records": np.uint32, "showings": np.uint32, "routes": np.uint32, "first": np.int64, "last": np.int64}
_AT_ONCE = 1 << 20
_DAY_BITS = 22


class Members:
    """The callers of each client."""

    def __init__(self, order: NDArray[np.uint32], edges: I64) -> None:
        """`order` has callers by client, nobody's first; `edges` where those of each begin, and where the last end."""
        self._order, self._edges = order, edges

    @classmethod
    def found(cls, client: NDArray[np.int32], clients: int) -> Members:
        """By the client of each caller, -1 for nobody's; `clients` is how many there are."""
        order = np.argsort(client, kind="stable").astype(np.uint32)
        return cls(order, np.cumsum(np.bincount(client + 1, minlength=clients + 1)))

    @classmethod
    def kept(cls, turn: Path) -> Members:
        """Those of a turn.

        Raises:
            OSError: files are missing.
        """
        return cls(array(turn / "members-order", np.uint32), array(turn / "members-edges", np.int64))

    def keep(self, turn: Path) -> None:
        """Write them into a turn's folder.

        Raises:
            OSError: there is no room.
        """
        write_arrays(turn, {"members-order": self._order, "members-edges": self._edges})

    def of(self, clients: I64) -> NDArray[np.uint32]:
        """The callers of some clients, ascending."""
        begins = self._edges[clients]
        return np.sort(self._order[ranges(begins, self._edges[clients + 1] - begins)])


@dataclass(slots=True)
class Counts:
    """What is counted of clients; arrays by number."""

    records: NDArray[np.uint32]
    """Different records that it was shown; 0 for a client that was shown none."""
    showings: NDArray[np.uint32]
    routes: NDArray[np.uint32]
    """Different routes through which."""
    first: I64
    """Microseconds since 1970; means nothing without records."""
    last: I64

    @classmethod
    def none(cls) -> Counts:
        """Of an empty board."""
        return cls(*(np.zeros(0, kind) for kind in _BY_CLIENT.values()))

    @classmethod
    def kept(cls, turn: Path) -> Counts:
        """Those of a turn.

        Raises:
            OSError: files are missing.
        """
        return cls(*(array(turn / f"client-{name}", kind) for name, kind in _BY_CLIENT.items()))

    def keep(self, turn: Path) -> None:
        """Write them into a turn's folder.

        Raises:
            OSError: there is no room.
        """
        write_arrays(turn, {f"client-{name}": getattr(self, name) for name in _BY_CLIENT})

    def grow(self, clients: int) -> None:
        """Have room for so many clients, in arrays of their own."""
        for name, kind in _BY_CLIENT.items():
            old: NDArray[Any] = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.zeros(clients - len(old), kind)]))


def keep_day(log: Path, day: int, turn: int, clients: NDArray[np.uint32], new: NDArray[np.uint32]) -> None:
    """Write clients (ascending) to whom records were new on a day (since 1970), and how many, as a turn counted them.

    Raises:
        OSError: there is no room.
    """
    write_arrays(log, {f"day-{day}-{turn}-clients": clients, f"day-{day}-{turn}-new": new})


def kept_day(log: Path, day: int, turn: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """What `keep_day` wrote.

    Raises:
        OSError: files are missing.
    """
    clients, new = (array(log / f"day-{day}-{turn}-{name}", np.uint32) for name in ("clients", "new"))
    return clients, new


def count(log: Log, callers: Callers, members: Members, counted: I64, wanted: I64, counts: Counts) -> I64:
    """Count some clients anew.

    Args:
        log: what was shown.
        callers: whose rows are up to date.
        members: the callers of each client.
        counted: the number that each route counts under, -1 for none.
        wanted: the clients, ascending.
        counts: where their numbers go; has room for them.

    Returns:
        (client << 22 | day, new records) pairs as one array of shape (2, pairs), ascending; days from 0001-01-01 on.
    """
    client = callers.client
    of_client = callers.by_client(callers.rows)
    new = [np.zeros((2, 0), np.int64)]
    for part in _parts(wanted, of_client):
        place = log.of_callers(members.of(part))
        route = counted[log["route"][place]]
        place, route = place[route >= 0], route[route >= 0]
        own = np.searchsorted(part, client[log["caller"][place]])
        new.append(_count(part, own, log["record"][place], log["at"][place], route, counts))
    return np.concatenate(new, axis=1)


def _parts(wanted: I64, rows: I64) -> Iterator[I64]:
    """Clients, so many at a time as have a million rows."""
    total = np.cumsum(rows[wanted])
    cuts = np.flatnonzero(np.diff(total // _AT_ONCE)) + 1
    yield from (part for part in np.split(wanted, cuts) if len(part))


def _count(part: I64, own: I64, record: NDArray[np.uint32], at: I64, route: I64, counts: Counts) -> I64:
    """Count the rows of some clients; `own` is the place of a row's client in `part`."""
    showings = np.bincount(own, minlength=len(part))
    order = order_of(own, record, 0, int(record.max(initial=0)))
    client, number = own[order], record[order]
    firsts = np.flatnonzero((np.diff(client, prepend=-1) != 0) | (np.diff(number.astype(np.int64), prepend=-1) != 0))
    began = np.minimum.reduceat(at[order], firsts) if len(firsts) else at[:0]
    owner = client[firsts]
    ways, _ = distinct(own << 32 | route)
    there = np.flatnonzero(showings)
    begins = np.cumsum(showings[there]) - showings[there]
    times = at[order]
    counts.records[part] = np.bincount(owner, minlength=len(part))
    counts.showings[part] = showings
    counts.routes[part] = np.bincount(ways >> 32, minlength=len(part))
    counts.first[part[there]] = np.minimum.reduceat(times, begins) if len(there) else times[:0]
    counts.last[part[there]] = np.maximum.reduceat(times, begins) if len(there) else times[:0]
    keys, new = distinct(part[owner] << _DAY_BITS | (began // DAY + SHIFT))
    return np.stack([keys, new])


def by_day(new: I64) -> Iterator[tuple[int, NDArray[np.uint32], NDArray[np.uint32]]]:
    """What `count` returned, by day since 1970: clients, ascending, and how many records were new to each."""
    day = new[0] & ((1 << _DAY_BITS) - 1)
    order = np.argsort(day, kind="stable")
    day, rows = day[order], new[:, order]
    edges = np.flatnonzero(np.diff(day, prepend=-1, append=-1))
    for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        clients, records = (rows[0, begin:end] >> _DAY_BITS).astype(np.uint32), rows[1, begin:end].astype(np.uint32)
        yield int(day[begin]) - SHIFT, clients, records
