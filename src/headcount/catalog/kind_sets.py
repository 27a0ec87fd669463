"""Sets of kinds that answers were found to show, by small numbers: what stands beside each disclosure."""

from __future__ import annotations

from headcount.model.kind import Form, Kind

MOST_SETS = 1 << 16
"""Numbers have 16 bits; what would need more is counted under number 0, for which the route's own kinds stand."""

KindSet = frozenset[tuple[Kind, Form]]
"""Kinds, each with the form that it was shown in."""


class KindSets:
    """Numbers for sets of kinds. Number 0 is the empty set: the answer was not seen, or showed nothing known."""

    def __init__(self) -> None:
        self._numbers: dict[KindSet, int] = {frozenset(): 0}

    def number(self, shown: KindSet) -> int:
        """The number of a set; a new one is added."""
        known = self._numbers.get(shown)
        if known is None:
            known = len(self._numbers) if len(self._numbers) < MOST_SETS else 0
            self._numbers[shown] = known
        return known

    @property
    def sets(self) -> list[KindSet]:
        """Every set that has a number of its own, by number."""
        return list(self._numbers)[:MOST_SETS]
