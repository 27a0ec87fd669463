"""Membership without a broker; with one: tests/services/test_scale_workers.py."""

from __future__ import annotations

import time

import pytest

from headcount.errors import ConfigError

pytest.importorskip("confluent_kafka", reason="the package confluent-kafka is not installed: headcount[live]")
from headcount.sources.taps.kafka_group import KafkaGroup


def test_nobody_answers_and_nothing_is_ours() -> None:
    told: list[object] = []
    group = KafkaGroup(["127.0.0.1:1"], "access", "people", told.append, told.append, member="one")
    until = time.monotonic() + 20
    while not group.problem and time.monotonic() < until:
        group.poll(0.1)
    assert group.problem.startswith("Kafka's group cannot be asked (")
    assert "127.0.0.1" not in group.problem
    group.close()
    assert told == []


def test_a_setting_that_there_is_not() -> None:
    with pytest.raises(ConfigError, match="the group people: No such configuration property"):
        KafkaGroup([], "access", "people", print, print, settings={"no.such": "thing"})
