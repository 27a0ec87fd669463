"""A source that reads lines by patterns, each compiled twice from the same description.

Regular lines are read all at once (`pattern_vector`), those that it declares irregular by a regular expression
(`pattern_regex`). Lines that neither reads are skipped with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.sources.interface import Block, Reader
from headcount.sources.lines import sample
from headcount.sources.pattern_parts import Element
from headcount.sources.pattern_regex import LineReader
from headcount.sources.pattern_vector import VectorReader


class PatternReader:
    """Reads blocks by some patterns: the first one vectorised, then line by line in their order."""

    def __init__(self, vector: VectorReader, lines: Sequence[LineReader]) -> None:
        self._vector, self._lines = vector, lines

    def read(self, block: Block) -> tuple[AccessBatch, Skipped]:
        """The accesses of the block, and every other line with its reason."""
        sheet = self._vector.read(block)
        left = (~sheet.read[: sheet.lines]).nonzero()[0].tolist()
        for reader in self._lines:
            if not left:
                break
            left = reader.fill(sheet, left)
        return sheet.finish()


@dataclass(frozen=True)
class PatternSource:
    """One kind of text log whose lines have one of a few shapes."""

    name: str
    """The word for `--format`."""
    patterns: tuple[tuple[Element, ...], ...]
    """The shapes; where two match a line, the earlier one reads it."""

    @cached_property
    def line_readers(self) -> tuple[LineReader, ...]:
        """A reader of single lines for each shape."""
        return tuple(LineReader(p) for p in self.patterns)

    @cached_property
    def vector_readers(self) -> tuple[VectorReader, ...]:
        """A reader of many lines for each shape."""
        return tuple(VectorReader(p) for p in self.patterns)

    def recognise(self, head: bytes) -> float:
        """Share of the lines in `head` that have one of the shapes."""
        lines = sample(head)
        return sum(self._votes(lines)) / len(lines) if lines else 0.0

    def open(self, head: bytes) -> Reader:
        """A reader that is fast for the shape most frequent in `head`."""
        votes = self._votes(sample(head))
        order = sorted(range(len(votes)), key=lambda i: (-votes[i], i))
        return PatternReader(self.vector_readers[order[0]], self.line_readers)

    def _votes(self, lines: list[bytes]) -> list[int]:
        votes = [0] * len(self.patterns)
        for line in lines:
            for i, reader in enumerate(self.line_readers):
                if reader.match(line, 0, len(line)):
                    votes[i] += 1
                    break
        return votes
