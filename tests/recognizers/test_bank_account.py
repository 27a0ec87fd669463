from __future__ import annotations

import pytest

from headcount.recognizers.bank_account import BANK_ACCOUNT
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GB82WEST12345698765432", [("GB82WEST12345698765432", "bank_account", "clear", True, 0.97)]),
        ("GB82 WEST 1234 5698 7654 32", [("GB82 WEST 1234 5698 7654 32", "bank_account", "clear", True, 0.97)]),
        ("gb82west12345698765432", [("gb82west12345698765432", "bank_account", "clear", True, 0.97)]),
        ("GB83WEST12345698765432", [("GB83WEST12345698765432", "bank_account", "clear", False, 0.2)]),
        ("IBAN GB83WEST12345698765432", [("GB83WEST12345698765432", "bank_account", "clear", False, 0.75)]),
        ("NO 93 8601 1117947", [("NO 93 8601 1117947", "bank_account", "clear", True, 0.9)]),
        ("ES91-2100-0418-4502-0005-1332", [("ES91-2100-0418-4502-0005-1332", "bank_account", "clear", True, 0.9)]),
        ("GB82****************5432", [("GB82****************5432", "bank_account", "masked", None, 0.9)]),
        ("DE89 **** **** **** **** 00", [("DE89 **** **** **** **** 00", "bank_account", "masked", None, 0.9)]),
        ("2100 0418 45 0200051332", [("2100 0418 45 0200051332", "bank_account", "clear", True, 0.85)]),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", [("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bank_account", "clear", True, 0.9)]),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", []),
        ("account 1234567890", [("1234567890", "bank_account", "clear", None, 0.6)]),
        ("账号\uff1a622202000000", [("622202000000", "bank_account", "clear", None, 0.6)]),
        ("1234567890", []),
        ("JVGL0999999990012345", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(BANK_ACCOUNT, text) == found
