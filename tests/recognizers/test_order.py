from __future__ import annotations

import pytest

from headcount.recognizers.order import ORDER
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("123-1234567-1234567", [("123-1234567-1234567", "order", "clear", None, 0.8)]),
        ("ORD-2024-00123", [("ORD-2024-00123", "order", "clear", None, 0.7)]),
        ("SO20240001", [("SO20240001", "order", "clear", None, 0.7)]),
        ("order ORD-2024-00123", [("ORD-2024-00123", "order", "clear", None, 0.85)]),
        ("ORDER", []),
        ("202411221234567890", [("202411221234567890", "order", "clear", None, 0.4)]),
        ("202413991234567890", []),
        ("订单 4567890123456789", [("4567890123456789", "order", "clear", None, 0.85)]),
        ("order number 4567890123456789", [("4567890123456789", "order", "clear", None, 0.85)]),
        ("4567890123456789", []),
        ("订单号\uff1a*********0123", [("*********0123", "order", "masked", None, 0.85)]),
        ("*********0123", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(ORDER, text) == found
