"""A column of byte strings as spans over one buffer: what a parser can make without copying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

PADDING = 64
"""Zero bytes that follow the text in `Text.data`, so that a fixed window never runs past the end."""


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """`n` byte strings, each a span of `data`. Holds clear text: prints as `***`.

    The layout is Arrow's ListView (offsets, sizes, one child buffer), so spans may overlap and share the buffer.
    """

    data: NDArray[np.uint8]
    """The bytes that the spans point into; at least `PADDING` zero bytes follow the last one used."""
    start: NDArray[np.int64]
    """First byte of each string in `data`."""
    size: NDArray[np.int64]
    """Length of each string in bytes; 0 for an empty or absent value."""

    def __len__(self) -> int:
        return len(self.start)

    def __repr__(self) -> str:
        return f"Text(*** x {len(self)})"

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Self:
        """The strings at `rows` (indices or mask); the buffer is shared."""
        return type(self)(self.data, self.start[rows], self.size[rows])

    def to_list(self) -> list[bytes]:
        """Python byte strings, one a row: for small batches and tests."""
        raw = self.data.tobytes()
        return [raw[s : s + n] for s, n in zip(self.start.tolist(), self.size.tolist(), strict=True)]

    def to_arrow(self) -> pa.Array:
        """The same strings as an Arrow `large_string`; broken UTF-8 is written as backslash escapes."""
        return pa.array([value.decode("utf-8", "backslashreplace") for value in self.to_list()], pa.large_string())

    @classmethod
    def of(cls, values: Iterable[bytes | str | None]) -> Self:
        """A column from Python strings; `None` becomes the empty string."""
        parts = [v.encode() if isinstance(v, str) else (v or b"") for v in values]
        size = np.fromiter((len(p) for p in parts), np.int64, len(parts))
        data = np.frombuffer(b"".join(parts) + bytes(PADDING), np.uint8)
        return cls(data, np.cumsum(size) - size, size)

    @classmethod
    def empty(cls, rows: int) -> Self:
        """A column of `rows` empty strings."""
        return cls(np.zeros(PADDING, np.uint8), np.zeros(rows, np.int64), np.zeros(rows, np.int64))

    @classmethod
    def from_arrow(cls, array: pa.Array | pa.ChunkedArray) -> Self:
        """A column from an Arrow string array; nulls become the empty string."""
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        array = array.fill_null("").cast(pa.large_string())
        _, offsets, data = array.buffers()
        edges = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
        raw = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
        return cls(np.concatenate([raw, np.zeros(PADDING, np.uint8)]), edges[:-1].copy(), np.diff(edges))

    @classmethod
    def concat(cls, columns: Sequence[Self]) -> Self:
        """One column after the other; the used bytes are copied together."""
        if len(columns) == 1:
            return columns[0]
        shift = np.cumsum([0] + [len(c.data) for c in columns])
        return cls(
            np.concatenate([c.data for c in columns]),
            np.concatenate([c.start + s for c, s in zip(columns, shift, strict=False)]),
            np.concatenate([c.size for c in columns]),
        )
