"""The logs that prove a count, where they are now: at their paths, beside them, or below named folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headcount.intake import log_lines
from headcount.ledger.exposure_rows import LoggedFile


class FoundLogs:
    """Looks each log up once, and reads its lines there."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        """`folders` are looked through besides the places where the logs were, each with what is below it."""
        self._folders = folders
        self._paths: dict[int, Path] = {}

    def find(self, file: LoggedFile) -> str:
        """How the log was found again: a word of `log_lines.Standing`."""
        head, tail = (file.head_size, file.head_digest), (file.position, file.tail_digest)
        standing, path = log_lines.find(file.path, head, tail, self._folders)
        if path is not None:
            self._paths[file.file] = path
        return standing.value

    def read(self, file: LoggedFile, numbers: NDArray[np.int64]) -> Iterator[tuple[int, bytes]]:
        """(number, bytes) of the lines with these numbers, of a log that was found."""
        return log_lines.read(self._paths[file.file], numbers)
