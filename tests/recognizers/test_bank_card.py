from __future__ import annotations

import pytest

from headcount.recognizers.bank_card import BANK_CARD, issued
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4111111111111111", [("4111111111111111", "bank_card", "clear", True, 0.8)]),
        ("4111111111111112", [("4111111111111112", "bank_card", "clear", False, 0.1)]),
        ("4111 1111 1111 1111", [("4111 1111 1111 1111", "bank_card", "clear", True, 0.9)]),
        ("5555-5555-5555-4444", [("5555-5555-5555-4444", "bank_card", "clear", True, 0.9)]),
        ("378282246310005", [("378282246310005", "bank_card", "clear", True, 0.8)]),
        ("3782 822463 10005", [("3782 822463 10005", "bank_card", "clear", True, 0.9)]),
        ("6222020000000000001", [("6222020000000000001", "bank_card", "clear", False, 0.1)]),
        ("card 6304000000000000", [("6304000000000000", "bank_card", "clear", True, 0.97)]),
        ("credit card number is 501800000009", [("501800000009", "bank_card", "clear", True, 0.97)]),
        ("1234567812345670", [("1234567812345670", "bank_card", "clear", False, 0.02)]),
        ("1234567812345678", []),
        ("0000000000000000", []),
        ("4444444444444448", [("4444444444444448", "bank_card", "clear", True, 0.8)]),
        ("**** **** **** 4458", [("**** **** **** 4458", "bank_card", "masked", None, 0.9)]),
        ("622202******4458", [("622202******4458", "bank_card", "masked", None, 0.75)]),
        ("6222 **** **** 4458", [("6222 **** **** 4458", "bank_card", "masked", None, 0.9)]),
        ("XXXX-XXXX-XXXX-4458", [("XXXX-XXXX-XXXX-4458", "bank_card", "masked", None, 0.9)]),
        ("尾号 **** 4458", [("**** 4458", "bank_card", "masked", None, 0.85)]),
        ("**** 4458", []),
        ("****************", []),
        ("+4916*****066", []),
        ("4111111111111111111111", []),
        ("1700000000123", []),
        ("9783161484100", []),
        ("550e8400-e29b-41d4-a716-446655440000", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(BANK_CARD, text) == found


@pytest.mark.parametrize(
    ("digits", "known"),
    [
        ("4" + 15 * "0", True),
        ("4" + 13 * "0", False),
        ("5500000000000004", True),
        ("5600000000000004", False),
        ("2221000000000009", True),
        ("2220000000000009", False),
        ("621234567890123456", True),
        ("9558880000000000000", True),
        ("95588800000000000", False),
        ("123", False),
    ],
)
def test_ranges_of_issuers(digits: str, known: bool) -> None:
    assert issued(digits) is known
