"""Counting: once for each scope, one at a time, and by whoever asks where the ledger is large."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from headcount.catalog.tokens import Tokenizer
from headcount.console import counting
from headcount.console.counting import WAITING, count, counted_before, kept, opened
from headcount.console.endpoint import BusyError
from headcount.console.interface import Parts
from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.board import Known
from tests.console.made_parts import MadeBoard, made_parts
from tests.incident.made_case import LOOKS, filled, incident


class Board(MadeBoard):
    """A board of a ledger with so many showings."""

    size = 12

    def known(self) -> Known:
        return msgspec.structs.replace(super().known(), showings=self.size)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[EmbeddedLedger]:
    with filled(EmbeddedLedger(tmp_path / "people.ledger", Tokenizer(bytes(16)).key_id)) as made:
        yield made


def _parts(folder: Path, ledger: EmbeddedLedger, showings: int = 12) -> Parts:
    board = Board()
    board.size = showings
    return replace(made_parts(folder, board), beside=ledger.beside)


def test_a_small_ledger_is_counted_at_once_and_kept(tmp_path: Path, ledger: EmbeddedLedger) -> None:
    parts = _parts(tmp_path, ledger)
    assert counted_before(parts, incident()) is None
    first = kept(parts, incident())
    assert first is not None
    assert (first.found.total.records, first.found.total.showings, len(first.steps)) == (5, len(LOOKS), 5)
    assert [(one.file.path, one.lines, one.first, one.last) for one in first.logs] == [("0.log", 6, 1, 11), ("1.log", 6, 2, 12)]
    assert first.log_count == 2
    assert kept(parts, incident()) is first
    assert kept(parts, incident(records=9)) is first
    again = count(parts, incident())
    assert again is not first
    assert counted_before(parts, incident()) is again


def test_a_large_one_waits_until_somebody_asks(tmp_path: Path, ledger: EmbeddedLedger) -> None:
    parts = _parts(tmp_path, ledger, 1_000_000)
    assert kept(parts, incident()) is None
    assert kept(parts, incident()) is None
    made = count(parts, incident())
    assert kept(parts, incident()) is made


def test_an_incident_that_was_shown_nothing(tmp_path: Path, ledger: EmbeddedLedger) -> None:
    one = incident()
    other = type(one)(**{name: getattr(one, name) for name in one.__struct_fields__} | {"clients": ()})
    made = count(_parts(tmp_path, ledger), other)
    assert (made.found.total.records, made.steps, made.logs) == (0, (), ())


def test_one_counts_at_a_time_and_the_connection_is_closed(tmp_path: Path, ledger: EmbeddedLedger) -> None:
    parts, inside, most = _parts(tmp_path, ledger), [0], [0]

    def work() -> None:
        with opened(parts) as twin:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            twin.connection.execute("SELECT 1").fetchall()
            inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_without_a_ledger_it_says_what_to_do(tmp_path: Path) -> None:
    parts = made_parts(tmp_path)
    assert kept(parts, incident()) is None
    with pytest.raises(LedgerError, match="run headcount incident on the machine of the ledger"):
        count(parts, incident())


def test_who_comes_while_somebody_counts_does_not_wait_for_long(
    tmp_path: Path, ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = _parts(tmp_path, ledger)
    monkeypatch.setattr(counting, "PATIENCE", 0.01)
    with opened(parts):
        with pytest.raises(BusyError, match="somebody counts already"):
            count(parts, incident())
        assert kept(parts, incident()) is None
    assert kept(parts, incident()) is not None


def test_few_wait_at_a_time(tmp_path: Path, ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    parts, turned_away = _parts(tmp_path, ledger), threading.Semaphore(0)
    monkeypatch.setattr(counting, "PATIENCE", 60.0)

    def work() -> None:
        try:
            count(parts, incident())
        except BusyError:
            turned_away.release()

    with opened(parts):
        threads = [threading.Thread(target=work) for _ in range(WAITING + 1)]
        for thread in threads:
            thread.start()
        assert turned_away.acquire(timeout=30)
        assert not turned_away.acquire(blocking=False)
    for thread in threads:
        thread.join()
    assert counted_before(parts, incident()) is not None
