from __future__ import annotations

import pytest

from headcount.recognizers.position import POSITION
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("31.23041,121.47370", [("31.23041,121.47370", "location.precise", "clear", True, 0.85)]),
        ("31.2304 121.4737", [("31.2304 121.4737", "location.precise", "clear", True, 0.85)]),
        ("31.230, 121.473", [("31.230, 121.473", "location.precise", "clear", True, 0.4)]),
        (
            "91.23041,121.47370",
            [("91.23041", "location.precise", "clear", None, 0.15), ("121.47370", "location.precise", "clear", None, 0.15)],
        ),
        ("POINT(121.4737 31.2304)", [("POINT(121.4737 31.2304)", "location.precise", "clear", True, 0.95)]),
        ("geo:48.2010,16.3695", [("geo:48.2010,16.3695", "location.precise", "clear", True, 0.95)]),
        ("31.230416", [("31.230416", "location.precise", "clear", None, 0.15)]),
        ("31.2304", [("31.2304", "location.precise", "clear", None, 0.08)]),
        ("31.23", []),
        ("181.12345", []),
        ("31°13\u203248\u2033N", [("31°13\u203248\u2033N", "location.precise", "clear", None, 0.9)]),
        ("31.2****,121.4****", [("31.2****,121.4****", "location.precise", "masked", None, 0.7)]),
        ("12.99 3.50", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(POSITION, text) == found
