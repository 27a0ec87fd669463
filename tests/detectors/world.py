"""Made worlds with the truth known: honest clients with habits, planted harvesters, and the exact roll-up of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.together import Counter, Together, counted
from headcount.ledger.window import CLIENTS_SCHEMA, ROLLUP_SCHEMA, Window
from tests.detectors.direct import told

START = 1_767_225_600
DAY = 86_400
COLD_VIEWERS = 3
NO_OTHERS: Mapping[int, int] = {}


@dataclass
class World:
    """Views of records by clients; `add` appends harvesters, `window` counts."""

    clients: int
    days: float
    seed: int
    views: float = 12.0
    """Mean views of a client over the whole log."""
    exponent: float = 0.9
    """Zipf exponent of the clients' activity."""
    catalogue: int = 100_000
    popularity: float = 1.0
    """Zipf exponent of the records; 0 is uniform."""
    revisits: float = 0.4
    """Mean share of views that go to the client's own favourites."""
    explorers: float = 0.02
    """Share of clients that choose every other record uniformly, as if nothing were popular."""
    sale: int | None = None
    """A day on which three times as many sessions happen."""
    lens: str = "address"
    client: list[NDArray[np.int64]] = field(default_factory=list)
    time: list[NDArray[np.float64]] = field(default_factory=list)
    record: list[NDArray[np.int64]] = field(default_factory=list)
    planted: dict[str, int] = field(default_factory=dict)
    agents: dict[int, int] = field(default_factory=dict)
    """Client number to user agent, where it is not one of the 37 of the honest clients."""

    vain: list[NDArray[np.int64]] = field(default_factory=list)
    """Identifiers that nobody has, asked for with each view."""
    canaries: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        self.named = self.rng.permutation(self.catalogue)
        cdf = np.cumsum(np.arange(1, self.catalogue + 1) ** -self.popularity)
        self.cdf = cdf / cdf[-1]
        self._honest()

    def draw(self, number: int) -> NDArray[np.int64]:
        """Records as honest clients choose them."""
        return self.named[np.minimum(np.searchsorted(self.cdf, self.rng.random(number)), self.catalogue - 1)]

    def _honest(self) -> None:
        rng, n = self.rng, self.clients
        rate = np.arange(1, n + 1) ** -self.exponent
        rate /= rate.sum()
        sessions = max(n, int(n * self.views / 6))
        who = np.r_[np.arange(n), np.searchsorted(np.cumsum(rate), rng.random(sessions - n)).clip(0, n - 1)]
        hours = 1 + 0.8 * np.sin((np.arange(24) - 9) / 24 * 2 * np.pi)
        begin = rng.random(sessions) * min(self.days * DAY, 3600.0)
        if self.days >= 1:
            weight = np.ones(int(self.days))
            if self.sale is not None:
                weight[self.sale] = 3
            begin += rng.choice(len(weight), sessions, p=weight / weight.sum()) * float(DAY)
            begin += rng.choice(24, sessions, p=hours / hours.sum()) * 3600.0
        size = rng.geometric(1 / 6, sessions)
        of = np.repeat(np.arange(sessions), size)
        first = np.r_[True, of[1:] != of[:-1]]
        gap = np.where(first, 0, rng.exponential(20, len(of)))
        run = np.cumsum(gap)
        time = begin[of] + run - np.maximum.accumulate(np.where(first, run, 0))
        client = who[of]
        favourites = 3 + rng.geometric(1 / 12, n)
        edge = np.r_[0, np.cumsum(favourites)]
        circle = self.draw(int(edge[-1]))
        habit = rng.beta(self.revisits * 5 + 1e-9, (1 - self.revisits) * 5, n) if self.revisits else np.zeros(n)
        own = rng.random(len(of)) < habit[client]
        uniform = (rng.random(n) < self.explorers)[client] & (rng.random(len(of)) < 0.5)
        record = np.where(uniform, rng.integers(0, self.catalogue, len(of)), self.draw(len(of)))
        record = np.where(own, circle[edge[client] + (rng.random(len(of)) * favourites[client]).astype(int)], record)
        keep = time < self.days * DAY
        self.client.append(client[keep])
        self.time.append(time[keep])
        self.record.append(record[keep])
        own = np.random.default_rng([self.seed, 404])
        share = own.beta(0.3, 6, n) * (own.random(n) < 0.4)
        self.vain.append(own.poisson((share / (1 - share))[client[keep]]))

    def add(self, name: str, time: NDArray[np.floating], record: NDArray[np.int64], vain: int = 0) -> None:
        """Plant one harvester; it gets the next client number."""
        self.vain.append(np.full(len(time), vain))
        self.planted[name] = self.clients + len(self.planted)
        self.client.append(np.full(len(time), self.planted[name]))
        self.time.append(np.asarray(time, np.float64))
        self.record.append(record)

    def campaign(self, name: str, clients: int, most: int, days: int) -> None:
        """Clients with one user agent of their own that divide the records: 3 to `most` each, within minutes, the first most."""
        target = iter(self.rng.permutation(self.catalogue).tolist())
        for number in range(clients):
            size = most if not number else int(self.rng.integers(3, most))
            begin = self.rng.random() * (days * DAY - 3600)
            self.add(f"{name} {number}", begin + np.arange(size) * 9.0, np.array([next(target) for _ in range(size)]))
            self.agents[self.planted[f"{name} {number}"]] = 999

    def sweep(self, name: str, a_day: int, days: int, begin: int = 0) -> None:
        """`a_day` different records a day for `days`, in random order, at any hour."""
        number = a_day * days
        time = np.repeat(np.arange(begin, begin + days), a_day) * float(DAY) + self.rng.random(number) * DAY
        self.add(name, np.sort(time), self.rng.permutation(self.catalogue)[:number])

    def burst(self, name: str, number: int, seconds: float, at: float) -> None:
        """`number` different records within `seconds`, beginning at second `at` of the log."""
        self.add(name, np.arange(number) * (seconds / number) + float(at), self.rng.permutation(self.catalogue)[:number])

    def dump(self, name: str, number: int, at: float) -> None:
        """`number` different records at one moment."""
        self.add(name, np.full(number, at), self.rng.permutation(self.catalogue)[:number])

    def touch(self, name: str, number: int, at: float) -> None:
        """`number` popular records, a minute each, the last of them a canary."""
        self.canaries.append(self.catalogue + len(self.canaries))
        records = np.unique(self.draw(4 * number))[: number - 1]
        self.add(name, at + np.arange(len(records) + 1) * 60.0, np.r_[records, self.canaries[-1]])

    def guess(self, name: str, a_day: int, days: int, misses: int) -> None:
        """`a_day` different records a day, 3 seconds each, and for each so many identifiers that nobody has."""
        number = a_day * days
        time = np.repeat(np.arange(days), a_day) * float(DAY) + 40_000 + np.tile(np.arange(a_day) * 3.0, days)
        self.add(name, time, self.rng.permutation(self.catalogue)[:number], misses)

    def enumerate(self, name: str, a_day: int, days: int, first: int) -> None:
        """Identifiers one after the other, `a_day` a day."""
        number = a_day * days
        time = np.repeat(np.arange(days), a_day) * float(DAY) + 36_000 + np.tile(np.arange(a_day) * 7.0, days)
        self.add(name, time, (first + np.arange(number)) % self.catalogue)

    def window(self) -> Window:
        """Count everything exactly."""
        client, record = np.concatenate(self.client), np.concatenate(self.record)
        time = np.concatenate(self.time).astype(np.int64)
        counted = count(client, time, record, self.days, self.lens, self.agents)
        return told(counted, client, time, record, np.concatenate(self.vain), self.canaries)


def count(
    client: NDArray[np.int64],
    time: NDArray[np.int64],
    record: NDArray[np.int64],
    days: float,
    lens: str,
    others: Mapping[int, int] = NO_OTHERS,
) -> Window:
    """The window of these views; record numbers are the identifiers, `others` the user agents that are not honest ones."""
    order = np.lexsort((time, client))
    client, time, record = client[order], time[order], record[order]
    pair = client * (int(record.max(initial=0)) + 1) + record
    new = _first(pair)
    viewers = np.bincount(record[new])
    cold = viewers[record] <= COLD_VIEWERS + 1
    adjacent = np.zeros(len(client), np.bool_)
    for back in (1, 2):
        step = np.abs(record[back:] - record[:-back])
        adjacent[back:] |= (client[back:] == client[:-back]) & (step > 0) & (step <= 3)
    bucket = time // 600
    place = client * (int(bucket.max(initial=0)) + 1) + bucket
    distinct = _first(place * (int(record.max(initial=0)) + 1) + record)
    rows = np.flatnonzero(np.r_[True, place[1:] != place[:-1]]) if len(place) else np.zeros(0, np.intp)
    sums = [
        np.add.reduceat(c.astype(np.int64), rows) for c in (np.ones(len(client)), distinct, new, new & cold, new & adjacent, new)
    ]
    stamp = pa.timestamp("s", tz="UTC")
    rollup = [
        pa.array(client[rows]),
        pa.array(START + bucket[rows] * 600).cast(stamp),
        *map(pa.array, sums),
        pa.array(np.zeros(len(rows), np.int64)),
    ]
    edge = np.flatnonzero(np.r_[True, client[1:] != client[:-1]])
    who = client[edge]
    views = np.diff(np.r_[edge, len(client)])
    records = np.add.reduceat(new.astype(np.int64), edge)
    final = np.r_[edge[1:], len(client)] - 1
    names = [f"2001:db8::{number:x}" for number in who.tolist()]
    networks = [f"2001:db8:{number // 3:x}::/64" for number in who.tolist()]
    agents = [others.get(number, number % 37) for number in who.tolist()]
    none = pa.nulls(len(who), pa.string())
    columns = [
        pa.array(who), pa.array([lens] * len(who)), pa.array(names), pa.array(views), pa.array(np.zeros(len(who), np.int64)),
        pa.array(records), pa.array(np.zeros(len(who), np.int64)), pa.array(START + time[edge]).cast(stamp),
        pa.array(START + time[final]).cast(stamp), pa.array(np.ones(len(who), np.int64)), none, none,
        pa.array([""] * len(who)), pa.array(networks), pa.array(agents), pa.array([""] * len(who)),
    ]  # fmt: skip
    none = [pa.array(np.zeros(len(rows), np.int64))] * (len(ROLLUP_SCHEMA) - len(rollup))
    return Window(
        rollup=pa.table([c.cast(f.type) for c, f in zip(rollup + none, ROLLUP_SCHEMA, strict=True)], schema=ROLLUP_SCHEMA),
        clients=pa.table([c.cast(f.type) for c, f in zip(columns, CLIENTS_SCHEMA, strict=True)], schema=CLIENTS_SCHEMA),
        first=dt.datetime.fromtimestamp(START, dt.UTC),
        last=dt.datetime.fromtimestamp(START + days * DAY, dt.UTC),
        cold_share=float((viewers[viewers > 0] <= COLD_VIEWERS + 1).mean()),
        cold_viewers=COLD_VIEWERS,
        routes={int(number): ("/records/{id}",) for number in who},
        together=_counter(client[new], record[new], START + time[new], dict(zip(who.tolist(), agents, strict=True))),
    )


def _counter(client: NDArray[np.int64], record: NDArray[np.int64], at: NDArray[np.int64], agents: Mapping[int, int]) -> Counter:
    def count(clients: NDArray[np.int64], since: int | None = None) -> Together:
        member = np.zeros(int(client.max()) + 1, np.bool_)
        member[clients] = True
        asked = np.bincount([agents[number] for number in clients.tolist()])
        records, meetings = counted(member, client, record, None if since is None else at >= since)
        return Together(records, 0, meetings, ("/records/{id}",), f"agent {asked.argmax()}")

    return count


def empty() -> Window:
    """A window in which nothing happened."""
    moment = dt.datetime.fromtimestamp(START, dt.UTC)
    return Window(ROLLUP_SCHEMA.empty_table(), CLIENTS_SCHEMA.empty_table(), moment, moment, 0.0, COLD_VIEWERS, {})


def change(window: Window, **columns: Sequence[object]) -> Window:
    """The window with columns of its clients replaced."""
    clients = window.clients
    for name, values in columns.items():
        field_type = CLIENTS_SCHEMA.field(name)
        clients = clients.set_column(clients.schema.get_field_index(name), field_type, pa.array(values, field_type.type))
    return replace(window, clients=clients)


def _first(key: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where each value occurs for the first time."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    found = np.zeros(len(key), np.bool_)
    found[order[np.r_[True, ordered[1:] != ordered[:-1]]]] = True
    return found
