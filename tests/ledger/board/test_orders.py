"""Orders of clients."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from headcount.ledger.board.orders import by_name, falling


def test_equals_stand_by_number_and_names_by_lens() -> None:
    assert falling(np.array([5, 9, 5, 0, 9]), np.array([0, 1, 2, 4], np.uint32)).tolist() == [1, 4, 0, 2]
    names = pa.array(["b", "a", "a", "", "z"])
    assert by_name(names, np.array([0, 2, 1, 0, 0], np.uint8), np.array([0, 1, 2, 4], np.uint32)).tolist() == [2, 1, 0, 4]
