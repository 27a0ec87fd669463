"""Records that an answer showed without anybody naming them: a log that counts rows (a database's audit log) tells how many.

Which rows they were nobody can tell, only that there were so many different ones. So the rows of an answer stand as number 1 to n
of their route: what a client was shown in many answers is as many records as the largest of them had, which is never too much.
An export that is repeated shows nothing new, one that is larger than any before shows the difference.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.model.text import Text

ROWS = "$rows"
"""The subject of a route whose answers show rows that nothing names."""
MOST = 1_000_000
"""Rows of one answer beyond these are not counted."""

I64 = NDArray[np.int64]


class Unnamed:
    """How many rows each caller was shown at most through each route."""

    def __init__(self) -> None:
        self._most: dict[tuple[int, int], int] = {}

    def fresh(self, caller: NDArray[np.uint32], place: I64, rows: I64) -> tuple[NDArray[np.intp], I64]:
        """Of each answer the rows beyond the largest of the same caller and place before: (answer, number of the row from 1)."""
        answers, numbers = list[I64](), list[I64]()
        for answer, (who, where, count) in enumerate(zip(caller.tolist(), place.tolist(), rows.tolist(), strict=True)):
            before, now = self._most.get((who, where), 0), min(count, MOST)
            if now > before:
                self._most[who, where] = now
                answers.append(np.full(now - before, answer, np.int64))
                numbers.append(np.arange(before + 1, now + 1))
        if not answers:
            return np.zeros(0, np.intp), np.zeros(0, np.int64)
        return np.concatenate(answers).astype(np.intp), np.concatenate(numbers)


def named(number: I64) -> Text:
    """A name for each row's number."""
    return Text.of([f"row {row}" for row in number.tolist()])
