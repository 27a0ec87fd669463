"""The shape of every source: it gives meaning to the lines of one kind of log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """Whole lines of one file, as a tap brings them."""

    data: bytes
    """The lines, each with its line feed; the last line of a file may lack it."""
    first_line: int
    """1-based number of the first line."""

    def __repr__(self) -> str:
        return f"Block(*** {len(self.data)} bytes from line {self.first_line})"


class Reader(Protocol):
    """Reads the blocks of one file in order (it may keep what a header line said)."""

    def read(self, block: Block) -> tuple[AccessBatch, Skipped]:
        """Every line of `block` is an access or is in `Skipped`; the two counts add up to its lines. Never raises on content."""


class Source(Protocol):
    """One kind of log."""

    name: str
    """The word for `--format`, for the file and for the docs page."""

    def recognise(self, head: bytes) -> float:
        """Share (0 to 1) of the lines of `head`, the first whole lines of a file, that this source reads as accesses."""

    def open(self, head: bytes) -> Reader:
        """A reader for a file that begins with `head` (needed when reading resumes in the middle: header lines are there)."""
