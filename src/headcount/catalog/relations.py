"""Relation tables: whom a client has a reason to look at, one by one, or because both belong to one unit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from headcount.catalog.rows import Rows
from headcount.catalog.tables import Table
from headcount.catalog.tokens import Tokenizer


@dataclass(frozen=True, slots=True)
class Relations:
    """One `[[relations]]` of the configuration: one table, or two that meet in a unit such as a station or a ward."""

    tables: tuple[Table, ...]
    """(client, record); or (client, unit) and then (record, unit). All may have `since` and `until`."""


def direct(file: Path, entity: str, tokens: Tokenizer, rows: Rows | None = None) -> Relations:
    """Relations one by one.

    Args:
        file: CSV or Parquet with the columns `client` and `record` (or `person`); with `rows`, only how messages call these.
        entity: what the records are, as the routes name them.
        tokens: makes their tokens.
        rows: where the same columns come from instead.
    """
    return Relations((Table(file, ("client", "record"), "relation", entity, tokens, rows=rows),))


def through_units(clients: Path, records: Path, entity: str, tokens: Tokenizer) -> Relations:
    """A client has a reason to look at every record of its units, while both belong there.

    Args:
        clients: CSV or Parquet with the columns `client` and `unit`.
        records: CSV or Parquet with the columns `record` (or `person`) and `unit`.
        entity: what the records are, as the routes name them.
        tokens: makes their tokens.
    """
    return Relations(
        (Table(clients, ("client", "unit"), "membership"), Table(records, ("record", "unit"), "membership", entity, tokens))
    )
