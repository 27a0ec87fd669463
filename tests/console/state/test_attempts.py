"""Failed sign-ins: each makes the next wait longer, also when many come at once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from headcount.console.state import State

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def _waits(state: State, failures: int, who: dict[str, str]) -> tuple[list[float], dt.datetime]:
    """The wait in seconds after each of so many failures, each tried as soon as it may be; and when the last one was."""
    waits, now = list[float](), NOW
    while True:
        wait = state.attempts.begun(who, now)
        if wait:
            waits[-1] = wait.total_seconds()
            if len(waits) == failures:
                return waits, now
            now += wait
        else:
            waits.append(0)


def test_a_login_waits_longer_each_time_and_at_most_two_minutes(state: State) -> None:
    waits, now = _waits(state, 13, {"login": "ann"})
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 120, 120]
    assert state.attempts.begun({"login": "ANN"}, now + dt.timedelta(seconds=119.5)).total_seconds() == 0.5
    assert not state.attempts.begun({"login": "ben"}, now)
    assert not state.attempts.begun({"login": "ann"}, now + dt.timedelta(seconds=120))


def test_an_address_stands_for_many_and_waits_longer(state: State) -> None:
    waits, _ = _waits(state, 34, {"address": "192.0.2.1"})
    assert waits[:22] == [0] * 20 + [1, 2]
    assert waits[-1] == 900


def test_of_many_at_once_only_the_free_ones_are_looked_at(state: State) -> None:
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: state.attempts.begun({"login": "ann"}, NOW), range(200)))
    assert sum(not wait for wait in waits) == 5, "four are free, and one more begins the waiting"


def test_what_was_right_is_taken_back(state: State) -> None:
    who = {"login": "ann", "address": "192.0.2.1"}
    for _ in range(100):
        assert not state.attempts.begun(who, NOW)
        state.attempts.passed(who, NOW)
    for _ in range(4):
        assert not state.attempts.begun(who, NOW)


def test_a_success_is_for_the_login_only(state: State) -> None:
    who = {"login": "ann", "address": "192.0.2.1"}
    _, now = _waits(state, 25, who)
    state.attempts.succeeded("ann")
    assert not state.attempts.begun({"login": "ann"}, now)
    assert state.attempts.begun({"address": "192.0.2.1"}, now).total_seconds() == 16


def test_an_ipv6_network_is_one_address(state: State) -> None:
    for host in range(21):
        assert not state.attempts.begun({"address": f"2001:db8:0:1::{host:x}"}, NOW)
    assert state.attempts.begun({"address": "2001:db8:0:1:ffff::1"}, NOW)
    assert not state.attempts.begun({"address": "2001:db8:0:2::1"}, NOW)
    for host in range(21):
        assert not state.attempts.begun({"address": f"::ffff:192.0.2.{host}"}, NOW)
    assert not state.attempts.begun({"address": "192.0.2.200"}, NOW)


def test_none_of_many_that_were_right_or_wrong_at_once_is_lost(state: State) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: state.attempts.begun({"address": "192.0.2.1", "login": "ann"}, NOW), range(4)))
        list(pool.map(lambda _: state.attempts.passed({"login": "ann", "address": "192.0.2.1"}, NOW), range(3)))
    waits, _ = _waits(state, 5, {"login": "ann"})
    assert waits == [0, 0, 0, 1, 2], "one was wrong before"


def test_failures_are_forgotten(state: State) -> None:
    _, now = _waits(state, 6, {"login": "ann"})
    later = now + dt.timedelta(hours=12)
    assert [bool(state.attempts.begun({"login": "ann"}, later)) for _ in range(5)] == [False] * 5
