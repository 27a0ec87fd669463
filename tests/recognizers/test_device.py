from __future__ import annotations

import pytest

from headcount.recognizers.device import DEVICE
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("490154203237518", [("490154203237518", "device_id", "clear", True, 0.1)]),
        ("IMEI 490154203237518", [("490154203237518", "device_id", "clear", True, 0.9)]),
        ("356938035643809", [("356938035643809", "device_id", "clear", True, 0.65)]),
        ("356938035643800", [("356938035643800", "device_id", "clear", False, 0.05)]),
        ("35-209900-176148-1", [("35-209900-176148-1", "device_id", "clear", True, 0.85)]),
        ("3569380356438099", [("3569380356438099", "device_id", "clear", True, 0.1)]),
        ("8944110068256270054", [("8944110068256270054", "device_id", "clear", True, 0.7)]),
        ("8944110068256270055", [("8944110068256270055", "device_id", "clear", False, 0.15)]),
        ("460001234567890", [("460001234567890", "device_id", "clear", None, 0.3)]),
        ("00:1a:2b:3c:4d:5e", [("00:1a:2b:3c:4d:5e", "device_id", "clear", None, 0.9)]),
        ("00-1A-2B-3C-4D-5E", [("00-1A-2B-3C-4D-5E", "device_id", "clear", None, 0.8)]),
        ("001a.2b3c.4d5e", [("001a.2b3c.4d5e", "device_id", "clear", None, 0.8)]),
        ("00:1a:2b:**:**:**", [("00:1a:2b:**:**:**", "device_id", "masked", None, 0.9)]),
        ("35**********518", [("35**********518", "device_id", "masked", None, 0.4)]),
        ("550e8400-e29b-41d4-a716-446655440000", [("550e8400-e29b-41d4-a716-446655440000", "device_id", "clear", None, 0.1)]),
        (
            "idfa 550e8400-e29b-41d4-a716-446655440000",
            [("550e8400-e29b-41d4-a716-446655440000", "device_id", "clear", None, 0.9)],
        ),
        ("A0000000002329", [("A0000000002329", "device_id", "clear", True, 0.15)]),
        ("9774d56d682e549c", [("9774d56d682e549c", "device_id", "clear", None, 0.05)]),
        ("1234567890123456", []),
        ("12:34:56", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(DEVICE, text) == found
