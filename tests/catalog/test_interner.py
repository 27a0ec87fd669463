from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.catalog.interner import Interner
from headcount.catalog.spans import keys as keys_of
from headcount.model.text import Text

LAST = 2**64 - 1
small = st.integers(1, 40)
crowded = st.integers(0, 6).map(lambda n: LAST - n)
"""Keys of the last places of the table, which wrap around."""
keys = st.one_of(small, crowded, st.integers(1, LAST))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(keys, max_size=30), max_size=6))
def test_numbers_are_those_of_a_dict(batches: list[list[int]]) -> None:
    interner, known = Interner(), dict[int, int]()
    for batch in batches:
        before = len(known)
        for key in batch:
            known.setdefault(key, len(known))
        column = np.array(batch, np.uint64)
        ids, first = interner.intern(column)
        assert ids.tolist() == [known[key] for key in batch]
        assert [batch[row] for row in first.tolist()] == list(known)[before:]
        assert first.tolist() == [batch.index(key) for key in list(known)[before:]]
        assert len(interner) == len(known)
    probe = np.array([*known, 999_983], np.uint64)
    ids, found = interner.find(probe)
    assert found.tolist() == [True] * len(known) + [999_983 in known]
    assert ids[: len(known)].tolist() == list(known.values())


def test_an_empty_one_knows_nothing() -> None:
    interner = Interner()
    assert interner.find(np.array([1, LAST], np.uint64))[1].tolist() == [False, False]
    ids, first = interner.intern(np.zeros(0, np.uint64))
    assert (ids.tolist(), first.tolist(), len(interner)) == ([], [], 0)


def test_it_grows_and_forgets_nothing() -> None:
    interner = Interner()
    column = keys_of(Text.of(str(number) for number in range(200_000)))
    for part in np.array_split(column, 7):
        interner.intern(part)
    ids, found = interner.find(column)
    assert found.all()
    assert ids.tolist() == list(range(200_000))
    assert not interner.find(keys_of(Text.of(f"{number}x" for number in range(1_000))))[1].any()


def test_keys_that_share_their_first_place_are_told_apart() -> None:
    interner = Interner()
    column = np.arange(1, 301, dtype=np.uint64)
    assert interner.intern(column)[0].tolist() == list(range(300))
    assert interner.intern(column[::-1].copy())[0].tolist() == list(range(299, -1, -1))
