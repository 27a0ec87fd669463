"""The log: a chain that shows what was altered, also when several write at once."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from headcount.console.state import Look, State
from headcount.errors import LedgerError

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_entries_are_numbered_and_found(state: State) -> None:
    assert state.audit.problems() == []
    assert state.audit.enter(NOW, "ann", "sign_in", "signed in") == 1
    assert state.audit.enter(NOW + dt.timedelta(days=1), "ben", "export", "4,312 people") == 2
    assert state.audit.looked(NOW + dt.timedelta(days=2), "ann", "client", "account:bob_100%", "/clients/{lens}/{name}") == 3
    assert [one.entry for one in state.audit.entries()] == [3, 2, 1]
    assert [one.detail for one in state.audit.entries(by="ann", what="look")] == [
        "client account:bob_100% at /clients/{lens}/{name}"
    ]
    assert [one.entry for one in state.audit.entries(text="BOB_100%")] == [3]
    assert [one.entry for one in state.audit.entries(text="bobx100")] == []
    assert [one.entry for one in state.audit.entries(since=NOW + dt.timedelta(days=1))] == [3, 2]
    assert [one.entry for one in state.audit.entries(before=3, limit=1)] == [2]
    assert state.audit.sorts() == ["export", "look", "sign_in"]
    assert state.audit.problems() == []


def test_a_look_waits_for_the_ledger(state: State) -> None:
    state.audit.looked(NOW, "ann", "person", "00000000000000ff", "/people/{token}")
    assert state.looks.pending(0) == [Look(1, NOW, "ann", "person", "00000000000000ff", "/people/{token}")]


def test_what_was_altered_or_left_out_is_found(state: State) -> None:
    for number in range(4):
        state.audit.enter(NOW, "ann", "note", str(number))
    with state._database.writing() as connection:
        connection.execute(sa.text("UPDATE console_log SET detail = 'x' WHERE entry = 2"))
    assert state.audit.problems() == ["entry 2 is not as it was written"]
    with state._database.writing() as connection:
        connection.execute(sa.text("DELETE FROM console_log WHERE entry = 2"))
    assert state.audit.problems() == [
        "entry 2 is missing: the next one is entry 3",
        "entry 3 does not follow the entry before it",
    ]
    with state._database.writing() as connection:
        connection.execute(sa.text("DELETE FROM console_log WHERE entry > 1"))
    assert state.audit.problems() == ["the log ends at entry 1, and 4 were written"]
    with state._database.writing() as connection:
        connection.execute(sa.text("UPDATE console_log SET at = 'never'"))
    with pytest.raises(LedgerError, match="the console's log is damaged"):
        state.audit.problems()


def test_many_writers_make_one_chain(state: State) -> None:
    def write(name: str) -> None:
        for number in range(8):
            state.audit.enter(NOW, name, "note", str(number))

    threads = [threading.Thread(target=write, args=(name,)) for name in ("ann", "ben", "eve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert state.audit.problems() == []
    assert [one.entry for one in state.audit.entries()] == list(range(24, 0, -1))
    assert [one.detail for one in reversed(state.audit.entries(by="ben"))] == [str(number) for number in range(8)]


def test_a_long_detail_is_cut(state: State) -> None:
    state.audit.enter(NOW, "a" * 300, "note", "x" * 5000)
    [one] = state.audit.entries()
    assert (len(one.by), len(one.detail)) == (256, 2000)
    assert state.audit.problems() == []
