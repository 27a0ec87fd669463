from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import pytest

from headcount.errors import LedgerError
from headcount.model.alert import Alert, Concern
from headcount.model.finding import Finding
from headcount.model.verdict import Action, Verdict
from headcount.policy.judge import Entered, MemoryJudge
from headcount.service.desk import PART, Desk
from headcount.service.logs import Log
from headcount.service.status import Status

NOW = 1_760_000_000_000_000


class Shelf:
    """A store in memory that can be full."""

    def __init__(self, kept: Sequence[Verdict] = ()) -> None:
        self.all, self.full = list(kept), False
        self.by: dict[int, str] = {}

    def keep(self, verdicts: Sequence[Verdict], by: Mapping[int, str]) -> None:
        if self.full:
            raise LedgerError("full")
        self.all += verdicts
        self.by |= by

    def kept(self) -> list[Verdict]:
        return self.all


class Office:
    """A desk with everything around it."""

    def __init__(self, kept: Sequence[Verdict] = ()) -> None:
        self.judge, self.shelf, self.status, self.log = MemoryJudge(), Shelf(kept), Status(), io.StringIO()
        self.told: list[Alert] = []
        self.woken = 0
        self.desk = Desk(self.judge, self.shelf, self.status, Log(self.log), self._tell, lambda: NOW * 1000)
        self.desk.wake = self._wake

    def _tell(self, alerts: Iterable[Alert]) -> None:
        self.told += alerts

    def _wake(self) -> None:
        self.woken += 1


def _verdict(number: int = 1, client: str = "mallory", **more: object) -> Verdict:
    made = Verdict(number, "account", client, Action.BLOCK, NOW, NOW + 60_000_000, "finding:slow_crawl:12", rule="crawl")
    return msgspec.structs.replace(made, **more)


def test_what_the_judge_has_anew_is_kept_counted_told_and_handed_on_once() -> None:
    office = Office()
    office.judge.put(_verdict())
    assert [verdict.client for verdict in office.desk.settle()] == ["mallory"]
    assert office.desk.settle() == []
    assert [verdict.number for verdict in office.shelf.all] == [1]
    assert (office.status.snapshot().verdicts, office.status.snapshot().gauges["verdicts_in_force"]) == ({"block": 1}, 1)
    assert office.told == [Alert(Concern.VERDICT, NOW, "block", "finding:slow_crawl:12", "account")]
    assert office.woken == 1


def test_neither_the_log_nor_an_alert_names_the_client() -> None:
    office = Office()
    office.judge.put(_verdict())
    office.desk.order("account", "mallory", Action.MASK, (), 60)
    office.desk.lift("account", "mallory")
    said = office.log.getvalue() + repr(office.told)
    assert said.count('"event":"verdict"') >= 3
    assert "mallory" not in said


def test_a_full_disk_loses_no_verdict() -> None:
    office = Office()
    office.shelf.full = True
    office.judge.put(_verdict())
    office.desk.settle()
    assert (office.shelf.all, list(office.status.snapshot().problems)) == ([], [PART])
    assert [alert.concern for alert in office.told] == [Concern.PROBLEM, Concern.VERDICT]
    office.judge.put(_verdict(2, "other"))
    office.shelf.full = False
    office.desk.settle()
    assert [verdict.client for verdict in office.shelf.all] == ["mallory", "other"]
    assert office.status.snapshot().problems == {}
    assert len(office.told) == 3


def test_after_a_new_start_everything_holds_and_nothing_is_told_again() -> None:
    office = Office([_verdict(7), _verdict(9, "other", lifted=True)])
    office.desk.restore()
    assert office.desk.settle() == []
    assert [verdict.number for verdict in office.desk.verdicts(0)] == [7, 9]
    assert (office.told, office.shelf.all[2:]) == ([], [])
    assert office.desk.newest == 9
    assert office.desk.order("account", "third", Action.BLOCK, (), 60).number == office.desk.newest == 10


def test_a_person_sets_and_lifts() -> None:
    office = Office()
    made = office.desk.order("account", "a", Action.THROTTLE, (), 60)
    assert (made.reason, made.since, made.until) == ("person", NOW, NOW + 60_000_000)
    lifted = office.desk.lift("account", "a")
    assert lifted is not None
    assert lifted.lifted
    assert office.desk.lift("account", "a") is None
    assert [verdict.lifted for verdict in office.shelf.all] == [False, True]
    assert office.status.snapshot().gauges["verdicts_in_force"] == 0


def test_who_set_and_lifted_is_kept_with_the_verdicts() -> None:
    office = Office()
    office.judge.put(Verdict(0, "account", "a", Action.MASK, NOW, NOW + 60_000_000, "finding:slow_crawl:1", rule="r"))
    made = office.desk.order("account", "a", Action.BLOCK, (), 60, "ann")
    other = office.desk.order("account", "b", Action.BLOCK, (), 60)
    office.desk.lift("account", "a", "ben")
    lifted = [verdict.number for verdict in office.shelf.all if verdict.lifted]
    assert len(lifted) == 2
    assert office.shelf.by == {made.number: "ann"} | dict.fromkeys(lifted, "ben")
    assert other.number not in office.shelf.by


def test_findings_are_told_with_counts() -> None:
    office = Office()
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    finding = Finding(
        "slow_crawl", "account", "mallory", 3, 90, 80, day, day, 5.0, 2.0, "mallory was shown", ("GET /a/{id}",), "SELECT"
    )
    office.desk.found([("finding:slow_crawl:3", finding)])
    assert office.told == [Alert(Concern.FINDING, NOW, "slow_crawl", "finding:slow_crawl:3", "account", 90, 80)]
    assert office.status.snapshot().findings == {"slow_crawl": 1}


def test_steps_of_budgets_and_notices_of_detectors_are_written_down_without_the_client() -> None:
    office = Office()
    office.desk.stepped(Entered("phones", "account", "mallory", Action.ALLOW, 150, observe=True, now=NOW))
    office.desk.stepped(Entered("phones", "account", "mallory", Action.MASK, 300, observe=False, now=NOW))
    office.desk.noticed("slow_crawl", "the bar was given up")
    said = [msgspec.json.decode(line) for line in office.log.getvalue().splitlines()]
    assert [(line["event"], line.get("action"), line.get("mode"), line.get("count")) for line in said] == [
        ("budget", "warn", "observe", 150),
        ("budget", "mask", "enforce", 300),
        ("detector", None, None, None),
    ]
    assert "mallory" not in office.log.getvalue()


def test_a_problem_is_told_once_until_it_is_over() -> None:
    office = Office()
    for what in ("the disk is full; make room", "the disk is full; make room", "", "the disk is full; make room"):
        office.desk.trouble("ledger", what)
    assert [alert.detail for alert in office.told] == ["the disk is full; make room"] * 2


def test_a_store_that_cannot_be_read_stops_the_start() -> None:
    office = Office()

    def broken() -> list[Verdict]:
        raise LedgerError("damaged")

    office.shelf.kept = broken  # type: ignore[method-assign]  # a store that fails
    with pytest.raises(LedgerError, match="damaged"):
        office.desk.restore()


def test_files_are_named_in_the_log_only() -> None:
    office = Office()
    office.desk.files = ["shop.ledger"]
    office.desk.trouble("ledger", "shop.ledger is full; make room in /var/tmp")
    assert office.status.snapshot().problems == {"ledger": "the ledger is full; make room in a file"}
    assert [alert.detail for alert in office.told] == ["the ledger is full; make room in a file"]
    assert "shop.ledger is full; make room in /var/tmp" in office.log.getvalue()
