from __future__ import annotations

import pytest

from headcount.recognizers.vehicle import VEHICLE, check_character
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("京A12345", [("京A12345", "vehicle", "clear", None, 0.9)]),
        ("苏D·4K000", [("苏D·4K000", "vehicle", "clear", None, 0.9)]),
        ("粤B12345D", [("粤B12345D", "vehicle", "clear", None, 0.9)]),
        ("京AABCDE", []),
        ("车牌粤Z1234港", [("粤Z1234港", "vehicle", "clear", None, 0.9)]),
        ("京A***45", [("京A***45", "vehicle", "masked", None, 0.9)]),
        ("苏D4***0", [("苏D4***0", "vehicle", "masked", None, 0.9)]),
        ("1M8GDM9AXKP042788", [("1M8GDM9AXKP042788", "vehicle", "clear", True, 0.7)]),
        ("1M8GDM9A1KP042788", [("1M8GDM9A1KP042788", "vehicle", "clear", False, 0.25)]),
        ("LSVAM4187C2184841", [("LSVAM4187C2184841", "vehicle", "clear", False, 0.25)]),
        ("车架号 LSVAM4187C2184841", [("LSVAM4187C2184841", "vehicle", "clear", False, 0.8)]),
        ("LSV***********123", [("LSV***********123", "vehicle", "masked", None, 0.6)]),
        ("11111111111111111", []),
        ("51F-123.45", [("51F-123.45", "vehicle", "clear", None, 0.2)]),
        ("biển số 51F-123.45", [("51F-123.45", "vehicle", "clear", None, 0.85)]),
        ("plate AB12 CDE", [("AB12 CDE", "vehicle", "clear", None, 0.85)]),
        ("B-MW 1234", [("B-MW 1234", "vehicle", "clear", None, 0.2)]),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(VEHICLE, text) == found


def test_the_ninth_character() -> None:
    assert [check_character("1M8GDM9AXKP042788"), check_character("11111111111111111")] == ["X", "1"]
