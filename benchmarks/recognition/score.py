"""Right, said and true: how well decisions about fields agree with what is known of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import fmean

from headcount.model.field import Field

SURE = 0.5
"""A decision counts as said from this confidence on."""

Places = Counter[tuple[str, str]]
"""Values by path and kind, or group of kinds."""


@dataclass(slots=True)
class Marks:
    """The counts of one kind."""

    true: int = 0
    """Values that hold it."""
    said: int = 0
    """Values that were said to hold it."""
    right: int = 0
    """Both."""

    @property
    def precision(self) -> float | None:
        """Right of those said; None when nothing was said."""
        return self.right / self.said if self.said else None

    @property
    def recall(self) -> float | None:
        """Right of those true; None when there were none."""
        return self.right / self.true if self.true else None

    @property
    def f1(self) -> float:
        """Twice right over true and said together; 0 when there is neither."""
        return 2 * self.right / (self.true + self.said) if self.true + self.said else 0.0

    def facts(self) -> dict[str, float | int | None]:
        """For JSON."""
        return {
            "true": self.true,
            "said": self.said,
            "right": self.right,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
        }


@dataclass(slots=True)
class Score:
    """The counts of every kind, gathered unit by unit."""

    kinds: dict[str, Marks] = field(default_factory=dict)

    def add(self, true: Mapping[tuple[str, str], int], said: Mapping[tuple[str, str], int]) -> None:
        """Count one unit: of a path's values of a kind, as many are right as were said and are true."""
        for (path, kind), count in true.items():
            marks = self.kinds.setdefault(kind, Marks())
            marks.true += count
            marks.right += min(count, said.get((path, kind), 0))
        for (_, kind), count in said.items():
            self.kinds.setdefault(kind, Marks()).said += count

    @property
    def planted(self) -> dict[str, Marks]:
        """The kinds that occur."""
        return {kind: marks for kind, marks in self.kinds.items() if marks.true}

    @property
    def never_planted(self) -> dict[str, int]:
        """Values said to hold kinds that occur nowhere."""
        return {kind: marks.said for kind, marks in self.kinds.items() if not marks.true}

    @property
    def together(self) -> Marks:
        """All kinds as one."""
        every = self.kinds.values()
        return Marks(sum(one.true for one in every), sum(one.said for one in every), sum(one.right for one in every))

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the kinds that occur, each kind with the same weight."""
        return fmean(marks.f1 for marks in self.planted.values()) if self.planted else 0.0

    def facts(self) -> dict[str, object]:
        """For JSON."""
        return {
            "macro_f1": self.macro_f1,
            "kinds": {str(kind): marks.facts() for kind, marks in sorted(self.planted.items())},
            "never_planted": {str(kind): count for kind, count in sorted(self.never_planted.items())},
        }


def said(fields: Iterable[Field]) -> Places:
    """The values of each kind at each path, of the decisions that are sure."""
    return Counter({(one.path, one.kind): one.count for one in fields if one.confidence >= SURE})


def overlapping(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two spans share at least half of the longer one."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= max(one[1] - one[0], other[1] - other[0])


def spans(true: Iterable[tuple[int, int]], told: Iterable[tuple[int, int]]) -> Marks:
    """The counts of one kind in one text. Each span agrees with one other at most, so that a said one is not right twice."""
    left = list(true)
    marks = Marks(true=len(left))
    for span in sorted(set(told)):
        marks.said += 1
        if partner := next((one for one in left if overlapping(one, span)), None):
            left.remove(partner)
            marks.right += 1
    return marks
