"""A ledger is closed once the threads beside it have let go."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from headcount.errors import LedgerError
from headcount.ledger import twins
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.accesses import TOKENS

LONG = "SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b"


def _open(path: Path) -> EmbeddedLedger:
    return EmbeddedLedger(path, TOKENS.key_id)


def test_what_another_thread_asks_is_interrupted_and_the_file_opens_anew(tmp_path: Path) -> None:
    ledger, told, asking = _open(tmp_path / "ledger"), list[BaseException](), threading.Event()

    def ask() -> None:
        twin = ledger.beside()
        try:
            with twin.told():
                asking.set()
                twin.connection.execute(LONG).fetchall()
        except LedgerError as error:
            told.append(error)
        finally:
            twin.close()

    thread = threading.Thread(target=ask)
    thread.start()
    asking.wait(30)
    ledger.close()
    thread.join(30)
    assert [str(error).partition(" failed ")[2].partition(")")[0] for error in told] == ["(InterruptException"]
    with _open(tmp_path / "ledger") as again:  # with a folder of its own for temporary files
        assert again.connection.execute("SELECT count(*) FROM caller").fetchall() == [(0,)]


def test_one_who_does_not_let_go_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twins, "_PATIENCE", 0.05)
    ledger, kept = _open(tmp_path / "ledger"), list[EmbeddedLedger]()
    thread = threading.Thread(target=lambda: kept.append(ledger.beside()))
    thread.start()
    thread.join()
    ledger.close()
    kept[0].close()


def test_ones_own_and_forgotten_twins_hold_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twins, "_PATIENCE", 1e9)
    ledger = _open(tmp_path / "ledger")
    own = ledger.beside()
    thread = threading.Thread(target=ledger.beside)
    thread.start()
    thread.join()
    ledger.close()
    own.close()
