"""From one key to another: the tokens of the operator's own identifiers under both, and tokens for records that nobody named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.catalog.tables import Table
from headcount.catalog.tokens import Tokenizer
from headcount.model.text import Text

U64 = NDArray[np.uint64]
_UNNAMED = "a record that no table named"
"""Stands where else an entity does, so that such a token is never that of an identifier."""


def identifiers(file: Path, entity: str, tokens: Tokenizer) -> Table:
    """A CSV file of identifiers in the column `record` (or `person`)."""
    return Table(file, ("record",), "identifier", entity, tokens, timed=False)


def renamed(table: Table, fresh: Tokenizer) -> Iterator[pa.RecordBatch]:
    """Every identifier of a table as (`old`, `new`): its tokens under the table's key and under the fresh one.

    Raises:
        ConfigError: the table cannot be read.
    """
    again = identifiers(table.path, table.entity, fresh)
    for old, new in zip(table.read(), again.read(), strict=True):
        yield pa.record_batch({"old": old.column("record"), "new": new.column("record")})


def unnamed(fresh: Tokenizer) -> Callable[[U64], U64]:
    """What gives records that no table named a token: made of the old token under the fresh key."""

    def tokens(old: U64) -> U64:
        if not len(old):
            return old
        return fresh.tokens(_UNNAMED, Text.of([f"{token:016x}" for token in old.tolist()]))

    return tokens
