"""Small batches of one unit made into large ones: recognisers are quickest on many values at once."""

from __future__ import annotations

from collections.abc import Iterator

from headcount.model.leaves import Leaves

ENOUGH = 65_536
"""Leaves that are held back at most, about."""
_LARGE = 4_096
_Columns = dict[str, tuple[list[str], list[int]]]


class Merging:
    """Takes batches and gives out larger ones. Nothing is lost: `rest` gives out what was held back."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[_Columns, int]] = {}
        self._size = 0

    def add(self, leaves: Leaves) -> Iterator[Leaves]:
        """Take a batch; yields what is large enough by now."""
        size = sum(map(len, leaves.values))
        if size >= _LARGE:
            yield leaves
            return
        columns, total = self._held.get(leaves.unit, ({}, 0))
        for path, values, answers in zip(leaves.paths, leaves.values, leaves.answers, strict=True):
            column = columns.setdefault(path, ([], []))
            column[0].extend(values)
            column[1].extend(answers)
        self._held[leaves.unit] = columns, total + leaves.total
        self._size += size
        if self._size >= ENOUGH:
            yield from self.rest()

    def rest(self) -> Iterator[Leaves]:
        """Everything that was held back, one batch a unit."""
        held, self._held, self._size = self._held, {}, 0
        for unit, (columns, total) in held.items():
            yield Leaves(
                unit,
                tuple(columns),
                tuple(values for values, _ in columns.values()),
                tuple(answers for _, answers in columns.values()),
                total,
            )
