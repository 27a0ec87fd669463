"""The values of answers, tables and files in the clear, on their way to the recognisers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Leaves:
    """Every leaf of a batch of answers of one unit, column by column. Holds clear text: prints as `***`.

    `values[i]` are the values at `paths[i]`, `answers[i]` the answer that each came from. A leaf is text as it stood: numbers
    in their own digits, `true` and `false` as words; null and empty text are left out.
    """

    unit: str
    """A route (`GET /u/{id}`), a table (`orders`) or a file's name."""
    paths: tuple[str, ...]
    """Dotted, `[]` for a list: `data.buyers[].phone`. Unique within the batch; the empty path is a body that is one text."""
    values: tuple[list[str], ...]
    """One list a path."""
    answers: tuple[list[int], ...]
    """One list a path, as long as `values`: the number of the answer (HTTP answer, row, line) within its input, from 0."""
    total: int
    """Answers in the batch, also those that hold no leaf."""

    def __repr__(self) -> str:
        return f"Leaves(*** {self.total} answers, {len(self.paths)} paths)"
