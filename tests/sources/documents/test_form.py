from __future__ import annotations

import pytest

from headcount.sources.documents.form import FORM, member_path
from tests.sources.documents.collected import read

PAIRS = b"name=Ada+Lovelace&item%5B0%5D%5Bphone%5D=%2B12025550100&note=&bad=%ff\n"


def test_recognised() -> None:
    assert FORM.recognise(PAIRS)
    assert not FORM.recognise(b"a=1")
    assert not FORM.recognise(b"a=1&b=<p>")
    assert not FORM.recognise(b"x and y = z & more")


def test_pairs() -> None:
    found = read(FORM, PAIRS)
    assert found.values == {"x": {"name": ["Ada Lovelace"], "item[].phone": ["+12025550100"], "bad": ["\ufffd"]}}
    assert found.total == 1


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a", "a"),
        ("a[]", "a[]"),
        ("a[12][b][c]", "a[].b.c"),
        ("a[b", "a[b"),
        ("user.name", "user.name"),
        ("4711", "{}"),
        ("u[+12025550100][x]", "u.{}.x"),
    ],
)
def test_brackets(name: str, path: str) -> None:
    assert member_path(name) == path


def test_a_million_brackets() -> None:
    assert member_path("[" * 1_000_000) == "{}"
