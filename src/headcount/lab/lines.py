"""Lines of text from columns, millions a second: Arrow's kernels put them together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def texts(values: Iterable[str]) -> pa.Array:
    """A column of texts, to be written as it is or picked from by `pick`."""
    return pa.array(list(values), pa.large_string())


def pick(column: pa.Array, rows: NDArray[np.integer]) -> pa.Array:
    """The texts of these rows."""
    return column.take(pa.array(rows))


def numbers(values: NDArray[np.integer]) -> pa.Array:
    """Whole numbers as texts."""
    return pa.array(values).cast(pa.large_string())


def joined(*columns: pa.Array | str) -> memoryview:
    """The columns' texts row by row, without anything between them; a single text stands in every row.

    At least one column must be an array; line feeds are the caller's.
    """
    text = pa.large_string()
    parts = [pa.scalar(column, text) if isinstance(column, str) else column for column in columns]
    rows = pc.binary_join_element_wise(*parts, pa.scalar("", text))
    start, end = np.frombuffer(rows.buffers()[1], np.int64)[[rows.offset, rows.offset + len(rows)]].tolist()
    return memoryview(rows.buffers()[2])[start:end]
