from __future__ import annotations

import pytest

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
