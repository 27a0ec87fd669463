from __future__ import annotations

import pytest

from headcount.recognizers.taiwan_id import TAIWAN_ID, is_valid
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A123456789", [("A123456789", "national_id.tw", "clear", True, 0.45)]),
        ("A123456788", [("A123456788", "national_id.tw", "clear", False, 0.05)]),
        ("A800000014", [("A800000014", "national_id.tw", "clear", True, 0.45)]),
        ("AC01234567", [("AC01234567", "national_id.tw", "clear", True, 0.45)]),
        ("身分證 A123456789", [("A123456789", "national_id.tw", "clear", True, 0.95)]),
        ("national id A123456788", [("A123456788", "national_id.tw", "clear", False, 0.7)]),
        ("A******789", [("A******789", "national_id.tw", "masked", None, 0.55)]),
        ("A12*****89", [("A12*****89", "national_id.tw", "masked", None, 0.55)]),
        ("A1234567890", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(TAIWAN_ID, text) == found


def test_only_one_last_digit_is_right() -> None:
    assert [digit for digit in "0123456789" if is_valid("A12345678" + digit)] == ["9"]
    assert [digit for digit in "0123456789" if is_valid("AC0123456" + digit)] == ["7"]
