"""Access: one answered request, in the clear. Only the intake rooms may touch it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any, Self

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.model.columns import arrow_schema
from headcount.model.text import Text


class Access(msgspec.Struct, frozen=True):
    """One answered request as the log tells it."""

    time: dt.datetime
    """When it was logged, UTC."""
    address: str
    """The peer's IP address (no port); empty when the log has none."""
    forwarded: str
    """`X-Forwarded-For` as logged; empty when the log has none."""
    account: str
    """The authenticated user; empty when there was none (a logged `-` is empty)."""
    credential: str
    """An API key, bearer token or session id as logged; empty when the log has none. Digested at the door."""
    user_agent: str
    """The `User-Agent` header; empty when the log has none."""
    method: str
    """The request method in capitals; empty when the log has none."""
    target: str
    """Path and query as requested (origin-form, RFC 9112 3.2.1); an absolute URI keeps its scheme and host."""
    status: Annotated[int, pa.int16()]
    """The answer's status code; 0 when the log has none."""
    size: int
    """Bytes of the answer's body; -1 when the log has none."""
    line: int
    """1-based line number in the file that it was read from."""

    def __repr__(self) -> str:
        return f"Access({self.time.isoformat()}, *** at line {self.line})"


_MAY_BE_NONE = ("body", "rows")

ACCESS_SCHEMA = arrow_schema(Access)


@dataclass(frozen=True, slots=True, repr=False)
class AccessBatch:
    """Many accesses as columns, one per field of `Access`, and bodies: numbers as NumPy arrays, text as spans of a buffer."""

    time: NDArray[np.int64]
    """Microseconds since 1970-01-01 UTC."""
    address: Text
    forwarded: Text
    account: Text
    credential: Text
    user_agent: Text
    method: Text
    target: Text
    status: NDArray[np.int16]
    size: NDArray[np.int64]
    line: NDArray[np.int64]
    body: Text | None = None
    """Of each answer, without any content encoding; empty where the log has none, None where the source has no bodies."""
    rows: NDArray[np.int64] | None = None
    """Records that each answer showed and the request did not name, where the log counts them; 0 where it does not, None where
    the source never does."""

    def __len__(self) -> int:
        return len(self.time)

    def __repr__(self) -> str:
        return f"AccessBatch(*** x {len(self)})"

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Self:
        """The accesses at `rows` (indices or mask)."""
        columns: dict[str, Any] = {f.name: _take(getattr(self, f.name), rows) for f in fields(self)}
        return type(self)(**columns)

    def to_arrow(self) -> pa.RecordBatch:
        """The batch in `ACCESS_SCHEMA`."""
        columns = []
        for field in ACCESS_SCHEMA:
            column = getattr(self, field.name)
            columns.append(column.to_arrow() if isinstance(column, Text) else pa.array(column).cast(field.type))
        return pa.record_batch(columns, schema=ACCESS_SCHEMA)

    @classmethod
    def empty(cls) -> Self:
        """A batch without rows."""
        text, number = Text.empty(0), np.zeros(0, np.int64)
        return cls(number, text, text, text, text, text, text, text, number.astype(np.int16), number, number)

    @classmethod
    def concat(cls, batches: Sequence[Self]) -> Self:
        """One batch after the other."""
        if len(batches) == 1:
            return batches[0]
        if not batches:
            return cls.empty()
        columns: dict[str, list[Any]] = {
            f.name: [getattr(b, f.name) for b in batches] for f in fields(cls) if f.name not in _MAY_BE_NONE
        }
        joined: dict[str, Any] = {
            name: Text.concat(c) if isinstance(c[0], Text) else np.concatenate(c) for name, c in columns.items()
        }
        if any(b.body is not None for b in batches):
            joined["body"] = Text.concat([b.body if b.body is not None else Text.empty(len(b)) for b in batches])
        if any(b.rows is not None for b in batches):
            joined["rows"] = np.concatenate([b.rows if b.rows is not None else np.zeros(len(b), np.int64) for b in batches])
        return cls(**joined)


def _take(column: Text | NDArray[np.int64] | None, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Text | NDArray[np.int64] | None:
    if column is None:
        return None
    return column.take(rows) if isinstance(column, Text) else column[rows]
