"""Positions of streams, in the transaction of what was counted."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position, StreamEnd, StreamRow


def _end(lines: int, *, file: int = 0, skipped: int = 0) -> StreamEnd:
    at = Position(file, "tap:0", "combined", 0, "", 10 * lines, "", lines, lines - skipped, skipped)
    return StreamEnd(("tap", str(file)), f"at {lines}", at, {"a reason": (skipped, 3)} if skipped else {})


def test_a_stream_is_where_the_last_commit_says(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", "key") as ledger:
        ledger.commit_streams([_end(5), _end(7, file=1, skipped=2)])
        ledger.commit_streams([_end(9), _end(8, file=1, skipped=1)])
    with EmbeddedLedger(tmp_path / "ledger", "key") as ledger:
        assert sorted(ledger.streams(), key=lambda row: row.file) == [
            StreamRow("tap", "0", 0, "at 9", "combined", 9),
            StreamRow("tap", "1", 1, "at 8", "combined", 8),
        ]
        assert [(at.file, at.position, at.accesses) for at in ledger.positions()] == [(0, 90, 9), (1, 80, 7)]
        assert ledger.connection.execute("FROM skipped").fetchall() == [(1, "a reason", 3, 3)]
        ledger.commit_streams([_end(10)])
        assert ledger.next_file() == 2


def test_what_was_not_committed_is_not_there(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", "key") as ledger:
        ledger.commit_streams([_end(5)])
        ledger._begin()
        ledger._streams.keep(_end(6))  # type: ignore[union-attr]  # it is there after a commit
    with EmbeddedLedger(tmp_path / "ledger", "key") as ledger:
        assert [row.position for row in ledger.streams()] == ["at 5"]


@pytest.mark.parametrize("read_only", [True, False])
def test_a_ledger_from_before_streams_opens(tmp_path: Path, read_only: bool) -> None:
    with EmbeddedLedger(tmp_path / "ledger", "key"):
        pass
    with duckdb.connect(str(tmp_path / "ledger")) as old:
        old.execute("DROP TABLE stream")
    with EmbeddedLedger(tmp_path / "ledger", "key", read_only=read_only) as ledger:
        assert ledger.positions() == []
        assert read_only or ledger.streams() == []
