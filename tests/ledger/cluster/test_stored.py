from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from headcount.ledger.cluster import stored
from headcount.ledger.cluster.parts import CALLERS, MOVED, TRAFFIC
from headcount.ledger.embedded import EmbeddedLedger


def _write(folder: Path, rows: Sequence[Mapping[str, object]], schema: pa.Schema) -> None:
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "piece.parquet")


def _caller(place: int, who: int, address: str, agent: int) -> dict[str, object]:
    names = {"address": address, "account": "", "credential": "", "user_agent": f"browser {agent}"}
    return {"place": place, "who": who, "agent": agent, **names}


def test_callers_are_numbered_as_they_came_and_those_of_other_pieces_are_not_there(tmp_path: Path) -> None:
    callers = [
        _caller(3 << 32, 77, "192.0.2.3", 1),
        _caller(1 << 32 | 1, -5, "192.0.2.2", 2),
        _caller(1 << 32, 77, "192.0.2.3", 1),
        _caller(2 << 32, 8, "192.0.2.4", 9),
    ]
    _write(tmp_path / "callers", callers, CALLERS)
    traffic = [
        {"piece": piece, "who": who, "first": 10 * piece, "last": 20 * piece, "requests": 2, "errors": 1}
        for piece, who in ((1, 77), (1, -5), (2, 8), (3, 77))
    ]
    _write(tmp_path / "traffic", traffic, TRAFFIC)
    with EmbeddedLedger(None, "key") as ledger:
        stored._callers(ledger, tmp_path, {1, 3})
        ledger.commit(None, {})
        run = ledger.connection.execute
        assert run("SELECT caller, address, agent FROM caller ORDER BY caller").fetchall() == [
            (0, "192.0.2.3", 0),
            (1, "192.0.2.2", 1),
        ]
        assert run("SELECT caller, sum(requests), sum(errors) FROM traffic GROUP BY caller ORDER BY caller").fetchall() == [
            (0, 4, 2),
            (1, 2, 1),
        ]
    assert pq.read_table(tmp_path / "named.parquet").to_pylist() == [{"who": 77, "caller": 0}, {"who": -5, "caller": 1}]


def test_the_engine_reads_tokens_from_storage_as_they_were(tmp_path: Path) -> None:
    row = {"micros": 1_700_000_000_000_000, "caller": 1, "route": 2, "record": -1, "step": -3, "file": 0, "line": 9, "shows": 0}
    _write(tmp_path / "moved", [{**row, "shown": True}, {**row, "record": 5, "shown": False}], MOVED)
    with EmbeddedLedger(None, "key") as ledger:
        stored._point(ledger, tmp_path)
        run = ledger.connection.execute
        assert run("SELECT record, step, line, epoch_us(shown_at) FROM disclosure").fetchall() == [
            (2**64 - 1, -3, 9, 1_700_000_000_000_000)
        ]
        assert run("SELECT record FROM attempt").fetchall() == [(5,)]


def test_nothing_was_shown(tmp_path: Path) -> None:
    with EmbeddedLedger(None, "key") as ledger:
        stored._point(ledger, tmp_path)
        assert ledger.connection.execute("SELECT count(*) FROM disclosure").fetchall() == [(0,)]
