"""Numbers for sets of kinds."""

from __future__ import annotations

import pytest

from headcount.catalog import kind_sets
from headcount.catalog.kind_sets import KindSets
from headcount.model.kind import Form, Kind

PHONE, EMAIL = frozenset({(Kind.PHONE, Form.CLEAR)}), frozenset({(Kind.EMAIL, Form.MASKED)})


def test_a_set_keeps_its_number() -> None:
    sets = KindSets()
    assert [sets.number(shown) for shown in (PHONE, EMAIL, PHONE, frozenset())] == [1, 2, 1, 0]
    assert sets.sets == [frozenset(), PHONE, EMAIL]


def test_beyond_the_last_number_a_set_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind_sets, "MOST_SETS", 2)
    sets = KindSets()
    assert [sets.number(shown) for shown in (PHONE, EMAIL, EMAIL)] == [1, 0, 0]
    assert sets.sets == [frozenset(), PHONE]
