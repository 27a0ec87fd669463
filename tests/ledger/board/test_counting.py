"""Parts of counting: whose callers, which days; the counts themselves are held against a recount in `test_tables`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from headcount.ledger.board.counting import SHIFT, Counts, Members, by_day, keep_day, kept_day


def test_the_callers_of_clients(tmp_path: Path) -> None:
    members = Members.found(np.array([2, -1, 0, 2, 0], np.int32), 4)
    members.keep(tmp_path)
    for told in (members, Members.kept(tmp_path)):
        assert told.of(np.array([2])).tolist() == [0, 3]
        assert told.of(np.array([0, 1, 2, 3])).tolist() == [0, 2, 3, 4]
        assert told.of(np.array([1, 3])).tolist() == []


def test_new_records_by_day() -> None:
    keys = [(7 << 22) | (SHIFT - 2), (7 << 22) | (SHIFT + 1), (9 << 22) | (SHIFT - 2)]
    told = [(day, who.tolist(), new.tolist()) for day, who, new in by_day(np.array([keys, [5, 6, 8]]))]
    assert told == [(-2, [7, 9], [5, 8]), (1, [7], [6])]
    assert list(by_day(np.zeros((2, 0), np.int64))) == []


def test_days_are_kept(tmp_path: Path) -> None:
    keep_day(tmp_path, -3, 12, np.array([1, 4], np.uint32), np.array([9, 9], np.uint32))
    assert [column.tolist() for column in kept_day(tmp_path, -3, 12)] == [[1, 4], [9, 9]]


def test_counts_are_kept_and_grow(tmp_path: Path) -> None:
    counts = Counts.none()
    counts.grow(2)
    counts.first[1] = -5
    counts.keep(tmp_path)
    again = Counts.kept(tmp_path)
    again.grow(3)
    assert again.first.tolist() == [0, -5, 0]
    assert again.records.tolist() == [0, 0, 0]
