"""Notes on clients."""

from __future__ import annotations

import datetime as dt

from headcount.console.state import State

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_notes_are_kept_by_client(state: State) -> None:
    state.notes.add("account", "bob", "asked on the phone", "ann", NOW)
    state.notes.add("account", "bob", "is the new export", "ben", NOW)
    state.notes.add("address", "bob", "another", "ben", NOW)
    found = state.notes.of("account", "bob")
    assert [(one.text, one.by, one.at) for one in found] == [
        ("is the new export", "ben", NOW),
        ("asked on the phone", "ann", NOW),
    ]
    assert [state.notes.remove(found[0].number) for _ in range(2)] == [True, False]
    assert len(state.notes.of("account", "bob")) == 1
