"""The shape of every live tap: it moves bytes, knows its place in each of its streams, and looks into no line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from headcount.sources.interface import Block


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """Some whole lines of one stream, and the place right after them."""

    stream: str
    """Names the stream for good: a file's identity, `topic/partition`, a stream's key. The ledger keeps one position for each."""
    block: Block
    """Whole lines. `Block.first_line` counts the stream's lines, or is the record's number in it."""
    position: str
    """What the tap needs to go on right after this piece. Of files it is a `place.Place`; of others nobody else reads it."""
    head: bytes = b""
    """With the first piece of a stream that goes on in its middle: the lines it began with, where a format needs them."""

    def __repr__(self) -> str:
        return f"Piece({self.stream!r}, {self.block!r})"


@dataclass(frozen=True, slots=True)
class Lag:
    """How much has come that was not taken yet; None where it cannot be told."""

    records: int | None
    bytes: int | None


class LiveTap(Protocol):
    """Brings what comes, stream by stream, each in its order. One thread at a time uses it."""

    @property
    def name(self) -> str:
        """What the tap is called in the configuration, in metrics and in the ledger."""

    @property
    def problem(self) -> str:
        """Why nothing comes, without values; empty while all is well. The tap goes on trying with a growing pause."""

    def resume(self, positions: Mapping[str, tuple[str, int]]) -> None:
        """Hear where the ledger stands: (position, lines) by stream. Called once, before the first `take`."""

    def take(self, wait: float, most: int) -> Sequence[Piece]:
        """What has come, up to about `most` bytes; waits up to `wait` seconds for the first. Empty when nothing came."""

    def committed(self, positions: Mapping[str, str]) -> None:
        """The ledger has everything up to these positions for good: acknowledge it upstream."""

    def lag(self) -> Lag:
        """How much waits."""

    def close(self) -> None:
        """Let go of files and connections. What was not committed comes again."""
