"""Where no service runs, verdicts are read from their store and nothing is decided."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from headcount.console.running import Resting
from headcount.errors import UsageError
from headcount.model.verdict import Action, Verdict
from headcount.policy.store import VerdictStore

HOUR = 3_600_000_000


def test_verdicts_are_read_from_their_store(tmp_path: Path) -> None:
    now = time.time_ns() // 1000
    place = str(tmp_path / "verdicts")
    store = VerdictStore(place)
    store.keep([Verdict(1, "account", "bob", Action.MASK, now - 9, now + HOUR, "person")], {1: "ann"})
    store.keep([Verdict(2, "account", "carl", Action.BLOCK, now - 9, now + HOUR, "finding:slow_crawl:1", rule="stop")])
    store.keep([Verdict(3, "account", "past", Action.BLOCK, now - 9, now - 5, "person")])
    store.keep([Verdict(4, "account", "eve", Action.BLOCK, now - 9, now + HOUR, "person", lifted=True)])
    store.close()
    resting = Resting(lambda: VerdictStore(place))
    assert [one.client for one in resting.verdicts()] == ["carl", "bob"]
    assert [(one.number, change, by) for one, change, by in resting.history("account", "bob")] == [(1, "set", "ann")]
    assert [by for _, _, by in resting.history("account", "carl")] == ["stop"]
    assert resting._opened() is resting._opened()
    resting.close()
    assert [one.client for one in resting.verdicts()] == ["carl", "bob"]
    resting.close()


def test_without_a_store_there_are_none() -> None:
    resting = Resting(lambda: None)
    assert (resting.verdicts(), resting.history("account", "bob"), resting.live) == ([], [], False)


def test_nothing_is_decided() -> None:
    resting = Resting(lambda: None)
    with pytest.raises(UsageError, match="no service is running"):
        resting.order("account", "bob", Action.BLOCK, (), 60, "ann")
    with pytest.raises(UsageError, match="no service is running"):
        resting.lift("account", "bob", "ann")
    with pytest.raises(UsageError, match="no service is running"):
        resting.take_over()
