"""Writing a log: pieces, and what a killed run left behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.ledger.board import writing
from headcount.ledger.board.log import Log
from headcount.ledger.board.place import Piece, known_place
from headcount.ledger.board.writing import _joins
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.board.conftest import renewed
from tests.ledger.board.grown import Grown


def test_small_pieces_are_made_into_larger_ones(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    made, folder = Grown(6), tmp_path / "b"
    made.begin(ledger)
    ends = []
    for count in (64, 3, 3, 3, 40):
        made.grow(ledger, count)
        renewed(ledger, folder)
        ends.append([piece.end for piece in known_place(folder).pieces])
    assert ends == [[64], [64, 67], [64, 70], [64, 73], [113]]
    names = {"-".join(file.name.split("-")[:3]) for file in folder.glob("log-*/piece-*")}
    assert names == {"piece-0-113"}
    log = Log(folder, known_place(folder))
    assert [int(log.tokens[record]) for record in log["record"]] == [row.record for row in made.rows]
    assert log["line"].tolist() == [row.line for row in made.rows]


def test_no_piece_is_larger_than_the_largest(ledger: EmbeddedLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST", 50)
    made, folder = Grown(6), tmp_path / "b"
    made.begin(ledger)
    for count in (30, 15, 15):
        made.grow(ledger, count)
        renewed(ledger, folder)
    assert [piece.end for piece in known_place(folder).pieces] == [45, 60]


def test_pieces_that_are_joined() -> None:
    assert _joins(Piece(0, 4, (0, 0)), Piece(4, 5, (0, 0)))
    assert not _joins(Piece(0, 5, (0, 0)), Piece(5, 6, (0, 0)))


def test_rows_of_a_killed_run_are_written_again(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    renewed(ledger, folder)
    for file in folder.glob("log-*/*"):
        if "piece" not in file.name and "day" not in file.name:
            file.write_bytes(file.read_bytes() + b"left by a killed run")
    grown.grow(ledger, 5)
    renewed(ledger, folder)
    log = Log(folder, known_place(folder))
    assert log["line"].tolist() == [row.line for row in grown.rows]
    assert [int(log.tokens[record]) for record in log["record"]] == [row.record for row in grown.rows]
