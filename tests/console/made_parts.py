"""Made parts for pages: a board of a few made clients, a service that takes orders, a watch that writes down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from headcount.config import Config
from headcount.console.interface import ClientNote, Health, KnownClient, Parts, Viewer
from headcount.errors import ConfigError, LedgerError
from headcount.incident.cases import Cases
from headcount.model.board import (
    ClientPage,
    ClientRow,
    Day,
    Hour,
    KindCount,
    Known,
    Neighbour,
    Over,
    Part,
    Partition,
    RouteRow,
    Showing,
    SourceRow,
    Viewed,
)
from headcount.model.data_map import DataMap
from headcount.model.kind import Kind
from headcount.model.summary import Pictures
from headcount.model.verdict import Action, Verdict

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
FIRST = MIDNIGHT - 30 * DAY


def row(name: str = "ann", lens: str = "account", records: int = 1200) -> ClientRow:
    """A client that was shown records for ten days, the last of them yesterday evening."""
    return ClientRow(lens, name, records, 70, records + 60, records + 100, 40, 2, MIDNIGHT - 10 * DAY, MIDNIGHT - HOUR)


@dataclass
class MadeBoard:
    """A board that says what it was made with."""

    rows: list[ClientRow] = field(default_factory=lambda: [row(), row("bob", records=12), row("192.0.2.7", "address", 3)])
    people: bool = True
    last: dt.datetime | None = NOW - HOUR
    high: float | None = 4000.0
    failing: bool = False
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def known(self) -> Known:
        """Thirty days up to an hour ago; nothing without rows."""
        if self.failing:
            raise LedgerError("the board cannot be read: people.ledger.board is gone; start headcount console again")
        first, last = (FIRST, self.last) if self.rows else (None, None)
        return Known(NOW, first, last, 9000, len(self.rows), 5000, self.people)

    def hours(self, since: dt.datetime, until: dt.datetime) -> list[Hour]:
        """A hundred records an hour."""
        count = int((until - since) / HOUR)
        return [Hour(since + n * HOUR, 100 + n, 150, 9, None, None, None) for n in range(count)]

    def days(self, since: dt.date, until: dt.date) -> list[Day]:
        """4,312 records each."""
        usual = (3500.0, 3800.0, self.high) if self.high is not None else (None, None, None)
        return [Day(since + n * DAY, 4312, 6000, 310, *usual) for n in range((until - since).days)]

    def top(self, since: dt.datetime, until: dt.datetime, lens: str = "", limit: int = 10) -> list[ClientRow]:
        """The rows of a lens."""
        self.asked.append(("top", since, until, lens, limit))
        return [one for one in self.rows if lens in {"", one.lens}][:limit]

    def clients(
        self,
        text: str = "",
        lens: str = "",
        order: str = "records",
        since: dt.datetime | None = None,
        following: str = "",
        limit: int = 50,
    ) -> ClientPage:
        """The rows that fit, from `following` on, a number."""
        self.asked.append(("clients", text, lens, order, since, following, limit))
        fitting = [one for one in self.rows if text.casefold() in one.name.casefold() and lens in {"", one.lens}]
        start = int(following or 0)
        end = start + limit
        return ClientPage(tuple(fitting[start:end]), len(fitting), True, str(end) if end < len(fitting) else "")

    def client(self, lens: str, name: str) -> ClientRow | None:
        """Its row."""
        return next((one for one in self.rows if (one.lens, one.name) == (lens, name)), None)

    def pictures(self, lens: str, name: str) -> Pictures | None:
        """A straight ramp over ten days."""
        if self.client(lens, name) is None:
            return None
        steps = tuple((MIDNIGHT - 10 * DAY + n * DAY, 100 * n + 1) for n in range(11))
        band = ((0.0, 1.0, 2.0, 4.0), (10.0, 4.0, 12.0, 40.0))
        clock = tuple(tuple(hour % 3 for hour in range(24)) for _ in range(7))
        routes = (("/orders/{id}", 1100), ("/users/{id}", 100))
        return Pictures(steps, band, clock, tuple(range(300)), routes, ("access.log", 7), ("access.log", 90_001))

    def kinds(self, lens: str, name: str) -> list[KindCount]:
        """A phone number in clear, an address masked, and one that is declared."""
        found = [KindCount("bank_card", "clear", 4, 3), KindCount("phone", "clear", 3, 1100), KindCount("order", "", 2, 100)]
        return found if self.client(lens, name) else []

    def showings(self, lens: str, name: str, offset: int = 0, limit: int = 100) -> list[Showing]:
        """One a minute, as many as the row says."""
        known = self.client(lens, name)
        places = range(offset, min(offset + limit, known.showings if known else 0))
        begin = MIDNIGHT - 10 * DAY
        return [Showing(begin + n * HOUR / 60, "GET /orders/{id}", f"{n:016x}", ("phone",), "access.log", n + 1) for n in places]

    def neighbours(self, lens: str, name: str, limit: int = 10) -> list[Neighbour]:
        """One that saw the same, and one that saw the rest."""
        same, rest = Neighbour("account", "carl", 1300, 1100, 12.0), Neighbour("account", "dora", 1300, 0, 40.5)
        return [same, rest][:limit] if self.client(lens, name) and name == "ann" else []

    def first_shown(self, lens: str, name: str) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """One record an hour, tokens 0 to 99."""
        known = self.client(lens, name)
        count = min(known.records, 100) if known else 0
        begin = int((MIDNIGHT - 10 * DAY).timestamp()) * 1_000_000
        return np.arange(count, dtype=np.uint64), begin + np.arange(count, dtype=np.int64) * 3_600_000_000

    def partition(self, names: Sequence[tuple[str, str]], since: dt.datetime, until: dt.datetime) -> Partition:
        """A tile of ten records each, and one that the first two share."""
        self.asked.append(("partition", tuple(names), since, until))
        parts = [
            Part(lens, name, 11 if place < 2 else 10, 10, ((place, 10), *(((len(names), 1),) if place < 2 else ())))
            for place, (lens, name) in enumerate(names)
        ]
        return Partition(tuple(parts), len(names), 10 * len(names) + 1, 1, 10)

    def routes(self, since: dt.datetime, until: dt.datetime) -> list[RouteRow]:
        """None."""
        raise NotImplementedError

    def route_clients(self, route: str, since: dt.datetime, until: dt.datetime, limit: int = 50) -> list[ClientRow]:
        """None."""
        raise NotImplementedError

    def data_map(self) -> DataMap:
        """None."""
        raise NotImplementedError

    def person(self, token: str) -> list[Viewed]:
        """None."""
        raise NotImplementedError

    def over(
        self,
        lens: str,
        people: int | None,
        new: int | None,
        period: dt.timedelta,
        since: dt.datetime,
        until: dt.datetime,
        routes: Collection[str] = (),
        kinds: Collection[str] = (),
    ) -> list[Over]:
        """None."""
        raise NotImplementedError

    def sources(self) -> list[SourceRow]:
        """Two files, one with lines that could not be read."""
        if not self.rows:
            return []
        skipped = SourceRow("b.log", "nginx", 500, 497, 3, {"not a request line": 3})
        return [SourceRow("a.log", "nginx", 10_000, 10_000, 0, {}), skipped]


@dataclass
class MadeRunning:
    """A service; `told` says what it was asked to do."""

    live: bool = True
    status: Health | None = None
    standing: list[Verdict] = field(default_factory=list)
    changes: list[tuple[Verdict, str, str]] = field(default_factory=list)
    refuses: str = ""
    """Why it takes nothing over; empty: it does."""
    told: list[tuple[object, ...]] = field(default_factory=list)

    def health(self) -> Health | None:
        """As it was made."""
        return self.status

    def verdicts(self) -> list[Verdict]:
        """As they were made and ordered."""
        return list(reversed(self.standing))

    def history(self, lens: str, client: str) -> Sequence[tuple[Verdict, str, str]]:
        """Of one client."""
        return [change for change in self.changes if (change[0].lens, change[0].client) == (lens, client)]

    def order(self, lens: str, client: str, action: Action, mask: tuple[Kind, ...], seconds: int, by: str) -> Verdict:
        """Set it."""
        begin = int(NOW.timestamp()) * 1_000_000
        number = len(self.changes) + 1
        made = Verdict(number, lens, client, action, begin, begin + seconds * 1_000_000, "person", mask)
        self.standing.append(made)
        self.changes.append((made, "set", by))
        self.told.append(("order", lens, client, action, mask, seconds, by))
        return made

    def lift(self, lens: str, client: str, by: str) -> Verdict | None:
        """Lift the newest."""
        mine = [one for one in self.standing if (one.lens, one.client) == (lens, client)]
        if not mine:
            return None
        self.standing.remove(mine[-1])
        self.changes.append((mine[-1], "lifted", by))
        return mine[-1]

    def take_over(self) -> None:
        """Or say why not."""
        self.told.append(("take over",))
        if self.refuses:
            raise ConfigError(self.refuses)


@dataclass
class MadeWatch:
    """Writes down who looked and who did."""

    looks: list[tuple[str, str, str, str]] = field(default_factory=list)
    deeds: list[tuple[str, str, str]] = field(default_factory=list)

    def looked(self, viewer: Viewer, what: str, at: str, route: str) -> None:
        """Write it down."""
        self.looks.append((viewer.login, what, at, route))

    def did(self, viewer: Viewer, what: str, detail: str) -> None:
        """Write it down."""
        self.deeds.append((viewer.login, what, detail))


@dataclass
class MadeRegister:
    """A register in memory."""

    ours: dict[tuple[str, str], KnownClient] = field(default_factory=dict)
    written: list[tuple[str, str, ClientNote]] = field(default_factory=list)

    def known(self, lens: str, name: str) -> KnownClient | None:
        """Look it up."""
        return self.ours.get((lens, name))

    def declare(self, lens: str, name: str, owner: str, people: int | None, note: str, by: str) -> KnownClient:
        """Keep it."""
        self.ours[lens, name] = KnownClient(lens, name, owner, people, note, by, NOW)
        return self.ours[lens, name]

    def forget(self, lens: str, name: str) -> bool:
        """Drop it."""
        return self.ours.pop((lens, name), None) is not None

    def notes(self, lens: str, name: str) -> Sequence[ClientNote]:
        """Newest first."""
        return [note for at, who, note in reversed(self.written) if (at, who) == (lens, name)]

    def note(self, lens: str, name: str, text: str, by: str) -> ClientNote:
        """Keep it."""
        self.written.append((lens, name, ClientNote(text, by, NOW)))
        return self.written[-1][2]


def health(**problems: str) -> Health:
    """A service that is 40 records behind on one tap, with these problems."""
    lag: dict[str, tuple[int | None, int | None]] = {"edge": (40, 8000), "push": (None, None)}
    return SimpleNamespace(
        lag=lag, skipped={}, dead_letters={}, problems=problems, gauges={}, counts={}, ready=True, receivers={}, gates={}
    )


def made_parts(
    folder: Path,
    board: MadeBoard | None = None,
    running: MadeRunning | None = None,
    watch: MadeWatch | None = None,
    register: MadeRegister | None = None,
) -> Parts:
    """Parts over a store of incidents in `folder`."""
    return Parts(
        board=board or MadeBoard(),
        running=running or MadeRunning(),
        watch=watch or MadeWatch(),
        cases=lambda: Cases(folder / "people.incidents"),
        config=Config,
        ledger=folder / "people.ledger",
        register=register,
        clock=lambda: NOW,
    )
