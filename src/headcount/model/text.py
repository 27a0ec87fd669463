"""A column of byte strings as spans over one buffer: what a parser can make without copying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self, cast

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
        raw = memoryview(self.data)  # type: ignore[arg-type]  # NumPy arrays have the buffer protocol
        return [bytes(raw[s : s + n]) for s, n in zip(self.start.tolist(), self.size.tolist(), strict=True)]

    def to_arrow(self) -> pa.Array:
        """The same strings as an Arrow `large_string`; broken UTF-8 is written as backslash escapes."""
        edges = np.concatenate([[0], np.cumsum(self.size)])
        packed = self.data[np.repeat(self.start - edges[:-1], self.size) + np.arange(edges[-1])]
        if len(packed) and packed.max() >= 128:
            return pa.array([value.decode("utf-8", "backslashreplace") for value in self.to_list()], pa.large_string())
        return pa.LargeStringArray.from_buffers(len(self), pa.py_buffer(edges), pa.py_buffer(packed))

    @classmethod
    def of(cls, values: Iterable[bytes | str | None]) -> Self:
        """A column from Python strings; `None` becomes the empty string, a lone surrogate its three bytes."""
        given = list(values)
        try:
            text = "\n".join(cast("list[str]", given)).encode("utf-8", "surrogatepass") + b"\n"
        except TypeError:
            text = b""
        ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
        if text and len(ends) == len(given):
            start = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
            return cls(np.frombuffer(text + bytes(PADDING), np.uint8), start, ends - start)
        parts = [v.encode("utf-8", "surrogatepass") if isinstance(v, str) else (v or b"") for v in given]
        size = np.fromiter(map(len, parts), np.int64, len(parts))
        return cls(np.frombuffer(b"".join(parts) + bytes(PADDING), np.uint8), np.cumsum(size) - size, size)

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
        """One column after the other; buffers are shared where they are the same, else copied together."""
        columns = [c for c in columns if len(c)] or list(columns[:1])
        if len(columns) == 1:
            return columns[0]
        buffers = {id(c.data): c.data for c in columns}
        places = dict(zip(buffers, np.cumsum([0, *(len(data) for data in buffers.values())]).tolist(), strict=False))
        data = next(iter(buffers.values())) if len(buffers) == 1 else np.concatenate(list(buffers.values()))
        start = np.concatenate([c.start + places[id(c.data)] for c in columns])
        return cls(data, start, np.concatenate([c.size for c in columns]))
