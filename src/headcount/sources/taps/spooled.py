"""What every tap that is sent to has in common: its server's thread, and the reading side of its spool."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from headcount.sources.taps.interface import Lag, Piece
from headcount.sources.taps.records import block_of
from headcount.sources.taps.spool import Position, Spool


class Spooled:
    """One stream: everything that came, in the order in which it came. Its server runs from the first `take` on."""

    def __init__(self, name: str, spool: Spool, serve: Callable[[], object]) -> None:
        """`name` is the tap's, and names the stream too; `serve`, in a thread of its own, keeps in the spool what comes."""
        self._stream, self._spool = f"{name}:spool", spool
        self._place: Position = (0, 0)
        self._lines = 0
        self._thread = threading.Thread(target=serve, name=f"tap {name}", daemon=True)
        self.full = ""
        """Why senders are told to wait, as the server knows it; empty when they are not."""

    @property
    def problem(self) -> str:
        """Why nobody is heard, why senders wait, or what of the spool could not be read."""
        ended = self._thread.ident and not self._thread.is_alive()
        return "its server ended: start headcount again" if ended else self.full or self._spool.problem

    @property
    def serves(self) -> bool:
        """Whether the server runs."""
        return self._thread.is_alive()

    def join(self, patience: float) -> None:
        """Wait for the server's end, at most so many seconds."""
        if self._thread.ident:
            self._thread.join(patience)

    def resume(self, positions: Mapping[str, tuple[str, int]]) -> None:
        """Go on right after what the ledger has."""
        if known := positions.get(self._stream):
            self._place, self._lines = _place(known[0]), known[1]
            self._spool.spent(self._place)

    def take(self, wait: float, most: int) -> Sequence[Piece]:
        """What came, as one piece."""
        if not self._thread.ident:
            self._thread.start()
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
