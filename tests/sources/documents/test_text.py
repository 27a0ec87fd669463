from __future__ import annotations

import os

import pytest

from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.text import TEXT, is_text
from tests.sources.documents.collected import read


def test_text_and_no_text() -> None:
    assert is_text(b"hello\n\tworld\x1b[0m")
    assert is_text("张伟".encode("gbk"))
    assert is_text("hello".encode("utf-16"))
    assert not is_text(bytes(100))
    assert not is_text(b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 10)
    assert TEXT.recognise(b"x")
    assert not TEXT.recognise(os.urandom(4096).replace(b"a", b"\0"))


def test_each_line_is_an_answer_with_an_empty_path() -> None:
    found = read(TEXT, b"call +1 202 555 0143\n\nbye\xff\n")
    assert found.values == {"x": {"": ["call +1 202 555 0143", "byeÿ"]}}
    assert found.answers == {"x": {"": [0, 2]}}
    assert found.total == 3


def test_wide_text() -> None:
    assert read(TEXT, "é\nü".encode("utf-16")).values == {"x": {"": ["é", "ü"]}}


def test_a_line_without_end() -> None:
    found = read(TEXT, b"a\n" + b"x" * (17 << 20) + b"\nb\n")
    assert found.values == {"x": {"": ["a", "b"]}}
    assert found.skipped == {"line longer than 16 MiB": 1}


def test_as_a_body() -> None:
    assert list(TEXT.leaves(b"a\nb", "text/plain")) == [("", "a"), ("", "b")]
    with pytest.raises(Unreadable, match=r"^no text$"):
        list(TEXT.leaves(bytes(9), "text/plain"))
