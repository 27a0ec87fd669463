"""What the console sees of a service, and what it may do there."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.judge import MemoryJudge
from headcount.policy.store import VerdictStore
from headcount.service.desk import Desk
from headcount.service.facing import Facing
from headcount.service.logs import Log
from headcount.service.status import Status

HOUR = 3_600


class Office:
    """A desk over a real store."""

    def __init__(self, folder: Path) -> None:
        self.judge, self.status, self.renewed = MemoryJudge(), Status(), 0
        self.store = VerdictStore(str(folder / "verdicts"))
        self.desk = Desk(self.judge, self.store, self.status, Log(io.StringIO()))
        self.facing = Facing(self.status, self.desk, self.store, self._renew)

    def _renew(self) -> None:
        self.renewed += 1


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.store.close()


def test_who_sets_and_lifts_is_in_the_history(office: Office) -> None:
    facing = office.facing
    assert facing.live
    made = facing.order("account", "bob", Action.MASK, (Kind.PHONE,), HOUR, "ann")
    assert (made.action, made.reason, made.mask) == (Action.MASK, "person", (Kind.PHONE,))
    facing.order("account", "carl", Action.BLOCK, (), HOUR, "eve")
    lifted = facing.lift("account", "bob", "ben")
    assert lifted is not None
    assert lifted.lifted
    assert facing.lift("account", "nobody", "ben") is None
    told = [(verdict.action, change, by) for verdict, change, by in facing.history("account", "bob")]
    assert told == [(Action.MASK, "set", "ann"), (Action.MASK, "lifted", "ben")]
    assert [by for _, _, by in facing.history("account", "carl")] == ["eve"]
    assert facing.history("address", "bob") == []


def test_verdicts_in_force_newest_first(office: Office) -> None:
    now = time.time_ns() // 1000
    facing = office.facing
    facing.order("account", "bob", Action.MASK, (), HOUR, "ann")
    facing.order("account", "carl", Action.BLOCK, (), HOUR, "ann")
    office.judge.put(Verdict(0, "account", "past", Action.BLOCK, now - 10, now - 5, "finding:slow_crawl:1", rule="r"))
    office.judge.put(
        Verdict(0, "account", "dry", Action.BLOCK, now - 10, now + HOUR * 1_000_000, "finding:x:1", rule="r", observe=True)
    )
    facing.lift("account", "bob", "ann")
    assert [(one.client, one.observe) for one in facing.verdicts()] == [("dry", True), ("carl", False)]


def test_health_and_changed_rules(office: Office) -> None:
    office.status.problem("ledger", "no room")
    assert dict(office.facing.health().problems) == {"ledger": "no room"}
    office.facing.take_over()
    assert office.renewed == 1
