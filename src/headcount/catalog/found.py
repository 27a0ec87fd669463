"""Records that a batch of accesses showed, or was asked for: what the door makes tokens of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.catalog.inside import Inside
from headcount.model.text import Text

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """One row a record, in the order of the accesses."""

    access: Rows
    """Row of the matched targets (several records may come from one access)."""
    route: NDArray[np.uint32]
    value: Text
    """Canonical identifier."""
    shows: NDArray[np.uint16]
    """Number of the set of kinds that the answer showed of it; 0 where it was not seen."""
    nobody: NDArray[np.bool_]
    """Whether the answer is known to have shown nobody."""
    asked: NDArray[np.bool_]
    """Whether the request named it; else it stood in the answer."""

    @classmethod
    def of(cls, access: Rows, route: NDArray[np.uint32], value: Text) -> Self:
        """Records that requests name, whose answers were not seen."""
        no = np.zeros(len(access), np.bool_)
        return cls(access, route, value, np.zeros(len(access), np.uint16), no, ~no)

    def with_rows(self, access: Rows, route: NDArray[np.uint32], value: Text) -> Self:
        """Together with rows that answers showed and nothing names."""
        order = np.argsort(np.concatenate([self.access, access]), kind="stable")
        no = np.zeros(len(access), np.bool_)
        return type(self)(
            np.concatenate([self.access, access])[order],
            np.concatenate([self.route, route])[order],
            Text.concat([self.value, value]).take(order),
            np.concatenate([self.shows, no.astype(np.uint16)])[order],
            np.concatenate([self.nobody, no])[order],
            np.concatenate([self.asked, no])[order],
        )

    def with_answers(self, inside: Inside, route: NDArray[np.uint32]) -> Self:
        """Together with what the answers showed; `route` are the numbers of its sources."""
        access = np.concatenate([self.access, inside.row])
        order = np.argsort(access, kind="stable")
        no = np.zeros(len(inside.row), np.bool_)
        return type(self)(
            access[order],
            np.concatenate([self.route, route[inside.source]])[order],
            Text.concat([self.value, inside.value]).take(order),
            np.concatenate([inside.own[self.access], inside.shows])[order],
            np.concatenate([inside.nobody[self.access], no])[order],
            np.concatenate([self.asked, no])[order],
        )


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """What queries name."""

    rows: Rows
    """Rows with a query and no variable in their path."""
    name: Text
    """Of each of them, the query parameter that names the record; empty where none does."""
    value: Text


def batch_of(columns: dict[str, NDArray[Any]], rows: NDArray[np.bool_], file: int, schema: pa.Schema) -> pa.RecordBatch:
    """The columns of some rows as the ledger takes them."""
    count = int(rows.sum())
    arrays = []
    for field in schema:
        values = np.full(count, file, np.uint32) if field.name == "file" else columns[field.name][rows]
        if field.name == "line":
            values = values.astype(np.uint64)
        arrays.append(
            pa.array(values).cast(field.type) if not field.name.endswith("_at") else pa.array(values, pa.int64()).cast(field.type)
        )
    return pa.record_batch(arrays, schema=schema)
