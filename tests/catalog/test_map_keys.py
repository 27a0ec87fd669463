"""Keys that are values stand in no path."""

from __future__ import annotations

from typing import Any

import pytest

from headcount.catalog.map_keys import Keyed
from headcount.catalog.unfold import leaves_of
from headcount.model.leaves import Leaves
from tests.catalog.bodies import written

PHONE = {"phone": "+12025550100", "city": "Bonn"}


def paths(*answers: Any) -> list[str]:  # noqa: ANN401 - JSON values of any shape
    return list(leaves_of("u", written(*answers)).paths)


def column(leaves: Leaves, path: str) -> tuple[list[str], list[int]]:
    at = leaves.paths.index(path)
    return leaves.values[at], leaves.answers[at]


@pytest.mark.parametrize(
    "answer",
    [
        {"anna": PHONE, "bob": PHONE},
        {"anna": PHONE},
        {"zhangsan": PHONE, "total": 1, "page": {"next": 2}},
        {"dragon": PHONE, "wombat": {"phone": "1"}},
        {"billing": PHONE, "dragon": PHONE},
        {"data": {"dragon": [PHONE], "wombat": [PHONE]}},
        {"张三": PHONE, "李四": PHONE},
        {"anna": "+12025550100", "bob": "+12025550101"},
        {"dragon": "a@example.org", "wombat": "b@example.org"},
        {"dragon": 5, "wombat": 7, "total": 12},
        {"anna": 5, "id": 7, "name": "x", "state": "y", "role": "z"},
        {"anna.smith": PHONE, "bob.jones": PHONE},
        {"list": [{"dragon": {"anna": PHONE}}, {"wombat": {"bob": PHONE}}]},
        {"user123": PHONE, "user124": PHONE},
        {"aZ9-kq3Xw": PHONE, "bY8-mm2Pp": PHONE},
        {"7": PHONE, "8": PHONE},
    ],
)
def test_no_name_is_in_a_path(answer: dict[str, object]) -> None:
    told = " ".join(paths(answer))
    for key in ("anna", "bob", "zhangsan", "dragon", "wombat", "张三", "李四", "smith", "jones", "user1", "aZ9", "bY8", "7", "8"):
        assert key not in told


@pytest.mark.parametrize(
    "answer",
    [
        {"billing": PHONE, "shipping": PHONE},
        {"name": {"en": "x", "de": "y", "zh-CN": "z"}},
        {"sizes": {"small": {"url": "x", "width": 1}, "large": {"url": "y", "width": 2}}},
        {"buyer": PHONE, "seller": PHONE, "receiver": PHONE},
        {"address1": "x", "address2": "y", "line_3": "z"},
        {"rates": {"USD": 1, "EUR": 2}},
        {"monday": {"open": "9"}, "tuesday": {"open": "10"}},
        {"姓名": "x", "手机号": "y"},
        {"id": 1, "name": "x", "wombat": "a field of one's own"},
    ],
)
def test_names_of_fields_stay(answer: dict[str, object]) -> None:
    assert not any("{" in path for path in paths(answer))


def test_the_entries_are_one_column_and_the_keys_another() -> None:
    leaves = leaves_of(
        "u", written({"bob": {"phone": "1"}, "anna": {"phone": "2"}}, {"eve": {"phone": "3"}, "anna": {"phone": "4"}})
    )
    assert column(leaves, "{}.phone") == (["1", "2", "4", "3"], [0, 0, 1, 1])
    assert sorted(zip(*column(leaves, "{key}"), strict=True)) == [("anna", 0), ("anna", 1), ("bob", 0), ("eve", 1)]
    assert leaves.total == 2


def test_an_unknown_word_that_comes_again_with_other_values_is_a_name() -> None:
    def answers(*numbers: int) -> list[str]:
        return paths(*({"zusatz": {"phone": str(n), "city": f"c{n}"}} for n in numbers))

    assert answers(1, 2, 3, 4) == ["zusatz.phone", "zusatz.city"]
    assert answers(1, 1, 1, 1) == ["{key}", "{}.phone", "{}.city"]  # one person asked for four times
    assert answers(1, 2, 3) == ["{key}", "{}.phone", "{}.city"]
    assert paths(*({"anna": {"phone": str(n)}} for n in range(9))) == ["{key}", "{}.phone"]  # a person, however often


def test_a_key_of_its_own_in_each_answer_is_a_value() -> None:
    assert paths(*({f"member{chr(97 + n)}x": {"phone": str(n)}} for n in range(9))) == ["{key}", "{}.phone"]


def test_unknown_words_of_a_list_s_rows_are_names() -> None:
    rows = [{"zusatz": f"a{n}", "vermerk": f"b{n}", "kuerzel": f"c{n}"} for n in range(9)]
    assert paths({"rows": rows}) == ["rows[].zusatz", "rows[].vermerk", "rows[].kuerzel"]


WORDS = ("red_page", "blue_line", "main_order", "last_status", "new_account", "first_group", "old_price", "open_file")


def test_a_name_made_of_words_of_fields_among_a_map_s_entries_is_a_value() -> None:
    users = {"dragon": PHONE, "wombat": PHONE, "red_page": PHONE, "meta": {"next": "x"}, "total": 3}
    found = leaves_of("u", written({"users": users}))
    assert set(found.paths) == {"users.total", "users.meta.next", "users.{key}", "users.{}.phone", "users.{}.city"}
    assert column(found, "users.{key}")[0] == ["dragon", "wombat", "red_page"]
    keyed = Keyed(["users.{}.phone"])
    one = keyed.fold(Leaves("u", ("users.red_page.phone", "users.page.next"), (["1"], ["2"]), ([0], [0]), 1))
    assert set(one.paths) == {"users.{key}", "users.{}.phone", "users.page.next"}
    assert (keyed.path("users.red_page.phone"), keyed.path("users.page.next")) == ("users.{}.phone", "users.page.next")


def test_many_words_of_fields_that_hardly_come_again_are_values() -> None:
    one_each = [{"users": {word: {"phone": str(n), "city": f"c{n}"}}} for n, word in enumerate(WORDS)]
    assert paths(*one_each) == ["users.{key}", "users.{}.phone", "users.{}.city"]
    again = [{"users": {word: {"phone": str(n)} for word in WORDS[:5]}} for n in range(9)]
    assert paths(*again) == [f"users.{word}.phone" for word in WORDS[:5]]
    assert len(paths(*one_each[:3])) == 6  # too few to tell


def test_what_is_a_map_once_stays_one() -> None:
    keyed = Keyed()
    one = keyed.fold(Leaves("u", ("dragon.phone", "wombat.phone"), (["1"], ["2"]), ([0], [0]), 1))
    assert one.paths == ("{key}", "{}.phone")
    more = keyed.fold(Leaves("u", ("zebra.phone", "total"), (["1", "2", "3", "4"], ["9"]), ([1, 2, 3, 4], [1]), 4))
    assert set(more.paths) == {"{key}", "{}.phone", "total"}
    assert [keyed.path(path) for path in ("lion.phone", "total", "billing.phone", "")] == [
        "{}.phone",
        "total",
        "billing.phone",
        "",
    ]


def test_known_paths_hold_names_and_maps() -> None:
    keyed = Keyed(["zusatz.phone", "users.{}.phone"])
    leaves = keyed.fold(Leaves("u", ("zusatz.phone", "users.lion.phone"), (["1"], ["2"]), ([0], [0]), 1))
    assert leaves.paths == ("zusatz.phone", "users.{key}", "users.{}.phone")


def test_what_needs_nothing_is_left_as_it_is() -> None:
    leaves = Leaves("u", ("items[].phone", "total"), (["1"], ["2"]), ([0], [0]), 1)
    assert Keyed().fold(leaves) is leaves


def test_the_batch_that_was_given_is_not_changed() -> None:
    values = (["1"], ["2"])
    Keyed().fold(Leaves("u", ("{}.phone", "anna.phone"), values, ([0], [0]), 1))
    assert values == (["1"], ["2"])


def test_paths_without_values_stay() -> None:
    leaves = Keyed().fold(Leaves("u", ("anna.phone", "empty"), (["1"], []), ([0], []), 1))
    assert leaves.paths == ("{key}", "{}.phone", "empty")
