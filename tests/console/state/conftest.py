"""A store of one's own. tests/services/test_console_store.py runs the same tests over a PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.console.state import State
from tests.console.state.fresh import fresh


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with fresh(tmp_path / "people.console") as made:
        yield made
