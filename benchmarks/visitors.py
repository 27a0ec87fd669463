"""Who comes to the made-up shop: the crowd, and the few clients that a report must tell apart from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import shop
from numpy.typing import NDArray

DAY = 86_400


@dataclass(slots=True)
class Rows:
    """Requests as columns, sorted by time once merged."""

    second: NDArray[np.int64]
    """Second of the day."""
    address: NDArray[np.int64]
    """Index into the addresses of the log."""
    agent: NDArray[np.int64]
    """Index into its user agents."""
    route: NDArray[np.int64]
    """Index into `shop.ROUTES`."""
    number: NDArray[np.int64]
    """The identifier (or page, or version) that the route's template takes."""
    status: NDArray[np.int64]
    size: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        second: NDArray[np.int64],
        address: NDArray[np.int64],
        agent: NDArray[np.int64],
        route: NDArray[np.int64],
        number: NDArray[np.int64],
    ) -> Self:
        """Requests that have not been answered yet."""
        return cls(second, address, agent, route, number, np.zeros(len(second), np.int64), np.zeros(len(second), np.int64))

    @classmethod
    def merge(cls, parts: Sequence[Self]) -> Self:
        """All parts in the order of time."""
        columns = [np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)]
        order = np.argsort(columns[0], kind="stable")
        return cls(*(column[order] for column in columns))


def _mixed(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """A well-spread non-negative number for each pair (the finaliser of SplitMix64)."""
    x = left.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + right.astype(np.uint64) * np.uint64(0xD1B54A32D192ED03)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: NDArray[np.int64] = (x >> np.uint64(2)).astype(np.int64)
    return mixed


class Crowd:
    """People: each has a home address, one or two browsers, an appetite and favourites; some come through a carrier.

    In each log of enough lines every address is seen at least once: most people are guests, few are regulars.
    """

    CARRIERS = 200
    """Addresses that many people share: a quarter of the regulars' sessions."""

    def __init__(self, rng: np.random.Generator, addresses: int, lines: int, days: int) -> None:
        self.addresses = shop.made_up_addresses(rng, addresses)
        self.agents, weight = shop.browsers()
        people = addresses + max(addresses // 2, lines // 40)
        rank = np.arange(1, addresses + 1) ** -0.8
        self._by_rank = np.cumsum(rank) / rank.sum()
        self._home = np.concatenate([np.arange(addresses), np.searchsorted(self._by_rank, rng.random(people - addresses))])
        self._browser = rng.choice(len(self.agents), (people, 2), p=weight)
        appetite = np.minimum(rng.lognormal(0, 2.3, people), 1500)
        self._who = np.cumsum(appetite) / appetite.sum()
        self._guests = np.array_split(rng.permutation(addresses), days)

    def day(self, rng: np.random.Generator, day: int, lines: int) -> Rows:
        """One day's requests of the crowd, exactly `lines`."""
        guests = self._guests[day][: lines // 16]
        regulars = np.searchsorted(self._who, rng.random(lines // 12 + 10))
        person = np.concatenate([guests, regulars])
        size = np.concatenate([rng.geometric(1 / 4, len(guests)), rng.geometric(1 / 14, len(regulars))])
        session = np.repeat(np.arange(len(size)), size)[:lines]
        count = len(person)
        mobile = (rng.random(count) < 0.25) & (np.arange(count) >= len(guests))
        carrier = _mixed(person, np.full(count, 7)) % min(self.CARRIERS, len(self.addresses))
        hour = rng.choice(24, count, p=shop.HOURS)
        begin = hour * 3600 + rng.integers(0, 3600, count)
        first = np.concatenate([[True], session[1:] != session[:-1]])
        quick = rng.random(lines) < 0.45
        pause = np.where(quick, rng.exponential(0.3, lines), rng.exponential(15.0, lines))
        pause[first] = 0.0
        passed = np.cumsum(pause)
        passed -= np.maximum.accumulate(np.where(first, passed, 0.0))
        second = np.minimum(begin[session] + passed.astype(np.int64), DAY - 1)
        route = np.searchsorted(shop.SHARES, rng.random(lines))
        return Rows.of(
            second,
            np.where(mobile, carrier, self._home[person])[session],
            self._browser[person, (rng.random(count) < 0.15).astype(np.int64)][session],
            route,
            self._numbers(rng, person[session], np.minimum(rng.geometric(0.3, count), 25)[session], route),
        )

    def _numbers(
        self, rng: np.random.Generator, person: NDArray[np.int64], focus: NDArray[np.int64], route: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """What is looked at: mostly one's own favourites again, else what everybody looks at, now and then anything.

        `focus` is the favourite that a session is about.

        Revisits are 58 to 80 % of page views (Tauscher & Greenberg 1997; McKenzie & Cockburn 2001).
        """
        rows = len(route)
        draw = rng.random(rows)
        known = shop.SIZES[route]
        rank = np.where(rng.random(rows) < 0.6, focus, np.minimum(rng.geometric(0.4, rows), 25))
        favourite = _mixed(person * shop.FAMILIES + shop.FAMILY[route], rank) % known
        popular = _mixed((np.exp(rng.random(rows) * np.log(known)) - 1).astype(np.int64), shop.FAMILY[route]) % known
        anything = rng.integers(0, known)
        own_only = shop.OWN[route] | (draw < 0.62)
        return np.where(own_only, favourite, np.where(draw < 0.94, popular, anything))


@dataclass(frozen=True, slots=True)
class Special:
    """A client with a part to play."""

    name: str
    kind: str
    """`harvester`, or `honest`: it may be counted and named, but not found."""
    address: str
    agent: str
    rows: Rows
    """All its requests; `second` counts from the start of the log."""

    def on(self, day: int, address: int, agent: int) -> Rows:
        """Its requests of one day, under the numbers that address and agent have in this log."""
        picked = np.flatnonzero(self.rows.second // DAY == day)
        rows = self.rows
        return Rows.of(
            rows.second[picked] - day * DAY,
            np.full(len(picked), address),
            np.full(len(picked), agent),
            rows.route[picked],
            rows.number[picked],
        )


def _asking(second: NDArray[np.float64] | NDArray[np.int64], route: str, number: NDArray[np.int64]) -> Rows:
    n = len(number)
    blank = np.zeros(n, np.int64)
    return Rows.of(np.sort(second).astype(np.int64), blank, blank, np.full(n, shop.INDEX[route]), number)


def special_clients(rng: np.random.Generator, days: int) -> list[Special]:
    """Three harvesters, two search robots, a partner and a health check. Addresses: RFC 5737 and RFC 2544 ranges."""
    span = days * DAY
    browser = shop.browsers()[0]

    def anything(route: str, n: int) -> NDArray[np.int64]:
        return rng.permutation(int(shop.SIZES[shop.INDEX[route]]))[:n]

    def all_day(n: int) -> NDArray[np.float64]:
        return rng.uniform(0, span, n)

    fast = (min(9, days - 1) + 0.4) * DAY + np.cumsum(rng.exponential(0.18, 20_400))
    slow = np.concatenate([day * DAY + rng.uniform(0, DAY, 204) for day in range(days)])
    walk = np.concatenate([day * DAY + rng.uniform(0, DAY, 306) for day in range(days)])
    night = np.concatenate([day * DAY + 7200 + rng.uniform(0, 1800, 1000) for day in range(days)])
    robot = 667 * days
    return [
        Special("fast harvester", "harvester", "203.0.113.7", browser[3], _asking(fast, "rating", anything("rating", len(fast)))),
        Special(
            "slow harvester",
            "harvester",
            "198.51.100.23",
            browser[11],
            _asking(slow, "evaluate", anything("evaluate", len(slow))),
        ),
        Special("enumerator", "harvester", "192.0.2.41", browser[20], _asking(walk, "profile", 1_400_000 + np.arange(len(walk)))),
        Special(
            "search robot 1", "honest", "198.18.66.31", shop.GOOGLEBOT, _asking(all_day(robot), "item", anything("item", robot))
        ),
        Special(
            "search robot 2", "honest", "198.18.77.40", shop.BINGBOT, _asking(all_day(robot), "member", anything("member", robot))
        ),
        Special(
            "partner export",
            "honest",
            "198.18.54.40",
            "ExampleExport/3.1",
            _asking(night, "order", anything("order", len(night))),
        ),
        Special(
            "health check",
            "honest",
            "198.18.5.20",
            "kube-probe/1.31",
            _asking(np.arange(0, span, 30), "health", np.zeros(span // 30, np.int64)),
        ),
    ]


class Truth:
    """What each special client was really shown."""

    def __init__(self, special: Sequence[Special]) -> None:
        self._special = special
        self._shown: list[list[NDArray[np.int64]]] = [[] for _ in special]
        self._requests = [0] * len(special)

    def count(self, rows: Rows, first: int) -> None:
        """Add one day; `first` is the address number of the first special client."""
        for n in range(len(self._special)):
            mine = rows.address == first + n
            self._requests[n] += int(mine.sum())
            self._shown[n].append(rows.number[mine & (rows.status == 200)])

    def told(self) -> list[dict[str, object]]:
        """One entry per special client; `records` are different identifiers that were answered with 200."""
        return [
            {
                "name": client.name,
                "kind": client.kind,
                "address": client.address,
                "requests": self._requests[n],
                "records": len(set(np.concatenate(self._shown[n]).tolist())),
                "route": shop.ROUTES[int(client.rows.route[0])].template,
            }
            for n, client in enumerate(self._special)
        ]
