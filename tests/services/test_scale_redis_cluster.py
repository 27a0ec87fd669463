"""Budgets that gates share by way of a real Redis Cluster, whose node is killed under load."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from headcount.model.seen import Seen
from headcount.model.verdict import Action
from headcount.policy.book import BudgetBook
from headcount.policy.budget import Budget
from headcount.policy.judge import MemoryJudge
from headcount.policy.sharing import STREAM, Sharing
from tests.services.brokers import found
from tests.services.redis_cluster import Cluster, redis_cluster
from tests.services.workers import until

DAY, NOW = 86_400_000_000, 1_800_000_000_000_000
PEOPLE = 1_000_000


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    if not found("redis-server") or not found("redis-cli"):
        pytest.skip("redis-server and redis-cli are not installed: tests/services/install.sh does it, as root on Debian")
    with redis_cluster(tmp_path) as running:
        yield running


@pytest.fixture
def gate(cluster: Cluster) -> Iterator[Callable[[], MemoryJudge]]:
    made: list[MemoryJudge] = []

    def make() -> MemoryJudge:
        judge = MemoryJudge(BudgetBook([Budget("daily", PEOPLE, observe=False)]))
        judge.sharing = Sharing(cluster.url, judge.hear, DAY, timeout=0.2, retry=0.1)
        made.append(judge)
        return judge

    yield make
    for judge in made:
        judge.close()


def seen(*records: int) -> Seen:
    return Seen((("account", "ann"),), "GET /users/{id}", people=True, kinds=(), entity="people", records=records)


def counted(judge: MemoryJudge) -> int:
    """How many people count for ann, as the gate knows; the question itself shows nobody new."""
    remaining = judge.decide(seen(0), NOW).remaining
    assert remaining is not None
    return PEOPLE - remaining


def test_a_master_is_killed_under_load(cluster: Cluster, gate: Callable[[], MemoryJudge]) -> None:
    gates, enough, asked, refused = [gate(), gate()], threading.Event(), [1, 1], list[Action]()
    for one in gates:
        counted(one)

    def work(number: int) -> None:
        while not enough.is_set():
            asked[number] += 1
            decision = gates[number].decide(seen(2 * asked[number] + number), NOW)
            if decision.action is not Action.ALLOW:
                refused.append(decision.action)
            time.sleep(0.001)

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    until(
        lambda: all(one.sharing is not None and not one.sharing.problem for one in gates) and min(asked) > 300, lambda: str(asked)
    )
    master, replica = cluster.of(STREAM)
    master.kill()
    before = list(asked)
    until(lambda: "role:master" in replica.ask("INFO", "replication"), lambda: "the replica does not take over")
    assert min(now - then for now, then in zip(asked, before, strict=True)) > 0, "gates go on answering meanwhile"
    until(lambda: min(asked) > max(before) + 300, lambda: str(asked))
    enough.set()
    for thread in threads:
        thread.join()
    everybody = 1 + sum(asked) - 2
    until(
        lambda: [counted(one) for one in gates] == [everybody, everybody],
        lambda: f"{[counted(one) for one in gates]} {everybody}",
    )
    late = gate()
    until(lambda: counted(late) == everybody, lambda: f"{counted(late)} {everybody}: a gate that starts anew")
    assert refused == []
    assert all(one.problems() == {} and one.lost() == {"shared": 0} for one in (*gates, late))


def test_what_a_replica_had_not_heard_is_told_again(cluster: Cluster, gate: Callable[[], MemoryJudge]) -> None:
    """The replica is stopped while a gate writes, and takes over without what was acknowledged."""
    one = gate()
    one.decide(seen(0), NOW)
    master, replica = cluster.of(STREAM)
    until(lambda: master.ask("EXISTS", STREAM) == 1, lambda: "nothing was told")
    replica.process.send_signal(signal.SIGSTOP)
    assert master.ask("CLIENT", "KILL", "TYPE", "replica") == 1, "what comes now does not even wait in its socket"
    for person in range(1, 51):
        one.decide(seen(person), NOW)
    until(lambda: _told(master.ask("XRANGE", STREAM, "-", "+")) == 51, lambda: "not everything was acknowledged")
    master.kill()
    replica.process.send_signal(signal.SIGCONT)
    until(lambda: "role:master" in replica.ask("INFO", "replication"), lambda: "the replica does not take over")
    one.decide(seen(51), NOW)
    late = gate()
    until(lambda: counted(late) == 52, lambda: f"{counted(late)} of 52 people")
    assert counted(one) == 52


def _told(entries: object) -> int:
    return str(entries).count("daily")
