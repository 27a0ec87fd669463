"""Who keeps a board up to date: once, or beside a ledger that grows; and what a killed renewal leaves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from headcount.catalog.agreements import Agreement, Standing
from headcount.catalog.grades import Levels
from headcount.errors import LedgerError
from headcount.ledger.board import Board, Renewal
from headcount.ledger.board.holding import alone
from headcount.ledger.board.place import known_place
from headcount.ledger.data_map import data_map
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.removal import board_of
from headcount.model.scope import Scope
from tests.ledger.accesses import TOKENS
from tests.ledger.board.grown import Grown

WHO = Standing([Agreement("partner", accounts=frozenset({"Ann"}), scope=Scope(kinds=frozenset({"order"})))])


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.ledger.board.renewal.LONGEST", 0.0)


@contextmanager
def _kept(tmp_path: Path) -> Iterator[tuple[EmbeddedLedger, Grown, Path]]:
    file = tmp_path / "ledger"
    with EmbeddedLedger(file, TOKENS.key_id) as ledger:
        made = Grown(8)
        made.begin(ledger)
        made.grow(ledger, 200)
        yield ledger, made, file


def _soon(told: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not told():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_ledger_that_nobody_writes_is_counted_once(tmp_path: Path) -> None:
    with _kept(tmp_path) as (_, made, file):
        pass
    heard: list[float] = []
    with EmbeddedLedger(file, TOKENS.key_id, read_only=True) as ledger:
        for _ in range(2):
            Renewal(board_of(file), WHO, Levels()).once(ledger, heard.append)
        expected = data_map(ledger, WHO, Levels())
    board = Board(board_of(file))
    assert board.known().showings == len(made.counted)
    assert board.data_map() == expected
    assert expected.beyond
    assert heard == sorted(heard)
    assert heard[-1] == 1.0 == max(heard)
    assert heard.count(1.0) == 1
    assert known_place(board_of(file)).turn == 1
    assert board_of(file).stat().st_mode & 0o777 == 0o700


def test_beside_a_ledger_that_grows_and_where_the_child_was_killed(tmp_path: Path) -> None:
    with _kept(tmp_path) as (ledger, made, file):
        board, renewal = Board(board_of(file)), Renewal(board_of(file), WHO, Levels(), every=0.02)
        renewal.begin(ledger)
        _soon(lambda: board.known().showings == len(made.counted))
        _soon(lambda: bool(board.data_map().routes))
        assert renewal.problem == ""
        made.grow(ledger, 30)
        _soon(lambda: board.known().showings == len(made.counted))
        child = renewal._child
        assert child is not None
        child.kill()
        made.grow(ledger, 10)
        _soon(lambda: board.known().showings == len(made.counted))
        renewal.end()
        renewal.end()
        expected = data_map(ledger, WHO, Levels())
    told = board.data_map()
    assert {route.name for route in told.routes} == {route.name for route in expected.routes}
    assert {(one.client, one.template) for one in told.beyond} == {(one.client, one.template) for one in expected.beyond}


def test_one_at_a_time(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    with alone(tmp_path / "b"), pytest.raises(LedgerError, match="another process renews"):
        Renewal(tmp_path / "b", WHO, Levels()).once(ledger)


def test_where_there_is_no_room(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("a file")
    with pytest.raises(LedgerError, match="cannot be kept"):
        Renewal(tmp_path / "b", WHO, Levels()).once(ledger)
