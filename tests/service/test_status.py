from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from headcount.service.status import Status


def test_nothing_is_lost_between_threads() -> None:
    status = Status()
    with ThreadPoolExecutor(8) as threads:
        for _ in range(2_000):
            threads.submit(status.count, lines=2, accesses=1)
            threads.submit(status.skip, "no request", 3)
    snapshot = status.snapshot()
    assert (dict(snapshot.counts), dict(snapshot.skipped)) == ({"lines": 4_000, "accesses": 2_000}, {"no request": 6_000})


def test_a_problem_is_news_once_and_goes_away() -> None:
    status = Status()
    assert status.problem("ledger", "the disk is full; make room")
    assert not status.problem("ledger", "the disk is full; make room")
    assert status.snapshot().problems == {"ledger": "the disk is full; make room"}
    assert status.problem("ledger", "")
    assert not status.problem("ledger", "")
    assert status.snapshot().problems == {}


def test_dry_runs_are_told_apart_and_a_snapshot_stays_as_it_was() -> None:
    status = Status()
    status.judged("block", observe=True)
    status.judged("block", observe=False)
    status.behind("file", None, 12)
    status.gauge(clients=3)
    before = status.snapshot()
    status.ready()
    status.found("slow_crawl")
    status.put_aside("too long", 2)
    after = status.snapshot()
    assert (before.verdicts, before.lag, before.gauges, before.ready) == (
        {"observe:block": 1, "block": 1},
        {"file": (None, 12)},
        {"clients": 3},
        False,
    )
    assert (before.findings, after.findings, after.dead_letters, after.ready) == ({}, {"slow_crawl": 1}, {"too long": 2}, True)


def test_files_are_not_told() -> None:
    status = Status()
    status.problem("ledger", "/srv/people/shop.ledger (in use): make room in /tmp, or see store of [policy]; 1/2 done")
    assert status.snapshot().problems == {"ledger": "a file (in use): make room in a file, or see store of [policy]; 1/2 done"}


def test_how_receivers_of_alerts_are_doing() -> None:
    status = Status()
    status.received(0, 3, "")
    status.received(1, 0, "slack: answered with status 404")
    before = status.snapshot()
    status.received(1, 1, "")
    assert before.receivers == {0: (3, ""), 1: (0, "slack: answered with status 404")}
    assert status.snapshot().receivers[1] == (1, "")


def test_the_gates_that_asked_last_are_known() -> None:
    status = Status()
    for number in range(66):
        status.gate_asked(f"edge-{number}", float(number), 7)
    status.gate_asked("edge-2", 100.0, 9)
    gates = status.snapshot().gates
    assert (len(gates), gates["edge-2"], gates["edge-65"]) == (64, (100.0, 9), (65.0, 7))
    assert not {"edge-0", "edge-1"} & gates.keys()
