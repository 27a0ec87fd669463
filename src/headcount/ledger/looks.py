"""Looks of headcount's own users: what the console showed somebody is a disclosure like any other, kept exactly once.

Each store of a console is a stream of the tap `console`; its position is the number of the last look that the ledger has, kept in
the same transaction as the looks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec
import pyarrow as pa

from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position, StreamEnd

TAP = "console"
METHOD = "CONSOLE"
"""In place of an HTTP method: no log has it."""
PEOPLE, CLIENTS = "/console/people/{person}", "/console/clients/{client}"
"""Templates of the two routes."""
CLIENT = "clients"
"""Entity of the tokens of clients; the person's entity is the one under which the ledger knows the record."""
NOBODY = "people"
"""Entity of those whom the ledger does not know: nobody was shown then."""
_KNOWN = """
SELECT record, min(entity), bool_or(people) FROM disclosure JOIN route USING (route)
WHERE record IN (SELECT unnest($records::UBIGINT[])) AND method <> $method GROUP BY record
"""

_CALLER = """
SELECT min(caller) FROM caller JOIN agent USING (agent)
WHERE account = ? AND address = '' AND credential = '' AND user_agent = ''
"""


class LookRow(msgspec.Struct, frozen=True):
    """One look."""

    at: int
    """When, microseconds since 1970 UTC."""
    account: str
    """Who looked, as the ledger names them."""
    record: int
    """Token of the person or client that was looked at."""
    client: bool
    """Whether it is a client's."""
    line: int
    """Number of its entry in the console's log."""


def register(ledger: EmbeddedLedger, store: str) -> None:
    """Give a console's store its number among the files; before others of this run take theirs."""
    if _file(ledger, store) is None:
        at = Position(ledger.next_file(), TAP, TAP, 0, "", 0, "", 0, 0, 0)
        ledger.commit_streams([StreamEnd((TAP, store), "", at, {})])


def position(ledger: EmbeddedLedger, store: str) -> str:
    """Which look of a store was the last that `keep` kept, in the words of its caller; empty for none."""
    rows = ledger.connection.execute("SELECT position FROM stream WHERE tap = ? AND stream = ?", [TAP, store]).fetchall()
    return str(rows[0][0]) if rows else ""


def keep(ledger: EmbeddedLedger, store: str, looks: Sequence[LookRow], last: str) -> None:
    """Keep looks, with the position after them, in one transaction of their own; nothing else may be under way.

    Raises:
        LedgerError: the store was not registered.
    """
    at = _file(ledger, store)
    if at is None:
        raise LedgerError("the console's store is not registered in the ledger; this is a mistake of headcount: report it")
    known = _known(ledger, {look.record for look in looks if not look.client})
    ledger.change()
    callers = {account: _caller(ledger, account) for account in sorted({look.account for look in looks})}
    routes: dict[tuple[str, str, bool], int] = {}
    shown: list[tuple[object, ...]] = []
    missed: list[tuple[object, ...]] = []
    for look in looks:
        entity, people = (CLIENT, False) if look.client else known.get(look.record, (NOBODY, False))
        named = (CLIENTS if look.client else PEOPLE, entity, people)
        if named not in routes:
            routes[named] = _route(ledger, *named)
        seen = look.client or look.record in known
        (shown if seen else missed).append((look.at, callers[look.account], routes[named], look.record, at.file, look.line))
    _insert(ledger, "disclosure SELECT make_timestamp(looked_at), caller, route, record, 0, file, line, 0", shown)
    _insert(ledger, "attempt SELECT make_timestamp(looked_at), caller, route, record, file, line", missed)
    _insert(
        ledger,
        "traffic SELECT caller, make_timestamp(min(looked_at)), make_timestamp(max(looked_at)), count(*), 0",
        shown + missed,
        "GROUP BY caller",
    )
    lines = max([at.lines, *(look.line for look in looks)])
    now = Position(at.file, TAP, TAP, 0, "", 0, "", lines, at.accesses + len(looks), 0)
    ledger.commit_streams([StreamEnd((TAP, store), last, now, {})])


def _file(ledger: EmbeddedLedger, store: str) -> Position | None:
    rows = ledger.connection.execute("SELECT file FROM stream WHERE tap = ? AND stream = ?", [TAP, store]).fetchall()
    return next((one for one in ledger.positions() if (one.file,) in rows), None)


def _caller(ledger: EmbeddedLedger, account: str) -> int:
    """Number of the caller of whom nothing but the account is known, who is added where they are new."""
    run = ledger.connection.execute
    [(found,)] = run(_CALLER, [account]).fetchall()
    if found is not None:
        return int(found)
    [(agent,)] = run("SELECT min(agent) FROM agent WHERE user_agent = ''").fetchall()
    if agent is None:
        agent = ledger.new_number("agent")
        run("INSERT INTO agent VALUES (?, '')", [agent])
    caller = ledger.new_number("caller")
    run("INSERT INTO caller VALUES (?, '', ?, '', ?)", [caller, account, agent])
    return caller


def _known(ledger: EmbeddedLedger, records: Collection[int]) -> dict[int, tuple[str, bool]]:
    """Under which entity a log showed each of these records, and whether those are people."""
    if not records:
        return {}
    rows = ledger.connection.execute(_KNOWN, {"records": sorted(records), "method": METHOD}).fetchall()
    return {record: (entity or "", bool(people)) for record, entity, people in rows}


def _route(ledger: EmbeddedLedger, template: str, entity: str, people: bool) -> int:  # noqa: FBT001  # a column's value
    """Number of a route, which is added where it is new."""
    run = ledger.connection.execute
    found = run(
        "SELECT route, people FROM route WHERE method = ? AND template = ? AND entity = ?", [METHOD, template, entity]
    ).fetchall()
    if not found:
        [(number,)] = run("SELECT count(*) FROM route").fetchall()
        subject = template.partition("{")[2].rstrip("}")
        values = [number, METHOD, template, subject, entity, "declared", people, "", False, False, ""]
        run("INSERT INTO route VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        return int(number)
    if found[0][1] != people:
        run("UPDATE route SET people = ? WHERE route = ?", [people, found[0][0]])
    return int(found[0][0])


def _insert(ledger: EmbeddedLedger, into: str, rows: Iterable[tuple[object, ...]], then: str = "") -> None:
    columns = list(zip(*rows, strict=True))
    if not columns:
        return
    names, types = ("looked_at", "caller", "route", "record", "file", "line"), (pa.int64(), *(pa.uint64(),) * 5)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    ledger.connection.register("looked", pa.table(arrays, names))
    ledger.connection.execute(f"INSERT INTO {into} FROM looked {then}")
    ledger.connection.unregister("looked")
