from __future__ import annotations

import numpy as np
import pytest

from headcount.lab.baselines.isolation import Forest, grow


def test_what_is_set_apart_scores_highest() -> None:
    rng = np.random.default_rng(1)
    points = np.concatenate([rng.normal(size=(250, 3)), [[9.0, 0, 0], [0, -9.0, 0], [9.0, 9.0, 9.0]]])
    scores = grow(points, seed=1).score(points)
    assert set(np.argsort(scores)[-3:].tolist()) == {250, 251, 252}
    assert np.median(scores) < 0.5
    assert scores[-3:].min() > 0.6


def test_a_tree_of_two_points_cuts_between_them() -> None:
    forest = grow(np.array([[0.0], [8.0]]), seed=3, trees=1)
    assert forest.column[0, :3].tolist() == [0, -1, -1]
    assert 0 < forest.cut[0, 0] < 8
    assert forest.cut[0, 1:3].tolist() == [1.0, 1.0]
    assert forest.score(np.array([[0.0], [8.0]])).tolist() == [0.5, 0.5]  # 2 ** -(1 / c(2)), c(2) = 1


def test_points_without_spread_are_one_leaf() -> None:
    forest = grow(np.ones((256, 2)), seed=1, trees=5)
    assert (forest.column == -1).all()
    assert forest.score(np.ones((1, 2))).tolist() == pytest.approx([0.5])


def test_a_depth_is_counted_along_the_path() -> None:
    column, cut = np.full((1, 7), -1, np.int16), np.array([[5.0, 2.0, 1.0, 2.0, 2.0, 0.0, 0.0]])
    column[0, :2] = 0
    forest = Forest(column, cut, 2)
    assert (-np.log2(forest.score(np.array([[1.0], [3.0], [9.0]])))).tolist() == [2.0, 2.0, 1.0]


def test_the_same_seed_grows_the_same_forest() -> None:
    rows = np.random.default_rng(2).random((500, 4))
    assert np.array_equal(grow(rows, 7).cut, grow(rows, 7).cut)
    assert not np.array_equal(grow(rows, 7).cut, grow(rows, 8).cut)
