"""Who is behind the numbers of a catalogue's callers, as the judge names them."""

from __future__ import annotations

from bisect import bisect_right

import pyarrow as pa

from headcount.ledger.prefixes import networks_of

_AT_HAND = 200_000
_NAMES = ("address", "account", "credential", "agent", "prefix")
Clients = tuple[tuple[str, str], ...]
"""(lens, name), as in `model.seen.Seen`."""


class Callers:
    """Grows with the catalogue's own numbers: about 150 bytes a caller, and the names of the recent ones at hand."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._batches: list[pa.RecordBatch] = []
        self._agents: list[str] = []
        self._known: dict[int, Clients] = {}

    def __len__(self) -> int:
        return self._firsts[-1] + len(self._batches[-1]) if self._batches else 0

    def add(self, callers: pa.RecordBatch, agents: pa.RecordBatch) -> None:
        """The rows that are new with one batch of the catalogue; their numbers go on where the last ones ended."""
        self._agents += agents.column("user_agent").to_pylist()
        if not len(callers):
            return
        first, batch = len(self), callers.append_column("prefix", networks_of(callers.column("address")))
        self._firsts.append(first)
        self._batches.append(batch)
        if len(self._known) + len(batch) > _AT_HAND:
            self._known.clear()
        columns = (batch.column(name).to_pylist() for name in _NAMES)  # who is new asks now, so all of them at once
        told = zip(*columns, strict=True)
        self._known.update(enumerate((named(at, who, by, self._agents[agent], net) for at, who, by, agent, net in told), first))

    def clients(self, number: int) -> Clients:
        """Everything that one caller is, what tells most first."""
        known = self._known.get(number)
        if known is None:
            if len(self._known) >= _AT_HAND:
                self._known.clear()
            known = self._known[number] = self._look_up(number)
        return known

    def _look_up(self, number: int) -> Clients:
        place = bisect_right(self._firsts, number) - 1
        row = self._batches[place].slice(number - self._firsts[place], 1)
        address, account, credential, agent, prefix = (row.column(name)[0].as_py() for name in _NAMES)
        return named(address, account, credential, self._agents[agent], prefix)


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
