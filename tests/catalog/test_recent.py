"""What was asked for lately stays at hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headcount.catalog.recent import Recent


def test_what_is_asked_for_stays_and_the_rest_goes() -> None:
    known = Recent[int, str](6)
    for number in range(30):
        known.put(number, f"n{number}")
        assert known.get(0) == "n0"
        assert len(known) <= 6
    assert [known.get(number) for number in (28, 29, 5)] == ["n28", "n29", None]


@given(st.lists(st.integers(0, 12), max_size=200), st.integers(0, 12))
def test_it_tells_what_was_put_and_the_last_half_always(asked: list[int], most: int) -> None:
    known, order = Recent[int, int](most), list[int]()
    for key in asked:
        found = known.get(key)
        lately = list(dict.fromkeys(reversed(order)))[: max(most // 2, 1)]
        assert found == key * 10 if key in lately else found in (None, key * 10)
        if found is None:
            known.put(key, key * 10)
        order.append(key)
        assert len(known) <= 2 * max(most // 2, 1)
