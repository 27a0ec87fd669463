"""Rows of earlier runs, at hand by their hash: many small batches then cost no search in a large table."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


class Earlier:
    """Which rows a table had when this was made, 12 bytes each.

    Among n rows the chance that two share a hash is about n**2 / 2**65, as it is for the callers that the catalogue numbers.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: str, number: str, names: tuple[str, ...]) -> None:
        """`number` is the column with a row's number, `names` are those by which it is known."""
        self._connection, self._names = connection, ", ".join(names)
        rows = connection.execute(f"SELECT hash({self._names}) AS key, {number} FROM {table} ORDER BY key").fetchnumpy()  # noqa: S608  # fixed names
        self._keys, self._numbers = rows["key"].astype(np.uint64), rows[number].astype(np.uint32)

    def look_up(self, batch: pa.RecordBatch) -> tuple[NDArray[np.bool_], NDArray[np.uint32]]:
        """Whether it had each row of a batch, and the number of those it had (else 0)."""
        if not len(self._keys):
            return np.zeros(len(batch), np.bool_), np.zeros(len(batch), np.uint32)
        self._connection.register("incoming", pa.table(batch))
        asked = self._connection.execute(f"SELECT hash({self._names}) AS key FROM incoming").fetchnumpy()["key"]  # noqa: S608  # fixed names
        self._connection.unregister("incoming")
        place = np.searchsorted(self._keys, asked.astype(np.uint64)).clip(max=len(self._keys) - 1)
        known = self._keys[place] == asked
        return known, np.where(known, self._numbers[place], 0).astype(np.uint32)
