from __future__ import annotations

import pytest

from headcount.recognizers.social_insurance import SOCIAL_INSURANCE, german_check_digit
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("15070649C103", [("15070649C103", "social_insurance", "clear", True, 0.85)]),
        ("15070649C104", [("15070649C104", "social_insurance", "clear", False, 0.1)]),
        ("15 070649 C 103", [("15 070649 C 103", "social_insurance", "clear", True, 0.85)]),
        ("AB 12 34 56 C", [("AB 12 34 56 C", "social_insurance", "clear", True, 0.8)]),
        ("AB123456C", [("AB123456C", "social_insurance", "clear", True, 0.8)]),
        ("GB123456C", [("GB123456C", "social_insurance", "clear", False, 0.2)]),
        ("AB ** ** ** C", [("AB ** ** ** C", "social_insurance", "masked", None, 0.6)]),
        ("1EG4-TE5-MK73", [("1EG4-TE5-MK73", "social_insurance", "clear", None, 0.85)]),
        ("1EG4TE5MK73", [("1EG4TE5MK73", "social_insurance", "clear", None, 0.7)]),
        ("2123 45670 1", [("2123 45670 1", "social_insurance", "clear", True, 0.4)]),
        ("2123456701", [("2123456701", "social_insurance", "clear", True, 0.1)]),
        ("medicare 2123456701", [("2123456701", "social_insurance", "clear", True, 0.9)]),
        ("GD4797912345678", [("GD4797912345678", "social_insurance", "clear", None, 0.15)]),
        ("社保号330101199001", [("330101199001", "social_insurance", "clear", None, 0.75)]),
        ("bảo hiểm 0123456789", [("0123456789", "social_insurance", "clear", None, 0.75)]),
        ("医保 ********9001", [("********9001", "social_insurance", "masked", None, 0.85)]),
        ("SF1234567890123", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(SOCIAL_INSURANCE, text) == found


def test_the_german_check_digit() -> None:
    assert [german_check_digit("15070649C10"), german_check_digit("65180539W00")] == [3, 1]
