from __future__ import annotations

import pytest

from headcount.recognizers.resident_id import CHECK, RESIDENT_ID
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("11010519491231002X", [("11010519491231002X", "national_id.cn", "clear", True, 0.97)]),
        ("11010519491231002x", [("11010519491231002x", "national_id.cn", "clear", True, 0.97)]),
        ("110105194912310021", [("110105194912310021", "national_id.cn", "clear", False, 0.45)]),
        ("810000199408230021", [("810000199408230021", "national_id.cn", "clear", True, 0.97)]),
        ("830000199201300022", [("830000199201300022", "national_id.cn", "clear", True, 0.97)]),
        ("110105194913310021", [("110105194913310021", "national_id.cn", "clear", False, 0.02)]),
        ("身份证号码为230103198001010000\u3002", [("230103198001010000", "national_id.cn", "clear", False, 0.9)]),
        ("ID card number 960000198001010000", [("960000198001010000", "national_id.cn", "clear", False, 0.75)]),
        ("110105491231002", [("110105491231002", "national_id.cn", "clear", True, 0.35)]),
        ("110105491331002", []),
        ("110***********002X", [("110***********002X", "national_id.cn", "masked", None, 0.9)]),
        ("1101051949********", [("1101051949********", "national_id.cn", "masked", None, 0.9)]),
        ("1****************X", [("1****************X", "national_id.cn", "masked", None, 0.9)]),
        ("******************", []),
        ("991105194912310021", [("991105194912310021", "national_id.cn", "clear", False, 0.15)]),
        ("91110000600037341L", []),
        ("8789328792174218096", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(RESIDENT_ID, text) == found


def test_the_check_character_of_the_standard() -> None:
    assert [CHECK.after("11010519491231002"), CHECK.after("44052418800101001")] == ["X", "4"]
