"""Looks that wait: in order, and gone when the ledger has them."""

from __future__ import annotations

import datetime as dt

from headcount.console.state import State

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_looks_wait_in_order_and_go(state: State) -> None:
    for number in range(3):
        state.audit.looked(NOW, "ann", "client", f"account:{number}", "/clients")
        state.audit.enter(NOW, "ann", "note", "in between")
    assert [one.entry for one in state.looks.pending(0)] == [1, 3, 5]
    assert [one.seen for one in state.looks.pending(1, 1)] == ["account:1"]
    state.looks.settled(3)
    assert [one.entry for one in state.looks.pending(0)] == [5]
    assert state.audit.problems() == []


def test_an_entry_is_known_by_its_digest(state: State) -> None:
    state.audit.enter(NOW, "ann", "note", "x")
    [one] = state.audit.entries()
    assert state.looks.digest(1) == one.digest
    assert state.looks.digest(2) == ""
    assert state.looks.store == state.name
