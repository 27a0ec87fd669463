from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn as stdnum_luhn

from headcount.recognizers.check_digits import CheckDigit, luhn


@pytest.mark.parametrize(
    ("written", "digits", "character"),
    [
        ("1 2 3/0123456789", "123", "4"),
        ("1 1 1 1 1 1 1 1 1 1/0123456789", "1729171606", "0"),
        ("10 9 8 7 6 5 4 3 2/00987654321", "390533447", "0"),
        ("3 7 6 1 8 9 4 5 2/0?987654321", "100000000", "8"),
    ],
)
def test_the_weighted_sum_tells_the_character(written: str, digits: str, character: str) -> None:
    check = CheckDigit.of(written)
    assert check.after(digits) == character
    assert check.holds(digits + character)
    assert not check.holds(digits + ("1" if character == "0" else "0"))


def test_digits_beyond_the_weights_are_not_looked_at() -> None:
    assert CheckDigit((1, 2), "0123456789").after("129") == CheckDigit((1, 2), "0123456789").after("12") == "5"


@settings(deadline=None)
@given(st.from_regex("[0-9]{1,19}", fullmatch=True))
def test_luhn_agrees_with_stdnum(digits: str) -> None:
    assert luhn(digits) == stdnum_luhn.is_valid(digits)
