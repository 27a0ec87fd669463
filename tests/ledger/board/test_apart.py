"""Tasks of the process that renews a board."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import msgspec

from headcount.catalog.grades import ALL_REGIMES
from headcount.ledger.board.apart import Done, Task, answer, carry_out
from headcount.ledger.board.board import Board
from headcount.ledger.board.holding import alone
from headcount.ledger.board.place import Place
from headcount.ledger.board.telling import telling, write_down
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.board.grown import DAY, MIDNIGHT, Grown


def _task(ledger: EmbeddedLedger, folder: Path) -> Task:
    (folder / "handover").mkdir()
    with telling(ledger.beside(), Place()) as told:
        news = write_down(told, folder / "handover")
    return Task(str(folder / "board"), str(folder / "handover"), news)


def test_it_takes_in_and_then_counts_the_map(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    tasks = [_task(ledger, tmp_path), Task(str(tmp_path / "board"), regimes=tuple(sorted(ALL_REGIMES)))]
    said = io.BytesIO()
    answer([msgspec.json.encode(task) + b"\n" for task in tasks], said)
    done = [msgspec.json.decode(line, type=Done) for line in said.getvalue().splitlines()]
    assert [one.problem for one in done] == ["", ""]
    assert done[0].took > 0
    board = Board(tmp_path / "board")
    assert board.known().showings == len(grown.counted)
    shown = board.routes(MIDNIGHT, MIDNIGHT + DAY)
    assert {route.template for route in board.data_map().routes} == {route.template for route in shown}


def test_what_keeps_it_from_that(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    task = _task(ledger, tmp_path)
    assert grown.rows
    with alone(tmp_path / "board"):
        assert "another process renews" in carry_out(task).problem
    (tmp_path / "handover" / "disclosure").unlink()
    assert "cannot be kept" in carry_out(task).problem


def test_nothing_but_answers_is_on_its_standard_output(tmp_path: Path) -> None:
    program = """
import os, headcount.ledger.board.apart as apart
apart.answer = lambda tasks, done: (os.write(1, b"8 %"), done.write(b"{}"))
apart.main()
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, input=b"", capture_output=True, check=True)
    assert (run.stdout, run.stderr) == (b"{}", b"8 %")
