from __future__ import annotations

import re

import pytest

from headcount.recognizers.signs import BRACKETED, CROSSED, DASHED, DOTTED, MASKED, MIXED, SLASHED, SPACED, either, row

ALL: dict[str, str | tuple[str, ...]] = {
    "masked": MASKED,
    "crossed": CROSSED,
    "dashed": DASHED,
    "spaced": SPACED,
    "dotted": DOTTED,
    "slashed": SLASHED,
    "bracketed": BRACKETED,
    "mixed": MIXED,
}


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("138****1234", {"masked"}),
        ("xxx-XX-4399", {"crossed", "dashed"}),
        ("536-90-4399", {"dashed"}),
        ("2341 2341 2346", {"spaced"}),
        ("(202) 555-0143", {"spaced", "dashed", "bracketed"}),
        ("A123456(3)", {"bracketed", "mixed"}),
        ("12.531", {"dotted"}),
        ("710319/2745", {"slashed"}),
        ("GB82W", {"mixed"}),
        ("a plain sentence, of 2 or 3 words", set()),
    ],
)
def test_each_sign_looks_at_one_thing(text: str, signs: set[str]) -> None:
    assert {name for name, sign in ALL.items() if any(re.search(one, text) for one in either(sign))} == signs


@pytest.mark.parametrize(("text", "found"), [("123", True), ("a123b", True), ("12", False), ("12345", False), ("12 1234", True)])
def test_a_row_is_as_long_as_it_is(text: str, found: bool) -> None:
    assert any(re.search(one, text) for one in row(3, 4)) is found


def test_either_sign_is_enough() -> None:
    assert either(SLASHED, ("a", "b"), row(3)) == (SLASHED, "a", "b", "(?:^|[^0-9])[0-9]{3}(?:$|[^0-9])")
