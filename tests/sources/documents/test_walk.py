from __future__ import annotations

import pytest

from headcount.sources.documents.walk import MOST_KEYS, is_value, members, safe, walk


def test_members_lists_and_scalars_in_the_order_they_stand() -> None:
    value = {"a": {"b": [{"c": 1}, {"c": "x"}]}, "d": [True, None, "2.50"], "e": False}
    assert list(walk(value)) == [("a.b[].c", "1"), ("a.b[].c", "x"), ("d[]", "true"), ("d[]", "2.50"), ("e", "false")]


def test_a_scalar_or_list_at_the_top() -> None:
    assert list(walk("x")) == [("", "x")]
    assert list(walk([[1], {"a": 2}])) == [("[][]", "1"), ("[].a", "2")]


def test_keys_that_are_values_are_leaves_and_no_part_of_a_path() -> None:
    assert list(walk({"u": {"7001": {"phone": "1"}, "ada@example.com": "2"}})) == [
        ("u.{key}", "7001"),
        ("u.{}.phone", "1"),
        ("u.{key}", "ada@example.com"),
        ("u.{}", "2"),
    ]


@pytest.mark.parametrize(
    "key", ["7001", "u12345", "a@b.example", "x" * 65, "+12025550100", "0f8fad5b-d9cb-469f-a165-70867728950e"]
)
def test_keys_that_look_like_values(key: str) -> None:
    assert is_value(key)


@pytest.mark.parametrize("key", ["name", "address2", "line_1", "手机号", "sha256", "id", "a b", "x-y", "iso3166"])
def test_keys_that_look_like_names(key: str) -> None:
    assert not is_value(key)


def test_safe() -> None:
    assert [safe(name) for name in ("phone", "ada@example.com", "")] == ["phone", "{}", ""]


def test_an_object_of_many_members_is_a_map() -> None:
    few = {f"k{'a' * n}": n for n in range(8)}
    many = {f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}": n for n in range(MOST_KEYS + 1)}
    assert [path for path, _ in members("", few)] == list(few)
    assert {path for path, _ in members("m", many)} == {"m.{key}", "m.{}"}


def test_messages_as_lists_have_positions_and_lists_of_messages_none() -> None:
    value = [None, "Ada", [["a@example.com", 1], ["b@example.com", 2]]]
    assert list(walk(value, positional=True)) == [
        ("2", "Ada"),
        ("3[].1", "a@example.com"),
        ("3[].2", "1"),
        ("3[].1", "b@example.com"),
        ("3[].2", "2"),
    ]


def test_bounded() -> None:
    assert list(walk({"a": [[], [], "x", "y"]}, most=5)) == [("a[]", "x")]


def test_depth_does_not_end_it() -> None:
    value: object = "x"
    for _ in range(50_000):
        value = [value]
    assert list(walk(value)) == [("[]" * 50_000, "x")]


@pytest.mark.parametrize(
    "key", ["Ada Lovelace", "Zoë O\u2019Neill-Smith", "Anna Maria van", "Billing Address", "First Name", "Order", "ada lovelace"]
)
def test_a_name_as_a_key_is_a_value_and_a_label_is_none(key: str) -> None:
    names = {"Ada Lovelace", "Zoë O\u2019Neill-Smith"}
    assert list(members("", {key: 1})) == ([("{key}", key), ("{}", 1)] if key in names else [(key, 1)])
