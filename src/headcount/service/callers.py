"""Who is behind the numbers of a catalogue's callers, as the judge names them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

import pyarrow as pa

from headcount.catalog.recent import Recent
from headcount.ledger.prefixes import networks_of

_AT_HAND = 400_000
_NAMES = ("address", "account", "credential", "agent", "prefix")
Clients = tuple[tuple[str, str], ...]
"""(lens, name), as in `model.seen.Seen`."""


class Callers:
    """Grows with the catalogue's own numbers: about 150 bytes a caller, and the names of the recent ones at hand."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._batches: list[pa.RecordBatch] = []
        self._agents: list[str] = []
        self._known = Recent[int, Clients](_AT_HAND)

    def __len__(self) -> int:
        return self._firsts[-1] + len(self._batches[-1]) if self._batches else 0

    def add(self, callers: pa.RecordBatch, agents: pa.RecordBatch) -> None:
        """The rows that are new with one batch of the catalogue; their numbers go on where the last ones ended."""
        self._agents += agents.column("user_agent").to_pylist()
        if not len(callers):
            return
        first, batch = len(self), callers.append_column("prefix", networks_of(callers.column("address")))
        for number, clients in enumerate(self._told(batch), first):  # who is new asks now, so all of them at once
            self._known.put(number, clients)
        self._firsts.append(first)
        self._batches.append(batch)
        while len(self._batches) > 1 and len(self._batches[-2]) <= len(self._batches[-1]):  # few of them, whatever came how often
            self._batches[-2:] = [pa.concat_batches(self._batches[-2:])]
            del self._firsts[-1]

    def clients(self, numbers: Sequence[int]) -> list[Clients]:
        """Everything that each of some callers is, what tells most first."""
        known = self._known.get
        found = [known(number) for number in numbers]
        if None in found:
            missing = dict(self._look_up(sorted({n for n, clients in zip(numbers, found, strict=True) if clients is None})))
            for number, clients in missing.items():
                self._known.put(number, clients)
            found = [missing[number] if clients is None else clients for number, clients in zip(numbers, found, strict=True)]
        return [clients for clients in found if clients is not None]

    def _look_up(self, numbers: Sequence[int]) -> Iterator[tuple[int, Clients]]:
        """What callers are, by ascending numbers."""
        for place, some in groupby(numbers, lambda number: bisect_right(self._firsts, number) - 1):
            asked = list(some)
            rows = pa.array([number - self._firsts[place] for number in asked], pa.int64())
            yield from zip(asked, self._told(self._batches[place].take(rows)), strict=True)

    def _told(self, batch: pa.RecordBatch) -> Iterator[Clients]:
        columns = (batch.column(name).to_pylist() for name in _NAMES)
        return (named(at, who, by, self._agents[agent], net) for at, who, by, agent, net in zip(*columns, strict=True))


def named(address: str, account: str, credential: str, agent: str, prefix: str) -> Clients:
    """Everything that one caller is, what tells most first; `agent` is its user agent, `prefix` the network of its address."""
    found = [("account", account)] if account else []
    if credential:
        found.append(("credential", credential))
    if address:
        if not found:
            found.append(("visitor", f"{address} {agent}"))
        found += [("address", address), ("prefix", prefix)]
    return tuple(found)
