"""Accesses as columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa

from headcount.model.access import ACCESS_SCHEMA, Access, AccessBatch
from headcount.model.text import Text


def batch(*targets: str) -> AccessBatch:
    n = len(targets)
    nothing, address = Text.empty(n), Text.of(["192.0.2.7"] * n)
    numbers = np.arange(1, n + 1)
    return AccessBatch(
        numbers * 1_000_000,
        address,
        nothing,
        nothing,
        nothing,
        nothing,
        nothing,
        Text.of(targets),
        numbers.astype(np.int16),
        numbers,
        numbers,
    )


def test_the_schema_is_that_of_the_row() -> None:
    assert ACCESS_SCHEMA.names == list(Access.__struct_fields__)
    assert ACCESS_SCHEMA.field("time").type == pa.timestamp("us", tz="UTC")
    assert ACCESS_SCHEMA.field("status").type == pa.int16()


def test_to_arrow() -> None:
    table = batch("/a", "/b").to_arrow()
    assert table.schema == ACCESS_SCHEMA
    assert (
        table.to_pylist()[1] | {"target": "/b", "address": "192.0.2.7", "line": 2, "size": 2, "status": 2} == table.to_pylist()[1]
    )
    assert table.column("time")[1].as_py() == dt.datetime(1970, 1, 1, 0, 0, 2, tzinfo=dt.UTC)


def test_take_and_concat() -> None:
    joined = AccessBatch.concat([batch("/a", "/b"), AccessBatch.empty(), batch("/c")])
    assert joined.target.to_list() == [b"/a", b"/b", b"/c"]
    assert joined.line.tolist() == [1, 2, 1]
    assert joined.take(np.array([2, 0])).target.to_list() == [b"/c", b"/a"]
    assert len(AccessBatch.concat([])) == len(AccessBatch.empty()) == 0


def test_no_clear_text_is_printed() -> None:
    row = Access(dt.datetime(2025, 11, 1, tzinfo=dt.UTC), "192.0.2.7", "", "alice", "", "", "GET", "/secret", 200, 1, 17)
    assert repr(row) == "Access(2025-11-01T00:00:00+00:00, *** at line 17)"
    assert repr(batch("/secret")) == "AccessBatch(*** x 1)"


def test_bodies_go_along_where_there_are_any() -> None:
    told = replace(batch("/a", "/b"), body=Text.of(["x", "y"]))
    joined = AccessBatch.concat([batch("/c"), told])
    assert joined.body is not None
    assert joined.body.to_list() == [b"", b"x", b"y"]
    assert told.take(np.array([1])).body.to_list() == [b"y"]  # type: ignore[union-attr]  # it has bodies
    assert AccessBatch.concat([batch("/a"), batch("/b")]).body is None
