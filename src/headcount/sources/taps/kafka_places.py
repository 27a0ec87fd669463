"""Where a Kafka tap stands in each partition, and where it begins one that it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[str, int]
"""Topic and partition."""
BEGINNING, END = -2, -1
"""What Kafka calls the first and the next offset of a partition."""
_NO_ID = "AAAAAAAAAAAAAAAAAAAAAA"
"""How the id of zeros is written that brokers before Kafka 2.8 give every topic."""


@dataclass(slots=True)
class Place:
    """One partition that this tap has been given."""

    stream: str
    """What the ledger calls it."""
    topic_id: str
    """Tells a topic from a later one of the same name; empty where the broker has no ids."""
    lines: int
    """Lines handed out so far, over all processes."""
    read: int
    """Offset after the last record fetched; negative before the first one."""
    taken: int
    """Offset after the last record handed out; negative before the first one."""
    safe: int
    """Offset up to which the ledger has everything handed out; equals `taken` when nothing is under way."""
    told: int
    """Offset that the group was last told; negative when it has none."""

    @property
    def position(self) -> str:
        """What the ledger keeps."""
        return f"{self.taken}@{self.topic_id}"


def beginning(stream: str, known: tuple[str, int] | None, topic_id: str, stood: int, *, from_end: bool) -> Place:
    """Where to begin a partition.

    Args:
        stream: what the ledger calls it.
        known: the ledger's position and lines; None when it has none.
        topic_id: the id of the topic as it is now.
        stood: the group's offset; negative when it has none.
        from_end: whether a partition that nobody knows begins at its end.
    """
    offset, _, earlier = known[0].partition("@") if known else ("-1", "", "")
    same = not earlier or not topic_id or earlier == topic_id
    start = max(int(offset) if same else -1, stood)
    if start < 0:
        start = END if from_end else BEGINNING
    return Place(stream, topic_id, known[1] if known else 0, start, start, start, stood)


def offset_of(position: str) -> int:
    """The offset in a position."""
    return int(position.partition("@")[0])


def written(topic_id: object) -> str:
    """A topic's id as it stands in positions."""
    return "" if str(topic_id) == _NO_ID else str(topic_id)


def remade(places: Mapping[Key, Place], ids: Mapping[str, str]) -> bool:
    """Whether a topic is another one than the one whose places these are."""
    return any(place.topic_id and ids.get(topic, "") and place.topic_id != ids[topic] for (topic, _), place in places.items())
