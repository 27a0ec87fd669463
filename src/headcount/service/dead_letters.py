"""Lines that could not be counted, put aside with their reason: JSON lines in a file that only its owner may read."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from headcount.intake.live import Counted
from headcount.service.status import Status
from headcount.sources.interface import Block
from headcount.sources.lines import COMMENT, EMPTY

MOST_BYTES = 256 << 20
"""When the file is larger, it becomes `FILE.1`, in place of an older one."""
_NOT_RECORDS = frozenset({EMPTY, COMMENT})


class DeadLetter(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the file."""

    at: int
    """When it was put aside, seconds since 1970 UTC."""
    tap: str
    stream: str
    line: int
    """Its number in the stream, from 1."""
    reason: str
    """A fixed phrase."""
    text: str = ""
    """The line, where the configuration wants it: it may hold personal data."""


class DeadLetters:
    """Written before the commit that counts the lines as skipped: none is missing, and after a kill one may be there twice."""

    def __init__(self, path: Path | None, status: Status, *, text: bool = False) -> None:
        """Without a `path` they are only counted; with `text` the lines themselves are kept too."""
        self._path, self._status, self._text = path, status, text

    def put(self, counted: Counted, block: Block) -> None:
        """Put the skipped lines of one block aside.

        Raises:
            OSError: the file cannot be written.
        """
        found = {reason: lines for reason, lines in counted.skipped.by_reason.items() if reason not in _NOT_RECORDS}
        if not found:
            return
        if self._path is not None:
            text = block.data[: block.size].tobytes().split(b"\n") if self._text else []
            now, (tap, stream) = int(time.time()), counted.named
            letters = [
                DeadLetter(now, tap, stream, line, reason, _shown(text, line - block.first_line))
                for reason, lines in found.items()
                for line in lines.tolist()
            ]
            self._write(b"".join(msgspec.json.encode(letter) + b"\n" for letter in sorted(letters, key=lambda one: one.line)))
        for reason, lines in found.items():
            self._status.put_aside(reason, len(lines))

    def _write(self, text: bytes) -> None:
        assert self._path is not None  # noqa: S101  # only called with a path
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(file).st_size > MOST_BYTES:
                self._path.replace(self._path.with_name(self._path.name + ".1"))
                os.close(file)
                file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            while text:
                text = text[os.write(file, text) :]
        finally:
            os.close(file)


def _shown(lines: list[bytes], place: int) -> str:
    return lines[place].decode("utf-8", "backslashreplace") if 0 <= place < len(lines) else ""
