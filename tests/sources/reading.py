"""Reading a few lines by a source, as the tests want to see them."""

from __future__ import annotations

from headcount.model.access import AccessBatch
from headcount.sources.interface import Block, Source


def read(source: Source, text: str) -> tuple[list[dict[str, object]], dict[str, int]]:
    """The accesses as dictionaries without their empty columns, and the reasons of skipped lines."""
    batch, skipped = source.open(text.encode()).read(Block.of(text.encode()))
    return rows(batch), dict(skipped.counts())


def rows(batch: AccessBatch) -> list[dict[str, object]]:
    """The accesses as dictionaries without their empty columns."""
    table = batch.to_arrow().to_pylist()
    return [{k: (v.isoformat() if k == "time" else v) for k, v in row.items() if v not in {"", None}} for row in table]
