from __future__ import annotations

import re

import pytest

from headcount.reports.phrases import phrases


def test_both_languages_have_the_same_keys_and_fields() -> None:
    english, chinese = phrases("en"), phrases("zh")
    assert english.table.keys() == chinese.table.keys()
    fields = {
        key: (set(re.findall(r"{(\w+)}", english.table[key])), set(re.findall(r"{(\w+)}", chinese.table[key])))
        for key in english.table
    }
    assert [key for key, (a, b) in fields.items() if a != b] == []


def test_a_phrase_takes_its_values_and_one_has_its_own() -> None:
    say = phrases("en")
    assert say("unit.records", n=1234) == "1,234 different records"
    assert say("unit.records", n=1) == "1 different record"
    assert phrases("zh")("unit.people", n=1234) == "1,234 个不同的人"


def test_known_names_have_words_and_unknown_ones_stay() -> None:
    assert phrases("zh").named("lens", "address") == "地址"
    assert phrases("en").named("detector", "canary_hit") == "canary hit"


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (940_123.0, "940,123", "约 94 万"),
        (300_000.0, "300,000", "30 万"),
        (3_216_000.0, "about 3.22 million", "约 322 万"),
        (2e12, "2 trillion", "2 万亿"),
        (3.7e20, "10^20", "10^20"),
        (float("inf"), "10^308", "10^308"),
    ],
)
def test_large_numbers_in_words(value: float, english: str, chinese: str) -> None:
    assert phrases("en").about(value) == english
    assert phrases("zh").about(value) == chinese
