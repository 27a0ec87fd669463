from __future__ import annotations

import msgspec

from headcount.model.attribution import CanaryHit, Column, Verdict


def test_verdicts_are_words_of_the_json() -> None:
    assert [str(verdict) for verdict in Verdict] == ["client", "group", "none"]


def test_parts_that_are_written_as_they_are() -> None:
    assert msgspec.to_builtins(Column("phone", "users", "phone", 9, 8)) == {
        "name": "phone",
        "entity": "users",
        "spelling": "phone",
        "rows": 9,
        "known": 8,
    }
    assert msgspec.to_builtins(CanaryHit("a", 1, ("phone",), (3,), certain=True))["rows"] == (3,)
