"""Typed decoders read only what is asked for."""

from __future__ import annotations

import msgspec
import pytest

from headcount.catalog.decoding import Typed, Unfit, siblings, steps, walk

PATHS = ["data.items[].id", "data.items[].buyer.phone", "data.total"]
BODY = b'{"data": {"items": [{"id": 1, "buyer": {"phone": "a", "x": [1]}}, {"id": 2}], "total": 2, "more": {}}}'


def test_objects_and_their_values() -> None:
    typed = Typed(PATHS)
    root = typed.decode(BODY)
    items = list(typed.objects("data.items[]")(root))
    getter = typed.values(["data.items[].id", "data.items[].buyer.phone"], "data.items[]")
    assert [getter(item) for item in items] == [(1, "a"), (2, None)]
    buyers = list(typed.objects("data.items[].buyer")(root))
    phone = typed.values(["data.items[].buyer.phone"] * 2, "data.items[].buyer")
    assert [phone(buyer) for buyer in buyers] == [("a", "a"), (None, None)]
    assert list(typed.objects("")(root)) == [root]


def test_lists_within_lists_and_at_the_top() -> None:
    typed = Typed(["[].contacts[].phone", "[].id"])
    root = typed.decode(b'[{"id": 1, "contacts": [{"phone": "a"}, {"phone": "b"}]}, {"id": 2}]')
    phone = typed.values(["[].contacts[].phone"] * 2, "[].contacts[]")
    assert [phone(one)[0] for one in typed.objects("[].contacts[]")(root)] == ["a", "b"]
    assert len(list(typed.objects("[]")(root))) == 2


def test_a_list_of_plain_values() -> None:
    typed = Typed(["emails[]"])
    assert list(typed.objects("emails[]")(typed.decode(b'{"emails": ["a", "b"]}'))) == ["a", "b"]
    assert list(typed.objects("emails[]")(typed.decode(b"{}"))) == []


def test_one_value_is_a_tuple_too() -> None:
    typed = Typed(["data.phone"])
    assert typed.values(["data.phone"], "")(typed.decode(b'{"data": {"phone": "a"}}')) == ("a",)


def test_objects_of_which_only_plain_values_are_read_become_dicts_in_the_order_of_the_paths() -> None:
    typed = Typed(["items[].phone", "items[].name", "items[].phone", "buyer.address.city"])
    assert (typed.only("items[]"), typed.only("buyer.address")) == (["phone", "name"], ["city"])
    assert (typed.only("buyer"), typed.only("")) == (None, None)
    root = typed.decode(b'{"items": [{"name": "", "x": 1, "phone": 0}, {"name": null}], "buyer": {"address": {}}}')
    for scope, rows in (("items[]", [{"phone": 0, "name": ""}, {}]), ("buyer.address", [{}])):
        made = msgspec.to_builtins(list(typed.objects(scope)(root)))
        assert made == rows
        assert list(map(list, made)) == list(map(list, rows))


@pytest.mark.parametrize("key", ["name", "\u59d3\u540d"])
def test_keys_in_any_script(key: str) -> None:
    typed = Typed([f"items[].{key}", "items[].phone"])
    root = typed.decode(msgspec.json.encode({"items": [{"x": 1, "phone": "7", key: "A"}]}))
    assert msgspec.to_builtins(list(typed.objects("items[]")(root))) == [{key: "A", "phone": "7"}]


@pytest.mark.parametrize("paths", [["a.b", "a[].c"], ["users.{}.phone"], ["users.{key}"], ["a[][].b"], [".b"], ["a", "a.b"]])
def test_paths_that_are_no_one_type(paths: list[str]) -> None:
    with pytest.raises(Unfit):
        Typed(paths)


def test_another_shape_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        Typed(PATHS).decode(b'{"data": {"items": null}}')


def test_walking_without_types() -> None:
    value = {"a": [{"b": 1}, {"b": [2, 3]}, 5], "m": {"x": {"b": 7}, "y": {}}, "n": [[1], [2]]}
    assert list(walk(value, ["a[]", "b"])) == [1, [2, 3]]
    assert list(walk(value, ["m", "{}", "b"])) == [7]
    assert list(walk(value, ["{}[]", "b"])) == [1, [2, 3]]
    assert list(walk(value, ["m", "{key}"])) == ["x", "y"]
    assert list(walk(value, ["n[][]"])) == [1, 2]
    assert list(walk(value, ["a", "b"])) == list(walk(None, ["a"])) == []
    assert list(walk([{"b": 1}], ["[]", "b"])) == [1]


def test_a_map_without_what_stands_beside_its_entries() -> None:
    named = siblings(["users.{}.phone", "users.total", "users.{key}", "id"])
    assert named == {"": {"users", "id"}, "users": {"total"}, "users.{}": {"phone"}}
    found = steps("users.{}[].phone", named)
    assert found == ["users", frozenset({"total"}), "[]", "phone"]
    value = {"users": {"a": [{"phone": 1}], "total": [{"phone": 2}]}}
    assert list(walk(value, found)) == [1]
