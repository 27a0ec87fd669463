"""Sessions: found by their secret, which is not kept; they end."""

from __future__ import annotations

import datetime as dt

from headcount.console.state import State
from headcount.console.state.sessions import digest_of

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_a_session_has_the_role_that_its_user_has_now(state: State) -> None:
    state.users.add("ann", "admin", NOW)
    state.users.add("ben", "analyst", NOW)
    made = state.sessions.begin("secret", "ben", NOW, NOW + 12 * HOUR, address="192.0.2.1", agent="x" * 300)
    assert (made.digest, len(made.agent)) == (digest_of("secret"), 200)
    assert "secret" not in repr(made)
    found = state.sessions.find("secret", NOW, HOUR)
    assert found is not None
    assert (found.login, found.role, found.address) == ("ben", "analyst", "192.0.2.1")
    state.users.change("ben", role="viewer")
    found = state.sessions.find("secret", NOW, HOUR)
    assert found is not None
    assert found.role == "viewer"
    state.users.change("ben", disabled=True)
    assert state.sessions.find("secret", NOW, HOUR) is None
    assert state.sessions.find("other", NOW, HOUR) is None


def test_it_ends_when_it_is_not_used_and_in_any_case(state: State) -> None:
    state.users.add("ann", "admin", NOW)
    state.sessions.begin("secret", "ann", NOW, NOW + 3 * HOUR)
    assert state.sessions.find("secret", NOW + HOUR / 2, HOUR) is not None
    assert state.sessions.find("secret", NOW + 1.4 * HOUR, HOUR) is not None
    assert state.sessions.find("secret", NOW + 2.4 * HOUR, HOUR) is None
    state.sessions.begin("busy", "ann", NOW, NOW + 3 * HOUR)
    for part in range(1, 12):
        assert state.sessions.find("busy", NOW + part * HOUR / 4, HOUR) is not None
    assert state.sessions.find("busy", NOW + 3 * HOUR, HOUR) is None


def test_who_only_listens_does_not_use_it(state: State) -> None:
    state.users.add("ann", "admin", NOW)
    state.sessions.begin("secret", "ann", NOW, NOW + 12 * HOUR)
    assert state.sessions.find("secret", NOW + 0.9 * HOUR, HOUR, used=False) is not None
    assert state.sessions.find("secret", NOW + 1.1 * HOUR, HOUR, used=False) is None


def test_the_terminals_needs_no_user(state: State) -> None:
    state.sessions.begin("secret", "root", NOW, NOW + HOUR, role="privacy_officer")
    found = state.sessions.find("secret", NOW, HOUR)
    assert found is not None
    assert (found.login, found.role) == ("root", "privacy_officer")
    state.sessions.begin("nobody's", "root", NOW, NOW + HOUR)
    assert state.sessions.find("nobody's", NOW, HOUR) is None


def test_sessions_are_listed_and_ended(state: State) -> None:
    state.users.add("ann", "admin", NOW)
    for number, secret in enumerate(("one", "two", "three")):
        state.sessions.begin(secret, "ann", NOW + number * HOUR / 10, NOW + 2 * HOUR)
    state.sessions.begin("bens", "ben", NOW, NOW + HOUR)
    assert [one.digest for one in state.sessions.of("ann", NOW + HOUR / 2, HOUR)] == list(map(digest_of, ("three", "two", "one")))
    state.sessions.end("ben", digest_of("one"))
    assert len(state.sessions.of("ann", NOW, HOUR)) == 3
    state.sessions.end("ann", digest_of("one"))
    state.sessions.end_others("ann", digest_of("two"))
    assert [one.digest for one in state.sessions.of("ann", NOW, HOUR)] == [digest_of("two")]
    assert len(state.sessions.of("ben", NOW, HOUR)) == 1


def test_those_that_are_over_go_with_the_next_one(state: State) -> None:
    state.sessions.begin("old", "ann", NOW, NOW + HOUR)
    state.sessions.begin("new", "ann", NOW + 2 * HOUR, NOW + 3 * HOUR)
    assert [one.digest for one in state.sessions.of("ann", NOW, 5 * HOUR)] == [digest_of("new")]
