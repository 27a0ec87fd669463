"""The tables: all of one house."""

from __future__ import annotations

from headcount.console.state.tables import TABLES


def test_every_table_says_whose_it_is() -> None:
    assert {name.partition("_")[0] for name in TABLES.tables} == {"console"}
    assert len(TABLES.tables) == 12


def test_nothing_that_lets_somebody_in_has_a_column_of_its_own() -> None:
    columns = {f"{table.name}.{column.name}" for table in TABLES.tables.values() for column in table.columns}
    assert not {name for name in columns if name.endswith((".secret", ".cookie", ".token"))}
