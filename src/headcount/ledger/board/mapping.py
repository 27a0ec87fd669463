"""The data map out of a board, as `ledger.data_map` makes it: the engine reads the board's log where it lies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from headcount.catalog.agreements import Standing
from headcount.catalog.grades import Levels
from headcount.ledger.board.callers import LENSES, Callers
from headcount.ledger.board.log import Log
from headcount.ledger.board.place import Place, Small, turn_of
from headcount.ledger.board.whole import DAYS
from headcount.ledger.data_map import data_map
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.data_map import DataMap

_MEMORY = "600MB"
"""What the engine may use; beyond it, it spills."""


def map_of(folder: Path, place: Place, levels: Levels) -> DataMap:
    """The map of a place, without breaches of agreements: of these, who is under one must be known.

    Raises:
        LedgerError: there is no room.
        OSError: files of the place are missing.
    """
    if place.small.span is None:
        return DataMap(None, None, DAYS, (), (), ())
    with EmbeddedLedger(None, "", memory=_MEMORY) as ledger, ledger.told():
        _tell_small(ledger, place.small)
        _tell_clients(ledger, Callers.kept(turn_of(folder, place)))
        _tell_log(ledger, Log(folder, place))
        return data_map(ledger, Standing(()), levels, DAYS)


def _tell_small(ledger: EmbeddedLedger, small: Small) -> None:
    run = ledger.connection.executemany
    routes = [
        [
            n,
            r.method,
            r.template,
            r.subject,
            r.entity,
            r.source,
            r.people,
            ",".join(r.kinds),
            r.tentative,
            r.by_word,
            r.any_values,
        ]
        for n, r in enumerate(small.routes)
    ]
    if routes:
        run("INSERT INTO route VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", routes)
    sets = [[number, kind, form] for number, members in small.sets.items() for kind, form in members]
    if sets:
        run("INSERT INTO shows VALUES (?, ?, ?)", sets)
    shapes = [[s.route, s.scope, s.steady, s.answers, s.most_people] for s in small.shapes]
    if shapes:
        run("INSERT INTO person VALUES (?, ?, ?, ?, ?)", shapes)
    fields = [
        [s.route, f.path, f.kind, f.form, f.confidence, f.count, f.valid, f.reason, f.since, f.occasional]
        for s in small.shapes
        for f in s.fields
    ]
    if fields:
        run("INSERT INTO field VALUES (?, ?, ?, ?, ?, ?, ?, ?, make_timestamp(?), ?)", fields)
    if small.span is not None:
        run("INSERT INTO traffic VALUES (0, make_timestamp(?), make_timestamp(?), 0, 0)", [list(small.span)])


def _tell_clients(ledger: EmbeddedLedger, callers: Callers) -> None:
    lens = pa.array(LENSES).take(pa.array(callers.lens))
    numbers = np.arange(len(callers.lens), dtype=np.uint32)
    own = np.flatnonzero(callers.client >= 0)
    clients = pa.table({"client": numbers, "lens": lens, "name": callers.names})
    for table, rows in (("client", clients), ("client_caller", pa.table({"caller": own, "client": callers.client[own]}))):
        ledger.connection.register("incoming", rows)
        ledger.connection.execute(f"INSERT INTO {table} SELECT * FROM incoming").fetchall()  # noqa: S608  # fixed names
        ledger.connection.unregister("incoming")


def _tell_log(ledger: EmbeddedLedger, log: Log) -> None:
    """Have the disclosures be those of the log; a record is its number there, which tells them apart as well."""
    columns = {name: pa.array(log[name]) for name in ("caller", "route", "record", "step", "file", "line", "shows")}
    told = pa.table({"shown_at": pa.array(log["at"]).view(pa.timestamp("us"))} | columns)
    ledger.connection.execute("DROP TABLE disclosure")
    ledger.connection.register("disclosure", told)
