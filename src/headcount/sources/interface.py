"""The shape of every source: it gives meaning to the lines of one kind of log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.model.text import PADDING


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """Whole lines of one file, as a tap brings them."""

    data: NDArray[np.uint8]
    """The lines, each with its line feed (the last line of a file may lack it), then `PADDING` zero bytes. Batches share it."""
    size: int
    """Bytes of text in `data`, without the padding."""
    first_line: int
    """1-based number of the first line."""
    offset: int
    """Where the block begins in the decompressed file, in bytes."""
    end: int
    """Where it ends there. `end - offset` differs from `size` only where the tap dropped the content of a too long line."""

    def __repr__(self) -> str:
        return f"Block(*** {self.size} bytes from line {self.first_line})"

    @classmethod
    def of(cls, text: bytes, first_line: int = 1, offset: int = 0) -> Self:
        """A block made of `text`, which is copied."""
        data = np.frombuffer(text + bytes(PADDING), np.uint8)
        return cls(data, len(text), first_line, offset, offset + len(text))


class Reader(Protocol):
    """Reads the blocks of one file in order (it may keep what a header line said)."""

    def read(self, block: Block) -> tuple[AccessBatch, Skipped]:
        """Every line of `block` is an access or is in `Skipped`; the two counts add up to its lines. Never raises on content."""


class Source(Protocol):
    """One kind of log."""

    @property
    def name(self) -> str:
        """The word for `--format`, for the file and for the docs page."""

    def recognise(self, head: bytes) -> float:
        """Share (0 to 1) of the lines of `head`, the first whole lines of a file, that this source reads as accesses."""

    def open(self, head: bytes) -> Reader:
        """A reader for a file that begins with `head` (needed when reading resumes in the middle: header lines are there)."""
