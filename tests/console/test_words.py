"""Words: fields are filled, numbers are written out, and the reader's language is found."""

from __future__ import annotations

import pytest

from headcount.console.words import Words, preferred, words

SAY = Words("zh", {"%(n)s client": ("%(n)s 个客户端",), "Hello, %(name)s": "你好 %(name)s"})


def test_fields_and_numbers() -> None:
    assert SAY("Hello, %(name)s", name="安") == "你好 安"
    assert SAY("100 % of it") == "100 % of it"
    assert SAY("%(n)s of %(all)s", n=1234, all=True) == "1,234 of True"


def test_one_and_many() -> None:
    assert [SAY.count("%(n)s client", "%(n)s clients", n) for n in (1, 2000)] == ["1 个客户端", "2,000 个客户端"]
    english = words("en")
    assert [english.count("%(n)s client", "%(n)s clients", n) for n in (1, 2000)] == ["1 client", "2,000 clients"]
    assert (english.tag, SAY.tag) == ("en", "zh-Hans")


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "en"),
        ("zh-TW", "zh"),
        ("en;q=0.2, zh-CN;q=0.9", "zh"),
        ("fr, en;q=x, zh;q=0.1", "zh"),
        ("de", "en"),
        ("en-GB,zh", "en"),
    ],
)
def test_the_language_that_is_asked_for_first(asked: str, language: str) -> None:
    assert preferred(asked) == language
