from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.sources.documents import gather as module
from headcount.sources.documents.gather import LONGEST, LONGEST_PATH, MOST_PATHS, Gather
from headcount.sources.documents.walk import Tree, walk


def test_columns_answers_and_totals() -> None:
    gather = Gather("u", 5)
    gather.add("a", "1")
    gather.add("b", "")
    gather.close_answer()
    gather.close_answer()
    gather.add("a", "2")
    gather.name("c")
    leaves = gather.take()
    assert (leaves.unit, leaves.paths, leaves.values, leaves.answers, leaves.total) == (
        "u",
        ("a", "c"),
        (["1", "2"], []),
        ([5, 7], []),
        2,
    )
    gather.close_answer()
    assert gather.take().total == 1


def test_begun() -> None:
    gather = Gather("u")
    states = [gather.begun]
    gather.add("a", "1")
    states.append(gather.begun)
    gather.close_answer()
    states.append(gather.begun)
    assert states == [False, True, False]


def test_long_values_are_cut_and_counted() -> None:
    gather = Gather("u")
    gather.add("a", "x" * (LONGEST + 1))
    gather.add("a", "x" * LONGEST)
    assert [len(value) for value in gather.take().values[0]] == [LONGEST, LONGEST]
    assert gather.cut == 1


def test_paths_without_end_are_one_path() -> None:
    gather = Gather("u")
    for number in range(MOST_PATHS + 10):
        gather.add(f"p{number}", "x")
    leaves = gather.take()
    assert len(leaves.paths) == MOST_PATHS + 1
    assert len(leaves.values[leaves.paths.index(module.OTHER)]) == 10
    gather.add("p3", "x")
    gather.add("new", "x")
    assert gather.take().paths == ("p3", module.OTHER)


def test_full_when_a_batch_is_there() -> None:
    gather = Gather("u")
    states = []
    for _ in range(module.BATCH):
        states.append(gather.full)
        gather.add("a", "x")
    assert not any(states)
    states = [gather.full]
    gather.take()
    assert [*states, gather.full] == [True, False]


TREES: tuple[object, ...] = (
    {"a": "1", "b": [{"c": 2, "d": None}, {"c": "3", "e": ["x", ["y"], 1.5, True]}], "": "", "7001": {"p": "4"}, "7002": "5"},
    [1, [2, {"a": []}], {}],
    "text",
    None,
    {f"k{chr(97 + n % 26)}{chr(97 + n // 26)}": n for n in range(300)},
)


@pytest.mark.parametrize("value", TREES)
def test_a_tree_gives_what_its_leaves_give(value: object) -> None:
    by_tree, by_leaf = Gather("u"), Gather("u")
    for _ in range(3):
        by_tree.fill(Tree(value))
        by_leaf.fill(walk(value))
        by_tree.close_answer()
        by_leaf.close_answer()
    tree, leaf = by_tree.take(), by_leaf.take()
    assert dict(zip(tree.paths, zip(tree.values, tree.answers, strict=True), strict=True)) == dict(
        zip(leaf.paths, zip(leaf.values, leaf.answers, strict=True), strict=True)
    )
    assert tree.total == leaf.total == 3
    assert by_tree.full == by_leaf.full


def test_a_tree_of_long_values_and_many_paths() -> None:
    gather = Gather("u")
    gather.fill(Tree({"a": "1"}))
    gather.fill(Tree({"a": "x" * (LONGEST + 1)}))
    for number in range(MOST_PATHS + 10):
        gather.fill(Tree({f"q{chr(97 + number % 26)}": {f"p{number % 1000}": {f"r{number // 1000}": "x"}}}))
    leaves = gather.take()
    assert gather.cut == 1
    assert len(leaves.paths) <= MOST_PATHS + 1
    assert sum(map(len, leaves.values)) == MOST_PATHS + 12


def test_a_tree_as_deep_as_it_likes() -> None:
    value: object = "x"
    for _ in range(50_000):
        value = {"a": value}
    gather = Gather("u")
    gather.fill(Tree(value))
    leaves = gather.take()
    assert leaves.values == (["x"],)
    assert len(leaves.paths[0]) <= LONGEST_PATH


def test_long_paths_are_one_path() -> None:
    gather = Gather("u")
    gather.add("p" * (LONGEST_PATH + 1), "x")
    gather.add("p" * LONGEST_PATH, "y")
    assert gather.take().paths == (module.OTHER, "p" * LONGEST_PATH)


KEYS = st.sampled_from(["a", "b", "a.b", "", "7001", "70012345", "ada@example.org", "phone"])
ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["", "x", "y"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)


def _column_by_column(gather: Gather) -> tuple[dict[str, list[tuple[int, str]]], int]:
    leaves = gather.take()
    assert all(list(answers) == sorted(answers) for answers in leaves.answers)
    columns = {
        path: sorted(zip(answers, values, strict=True))
        for path, values, answers in zip(leaves.paths, leaves.values, leaves.answers, strict=True)
    }
    return columns, leaves.total


@given(st.lists(ANSWERS, max_size=8))
def test_trees_that_wait_give_what_their_leaves_give(answers: list[Any]) -> None:
    by_tree, by_leaf = Gather("u"), Gather("u")
    for answer in answers:
        by_tree.fill(Tree(answer, size=10))
        by_leaf.fill(walk(answer))
        by_tree.close_answer()
        by_leaf.close_answer()
    assert _column_by_column(by_tree) == _column_by_column(by_leaf)


def test_rows_with_other_fields_each_keep_their_order() -> None:
    gather = Gather("u")
    for rows in ([{"a": "1", "b": "2"}, {"b": "3"}], [{"c": "4", "a": "5"}], [{"a": "6"}]):
        gather.fill(Tree(rows, size=10))
        gather.close_answer()
    leaves = gather.take()
    assert (leaves.paths, leaves.values, leaves.answers) == (
        ("[].a", "[].b", "[].c"),
        (["1", "5", "6"], ["2", "3"], ["4"]),
        ([0, 1, 2], [0, 0], [1]),
    )


def test_what_waits_is_there_when_it_is_asked_for() -> None:
    gather = Gather("u")
    gather.fill(Tree({"a": "1"}, size=9))
    gather.add("a", "2")
    assert (gather.begun, gather.cut) == (True, 0)
    gather.close_answer()
    gather.fill(Tree({}, size=2))
    assert not gather.begun
    assert gather.take().values == (["1", "2"],)


def test_so_many_trees_wait_and_so_many_bytes() -> None:
    gather = Gather("u")
    row = [str(number) for number in range(module.BATCH)]
    gather.fill(Tree(row, size=module.TOGETHER_BYTES - 1))
    states = [gather.full]
    gather.fill(Tree({}, size=1))
    assert [*states, gather.full] == [False, True]
    gather.take()
    for _ in range(module.TOGETHER - 1):
        gather.fill(Tree(["x"] * 129, size=1))
    states = [gather.full]
    gather.fill(Tree({}, size=1))
    assert [*states, gather.full] == [False, True]
    assert sum(map(len, gather.take().values)) == (module.TOGETHER - 1) * 129


def test_long_values_of_trees_of_a_known_size_are_cut() -> None:
    gather = Gather("u")
    gather.fill(Tree({"a": "y"}, size=9))
    gather.fill(Tree({"a": "x" * (LONGEST + 1)}, size=LONGEST + 10))
    assert [len(value) for value in gather.take().values[0]] == [1, LONGEST]
    assert gather.cut == 1
