"""API tokens: read once, found by their digest, over when they are over."""

from __future__ import annotations

import datetime as dt

from headcount.console.state import State

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_a_token_has_its_scope_and_its_users_role(state: State) -> None:
    state.users.add("ann", "analyst", NOW)
    token = state.tokens.make("ann", "dashboard", {"counts", "clients"}, NOW, NOW + DAY)
    assert token.startswith("hc_")
    assert len(token) > 40
    found = state.tokens.find(token, NOW)
    assert found is not None
    assert (found.login, found.role, found.scope, found.used) == ("ann", "analyst", ("clients", "counts"), None)
    assert token not in repr(state.tokens.all())
    assert state.tokens.find(token + "x", NOW) is None
    assert state.tokens.find(token, NOW + DAY) is None


def test_use_is_noted_to_the_minute(state: State) -> None:
    state.users.add("ann", "analyst", NOW)
    token = state.tokens.make("ann", "dashboard", {"counts"}, NOW, NOW + DAY)
    state.tokens.find(token, NOW)
    state.tokens.find(token, NOW + dt.timedelta(seconds=30))
    [one] = state.tokens.all()
    assert one.used == NOW


def test_a_token_is_taken_back_by_its_owner_or_by_an_admin(state: State) -> None:
    for login in ("ann", "ben"):
        state.users.add(login, "analyst", NOW)
        state.tokens.make(login, f"of {login}", {"counts"}, NOW, NOW + DAY)
    [bens, anns] = state.tokens.all()
    assert [one.name for one in state.tokens.all("ann")] == ["of ann"]
    assert state.tokens.end(bens.number, "ann") is None
    assert state.tokens.end(bens.number) == bens
    assert state.tokens.end(anns.number, "ann") == anns
    assert state.tokens.all() == []
