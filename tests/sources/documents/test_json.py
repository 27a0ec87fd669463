from __future__ import annotations

import pytest

from headcount.sources.documents.content import Content
from headcount.sources.documents.interface import Limits
from headcount.sources.documents.json import JSON
from tests.sources.documents.collected import collected, read


@pytest.mark.parametrize(
    "head", [b' {"a"', b"\xef\xbb\xbf[1", b")]}',\n{", b"cb({", '{"a":1}'.encode("utf-16-le").join([b"\xff\xfe", b""])]
)
def test_recognised(head: bytes) -> None:
    assert JSON.recognise(head)


@pytest.mark.parametrize("head", [b"<a>", b"a,b\n", b"", b"hello (world)"])
def test_not_recognised(head: bytes) -> None:
    assert not JSON.recognise(head)


def test_a_file_is_one_answer() -> None:
    found = read(JSON, b'[{"phone": "+12025550100"}, {"phone": "+12025550101"}]')
    assert found.values == {"x": {"[].phone": ["+12025550100", "+12025550101"]}}
    assert found.answers == {"x": {"[].phone": [0, 0]}}
    assert (found.total, found.skipped) == (1, {})


def test_broken_and_too_large_files_are_skipped_with_the_reason() -> None:
    assert read(JSON, b'{"a":').skipped == {"broken JSON": 1}
    assert read(JSON, b'{"a":').total == 0
    assert read(JSON, b"[" + b"1," * 2000 + b"1]", Limits(whole=1024)).skipped == {"larger than 1 KiB": 1}


def test_many_leaves_come_in_batches_of_one_answer() -> None:
    found = read(JSON, b"[" + b",".join([b'{"a":1,"b":2}'] * 40_000) + b"]")
    assert found.total == 1
    assert [len(values) for values in found.values["x"].values()] == [40_000, 40_000]
    assert set(found.answers["x"]["[].a"]) == {0}


def test_it_stops_when_the_time_is_over() -> None:
    text = b"[" + b",".join([b'{"a":1,"b":2}'] * 400_000) + b"]"
    found = collected(JSON.read(Content.of(text, "x", seconds=-1), Limits()))
    assert found.skipped == {"stopped when the time was over": 1}
    assert 0 < len(found.values["x"]["[].a"]) < 400_000
