from __future__ import annotations

import numpy as np

from headcount.lab import lines


def test_columns_are_put_together_row_by_row() -> None:
    column = lines.texts(["a", "", "ccc"])
    picked = lines.pick(column, np.array([2, 0, 1, 2], np.int32))
    numbers = lines.numbers(np.array([0, -5, 7, 12_000_000_000]))
    assert bytes(lines.joined(picked, "=", numbers, "\n")) == b"ccc=0\na=-5\n=7\nccc=12000000000\n"


def test_no_rows_are_no_text() -> None:
    assert bytes(lines.joined(lines.texts([]), "\n")) == b""
