"""Words for kinds."""

from __future__ import annotations

import pytest

from headcount.model.kind import Kind
from headcount.model.kind_words import covered, known_as


def test_words_and_families() -> None:
    assert known_as("phone") == (Kind.PHONE,)
    assert known_as("name") == (Kind.PERSON_NAME,)
    assert len(known_as("national_id")) == 9
    assert known_as("shoe size") == known_as("") == ()


@pytest.mark.parametrize(
    ("word", "agreed", "is_covered"),
    [
        ("phone", {"phone"}, True),
        ("person_name", {"name"}, True),
        ("name", {"person_name"}, True),
        ("national_id.cn", {"national_id"}, True),
        ("national_id", {"national_id.cn"}, False),
        ("phone", {"email"}, False),
        ("shoe size", {"shoe size"}, True),
        ("shoe size", {"phone"}, False),
    ],
)
def test_what_an_agreement_covers(word: str, agreed: set[str], *, is_covered: bool) -> None:
    assert covered(word, agreed) is is_covered
