"""One-time links: once, and not for long."""

from __future__ import annotations

import datetime as dt
import threading

from headcount.console.state import Link, State
from headcount.console.state.links import INVITE, SET_UP

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_a_link_works_once(state: State) -> None:
    secret = state.links.make(SET_UP, "", "admin", NOW, NOW + HOUR)
    assert len(secret) == 43
    assert state.links.find(secret, NOW) == state.links.find(secret, NOW) == Link(SET_UP, "", "admin")
    assert state.links.take(secret, NOW) == Link(SET_UP, "", "admin")
    assert state.links.take(secret, NOW) is None
    assert state.links.find(secret, NOW) is None


def test_one_of_many_gets_it(state: State) -> None:
    secret = state.links.make(SET_UP, "", "admin", NOW, NOW + HOUR)
    got: list[Link | None] = []
    threads = [threading.Thread(target=lambda: got.append(state.links.take(secret, NOW))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in got) == 1


def test_it_is_over_after_its_time(state: State) -> None:
    secret = state.links.make(INVITE, "ann", "viewer", NOW, NOW + HOUR)
    assert state.links.find(secret, NOW + HOUR) is None
    assert state.links.take(secret, NOW + HOUR) is None


def test_a_new_one_takes_the_place_of_the_earlier(state: State) -> None:
    first = state.links.make(INVITE, "ann", "viewer", NOW, NOW + HOUR)
    other = state.links.make(INVITE, "ben", "viewer", NOW, NOW + HOUR)
    second = state.links.make(INVITE, "ann", "viewer", NOW, NOW + HOUR)
    assert [state.links.find(one, NOW) is None for one in (first, other, second)] == [True, False, False]


def test_whether_there_is_anybody(state: State) -> None:
    assert state.links.nobody()
    state.users.add("ann", "viewer", NOW)
    assert not state.links.nobody()
