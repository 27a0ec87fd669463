from __future__ import annotations

import pytest

from headcount.recognizers.driver_license import DRIVER_LICENSE
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MORGA657054SM9IJ", [("MORGA657054SM9IJ", "driver_license", "clear", True, 0.85)]),
        ("MORGA699054SM9IJ", []),
        ("driver's license F162823540116", [("F162823540116", "driver_license", "clear", None, 0.9)]),
        ("F162823540116", [("F162823540116", "driver_license", "clear", None, 0.08)]),
        ("licence no 6940579", [("6940579", "driver_license", "clear", None, 0.8)]),
        ("bằng lái 790123456789", [("790123456789", "driver_license", "clear", None, 0.8)]),
        ("D******78", [("D******78", "driver_license", "masked", None, 0.1)]),
        ("licence no D******78", [("D******78", "driver_license", "masked", None, 0.9)]),
        ("6940579", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(DRIVER_LICENSE, text) == found
