"""Empty, damaged, and while it is renewed."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.errors import LedgerError
from headcount.ledger.board.board import Board
from headcount.ledger.board.place import known_place
from headcount.ledger.board.renewing import renew
from headcount.ledger.board.telling import telling
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.removal import Why, board_of, remove
from headcount.model.board import Hour
from tests.ledger.accesses import TOKENS
from tests.ledger.board.conftest import renewed
from tests.ledger.board.grown import DAY, HOUR, MIDNIGHT, START, Grown


def test_an_empty_ledger_and_none_at_all(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    nothing = Grown(1)
    for board in (Board(tmp_path / "none"), renewed(ledger, tmp_path / "b")):
        known = board.known()
        assert (known.first, known.last, known.showings, known.clients, known.records) == (None, None, 0, 0, 0)
        assert (board.top(START, START + DAY), board.routes(START, START + DAY), board.sources()) == ([], [], [])
        assert board.clients().rows == ()
        assert board.data_map().routes == ()
        assert board.over("account", 1, None, DAY, START, START + DAY) == []
    assert board.hours(START, START + HOUR) == [Hour(START, 0, 0, 0, None, None, None)]
    assert nothing.clients == []


def test_a_ledger_of_misses_only(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    made = Grown(1)
    made.begin(ledger)
    ledger.connection.execute("INSERT INTO caller VALUES (0, '192.0.2.1', '', '', 0)")
    ledger.connection.execute("INSERT INTO attempt VALUES (TIMESTAMP '2026-03-03 01:00:00', 0, 0, 5, 0, 0)")
    ledger.name_clients()
    board = renewed(ledger, tmp_path / "b")
    assert board.clients().rows == ()
    assert board.known().showings == 0
    assert {row.template: row.misses for row in board.routes(MIDNIGHT, MIDNIGHT + 3 * DAY)}["/users/{id}"] == 1


def test_who_asks_meanwhile_gets_the_answer_of_before(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    board = renewed(ledger, tmp_path / "b")
    before = board.known()
    held = board._now()
    assert held is not None
    grown.grow(ledger, 50)
    with telling(ledger.beside(), known_place(tmp_path / "b")) as told:
        renew(tmp_path / "b", told)
    assert held.counts.showings.sum() == before.showings
    assert board.known().showings == len(grown.counted)
    ledger.connection.execute("INSERT INTO removal VALUES (now(), 'erased', NULL, 1, 0, 0)")
    renewed(ledger, tmp_path / "b")
    renewed(ledger, tmp_path / "b")
    assert held.rows(0).tolist() == held.rows(0).tolist()


def test_a_damaged_board_says_so(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renewed(ledger, tmp_path / "b")
    assert grown.rows
    monkeypatch.setattr("headcount.ledger.board.board._PAUSE", 0.0)
    for file in (tmp_path / "b").glob("log-*/at"):
        file.write_bytes(b"")
    with pytest.raises(LedgerError, match="is damaged; remove it"):
        Board(tmp_path / "b").known()


def test_it_lies_beside_the_ledger() -> None:
    assert board_of(Path("there/ledger")) == Path("there/ledger.board")


def test_what_is_taken_out_of_a_ledger_takes_its_board_along(tmp_path: Path) -> None:
    made = Grown(4)
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        made.begin(ledger)
        made.grow(ledger, 60)
        folder = board_of(tmp_path / "ledger")
        board = renewed(ledger, folder)
        assert board.known().showings == len(made.counted)
        remove(ledger, Why.ERASED, {"disclosure": ("record = ?", [made.counted[0].record])})
        assert not folder.exists()
        assert board.known().showings == len(made.counted)
        assert Board(folder).known().showings == 0
        left = [row for row in made.counted if row.record != made.counted[0].record]
        assert renewed(ledger, folder).known().showings == board.known().showings == len(left)
