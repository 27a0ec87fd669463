"""Rows of a log are found by caller, record and time, in however many pieces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from headcount.ledger.board import log as logs
from headcount.ledger.board import writing
from headcount.ledger.board.log import Log, stretches
from headcount.ledger.board.place import Place, known_place
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.accesses import TOKENS
from tests.ledger.board.conftest import renewed
from tests.ledger.board.grown import Grown


@pytest.fixture(scope="module", params=[40, 1 << 23])
def log(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    folder, made = tmp_path_factory.mktemp("log"), Grown(3)
    with pytest.MonkeyPatch.context() as patched, EmbeddedLedger(None, TOKENS.key_id) as ledger:
        patched.setattr(writing, "MOST", request.param)
        for module in (logs, writing):
            patched.setattr(module, "BLOCK", 16)
        made.begin(ledger)
        for count in (50, 3, 1, 30):
            made.grow(ledger, count)
            renewed(ledger, folder)
        place = known_place(folder)
        assert [piece.begin for piece in place.pieces][1:] == [piece.end for piece in place.pieces][:-1]
        yield Log(folder, place)


def test_rows_by_caller_and_by_record(log: Log) -> None:
    for column, ask in (("caller", log.of_callers), ("record", log.of_records)):
        values = log[column]
        for number in range(int(values.max()) + 2):
            wanted = np.flatnonzero(values == number).tolist()
            assert sorted(ask(np.array([number], np.uint32)).tolist()) == wanted
        some = np.array([0, 2, 999], np.uint32)
        assert sorted(ask(some).tolist()) == np.flatnonzero(np.isin(values, some)).tolist()
    counts = log.counts_of_records(np.arange(len(log.tokens), dtype=np.uint32))
    assert counts.tolist() == np.bincount(log["record"], minlength=len(log.tokens)).tolist()


def test_numbers_of_tokens(log: Log) -> None:
    assert len(set(log.tokens.tolist())) == len(log.tokens)
    assert log.numbers(np.array(log.tokens)).tolist() == list(range(len(log.tokens)))
    assert log.numbers(np.array([5], np.uint64)).tolist() == [-1]


def test_stretches_of_a_time_hold_all_its_rows(log: Log) -> None:
    at = log["at"]
    ordered = np.sort(at)
    for since, until in ((int(ordered[5]), int(ordered[9])), (int(ordered[0]), int(ordered[-1]) + 1), (0, 1)):
        rows = {row for part in log.between(since, until) for row in range(part.start, part.stop)}
        assert set(np.flatnonzero((at >= since) & (at < until)).tolist()) <= rows
    hours = np.unique(at // 3_600_000_000)[::3]
    rows = {row for part in log.of_times(hours, 3_600_000_000) for row in range(part.start, part.stop)}
    assert set(np.flatnonzero(np.isin(at // 3_600_000_000, hours)).tolist()) <= rows
    assert list(log.of_times(hours[:0], 3_600_000_000)) == []


def test_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    size = 1 << 16
    monkeypatch.setattr(logs, "BLOCK", size)
    assert list(stretches(np.array([0, 1, 5]), 5 * size + 3)) == [slice(0, 2 * size), slice(5 * size, 5 * size + 3)]
    assert list(stretches(np.array([], np.intp), 0)) == []
    whole = list(stretches(np.arange(40), 40 * size))
    assert [part.stop - part.start for part in whole] == [1 << 20, 1 << 20, 40 * size - (2 << 20)]


def test_a_log_that_is_cut_short_does_not_open(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        Log(tmp_path, Place(log=3))
