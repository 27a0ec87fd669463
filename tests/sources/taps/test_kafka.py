"""The Kafka tap without a broker; with one: tests/services/test_kafka_tap.py."""

from __future__ import annotations

import re
import time

import pytest

from headcount.errors import ConfigError
from headcount.sources.taps.interface import Lag

pytest.importorskip("confluent_kafka", reason="the package confluent-kafka is not installed: headcount[live]")
from headcount.sources.taps.kafka import KafkaTap
from tests.services.brokers import free_port


@pytest.mark.parametrize("group", ["", "people"])
def test_a_broker_that_is_away(group: str) -> None:
    tap = KafkaTap([f"127.0.0.1:{free_port()}"], ["access"], group=group)
    tap.resume({"kafka:access/0": ("7@A", 9), "other:access/0": ("1@A", 1)})
    deadline = time.monotonic() + 15
    while not tap.problem and time.monotonic() < deadline:
        assert tap.take(0.05, 1000) == []
    assert re.fullmatch(r"Kafka cannot be read \(_\w+\)", tap.problem)
    assert tap.lag() == Lag(None, None)
    tap.committed({"kafka:access/0": "7@A"})
    tap.close()


def test_closed_before_it_was_read() -> None:
    tap = KafkaTap(["127.0.0.1:1"], ["access"])
    tap.close()
    assert tap.take(0.0, 1000) == []


def test_settings_that_are_ours_or_nobodys() -> None:
    with pytest.raises(ConfigError, match=r"tap kafka: leave enable\.auto\.commit out of its settings"):
        KafkaTap(["127.0.0.1:1"], ["a"], settings={"enable.auto.commit": "true"})
    with pytest.raises(ConfigError, match="tap kafka: No such configuration property"):
        KafkaTap(["127.0.0.1:1"], ["a"], settings={"no.such": "thing"})
