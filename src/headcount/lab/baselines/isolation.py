"""Isolation forest: how few random cuts set a point apart.

Liu, Ting & Zhou, "Isolation forest", IEEE International Conference on Data Mining (2008), with the paper's 100 trees of 256
points. One difference: a node that drew a column without spread takes the next column that has some. Trees are complete
binary heaps (children of node n: 2n + 1 and 2n + 2), so that a whole forest is three arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import compiled

F64 = NDArray[np.float64]
_DEEPEST = 8
"""log2 of the sample: where a tree stops, as in the paper."""
_BLOCK = 1024
"""Rows."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Grown trees."""

    column: NDArray[np.int16]
    """Shape (trees, nodes): the column that a node cuts; -1: a leaf."""
    cut: F64
    """Shape (trees, nodes): rows below go left; of a leaf, its path length."""
    sample: int
    """Rows that each tree was grown from."""

    def score(self, rows: F64) -> F64:
        """Shape (rows,): 0.5 for an ordinary point, towards 1 for one that few cuts set apart; `rows` is (rows, columns)."""
        depth = np.empty(len(rows))
        _depths(np.ascontiguousarray(rows, np.float64), self.column, self.cut, depth)
        scored: F64 = 2.0 ** (-depth / len(self.column) / _unsuccessful(self.sample))
        return scored


def grow(rows: F64, seed: int, trees: int = 100, sample: int = 256) -> Forest:
    """Grow a forest on `rows`, shape (rows, columns), at least 2; each tree on `sample` of them drawn without putting back."""
    rng = np.random.default_rng(seed)
    sample = min(sample, len(rows))
    nodes = 2 ** (_DEEPEST + 1) - 1
    column, cut = np.full((trees, nodes), -1, np.int16), np.zeros((trees, nodes))
    lengths = np.array([_unsuccessful(size) for size in range(sample + 1)])
    for tree in range(trees):
        drawn = np.ascontiguousarray(rows[rng.choice(len(rows), sample, replace=False)], np.float64)
        order, bounds = np.arange(sample), np.zeros((nodes, 2), np.int64)
        bounds[0, 1] = sample
        _grow(drawn, order, bounds, rng.random((nodes, 2)), lengths, column[tree], cut[tree])
    return Forest(column, cut, sample)


def _unsuccessful(size: int) -> float:
    """Mean depth of an unsuccessful search in a binary tree of `size` points (equation 1 of the paper)."""
    if size < 2:
        return 0.0
    return 2 * (float(np.log(size - 1)) + float(np.euler_gamma)) - 2 * (size - 1) / size if size > 2 else 1.0


@compiled
def _grow(
    rows: F64, order: NDArray[np.int64], bounds: NDArray[np.int64], draws: F64, lengths: F64, column: NDArray[np.int16], cut: F64
) -> None:
    """Cut the rows of each node in place; `bounds` are a node's first and after-last place in `order`."""
    columns, depth, until = rows.shape[1], 0, 0
    for node in range(len(column)):
        if node > until:
            depth, until = depth + 1, 2 * until + 2
        low, high = bounds[node, 0], bounds[node, 1]
        if high == low:
            cut[node] = depth
            continue
        least, most, chosen = 0.0, 0.0, -1
        begin = min(int(draws[node, 0] * columns), columns - 1)
        for turn in range(columns):
            place = (begin + turn) % columns
            least, most = rows[order[low], place], rows[order[low], place]
            for at in range(low + 1, high):
                least, most = min(least, rows[order[at], place]), max(most, rows[order[at], place])
            if most > least:
                chosen = place
                break
        if chosen < 0 or 2 * node + 2 >= len(column):
            cut[node] = depth + lengths[high - low]
            continue
        value = least + max(draws[node, 1], 1e-12) * (most - least)
        middle = low
        for at in range(low, high):
            if rows[order[at], chosen] < value:
                order[at], order[middle] = order[middle], order[at]
                middle += 1
        column[node], cut[node] = chosen, value
        bounds[2 * node + 1, 0], bounds[2 * node + 1, 1] = low, middle
        bounds[2 * node + 2, 0], bounds[2 * node + 2, 1] = middle, high


@compiled
def _depths(rows: F64, column: NDArray[np.int16], cut: F64, depth: F64) -> None:
    """Sum of path lengths over the trees; a block of rows stays in the cache while all trees pass over it."""
    depth[:] = 0.0
    for block in range(0, len(rows), _BLOCK):
        for tree in range(len(column)):
            for row in range(block, min(block + _BLOCK, len(rows))):
                node = 0
                while column[tree, node] >= 0:
                    node = 2 * node + (1 if rows[row, column[tree, node]] < cut[tree, node] else 2)
                depth[row] += cut[tree, node]
