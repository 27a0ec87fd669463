"""Made showings of known kinds, written straight into a ledger, and their exposure counted again by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.incident import ClientName
from headcount.model.kind import Form, Kind
from headcount.model.taxonomy import entry

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
SETS: tuple[tuple[tuple[Kind, Form], ...], ...] = (
    (),
    ((Kind.PHONE, Form.CLEAR), (Kind.NICKNAME, Form.CLEAR)),
    ((Kind.PHONE, Form.MASKED), (Kind.HEALTH, Form.CLEAR)),
    ((Kind.HEALTH, Form.HASHED), (Kind.ORDER, Form.CLEAR)),
)
"""What answers may show; the first: the answer was not seen."""
ROUTES = (
    ("GET", "/users/{id}", "users", True, "phone"),
    ("GET", "/users/{id}/orders", "users", False, ""),
    ("POST", "/orders/{id}", "orders", False, "order,own word"),
    ("GET", "/staff/{id}", "staff", True, "name"),
)
"""(method, template, entity, whether it says people, kinds as declared)."""


@dataclass(frozen=True)
class Look:
    """One showing. Records of entities are apart by their hundreds."""

    second: int
    account: str
    route: int
    number: int
    shows: int = 0
    file: int = 0
    line: int = 1

    @property
    def record(self) -> int:
        """Its token."""
        return (("users", "orders", "staff").index(ROUTES[self.route][2]) << 40) + self.number

    @property
    def at(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self.second)

    @property
    def told(self) -> set[tuple[Kind, Form]]:
        """What it told: as seen, else as declared."""
        declared = {"phone": Kind.PHONE, "order": Kind.ORDER, "name": Kind.PERSON_NAME}
        if self.shows:
            return set(SETS[self.shows])
        return {(declared[word], Form.CLEAR) for word in ROUTES[self.route][4].split(",") if word in declared}


def fill(ledger: EmbeddedLedger, looks: Sequence[Look], *, skipped: int = 0) -> None:
    """Write the showings, the routes and the sets of kinds; every account is a client, and each of its looks a request."""
    run = ledger.connection.execute
    for number, (method, template, entity, people, kinds) in enumerate(ROUTES):
        row = [number, method, template, "id", entity, "declared", people, kinds, False, False, ""]
        run("INSERT INTO route VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    for number, members in enumerate(SETS):
        for kind, form in members:
            run("INSERT INTO shows VALUES (?, ?, ?)", [number, str(kind), str(form)])
    run("INSERT INTO agent VALUES (0, 'Firefox')")
    accounts = sorted({look.account for look in looks})
    for number, account in enumerate(accounts):
        run("INSERT INTO caller VALUES (?, '192.0.2.1', ?, '', 0)", [number, account])
    for file in sorted({look.file for look in looks} | {0}):
        run("INSERT INTO source_file VALUES (?, ?, 'made', 4, 'head', 9, 'tail', 9, 9, ?)", [file, f"{file}.log", skipped])
    if skipped:
        run("INSERT INTO skipped VALUES (0, 'no request line', ?, 1)", [skipped])
    times = pa.array([look.at.replace(tzinfo=None) for look in looks], pa.timestamp("us"))
    callers = pa.array([accounts.index(look.account) for look in looks], pa.uint32())
    columns = {
        "shown_at": times,
        "caller": callers,
        "route": pa.array([look.route for look in looks], pa.uint32()),
        "record": pa.array([look.record for look in looks], pa.uint64()),
        "step": pa.array([0] * len(looks), pa.int8()),
        "file": pa.array([look.file for look in looks], pa.uint32()),
        "line": pa.array([look.line for look in looks], pa.uint64()),
        "shows": pa.array([look.shows for look in looks], pa.uint16()),
    }
    for table, rows in (
        ("disclosure", pa.table(columns)),
        (
            "traffic",
            pa.table(
                {"caller": callers, "first": times, "last": times, "requests": [1] * len(looks), "errors": [0] * len(looks)}
            ),
        ),
    ):
        ledger.connection.register("incoming", rows)
        run(f"INSERT INTO {table} BY NAME FROM incoming")
        ledger.connection.unregister("incoming")
    ledger.name_clients()


def named(*accounts: str) -> list[ClientName]:
    return [ClientName("account", account) for account in accounts]


Recount = dict[str, tuple[int, int, int, int, int, int]]
"""Key to (records, people, pieces, clear, masked, showings)."""


def recount(looks: Iterable[Look], keys: Callable[[Look], Iterable[str]]) -> Recount:
    """The counts of an exposure's table again, one showing at a time. `keys` says under which of its rows a look counts."""
    groups: dict[str, list[Look]] = {}
    for look in looks:
        for key in keys(look):
            groups.setdefault(key, []).append(look)
    return {key: _counts(group) for key, group in groups.items()}


def _counts(looks: Sequence[Look]) -> tuple[int, int, int, int, int, int]:
    people = {look.record for look in looks if ROUTES[look.route][2] in {"users", "staff"}}
    pieces = {(look.record, kind) for look in looks for kind, _ in look.told}
    clear = {(look.record, kind) for look in looks for kind, form in look.told if form == Form.CLEAR}
    return len({look.record for look in looks}), len(people), len(pieces), len(clear), len(pieces - clear), len(looks)


def grade_of(looks: Iterable[Look], record: int) -> int:
    """The highest grade that was shown of a record; 0: no kind is known."""
    grades = [
        entry(kind).grade - (form != Form.CLEAR) or 1 for look in looks if look.record == record for kind, form in look.told
    ]
    return max(grades, default=0)
