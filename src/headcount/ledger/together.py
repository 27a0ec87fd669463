"""What some clients were shown together: numbers over all of them, for findings on many clients. Rows of records stay here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Meetings:
    """Who was shown the same rare records. Rare: the half of all records with the fewest viewers, and all with at most `RARE`."""

    inner: int
    """Pairs of these clients, record by record."""
    cross: int
    """Pairs of one of these clients and one that is not."""
    showings: int
    """How many rare records each of these clients was shown, added up."""
    squares: int
    """The squares of these numbers, added up."""
    everybody: int
    """`showings` of all clients that there are."""


@dataclass(frozen=True, slots=True)
class Together:
    """Numbers of a set of clients."""

    records: int
    """Different records shown to any of them, exact."""
    people: int
    """Different people among these, exact; 0 while nothing is declared."""
    meetings: Meetings
    routes: tuple[str, ...]
    """Templates of the routes that showed them records, busiest first."""
    user_agent: str
    """The user agent that most of them asked with; the first by alphabet of equals."""


RARE = 9
"""Viewers of a record that is rare in any case."""


class Counter(Protocol):
    """Counts what clients were shown together. The same clients give the same numbers."""

    def __call__(self, clients: NDArray[np.int64], since: int | None = None, /) -> Together:
        """What these different clients (numbers) were shown together.

        With `since` (seconds since 1970-01-01 UTC) the meetings, and nothing else, are those of showings for the first time from
        then on: who was shown what before counts for nobody. Which records are rare is told by all that was ever shown.
        """


def counted(
    member: NDArray[np.bool_], client: NDArray[np.int64], record: NDArray[np.int64], late: NDArray[np.bool_] | None = None
) -> tuple[int, Meetings]:
    """`records` and `meetings` of `Together` over rows in memory, for windows that no ledger made.

    Args:
        member: shape (clients,), indexed by client number.
        client: shape (pairs,), one row a client and record that it was shown.
        record: shape (pairs,), numbers from 0 up.
        late: shape (pairs,), the rows that count for meetings; all of them if None.
    """
    viewers = np.bincount(record, minlength=1)
    shown = np.sort(viewers[viewers > 0])
    few = viewers <= max(RARE, int(shown[(len(shown) - 1) // 2]) if len(shown) else 0)
    records = int(np.count_nonzero(np.bincount(record[member[client]], minlength=len(viewers))))
    if late is not None:
        client, record = client[late], record[late]
        viewers = np.bincount(record, minlength=len(viewers))
    mine = np.bincount(record[member[client]], minlength=len(viewers))
    each = np.bincount(client[few[record] & member[client]], minlength=1)
    inner, cross = (mine * (mine - 1) // 2)[few].sum(), (mine * (viewers - mine))[few].sum()
    meetings = Meetings(int(inner), int(cross), int(each.sum()), int((each**2).sum()), int(viewers[few].sum()))
    return records, meetings
