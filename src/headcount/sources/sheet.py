"""The rows of one block while they are being read: columns that a vectorised reader and a line-by-line reader fill together."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import compiled
from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.model.text import PADDING, Text
from headcount.sources.interface import Block
from headcount.sources.lines import refuse
from headcount.sources.spans import Bytes, Mask, Rows, buffer

TEXTS = ("address", "forwarded", "account", "credential", "user_agent", "method", "target")
PATH, QUERY = "path", "query"
"""Roles that are composed to the target, where a log has them apart."""
_DASH = 45
Number = TypeVar("Number", np.int64, np.int16, np.bool_)


class Sheet:
    """Columns over the lines of one block. A row is an access once `read` says so; what is left is refused."""

    def __init__(self, block: Block) -> None:
        """A sheet without rows."""
        self.block, self.lines = block, 0
        self.start: Rows = np.zeros(0, np.int64)
        self.end: Rows = np.zeros(0, np.int64)
        self.time: Rows = np.zeros(0, np.int64)
        self.status: NDArray[np.int16] = np.zeros(0, np.int16)
        self.size: Rows = np.zeros(0, np.int64)
        self.read: Mask = np.zeros(0, np.bool_)
        self.reasons: dict[str, list[int]] = {}
        self._spans: dict[str, tuple[Rows, Rows]] = {}
        self._side: list[bytes] = []
        self._side_at = block.size

    def extend(self, start: Rows, end: Rows) -> slice:
        """Add the lines that `start` and `end` bound, in their order; returns their rows."""
        rows = slice(self.lines, self.lines + len(start))
        if rows.stop > len(self.start):
            share = max(int(end[-1]), 1) / self.block.size
            self._grow(max(rows.stop, int(rows.stop / share * 1.05) + 64))
        self.start[rows], self.end[rows], self.lines = start, end, rows.stop
        return rows

    def _grow(self, room: int) -> None:
        """Make room for more rows; the room that is not used costs no memory."""

        def longer(column: NDArray[Number], fill: int | None = None) -> NDArray[Number]:
            new = np.empty(room, column.dtype) if fill is None else np.full(room, fill, column.dtype)
            new[: self.lines] = column[: self.lines]
            return new

        self.start, self.end, self.time = longer(self.start), longer(self.end), longer(self.time)
        self.status, self.size, self.read = longer(self.status, 0), longer(self.size, -1), longer(self.read, 0)
        self._spans = {role: (longer(start, 0), longer(size, 0)) for role, (start, size) in self._spans.items()}

    def spans(self, role: str) -> tuple[Rows, Rows]:
        """The (start, size) columns of a text role; sizes are 0 until they are set."""
        if role not in self._spans:
            room = len(self.start)
            self._spans[role] = np.zeros(room, np.int64), np.zeros(room, np.int64)
        return self._spans[role]

    def put(self, role: str, row: int, text: bytes) -> None:
        """Set a text that does not stand in the block as it should read."""
        start, size = self.spans(role)
        start[row], size[row] = self._side_at, len(text)
        self._side.append(text)
        self._side_at += len(text)

    def finish(self) -> tuple[AccessBatch, Skipped]:
        """The accesses, and every other line with its reason."""
        data = self._compose(self.block.data)
        if self._side:
            data = np.frombuffer(bytes(buffer(data)[: self.block.size]) + b"".join(self._side) + bytes(PADDING), np.uint8)
        n, skipped = self.lines, Skipped()
        nothing = np.zeros(n, np.int64)
        spans = {role: self._spans.get(role, (nothing, nothing)) for role in TEXTS}
        texts: dict[str, Any] = {role: Text(data, start[:n], size[:n]) for role, (start, size) in spans.items()}
        lines = np.arange(self.block.first_line, self.block.first_line + n, dtype=np.int64)
        batch = AccessBatch(time=self.time[:n], **texts, status=self.status[:n], size=self.size[:n], line=lines)
        left = ~self.read[:n]
        if not left.any():
            return batch, skipped
        read = np.flatnonzero(self.read[:n])
        for reason, rows in self.reasons.items():
            skipped.add(reason, np.array(rows, np.int64) + self.block.first_line)
            left[rows] = False
        refuse(self.block, np.flatnonzero(left), self.start, self.end, skipped)
        return batch.take(read), skipped

    def _compose(self, data: Bytes) -> Bytes:
        """Make targets of paths and queries logged apart. Adjacent ones are joined by writing `?` between them in a copy."""
        if PATH not in self._spans:
            return data
        (path, path_size), (query, query_size) = self.spans(PATH), self.spans(QUERY)
        start, size = self.spans("target")
        rows = np.flatnonzero(self.read[: self.lines] & (query_size[: self.lines] > 0))
        start[:] = path
        size[:] = path_size
        near = rows[(path + path_size + 1 == query)[rows]]
        if len(near):
            data = data.copy()
            data[query[near] - 1] = ord("?")
            size[near] += 1 + query_size[near]
        raw = buffer(self.block.data)
        for row in np.setdiff1d(rows, near, assume_unique=True).tolist():
            before, after = (bytes(raw[at[row] : at[row] + n[row]]) for at, n in ((path, path_size), (query, query_size)))
            self.put("target", row, before + b"?" + after.removeprefix(b"?"))
        return data


def dash_is_empty(data: Bytes, start: Rows, size: Rows) -> Rows:
    """`size`, with 0 where the text is a lone `-`."""
    shown = np.empty(len(size), np.int64)
    _dash_is_empty(data, start, size, shown)
    return shown


@compiled
def _dash_is_empty(data: Bytes, start: Rows, size: Rows, shown: Rows) -> None:
    for row in range(len(size)):
        lone = size[row] == 1 and 0 <= start[row] < len(data) and data[start[row]] == _DASH
        shown[row] = 0 if lone else size[row]
