"""The Kafka tap: the records of topics as lines, each partition from the offset where the ledger stands.

With a group (the usual way) Kafka shares the partitions among the headcounts of the group. A partition goes on at the ledger's
offset or at the group's, whichever is later: the group's is behind the ledger's after a kill, and ahead of it when another
headcount, with a ledger of its own, had the partition in between. Offsets are committed to the group only after the ledger has
the records, and a partition is given away only after the ledger has everything that was taken of it. What cannot be ruled out:
of several headcounts one is killed between its ledger's commit and the group's, and another takes over the partition before it
is back; then those records are in both ledgers (`member` keeps the partition for the one that comes back in time).

Without a group every partition is read, alone, and nothing is committed to Kafka.

Source: Apache Kafka docs (consumer configs; KIP-345, static membership; KIP-516, topic ids); librdkafka: CONFIGURATION.md.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

from headcount.errors import ConfigError
from headcount.sources.taps.interface import Lag, Piece
from headcount.sources.taps.kafka_places import Key, Place, beginning, offset_of, remade, written
from headcount.sources.taps.records import block_of
from headcount.sources.taps.retry import Pause

try:
    from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicCollection, TopicPartition
    from confluent_kafka.admin import AdminClient
except ImportError as error:
    raise ConfigError("a tap of kind kafka needs the package confluent-kafka: install headcount[live]") from error

_COUNT, _AHEAD = 1000, 8 << 20
"""Records fetched at once, and bytes fetched ahead of the ledger before partitions are paused."""
_POLL, _TELL, _LOOK = 0.05, 0.5, 2.0
"""Seconds of one poll, between two commits to the group, and between two looks whether a trouble is over."""
_NEW_PARTITIONS, _ANSWER, _HAND_OVER = 30.0, 10.0, 120.0
"""Seconds between two looks for new partitions (without a group), for any answer, and for giving a partition away."""
_OUR_OWN = {"bootstrap.servers", "group.id", "group.instance.id", "enable.auto.commit", "auto.offset.reset"}
"""Settings of librdkafka that exactness rests on, or that have a name of their own here."""
_OUR_OWN |= {"enable.auto.offset.store", "partition.assignment.strategy", "group.protocol", "enable.partition.eof"}


class KafkaTap:
    """Records of topics as lines. Everything that Kafka asks for happens in a thread of its own, whatever the ledger is doing."""

    def __init__(
        self,
        servers: Sequence[str],
        topics: Sequence[str],
        *,
        name: str = "kafka",
        group: str = "headcount",
        member: str = "",
        settings: Mapping[str, str] | None = None,
        partitions: Collection[int] = (),
        from_end: bool = False,
    ) -> None:
        """Reading begins with the first `take`.

        Args:
            servers: `host:port` of one broker or several.
            topics: names; with a group also patterns that begin with `^`.
            name: what the tap is called.
            group: the consumer group; empty to read every partition alone.
            member: this headcount's name in the group, for good: it gets its partitions back when it returns in time.
            settings: further settings of librdkafka, such as those of TLS and SASL.
            partitions: without a group: the only partitions that are read; none: every partition.
            from_end: begin partitions with what comes from now on when the ledger knows none of the topics' streams.

        Raises:
            ConfigError: a setting that librdkafka does not know, or one that is headcount's own.
        """
        self.name = name
        self._topics, self._group, self._from_end = list(topics), group, from_end
        self._only = frozenset(partitions)
        if wrong := sorted(_OUR_OWN & set(settings or {})):
            raise ConfigError(f"tap {name}: leave {wrong[0]} out of its settings: headcount sets it")
        self._settings: dict[str, Any] = {"bootstrap.servers": ",".join(servers), "log_level": 0, **(settings or {})}
        self._changed, self._closing = threading.Condition(), threading.Event()
        self._pause, self._trouble, self._gaps = Pause(sleep=self._closing.wait), "", dict[str, str]()
        self._known = dict[str, tuple[str, int]]()
        self._places = dict[Key, Place]()
        self._ends, self._paused = dict[Key, int](), set[Key]()
        self._queue, self._waiting = deque[tuple[Key, list[Message]]](), 0
        self._consumer = self._new_consumer(member)
        self._admin = AdminClient(self._settings)
        self._member, self._thread = member, threading.Thread(target=self._run, name=f"tap {name}", daemon=True)

    @property
    def problem(self) -> str:
        """What fails at present, or which records are known to be missing."""
        return self._trouble or self._pause.problem or "; ".join(self._gaps.values())

    def resume(self, positions: Mapping[str, tuple[str, int]]) -> None:
        """Hear where the ledger stands in each partition."""
        self._known = {stream: known for stream, known in positions.items() if stream.startswith(f"{self.name}:")}
        self._from_end &= not self._known

    def take(self, wait: float, most: int) -> Sequence[Piece]:
        """Records that came, one piece a partition."""
        if not self._thread.is_alive() and not self._closing.is_set():
            self._thread.start()
        texts, size = dict[Key, list[bytes]](), 0
        with self._changed:
            self._changed.wait_for(lambda: self._queue, wait)
            while self._queue and size < most:
                key, messages = self._queue.popleft()
                texts.setdefault(key, []).extend(message.value() or b"" for message in messages)
                size += _size(messages)
                self._places[key].taken = _after(messages)
            self._waiting -= size
            return [self._piece(self._places[key], parts) for key, parts in texts.items()]

    def committed(self, positions: Mapping[str, str]) -> None:
        """The group hears of it within a second, or before a partition is given away."""
        with self._changed:
            for place in self._places.values():
                if place.stream in positions:
                    place.safe = max(place.safe, offset_of(positions[place.stream]))
            self._changed.notify_all()

    def lag(self) -> Lag:
        """Records after the last one taken, of the partitions that this headcount has, as of the last fetch."""
        with self._changed:
            ends = [(self._ends.get(key, 0), place) for key, place in self._places.items()]
        return Lag(sum(max(end - max(place.taken, 0), 0) for end, place in ends) if ends else None, None)

    def close(self) -> None:
        """Leave the group (a member with a name keeps its partitions for a while) and end the thread."""
        self._closing.set()
        with self._changed:
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(2 * _ANSWER)
        else:
            self._consumer.close()

    def _piece(self, place: Place, texts: list[bytes]) -> Piece:
        block, lines = block_of(texts, place.lines + 1)
        place.lines += lines
        return Piece(place.stream, block, place.position)

    def _new_consumer(self, member: str) -> Consumer:
        config: dict[str, Any] = {
            **self._settings,
            "group.id": self._group or "headcount",
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "auto.offset.reset": "error",  # never a jump that is not ours
            "partition.assignment.strategy": "range,roundrobin",
            "topic.metadata.refresh.interval.ms": 10_000,
            "error_cb": self._heard_of_error,
        }
        if member and self._group:
            config["group.instance.id"] = member
        try:
            return Consumer(config)
        except KafkaException as error:
            raise ConfigError(f"tap {self.name}: {error.args[0].str()}") from error

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                if self._pause.over(1.0):
                    self._follow(self._consumer)
            except KafkaException as error:
                self._pause.failed(f"Kafka cannot be read ({_name(error.args[0])})")
            except TimeoutError:
                self._pause.failed("Kafka cannot be read (TimeoutError)")
            with suppress(KafkaException, RuntimeError):
                self._tell(self._consumer)
                self._consumer.close()
            with self._changed:
                self._leave(set(self._places))
            if not self._closing.is_set():
                self._consumer = self._new_consumer(self._member)

    def _follow(self, consumer: Consumer) -> None:
        """Read until the tap is closed or the topics are others than before."""
        assigned: list[TopicPartition] = []
        if self._group:
            consumer.subscribe(self._topics, on_assign=self._given, on_revoke=self._taken_away, on_lost=self._lost)
        told = looked = listed = time.monotonic() - _NEW_PARTITIONS
        while not self._closing.is_set():
            now = time.monotonic()
            if not self._group and now - listed >= _NEW_PARTITIONS / (1 if assigned else 10):
                listed, assigned = now, self._assign_all(consumer, assigned)
            if now - told >= _TELL:
                told = now
                self._tell(consumer)
                self._measure(consumer)
            if self._trouble and now - looked >= _LOOK:
                looked = now
                if self._is_over(consumer):
                    return
            self._hold_back(consumer)
            self._sort(consumer, consumer.consume(_COUNT, _POLL))

    def _hold_back(self, consumer: Consumer) -> None:
        """Pause the partitions while enough waits for the ledger, without leaving the group."""
        full, calm = self._waiting > _AHEAD, self._waiting <= _AHEAD // 2
        if full or (calm and self._paused):
            assigned = {(partition.topic, partition.partition): partition for partition in consumer.assignment()}
            if full:
                consumer.pause([assigned[key] for key in assigned.keys() - self._paused])
                self._paused |= assigned.keys()
            else:
                consumer.resume([assigned[key] for key in assigned.keys() & self._paused])
                self._paused.clear()

    def _sort(self, consumer: Consumer, messages: Sequence[Message]) -> None:
        """Queue the records by partition; see to the errors among them."""
        found = dict[Key, list[Message]]()
        for message in messages:
            if error := message.error():
                self._see_to(consumer, message, error)
            else:
                found.setdefault((str(message.topic()), int(message.partition() or 0)), []).append(message)
        if found:
            with self._changed:
                for key, records in found.items():
                    if key in self._places:
                        self._places[key].read = _after(records)
                        self._queue.append((key, records))
                        self._waiting += _size(records)
                self._changed.notify_all()
            self._pause.succeeded()

    def _see_to(self, consumer: Consumer, message: Message, error: KafkaError) -> None:
        if error.fatal():
            raise KafkaException(error)
        if error.code() not in {KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE}:  # noqa: SLF001 - its public name
            self._heard_of_error(error)
            return
        key = str(message.topic()), int(message.partition() or 0)
        low, high = _ends(consumer, key)
        place = self._places.get(key)
        if place is None or remade(self._places, self._ids({key[0]})):
            raise KafkaException(error)
        self._gaps[place.stream] = (
            f"{place.stream}: {low - place.read:,} records were deleted before they were read"
            if place.read < low
            else f"{place.stream}: the broker lost records that were read before; goes on at its end"
        )
        place.read = low if place.read < low else high
        consumer.seek(TopicPartition(*key, place.read))

    def _given(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions are ours: begin each where the ledger or the group stands."""
        if not partitions:
            return
        ids = self._ids({partition.topic for partition in partitions})
        stood = consumer.committed(partitions, timeout=_ANSWER) if self._group else partitions
        with self._changed:
            for partition, group in zip(partitions, stood, strict=True):
                key, stream = (partition.topic, partition.partition), f"{self.name}:{partition.topic}/{partition.partition}"
                offset, topic_id = group.offset if self._group else -1, ids[partition.topic]
                self._places[key] = beginning(stream, self._known.get(stream), topic_id, offset, from_end=self._from_end)
                partition.offset = self._places[key].read
        self._paused.clear()
        consumer.assign(partitions)

    def _assign_all(self, consumer: Consumer, before: list[TopicPartition]) -> list[TopicPartition]:
        """Without a group: all partitions of the topics, the new ones too."""
        topics = consumer.list_topics(timeout=_LOOK).topics
        keys = [
            (topic, partition)
            for topic in self._topics
            if topic in topics
            for partition in sorted(topics[topic].partitions)
            if not self._only or partition in self._only
        ]
        if len(keys) > len(before):
            with self._changed:
                self._leave(set(self._places))
            before = [TopicPartition(*key) for key in keys]
            self._given(consumer, before)
        elif not keys:
            self._trouble = "Kafka has none of these topics"
        return before

    def _taken_away(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions go to another: first let the ledger have everything that was taken of them, and tell the group."""
        keys = {(partition.topic, partition.partition) for partition in partitions}
        with self._changed:
            self._drop(keys)
            places = [self._places[key] for key in keys if key in self._places]

            def done() -> bool:
                return self._closing.is_set() or all(place.taken == place.safe for place in places)

            if not self._changed.wait_for(done, _HAND_OVER):
                self._gaps[""] = "a partition was given away while its records were being counted: another may count them too"
        self._tell(consumer)
        with self._changed:
            self._leave(keys)
        consumer.unassign()

    def _lost(self, _: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions were given to another because we were not heard of."""
        with self._changed:
            self._leave({(partition.topic, partition.partition) for partition in partitions})

    def _drop(self, keys: set[Key]) -> None:
        """Forget what was fetched of these partitions and not taken."""
        self._queue = deque(entry for entry in self._queue if entry[0] not in keys)
        self._waiting = sum(_size(records) for _, records in self._queue)

    def _leave(self, keys: set[Key]) -> None:
        """Partitions are ours no more; what was taken of them is in the ledger, or will be before they can be ours again."""
        self._drop(keys)
        for key in keys & self._places.keys():
            place = self._places.pop(key)
            if place.taken >= 0:
                self._known[place.stream] = place.position, place.lines

    def _tell(self, consumer: Consumer) -> None:
        """Commit to the group what the ledger has. Where that fails, as while the group is shared anew, the next time does it."""
        with self._changed:
            news = [(key, place, place.safe) for key, place in self._places.items() if place.safe > max(place.told, 0)]
        if news and self._group:
            with suppress(KafkaException):
                consumer.commit(offsets=[TopicPartition(*key, safe) for key, _, safe in news], asynchronous=False)
                for _, place, safe in news:
                    place.told = safe

    def _measure(self, consumer: Consumer) -> None:
        """Note the partitions' next offsets, as the last fetches brought them."""
        with suppress(KafkaException):
            for key in list(self._places):
                self._ends[key] = _ends(consumer, key, cached=True)[1]

    def _ids(self, topics: set[str]) -> dict[str, str]:
        """The ids of topics; empty ones where the broker has none."""
        found = self._admin.describe_topics(TopicCollection(sorted(topics)), request_timeout=_ANSWER) if topics else {}
        ids = dict.fromkeys(topics, "")
        for topic, about in found.items():
            try:
                ids[topic] = written(about.result(_ANSWER).topic_id)
            except KafkaException as error:
                if error.args[0].code() != KafkaError._UNSUPPORTED_FEATURE:  # noqa: SLF001 - its public name
                    raise
        return ids

    def _heard_of_error(self, error: KafkaError) -> None:
        self._trouble = f"Kafka cannot be read ({_name(error)})"

    def _is_over(self, consumer: Consumer) -> bool:
        """Look whether the broker answers again; whether the topics were made anew meanwhile."""
        try:
            consumer.list_topics(timeout=_LOOK)
            anew = remade(self._places, self._ids({topic for topic, _ in self._places}))
        except (KafkaException, TimeoutError):
            return False
        self._trouble = ""
        return anew


def _after(messages: Sequence[Message]) -> int:
    """The offset after the last of these records."""
    return int(messages[-1].offset() or 0) + 1


def _size(messages: Sequence[Message]) -> int:
    return sum(len(message) + 1 for message in messages)


def _ends(consumer: Consumer, key: Key, *, cached: bool = False) -> tuple[int, int]:
    """The partition's first offset and its next one; zeros where the broker does not say."""
    ends = cast("tuple[int, int] | None", consumer.get_watermark_offsets(TopicPartition(*key), timeout=_ANSWER, cached=cached))
    return ends or (0, 0)


def _name(error: KafkaError) -> str:
    """The error's word, without the addresses that its text may hold."""
    return str(error.name())
