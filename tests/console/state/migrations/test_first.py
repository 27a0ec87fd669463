"""The first migration makes what the tables say."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from headcount.console.state.database import Database
from headcount.console.state.migrations import first
from headcount.console.state.tables import TABLES


def test_it_is_the_first() -> None:
    assert (first.revision, first.down_revision) == ("first", None)


def test_the_migrations_lead_to_the_tables(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "people.console"))
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "version_table": "console_version"})
        assert compare_metadata(context, TABLES) == []
    database.close()
