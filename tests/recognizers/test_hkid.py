from __future__ import annotations

import pytest

from headcount.recognizers.hkid import HKID, check_digit
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A123456(3)", [("A123456(3)", "national_id.hk", "clear", True, 0.95)]),
        ("AB987654(3)", [("AB987654(3)", "national_id.hk", "clear", True, 0.95)]),
        ("A123456(4)", [("A123456(4)", "national_id.hk", "clear", False, 0.6)]),
        ("A1234563", [("A1234563", "national_id.hk", "clear", True, 0.35)]),
        ("A1234564", [("A1234564", "national_id.hk", "clear", False, 0.05)]),
        ("HKID A1234563", [("A1234563", "national_id.hk", "clear", True, 0.95)]),
        ("A******(3)", [("A******(3)", "national_id.hk", "masked", None, 0.85)]),
        ("A123***(*)", [("A123***(*)", "national_id.hk", "masked", None, 0.85)]),
        ("A123456", []),
        ("AB1234567", [("AB1234567", "national_id.hk", "clear", False, 0.05)]),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(HKID, text) == found


@pytest.mark.parametrize(("number", "digit"), [("A123456", "3"), ("AB987654", "3"), ("G123456", "A"), ("P103265", "1")])
def test_the_digit_in_brackets(number: str, digit: str) -> None:
    assert check_digit(number) == digit
