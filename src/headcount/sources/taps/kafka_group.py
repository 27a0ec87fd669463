"""Membership of a Kafka consumer group: which partitions of a topic are ours, without reading any of them.

The group only deals the partitions out; who has one reads it by itself (`kafka.KafkaTap` without a group) and keeps its own
position. A partition is told as gone before another member can have it, and the group waits until that call has returned.

Source: Apache Kafka docs (KIP-429, incremental cooperative rebalancing; KIP-345, static membership).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any

from headcount.errors import ConfigError, HeadcountError

try:
    from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
except ImportError as error:
    raise ConfigError("a tap of kind kafka needs the package confluent-kafka: install headcount[live]") from error

Partitions = Collection[int]


class GroupError(HeadcountError):
    """The group cannot be reached, or has put this member out; ask again with a new membership."""


class KafkaGroup:
    """One member. One thread uses it; `given` and `taken` are called from within `poll` and `close`."""

    def __init__(
        self,
        servers: Collection[str],
        topic: str,
        group: str,
        given: Callable[[Partitions], None],
        taken: Callable[[Partitions], None],
        *,
        member: str = "",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Ask for a share; nothing happens before the first `poll`.

        Args:
            servers: `host:port` of one broker or several.
            topic: its name.
            group: the consumer group.
            given: hears of partitions that are ours from now on.
            taken: hears of partitions that are to be let go; they are another's when it returns.
            member: this member's name, for good: it gets its partitions back when it returns in time.
            settings: further settings of librdkafka.

        Raises:
            ConfigError: librdkafka does not know a setting.
        """
        self.problem = ""
        """Why the group cannot be asked just now, without addresses; empty when it can."""
        self._given, self._taken = given, taken
        config: dict[str, Any] = {
            "bootstrap.servers": ",".join(servers),
            "log_level": 0,
            **(settings or {}),
            "group.id": group,
            "enable.auto.commit": False,
            "auto.offset.reset": "latest",
            "partition.assignment.strategy": "cooperative-sticky",
            "error_cb": self._heard_of_error,
        }
        if member:
            config["group.instance.id"] = member
        try:
            self._consumer = Consumer(config)
        except KafkaException as error:
            raise ConfigError(f"the group {group}: {error.args[0].str()}") from error
        self._consumer.subscribe([topic], on_assign=self._on_given, on_revoke=self._on_taken, on_lost=self._on_taken)

    def poll(self, wait: float) -> None:
        """Stay a member, for up to so many seconds; what changed is told.

        Raises:
            GroupError: this membership is over.
        """
        try:
            message = self._consumer.poll(wait)
        except KafkaException as error:
            raise GroupError(f"Kafka's group failed ({error.args[0].name()})") from error
        if message is None:
            self.problem = self.problem if self._consumer.assignment() == [] else ""
        elif (failed := message.error()) and failed.fatal():
            raise GroupError(f"Kafka's group failed ({failed.name()})")

    def close(self) -> None:
        """Let go of what is ours, and leave the group (a member with a name keeps its share for a while)."""
        with suppress(KafkaException, RuntimeError):
            self._consumer.close()

    def _on_given(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        consumer.incremental_assign(partitions)
        consumer.pause(partitions)
        self.problem = ""
        self._given([partition.partition for partition in partitions])

    def _on_taken(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._taken([partition.partition for partition in partitions])
        with suppress(KafkaException):  # of partitions that were lost there is nothing left to give back
            consumer.incremental_unassign(partitions)

    def _heard_of_error(self, error: KafkaError) -> None:
        self.problem = f"Kafka's group cannot be asked ({error.name()})"
