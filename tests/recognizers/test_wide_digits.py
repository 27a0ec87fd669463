from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.recognizers import RECOGNIZERS
from headcount.recognizers.gate import Gate
from headcount.recognizers.wide_digits import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13812341234", "13812341234"),
        ("\uff11\uff13\uff18\uff11\uff12\uff13\uff14\uff11\uff12\uff13\uff14", "13812341234"),
        ("\u0660\u0661\u0669 \u06f0\u06f9", "019 09"),
        ("ada\uff20example.com", "ada@example.com"),
        ("\uff21\uff11\uff08\uff13\uff09", "A1(3)"),
        ("\u4f60\u597d\uff0c\u8bf7\u8fdb", "\u4f60\u597d\uff0c\u8bf7\u8fdb"),
        ("\uff08\u6ce8\uff09", "\uff08\u6ce8\uff09"),
    ],
)
def test_digits_become_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


@settings(deadline=None)
@given(st.text())
def test_every_place_stays_where_it_was(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_a_number_in_wide_digits_is_found_in_its_place() -> None:
    text = "\u7535\u8bdd\uff11\uff13\uff18\uff11\uff12\uff13\uff14\uff11\uff12\uff13\uff14\u3002"
    [span] = Gate(RECOGNIZERS).find(text)
    assert (span.start, span.end, span.kind, span.valid) == (2, 13, "phone", True)
