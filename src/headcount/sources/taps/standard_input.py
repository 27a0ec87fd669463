"""Standard input followed: whole lines as they come. It cannot be read twice, so every run is a stream of its own."""

from __future__ import annotations

import os
import secrets
import select
import time
from collections.abc import Mapping, Sequence

from headcount.sources.interface import Block
from headcount.sources.lines import DROPPED, LONGEST, count_lines
from headcount.sources.taps.interface import Lag, Piece

_GULP = 1 << 20


class StandardInputTap:
    """What was taken and not committed when the process is killed is gone with the pipe; nothing else is."""

    def __init__(self, name: str, file: int = 0) -> None:
        """`file` is the descriptor, 0 for standard input."""
        self.name = name
        self.problem = ""
        self.ended = False
        """Whether the writer has closed it and everything was handed out."""
        self._file = file
        self._stream = secrets.token_hex(8)
        self._line, self._offset = 1, 0
        self._rest = b""
        self._swallowing = False

    def resume(self, positions: Mapping[str, tuple[str, int]]) -> None:
        """A pipe always begins anew."""

    def take(self, wait: float, most: int) -> Sequence[Piece]:
        """The whole lines that have come."""
        until = time.monotonic() + wait
        while not self.ended:
            ready, _, _ = select.select([self._file], [], [], max(until - time.monotonic(), 0))
            if not ready:
                break
            text = os.read(self._file, min(most, _GULP) or 1)
            self.ended = not text
            lines = self._whole(text)
            if lines:
                return [self._piece(lines)]
        return []

    def committed(self, positions: Mapping[str, str]) -> None:
        """A pipe needs no acknowledgement."""

    def lag(self) -> Lag:
        """What waits in a pipe cannot be told."""
        return Lag(None, None)

    def close(self) -> None:
        """The descriptor stays open: it is the process's."""

    def _whole(self, text: bytes) -> bytes:
        """The whole lines of what was kept and came now; at the end of the input, a last line without its line feed too."""
        if self._swallowing:
            feed = text.find(b"\n")
            if feed < 0 and not self.ended:
                return b""
            text, self._swallowing = text[feed:] if feed >= 0 else b"", False
        text = self._rest + text
        cut = len(text) if self.ended else text.rfind(b"\n") + 1
        lines, self._rest = text[:cut], text[cut:]
        if len(self._rest) > LONGEST:
            self._rest, self._swallowing = DROPPED, True
        if len(lines) > LONGEST:
            lines = b"\n".join(DROPPED if len(line) > LONGEST else line for line in lines.split(b"\n"))
        return lines

    def _piece(self, lines: bytes) -> Piece:
        block = Block.of(lines, self._line, self._offset)
        self._line, self._offset = self._line + count_lines(block.data, block.size), block.end
        return Piece(self._stream, block, str(self._line - 1))
