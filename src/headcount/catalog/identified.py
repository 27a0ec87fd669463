"""Tokens back to people: the rows of the site's own user table that belong to affected records. It takes the key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from headcount.catalog import subjects
from headcount.catalog.rows import Rows
from headcount.catalog.tables import SUBJECTS
from headcount.catalog.tokens import Tokenizer
from headcount.errors import ConfigError
from headcount.model.text import Text

ADDED = ("first", "last", "times", "clear", "masked")
"""Columns that are added to the user table's own."""


@dataclass(slots=True)
class Identified:
    """The user table, and how much of the affected records it has named."""

    rows: Rows
    """Of the user table; the identifier stands in the column `record` (or `person`)."""
    name: str
    """What messages call it."""
    entity: str
    tokens: Tokenizer = field(repr=False)
    affected: pa.Table = field(repr=False)
    """The columns of `ledger.affected`, of this entity."""
    count: int = 0
    """Rows of the user table that were read."""
    named: set[int] = field(default_factory=set, repr=False)
    """Places in `affected` that a row was found for."""

    @property
    def unnamed(self) -> int:
        """Affected records that no row of the user table belongs to."""
        return len(self.affected) - len(self.named)

    @property
    def broken(self) -> int:
        """Rows that could not be read; complete when all is read."""
        return len(self.rows.broken())

    def read(self) -> Iterator[pa.RecordBatch]:
        """The rows that belong to affected records, as they stand, with `ADDED` behind them.

        Raises:
            ConfigError: the table cannot be read, has no such column, or has one of the columns that are added.
        """
        names = self.rows.columns()
        subject = self._subject(names)
        self.rows.check(names, ())
        for batch in self.rows.read(names):
            self.count += len(batch)
            yield self._found(batch, batch.column(names.index(subject)))

    def _subject(self, names: list[str]) -> str:
        subject = next((name for name in SUBJECTS if name in names), None)
        if subject is None:
            raise ConfigError(f"{self.name}: needs the column record (or person) with the identifiers of {self.entity}")
        twice = [name for name in names if name in ADDED or names.count(name) > 1]
        if twice:
            raise ConfigError(f"{self.name}: has the column {twice[0]} twice, or one that is added; give it another name")
        return subject

    def _found(self, batch: pa.RecordBatch, identifiers: pa.Array) -> pa.RecordBatch:
        owner, values = subjects.records(Text.from_arrow(identifiers))
        tokens = pa.array(self.tokens.tokens(self.entity, values), pa.uint64())
        places = pc.index_in(tokens, self.affected.column("token").combine_chunks())
        hit = np.flatnonzero(places.is_valid().to_numpy(zero_copy_only=False))
        place = places.take(pa.array(hit))
        self.named.update(place.to_pylist())
        shown = self.affected.take(place)
        columns = [*batch.take(pa.array(owner[hit])).columns, *(shown.column(name).combine_chunks() for name in ADDED)]
        return pa.record_batch(columns, [*batch.schema.names, *ADDED])
