"""Arrays and texts on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from headcount.ledger.board.files import array, distinct, ranges, texts, write_arrays, write_texts


def test_arrays_come_back(tmp_path: Path) -> None:
    write_arrays(tmp_path, {"a": np.arange(5, dtype=np.uint32), "none": np.zeros(0, np.int64)})
    assert array(tmp_path / "a", np.uint32).tolist() == [0, 1, 2, 3, 4]
    assert array(tmp_path / "a", np.uint32, 2).tolist() == [0, 1]
    assert array(tmp_path / "none", np.int64).tolist() == []
    with pytest.raises(OSError, match="a is too short"):
        array(tmp_path / "a", np.uint32, 6)


def test_texts_come_back(tmp_path: Path) -> None:
    names = ["", "n" * 200, "\u0645\u062b\u0627\u0644"]
    write_texts(tmp_path / "names", {"text": pa.chunked_array([names[:1], names[1:]])})
    write_texts(tmp_path / "none", {"text": pa.array([], pa.string())})
    assert texts(tmp_path / "names", ["text"])[0].to_pylist() == names
    assert texts(tmp_path / "none", ["text"])[0].to_pylist() == []


def test_ranges_and_different_numbers() -> None:
    assert ranges(np.array([5, 9, 0]), np.array([2, 0, 3])).tolist() == [5, 6, 0, 1, 2]
    assert ranges(np.zeros(0), np.zeros(0)).tolist() == []
    assert [told.tolist() for told in distinct(np.array([3, 0, 3, 1]))] == [[0, 1, 3], [1, 1, 2]]
