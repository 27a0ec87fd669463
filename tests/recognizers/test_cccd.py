from __future__ import annotations

import pytest

from headcount.recognizers.cccd import CCCD, is_valid
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("001099123456", [("001099123456", "national_id.vn", "clear", True, 0.4)]),
        ("001399123456", [("001399123456", "national_id.vn", "clear", False, 0.03)]),
        ("003099123456", [("003099123456", "national_id.vn", "clear", False, 0.03)]),
        ("001230123456", [("001230123456", "national_id.vn", "clear", False, 0.03)]),
        ("CCCD: 001099123456", [("001099123456", "national_id.vn", "clear", True, 0.95)]),
        ("CMND 012345678", [("012345678", "national_id.vn", "clear", None, 0.85)]),
        ("012345678", []),
        ("001******456", [("001******456", "national_id.vn", "masked", None, 0.4)]),
        ("001099******", [("001099******", "national_id.vn", "masked", None, 0.4)]),
        ("số CCCD 001******456", [("001******456", "national_id.vn", "masked", None, 0.8)]),
        ("1700000000123", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(CCCD, text) == found


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("001099123456", True),
        ("096199123456", True),
        ("001226123456", True),
        ("001227123456", False),
        ("001326123456", True),
        ("001499123456", False),
        ("003099123456", False),
    ],
)
def test_province_century_and_year(number: str, valid: bool) -> None:
    assert is_valid(number) is valid
