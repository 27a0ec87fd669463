from __future__ import annotations

import re

import pytest

from headcount.recognizers.context import END, words

NUMBER = re.compile("[0-9]{3,}")


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        ("tel 123", True),
        ("TEL: 123", True),
        ("hotel 123", False),
        ("电话123", True),
        ("手机电话: 123", True),
        ("123 tel", False),
        ("123", False),
        ("tel\n123", True),
        (f"tel{END}123", False),
        (f"a{END}tel 123", True),
        ("tel" + " " * 7 + "123", True),
        ("tel" + " " * 8 + "123", False),
    ],
)
def test_a_word_announces_what_follows_it(text: str, announced: bool) -> None:
    match = NUMBER.search(text)
    assert match is not None
    assert words("tel", "电话", reach=10).announce(match) is announced


def test_the_gate_of_words_is_not_narrower() -> None:
    gate = words("tel", "电话").gate
    assert [bool(re.search(gate, text)) for text in ("tel", "a TEL", "hotel", "看电话", "nothing")] == [
        True,
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "announced"),
    [("qq 123", True), ("qq: 123", True), ("qq, 123", False), ("qq and 123", False), ("aqq 123", False), (f"qq{END} 123", False)],
)
def test_only_some_signs_may_stand_between(text: str, announced: bool) -> None:
    match = NUMBER.search(text)
    assert match is not None
    assert words("qq", between=":? ?").announce(match) is announced


def test_a_word_is_not_cut_to_another_one() -> None:
    match = NUMBER.search("hotel 123")
    assert match is not None
    assert not words("tel", reach=4).announce(match)
