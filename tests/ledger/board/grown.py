"""A ledger that grows piece by piece with random disclosures, and everything that a board says of it counted by hand."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.kind import Form, Kind

START = dt.datetime(2026, 3, 2, 22, 0, tzinfo=dt.UTC)
MIDNIGHT = START.replace(hour=0)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
ROUTES = (
    ("GET", "/users/{id}", "id", "users", True, "phone", False),
    ("GET", "/users/{id}/orders", "id", "users", False, "", False),
    ("POST", "/orders/{id}", "id", "orders", False, "order,own word", False),
    ("GET", "/staff/{id}", "id", "staff", True, "name", True),
    ("GET", "/pages/{page}", None, None, False, "", False),
    ("GET", "/users/{id}", "id", "users", True, "phone", False),
)
"""(method, template, subject, entity, people, kinds as declared, tentative at first); the last has the name of the first."""
SETS = ((), ((Kind.PHONE, Form.CLEAR), (Kind.NICKNAME, Form.CLEAR)), ((Kind.PHONE, Form.MASKED),))
DECLARED = {0: Kind.PHONE, 2: Kind.ORDER, 3: Kind.PERSON_NAME, 5: Kind.PHONE}
LONG, RIGHT_TO_LEFT = "n" * 200, "\u0645\u062b\u0627\u0644"
ACCOUNTS = ("", "Ann", "ann", "bob%", LONG, RIGHT_TO_LEFT)
Name = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One disclosure."""

    at: dt.datetime
    caller: int
    route: int
    record: int
    shows: int
    step: int
    file: int
    line: int

    @property
    def way(self) -> int:
        """The route that it counts under."""
        return 0 if self.route == 5 else self.route

    @property
    def held(self) -> set[tuple[str, str]]:
        """(kind, form) that it showed."""
        if self.shows:
            return {(str(kind), str(form)) for kind, form in SETS[self.shows]}
        return {(str(DECLARED[self.route]), "")} if self.route in DECLARED else set()


@dataclass
class Grown:
    """What was written so far."""

    seed: int
    callers: list[tuple[str, str, str, int]] = field(default_factory=list)
    """(address, account, credential, agent)"""
    rows: list[Row] = field(default_factory=list)
    missed: list[tuple[dt.datetime, int, int]] = field(default_factory=list)
    requests: Counter[int] = field(default_factory=Counter)
    open: bool = False
    """Whether the tentative route is one that shows records by now."""

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)  # noqa: S311  # made disclosures

    def begin(self, ledger: EmbeddedLedger) -> None:
        """Write what is there before anything is shown."""
        run = ledger.connection.execute
        for number, (method, template, subject, entity, people, kinds, tentative) in enumerate(ROUTES):
            row = [number, method, template, subject, entity, "declared", people, kinds, tentative, number == 5, ""]
            run("INSERT INTO route VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        for number, members in enumerate(SETS):
            for kind, form in members:
                run("INSERT INTO shows VALUES (?, ?, ?)", [number, str(kind), str(form)])
        for agent in range(6):
            run("INSERT INTO agent VALUES (?, ?)", [agent, f"Agent {agent}"])
        for file in range(2):
            run("INSERT INTO source_file VALUES (?, ?, 'made', 4, 'head', 9, 'tail', 9, 8, 1)", [file, f"{file}.log"])
        run("INSERT INTO skipped VALUES (1, 'no request line', 1, 3)")

    def grow(self, ledger: EmbeddedLedger, count: int, days: float = 3.0) -> None:
        """Write random disclosures, attempts and traffic, some of them of callers that are new; name the clients."""
        draw = self.draw
        met = len(self.callers)
        while len(self.callers) < met + 1 + count // 8:
            caller = (
                f"192.0.2.{draw.randrange(4)}",
                draw.choice(ACCOUNTS),
                draw.choice(("", "", "c0ffee")),
                draw.randrange(6),
            )
            if caller in self.callers:
                break
            self.callers.append(caller)
        begin = len(self.rows)
        for line in range(count):
            at = START + dt.timedelta(microseconds=draw.randrange(int(days * 86_400_000_000)))
            route, record = draw.randrange(len(ROUTES)), int(draw.paretovariate(0.8)) % 60
            token = (("users", "orders", "staff", None).index(ROUTES[route][3]) << 60) + record * 7919 + 1
            shows = draw.choice((0, 0, 1, 2))
            who = draw.randrange(len(self.callers))
            self.rows.append(Row(at, who, route, token, shows, draw.randrange(-9, 9), draw.randrange(2), begin + line))
            if draw.random() < 0.2:
                self.missed.append((at, who, route))
        _insert(
            ledger,
            "caller",
            ("caller", "address", "account", "credential", "agent"),
            [(n, *self.callers[n]) for n in range(met, len(self.callers))],
        )
        _insert(
            ledger,
            "disclosure",
            ("shown_at", "caller", "route", "record", "step", "file", "line", "shows"),
            [(_naive(r.at), r.caller, r.route, r.record, r.step, r.file, r.line, r.shows) for r in self.rows[begin:]],
        )
        self._write_rest(ledger, begin)
        ledger.name_clients()

    def _write_rest(self, ledger: EmbeddedLedger, begin: int) -> None:
        written = ledger.connection.execute("SELECT count(*) FROM attempt").fetchall()[0][0]
        columns = ("asked_at", "caller", "route", "record", "file", "line")
        _insert(ledger, "attempt", columns, [(_naive(at), who, way, 5, 0, 0) for at, who, way in self.missed[written:]])
        asked = [(row.caller, _naive(row.at)) for row in self.rows[begin:]]
        self.requests.update(caller for caller, _ in asked)
        _insert(ledger, "traffic", ("caller", "first", "last", "requests", "errors"), [(who, at, at, 1, 0) for who, at in asked])

    def settle(self, ledger: EmbeddedLedger) -> None:
        """Have the tentative route be one that shows records."""
        ledger.connection.execute("UPDATE route SET tentative = false")
        self.open = True

    @property
    def names(self) -> list[Name]:
        """Lens and name of the client of each caller."""
        shown = {row.caller for row in self.rows}
        behind: dict[str, set[int]] = {}
        for number, (address, account, credential, agent) in enumerate(self.callers):
            if not account and not credential and number in shown:
                behind.setdefault(address, set()).add(agent)
        told: list[Name] = []
        for address, account, credential, agent in self.callers:
            if account:
                told.append(("account", account))
            elif credential:
                told.append(("credential", credential))
            elif len(behind.get(address, ())) <= 3:
                told.append(("address", address))
            else:
                told.append(("visitor", f"{address} Agent {agent}"))
        return told

    @property
    def counted(self) -> list[Row]:
        """Rows of routes that show records."""
        return [row for row in self.rows if row.route != 4 and (row.route != 3 or self.open)]

    def of(self, name: Name) -> list[Row]:
        """The rows of a client, in the order of showings."""
        names = self.names
        mine = [row for row in self.counted if names[row.caller] == name]
        return sorted(mine, key=lambda row: (row.at, row.file, row.line))

    @property
    def clients(self) -> list[Name]:
        """Everybody who was shown something."""
        names = self.names
        return sorted({names[row.caller] for row in self.counted})

    def new(self, name: Name, since: dt.datetime, until: dt.datetime) -> int:
        """How many records were first shown to a client in a period."""
        return sum(since <= at < until for at in firsts(self.of(name)).values())

    def over(
        self,
        name: Name,
        people: int | None,
        new: int | None,
        period: dt.timedelta,
        since: dt.datetime,
        until: dt.datetime,
        ways: Collection[int],
    ) -> tuple[dt.datetime, int] | None:
        """When a client goes over a budget, and the most that counted in one period."""
        rows = [row for row in self.of(name) if row.route in ways and row.at < until]
        known = firsts(rows)
        midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
        when, most = list[dt.datetime](), 0
        for limit, only_new in ((people, False), (new, True)):
            met: dict[int, set[int]] = {}
            for row in rows if limit is not None else ():
                if row.at < since or (only_new and known[row.record] != row.at):
                    continue
                group = met.setdefault((row.at - midnight) // period, set())
                group.add(row.record)
                if len(group) > (limit or 0):
                    when.append(row.at)
                    most = max(most, len(group))
        return (min(when), most) if when else None


def firsts(rows: Iterable[Row]) -> dict[int, dt.datetime]:
    """When each record was first shown."""
    told: dict[int, dt.datetime] = {}
    for row in rows:
        told[row.record] = min(told.get(row.record, row.at), row.at)
    return told


def _naive(at: dt.datetime) -> dt.datetime:
    return at.replace(tzinfo=None)


def _insert(ledger: EmbeddedLedger, table: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    if rows:
        told = pa.table({name: [row[place] for row in rows] for place, name in enumerate(columns)})
        if "record" in columns:
            place = columns.index("record")
            told = told.set_column(place, "record", pa.array([row[place] for row in rows], pa.uint64()))
        ledger.connection.register("incoming", told)
        ledger.connection.execute(f"INSERT INTO {table} BY NAME FROM incoming")
        ledger.connection.unregister("incoming")
