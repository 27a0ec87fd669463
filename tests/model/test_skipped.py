"""What is not an access is counted with its reason."""

from __future__ import annotations

import numpy as np

from headcount.model.skipped import Skipped


def test_lines_of_one_reason_stay_sorted() -> None:
    skipped = Skipped()
    skipped.add("empty line", [7, 9])
    skipped.add("empty line", np.array([8]))
    skipped.add("no HTTP request", [])
    skipped.add("comment or header line", [1])
    assert {reason: rows.tolist() for reason, rows in skipped.by_reason.items()} == {
        "empty line": [7, 8, 9],
        "comment or header line": [1],
    }
    assert skipped.counts() == {"empty line": 3, "comment or header line": 1}
    assert len(skipped) == 4
