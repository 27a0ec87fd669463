"""The reading side of a tap that is pushed to: from the spool, from the place where the ledger stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from headcount.sources.taps.interface import Lag, Piece
from headcount.sources.taps.records import block_of
from headcount.sources.taps.spool import Position, Spool


class Spooled:
    """One stream: everything that came, in the order in which it came."""

    def __init__(self, name: str, spool: Spool) -> None:
        """`name` is the tap's; it names the stream too."""
        self._stream, self._spool = f"{name}:spool", spool
        self._place: Position = (0, 0)
        self._lines = 0

    def resume(self, positions: Mapping[str, tuple[str, int]]) -> None:
        """Go on right after what the ledger has."""
        if known := positions.get(self._stream):
            self._place, self._lines = _place(known[0]), known[1]
            self._spool.spent(self._place)

    def take(self, wait: float, most: int) -> Sequence[Piece]:
        """What came, as one piece."""
        if not self._spool.wait(self._place, wait):
            return []
        text, self._place = self._spool.read(self._place, most)
        if not text:
            return []
        block, lines = block_of([text], self._lines + 1)
        self._lines += lines
        return [Piece(self._stream, block, f"{self._place[0]}:{self._place[1]}")]

    def committed(self, positions: Mapping[str, str]) -> None:
        """Make room for what comes."""
        if self._stream in positions:
            self._spool.spent(_place(positions[self._stream]))

    def lag(self) -> Lag:
        """Bytes that wait; nobody has counted their lines."""
        return Lag(None, self._spool.waiting(self._place))


def _place(position: str) -> Position:
    segment, _, offset = position.partition(":")
    return int(segment), int(offset)
