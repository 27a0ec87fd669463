"""Bodies become leaves."""

from __future__ import annotations

from headcount.catalog.unfold import MOST_LEAVES, decoded, leaves_of, text_of
from tests.catalog.bodies import page, written


def test_every_leaf_under_its_path() -> None:
    leaves = leaves_of("GET /users", [*written(page(1, 2)), b"<html>", b""])
    assert leaves.total == 3
    columns = dict(zip(leaves.paths, zip(leaves.values, leaves.answers, strict=True), strict=True))
    assert columns["data.items[].name"] == (["Person 1", "Person 2"], [0, 0])
    assert columns["data.total"] == (["2"], [0])
    assert columns["data.items[].vip"] == (["false", "false"], [0, 0])


def test_empty_values_are_left_out() -> None:
    assert leaves_of("u", written({"a": "", "b": None, "c": "x"})).paths == ("c",)


def test_what_is_no_json_is_none() -> None:
    assert [decoded(body) for body in (b"{", b"[" * 100_000, b"\xff", b'{"a": 1}')] == [None, None, None, {"a": 1}]


def test_a_very_long_answer_is_looked_at_up_to_a_bound() -> None:
    leaves = leaves_of("u", written(list(range(MOST_LEAVES + 5))))
    assert len(leaves.values[0]) == MOST_LEAVES


def test_leaves_as_text() -> None:
    assert [text_of(value) for value in ("a", True, False, 12, 1.5)] == ["a", "true", "false", "12", "1.5"]
