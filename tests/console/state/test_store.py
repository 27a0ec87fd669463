"""The store as one thing: what one process writes another reads."""

from __future__ import annotations

import datetime as dt
import doctest
from pathlib import Path

from headcount.console.state import State, store

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_two_may_have_it_open(tmp_path: Path) -> None:
    with State(tmp_path / "people.console") as one, State(tmp_path / "people.console") as other:
        assert one.name == other.name
        one.users.add("ann", "admin", NOW)
        one.audit.enter(NOW, "ann", "note", "1")
        other.audit.enter(NOW, "ben", "note", "2")
        assert [user.login for user in other.users.all()] == ["ann"]
        assert one.audit.problems() == []
        assert len(one.audit.entries()) == 2


def test_the_example() -> None:
    assert doctest.testmod(store) == doctest.TestResults(0, 4)
