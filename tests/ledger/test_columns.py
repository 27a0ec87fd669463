"""Columns on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from headcount.ledger.columns import Columns

TYPES = {"who": np.uint32, "when": np.int64}


def _rows(begin: int, end: int) -> dict[str, np.ndarray]:
    return {"who": np.arange(begin, end, dtype=np.uint32), "when": np.arange(begin, end) * -10}


def test_what_was_added_is_there_in_its_order(tmp_path: Path) -> None:
    columns = Columns(tmp_path / "made", TYPES)
    columns.add(_rows(0, 5))
    columns.add(_rows(5, 5))
    columns.add(_rows(5, 8))
    columns.keep()
    assert columns.rows == 8
    assert columns.whole("when").tolist() == [-10 * n for n in range(8)]
    assert columns.part("who", 3, 6).tolist() == [3, 4, 5]
    assert Columns(tmp_path / "made", TYPES, 8).part("when", 6).tolist() == [-60, -70]


def test_rows_that_were_not_written_down_are_cut_off(tmp_path: Path) -> None:
    Columns(tmp_path, TYPES).add(_rows(0, 9))
    columns = Columns(tmp_path, TYPES, 4)
    columns.add(_rows(20, 22))
    assert columns.whole("who").tolist() == [0, 1, 2, 3, 20, 21]


def test_a_column_that_is_too_short_is_told(tmp_path: Path) -> None:
    columns = Columns(tmp_path, TYPES)
    columns.add(_rows(0, 3))
    with pytest.raises(OSError, match="who is too short"):
        columns.part("who", 1, 4)
    with pytest.raises(OSError, match="when is too short"):
        Columns(tmp_path, {"when": np.int64}, 4)


def test_nothing_is_an_empty_column(tmp_path: Path) -> None:
    columns = Columns(tmp_path, TYPES)
    assert columns.whole("who").dtype == np.uint32
    assert len(columns.whole("who")) == len(columns.part("when")) == 0


def test_others_may_not_read_the_folder(tmp_path: Path) -> None:
    Columns(tmp_path / "made", TYPES)
    assert (tmp_path / "made").stat().st_mode & 0o077 == 0


def test_a_column_is_opened_once_however_often_parts_of_it_are_asked_for(tmp_path: Path) -> None:
    columns = Columns(tmp_path, TYPES)
    columns.add(_rows(0, 5))
    opened = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    parts = [columns.whole("who")[place : place + 1] for place in range(5) for _ in range(200)]
    assert sum(int(part[0]) for part in parts) == 200 * 10
    assert opened == 0 or len(list(Path("/proc/self/fd").iterdir())) <= opened + 2
    columns.add(_rows(5, 6))
    assert columns.whole("who").tolist() == [0, 1, 2, 3, 4, 5]
