"""Hours and days, as they are kept and counted in groups."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from headcount.ledger.board import times
from headcount.ledger.board.callers import Callers
from headcount.ledger.board.log import Log
from headcount.ledger.board.moments import HOUR
from headcount.ledger.board.place import known_place, turn_of
from headcount.ledger.board.through import counted_as
from headcount.ledger.board.times import NO_TIMES, Times, count_times, different
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.board.conftest import renewed
from tests.ledger.board.grown import Grown


@pytest.mark.parametrize("at_once", [5, 1 << 22])
def test_in_groups_of_any_size(
    ledger: EmbeddedLedger, grown: Grown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    renewed(ledger, tmp_path / "b")
    monkeypatch.setattr(times, "_AT_ONCE", at_once)
    place = known_place(tmp_path / "b")
    log, callers = Log(tmp_path / "b", place), Callers.kept(turn_of(tmp_path / "b", place))
    hours = np.unique(np.array([int(row.at.timestamp()) // 3600 for row in grown.counted]))
    for wanted in (hours, hours[::2]):
        told = count_times(log, callers.client, len(callers.lens), counted_as(place.small.routes), wanted, HOUR)
        assert told.time.tolist() == wanted.tolist()
        for hour, records, showings in zip(told.time.tolist(), told.records.tolist(), told.showings.tolist(), strict=True):
            mine = [row for row in grown.counted if int(row.at.timestamp()) // 3600 == hour]
            assert (records, showings) == (len({row.record for row in mine}), len(mine))


def test_some_counted_anew(tmp_path: Path) -> None:
    def made(*rows: tuple[int, int]) -> Times:
        time, count = (np.array([row[at] for row in rows], np.int64) for at in (0, 1))
        return Times(time, count, count + 1, count + 2)

    joined = made((1, 5), (2, 6), (4, 7)).with_counted(np.array([2, 3, 4]), made((3, 8), (4, 9)))
    assert joined.time.tolist() == [1, 3, 4]
    assert joined.clients.tolist() == [7, 10, 11]
    joined.keep(tmp_path, "hour")
    assert Times.kept(tmp_path, "hour").records.tolist() == [5, 8, 9]
    assert NO_TIMES.with_counted(np.array([1]), made((1, 5))).time.tolist() == [1]


def test_different_numbers() -> None:
    few, many = np.array([5, 900, 5]), np.arange(1000) % 7
    assert (different(few, 1000), different(many, 1000), different(few[:0], 10)) == (2, 7, 0)
