"""Known clients: declared, replaced, taken back."""

from __future__ import annotations

import datetime as dt

from headcount.console.state import KnownClient, State

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_a_client_is_declared_replaced_and_taken_back(state: State) -> None:
    first = KnownClient("account", "batch", "data team", 400, "nightly export", "ann", NOW)
    other = KnownClient("address", "192.0.2.7", "office", None, "", "ben", NOW)
    state.known.put(other)
    state.known.put(first)
    assert state.known.all() == [first, other]
    assert state.known.get("account", "batch") == first
    assert state.known.get("account", "none") is None
    second = KnownClient("account", "batch", "data team", 500, "", "ben", NOW)
    state.known.put(second)
    assert state.known.all() == [second, other]
    assert [state.known.remove("account", "batch") for _ in range(2)] == [True, False]
