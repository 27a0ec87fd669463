"""The made world in memory: who comes, what each is shown, and who of them harvests. Columns, never rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

SECOND = 1_000_000
"""Microseconds."""
HOUR = 3_600 * SECOND
"""Microseconds."""
DAY = 24 * HOUR
"""Microseconds."""


@dataclass(frozen=True, slots=True)
class Clients:
    """One row a client: an account of the made site, or an anonymous visitor."""

    name: list[str]
    """Account name, such as `u10442`; empty: anonymous, known by its address."""
    address: NDArray[np.uint32]
    """Its usual IPv4 address. Carriers' and offices' addresses are shared by many."""
    agent: NDArray[np.int32]
    """Index into `World.agents`."""
    role: NDArray[np.int8]
    """Index into `World.roles`."""
    cohort: NDArray[np.int16]
    """Week of sign-up; larger is later."""
    harvester: NDArray[np.int16]
    """Index into `World.harvesters`; -1: honest."""

    def __len__(self) -> int:
        """How many clients."""
        return len(self.name)

    @classmethod
    def concat(cls, parts: Sequence[Self]) -> Self:
        """The clients of all parts, one part after the other."""
        rest = {f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in dataclasses.fields(cls)[1:]}
        return cls([name for part in parts for name in part.name], **rest)


@dataclass(frozen=True, slots=True)
class Events:
    """One row a person shown (or asked for and not found, or a page without a person), in the order of time in a `World`.

    One answer that shows many people is many rows with the same time, client and route.
    """

    at: NDArray[np.int64]
    """Microseconds since 1970, UTC."""
    client: NDArray[np.int32]
    subject: NDArray[np.int32]
    """Person number, the site's own id (0 to `World.people` - 1); -1: a page without a person. Larger numbers are identifiers
    that nobody has (phone numbers without an account): `found` is then False."""
    route: NDArray[np.int8]
    """Index into `World.routes`."""
    found: NDArray[np.bool_]
    """False: answered 404, and nobody was shown."""
    reason: NDArray[np.bool_]
    """The site's own tables explain it: own order, own case, own station, own contact."""
    planted: NDArray[np.bool_]
    """Part of a harvest. Cover traffic of a harvester is not."""

    def __len__(self) -> int:
        """How many events."""
        return len(self.at)

    @classmethod
    def concat(cls, parts: Sequence[Self]) -> Self:
        """The events of all parts, one part after the other."""
        return cls(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in dataclasses.fields(cls)})

    @classmethod
    def of(
        cls,
        at: NDArray[np.int64],
        client: NDArray[np.int32],
        subject: NDArray[np.int32],
        route: NDArray[np.int8] | int,
        *,
        found: NDArray[np.bool_] | bool = True,
        reason: NDArray[np.bool_] | bool = False,
        planted: bool = False,
    ) -> Self:
        """Events whose columns have one value where a single one is given."""
        rows = len(at)

        return cls(
            at.astype(np.int64, copy=False),
            client.astype(np.int32, copy=False),
            subject.astype(np.int32, copy=False),
            np.broadcast_to(np.asarray(route, np.int8), rows).copy(),
            np.broadcast_to(np.asarray(found, np.bool_), rows).copy(),
            np.broadcast_to(np.asarray(reason, np.bool_), rows).copy(),
            np.broadcast_to(np.asarray(planted, np.bool_), rows).copy(),
        )

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_] | slice) -> Events:
        """Some of the rows."""
        return Events(**{f.name: getattr(self, f.name)[rows] for f in dataclasses.fields(self)})

    def in_order(self) -> Events:
        """The same rows by time; rows of the same moment keep their order."""
        return self.take(np.argsort(self.at, kind="stable"))


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of page."""

    template: str
    """Request target; `{}` takes the identifier. Without `{}` the page shows no person."""
    method: str = "GET"
    phone: bool = False
    """Whether the identifier is a phone number instead of the person's number."""
    kinds: tuple[str, ...] = ()
    """Kinds of personal data that the page shows."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One harvest, by one client or many."""

    pattern: str
    """Name of the harvester, as on the shelf."""
    parameters: Mapping[str, object]
    """What it was made with."""
    clients: NDArray[np.int32]
    """Its clients."""


@dataclass(frozen=True, slots=True)
class Part:
    """Clients with their events, before they are joined to a world. Client numbers count from 0 within the part."""

    clients: Clients
    """`name` is here only the letter that the account name begins with; empty: anonymous."""
    events: Events
    """In any order."""
    planted: tuple[Planted, ...] = ()
    """Harvests of these clients; `Clients.harvester` is set when the part is joined."""


@dataclass(frozen=True, slots=True)
class World:
    """A site for some days, with the truth about it."""

    clients: Clients
    events: Events
    """Sorted by time."""
    agents: tuple[str, ...]
    """User agents."""
    roles: tuple[str, ...]
    routes: tuple[Route, ...]
    harvesters: tuple[Planted, ...]
    people: int
    """How many people the site has; their numbers are 0 to `people` - 1."""
    days: int
    first: dt.datetime
    """Midnight at which it begins, UTC."""
    learning_days: int
    """Days before any harvester starts."""
    seed: int
    """What it was made from: the same seed and setting give the same world."""

    @property
    def start(self) -> int:
        """`first` in microseconds since 1970."""
        return round(self.first.timestamp()) * SECOND

    @property
    def end(self) -> int:
        """The moment after its last day, in microseconds since 1970."""
        return self.start + self.days * DAY

    def with_events(self, events: Events) -> World:
        """The same site with other events, which are sorted."""
        return dataclasses.replace(self, events=events)

    def concat(self, parts: Iterable[Part]) -> World:
        """This world with more clients. Events outside of its days are dropped."""
        clients, events, harvesters = [self.clients], [self.events], list(self.harvesters)
        base = len(self.clients)
        for part in parts:
            names = [letter and f"{letter}{10_000 + base + n}" for n, letter in enumerate(part.clients.name)]
            harvester = part.clients.harvester.copy()
            for plot in part.planted:
                harvester[plot.clients] = len(harvesters)
                harvesters.append(dataclasses.replace(plot, clients=(plot.clients + base).astype(np.int32)))
            clients.append(dataclasses.replace(part.clients, name=names, harvester=harvester))
            events.append(dataclasses.replace(part.events, client=(part.events.client + base).astype(np.int32)))
            base += len(names)
        joined = Events.concat(events)
        inside = (joined.at >= self.start) & (joined.at < self.end)
        kept = joined if inside.all() else joined.take(inside)
        return dataclasses.replace(self, clients=Clients.concat(clients), events=kept.in_order(), harvesters=tuple(harvesters))
