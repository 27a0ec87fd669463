from __future__ import annotations

import pytest

from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits
from headcount.sources.documents.ndjson import NDJSON
from tests.sources.documents.collected import read

LINES = b'{"a": "1"}\n\n\x1e{"a": "2", "b": [1.50]}\r\n{"a": \n[3]\n' + b"[" * 5000 + b"\n"


def test_recognised() -> None:
    assert NDJSON.recognise(b'{"a": 1}\n\n{"b": 2}\n')
    assert not NDJSON.recognise(b'{"a": 1}\n')
    assert not NDJSON.recognise(b"{\n}\n")
    assert not NDJSON.recognise(b"1\n2\n")
    assert not NDJSON.recognise(b'{"a": "\xff"}\n{}\n')


def test_a_damaged_line_at_the_beginning_is_no_other_format() -> None:
    lines = b'{"a": "1"}\n{"a": "\xff"}\n{"a": "3"}\n'
    assert NDJSON.recognise(lines)
    assert NDJSON.recognise(b'{"a": \n' + lines + b"[4]\n")
    assert not NDJSON.recognise(b'{"a": \n' + lines)
    assert not NDJSON.recognise(b'{"a": 1}\n{"b": 2}\nplain\ntext\n')
    assert read(NDJSON, lines).values == {"x": {"a": ["1", "\xff", "3"]}}


def test_two_lines_without_a_last_feed() -> None:
    assert NDJSON.recognise(b'{"a": 1}\n{"b": 2}')


def test_each_line_is_an_answer() -> None:
    found = read(NDJSON, LINES)
    assert found.values == {"x": {"a": ["1", "2"], "b[]": ["1.50"], "[]": ["3"]}}
    assert found.answers["x"] == {"a": [0, 1], "b[]": [1], "[]": [2]}
    assert found.total == 3
    assert found.skipped == {"line of broken JSON": 1, "line nested too deeply": 1}


def test_as_a_body_it_is_one_list() -> None:
    assert list(NDJSON.leaves(LINES, "")) == [("[].a", "1"), ("[].a", "2"), ("[].b[]", "1.50"), ("[][]", "3")]
    with pytest.raises(Unreadable, match="broken JSON"):
        list(NDJSON.leaves(b"x\ny\n", ""))


def test_a_very_long_line_is_skipped() -> None:
    found = read(NDJSON, b'{"a": 1}\n"' + b"x" * (17 << 20) + b'"\n{"a": 2}\n', Limits())
    assert found.values == {"x": {"a": ["1", "2"]}}
    assert found.skipped == {"line longer than 16 MiB": 1}
