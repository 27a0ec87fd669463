"""Users: found, changed, and never without anybody who administers."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from headcount.console.state import State, User
from headcount.errors import UsageError

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_a_user_comes_back(state: State) -> None:
    made = state.users.add("ann", "admin", NOW)
    assert made == User("ann", "admin", made=NOW)
    assert state.users.named("ann") == made
    assert state.users.named("ben") is None
    assert state.users.of_subject("") is None
    state.users.add("eve", "viewer", NOW, "https://id.example.com 42")
    assert [one.login for one in state.users.all()] == ["ann", "eve"]
    found = state.users.of_subject("https://id.example.com 42")
    assert found is not None
    assert found.login == "eve"


@pytest.mark.parametrize("login", ["", "a" * 65, " ann", "a\nb", "headcount:ann", "a/b", "headcount", "HeadCount", ".", ".."])
def test_what_is_no_login(state: State, login: str) -> None:
    with pytest.raises(UsageError, match="A login has 1 to 64 characters"):
        state.users.add(login, "viewer", NOW)


def test_a_login_is_taken_once_whatever_its_case(state: State) -> None:
    state.users.add("ann", "admin", NOW)
    for login in ("ann", "Ann"):
        with pytest.raises(UsageError, match="There is already a user"):
            state.users.add(login, "viewer", NOW)


def test_a_change_ends_sessions_and_links(state: State) -> None:
    state.users.add("ann", "admin", NOW)
    kept = state.sessions.begin("kept", "ann", NOW, NOW + HOUR)
    state.sessions.begin("other", "ann", NOW, NOW + HOUR)
    secret = state.links.make("invite", "ann", "admin", NOW, NOW + HOUR)
    changed = state.users.change("ann", end=True, keep=kept.digest, password="hash", recovery=("a", "b"), seen=NOW)
    assert (changed.password, changed.recovery, changed.seen) == ("hash", ("a", "b"), NOW)
    assert [one.digest for one in state.sessions.of("ann", NOW, HOUR)] == [kept.digest]
    assert state.links.find(secret, NOW) is None
    with pytest.raises(UsageError, match="there is no user ben"):
        state.users.change("ben", password="x")


def test_somebody_goes_on_administering(state: State) -> None:
    state.users.add("ann", "admin", NOW)
    with pytest.raises(UsageError, match="Nobody would be left who administers"):
        state.users.change("ann", role="viewer")
    with pytest.raises(UsageError, match="Nobody would be left who administers"):
        state.users.change("ann", disabled=True)
    found = state.users.named("ann")
    assert found is not None
    assert (found.role, found.disabled) == ("admin", False)
    state.users.add("ben", "admin", NOW)
    assert state.users.change("ann", role="viewer").role == "viewer"


def test_who_never_had_an_admin_may_be_changed(state: State) -> None:
    state.users.add("ann", "viewer", NOW)
    assert state.users.change("ann", role="analyst").role == "analyst"


def test_a_disabled_user_has_no_token(state: State) -> None:
    state.users.add("ann", "viewer", NOW)
    token = state.tokens.make("ann", "export", ["counts"], NOW, NOW + HOUR)
    state.users.change("ann", disabled=True)
    assert state.tokens.find(token, NOW) is None
    state.users.change("ann", disabled=False)
    assert state.tokens.find(token, NOW) is None


def test_a_time_step_is_taken_once(state: State) -> None:
    state.users.add("ann", "viewer", NOW)
    assert [state.users.take_step("ann", step) for step in (5, 5, 4, 6)] == [True, False, False, True]


def test_a_recovery_code_is_taken_once_also_by_many_at_once(state: State) -> None:
    state.users.add("ann", "viewer", NOW)
    state.users.change("ann", recovery=("one", "two"))
    taken: list[bool] = []
    threads = [threading.Thread(target=lambda: taken.append(state.users.take_recovery("ann", "one"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False, False, False, True]
    found = state.users.named("ann")
    assert found is not None
    assert found.recovery == ("two",)
    assert not state.users.take_recovery("nobody", "two")
