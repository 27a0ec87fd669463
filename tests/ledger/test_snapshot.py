"""Copies of an open ledger."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position, StreamEnd
from headcount.ledger.snapshot import snapshot


def _end(lines: int) -> StreamEnd:
    return StreamEnd(("tap", "s"), str(lines), Position(0, "p", "combined", 0, "", 0, "", lines, lines, 0), {})


def test_a_copy_made_while_others_commit_is_what_was_committed_by_then(tmp_path: Path) -> None:
    stop = threading.Event()
    with EmbeddedLedger(tmp_path / "ledger", "key") as ledger:
        ledger.commit_streams([_end(0)])
        twin = ledger.beside()

        def commit() -> None:
            lines = 0
            while not stop.is_set():
                lines += 1
                ledger.connection.execute("INSERT INTO agent SELECT ?, repeat('x', 100) FROM range(100)", [lines])
                ledger.commit_streams([_end(lines)])

        thread = threading.Thread(target=commit)
        thread.start()
        try:
            for number in range(5):
                snapshot(twin, tmp_path / f"copy-{number}")
        finally:
            stop.set()
            thread.join()
            twin.close()
    seen = list[int]()
    for number in range(5):
        with EmbeddedLedger(tmp_path / f"copy-{number}", "key") as copy:
            [at] = copy.positions()
            [(rows,)] = copy.connection.execute("SELECT count(*) FROM agent").fetchall()
            assert rows in {100 * at.lines, 100 * (at.lines + 1)}
            seen.append(at.lines)
    assert seen == sorted(seen)


def test_a_ledger_in_memory_has_no_file() -> None:
    with EmbeddedLedger(None, "key") as ledger, pytest.raises(LedgerError, match="in memory"):
        snapshot(ledger, Path("nowhere"))
