from __future__ import annotations

from headcount.model.leaves import Leaves


def test_clear_text_is_not_printed() -> None:
    leaves = Leaves("orders", ("name", "phone"), (["Ada Lovelace"], ["+12025550143"]), ([0], [1]), 2)
    assert repr(leaves) == str(leaves) == "Leaves(*** 2 answers, 2 paths)"
