"""Sign-ins at a provider: taken once, by the browser that began them, in time."""

from __future__ import annotations

import datetime as dt

import pytest

from headcount.console.state import State, flows

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def test_what_was_kept_is_taken_once(state: State) -> None:
    state.flows.keep("secret", "verifier", NOW, NOW + MINUTE)
    state.flows.keep("late", "verifier", NOW, NOW + MINUTE)
    assert state.flows.take("other", NOW) == ""
    assert state.flows.take("secret", NOW) == "verifier"
    assert state.flows.take("secret", NOW) == ""
    assert state.flows.take("late", NOW + MINUTE) == ""


def test_the_oldest_make_room(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "MOST", 3)
    for number in range(5):
        state.flows.keep(f"secret {number}", str(number), NOW, NOW + dt.timedelta(minutes=10 + number))
    assert [state.flows.take(f"secret {number}", NOW) for number in range(5)] == ["", "", "2", "3", "4"]
