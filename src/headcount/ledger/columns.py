"""Columns on disk: numbers that are only ever added, one file a column, read where they lie.

What was added lasts once `keep` has returned and whoever uses it has written down how many rows there were. Rows beyond that
number, of a run that was killed, are cut off when the folder is opened with it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Columns:
    """Columns of one length in one folder."""

    def __init__(self, folder: Path, types: Mapping[str, DTypeLike], rows: int = 0) -> None:
        """Open them with their first `rows` rows, or make them.

        Raises:
            OSError: a file is shorter than that, or cannot be written.
        """
        self._types = {name: np.dtype(kind) for name, kind in types.items()}
        self._folder, self.rows = folder, rows
        """How many rows each column has."""
        self._mapped: dict[str, NDArray[Any]] = {}
        folder.mkdir(mode=0o700, exist_ok=True)
        for name, kind in self._types.items():
            with self._file(name).open("ab") as file:
                if file.tell() < rows * kind.itemsize:
                    raise OSError(f"{self._file(name).name} is too short")
                file.truncate(rows * kind.itemsize)

    def _file(self, name: str) -> Path:
        return self._folder / name

    def add(self, rows: Mapping[str, NDArray[Any]]) -> None:
        """Add rows, given by column."""
        for name, kind in self._types.items():
            with self._file(name).open("ab") as file:
                file.write(np.ascontiguousarray(rows[name], kind).data)
        self.rows += len(next(iter(rows.values())))
        self._mapped.clear()

    def keep(self) -> None:
        """Have the disk hold what was added."""
        for name in self._types:
            handle = os.open(self._file(name), os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def part(self, name: str, begin: int = 0, end: int | None = None) -> NDArray[Any]:
        """Rows `begin` to `end` of a column, in memory of their own."""
        count = (self.rows if end is None else end) - begin
        told = np.fromfile(self._file(name), self._types[name], count, offset=begin * self._types[name].itemsize)
        if len(told) < count:
            raise OSError(f"{self._file(name).name} is too short")
        return told

    def whole(self, name: str) -> NDArray[Any]:
        """A column as it lies on disk, to be read only; it takes no memory but what the system lends.

        It is opened once, however often it is asked for: parts of it may be asked for and kept by the hundred thousand.
        """
        if not self.rows:
            return np.zeros(0, self._types[name])
        if name not in self._mapped:
            self._mapped[name] = np.asarray(np.memmap(self._file(name), self._types[name], "r", shape=(self.rows,)))
        return self._mapped[name]
