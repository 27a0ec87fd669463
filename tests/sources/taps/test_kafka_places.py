"""Where a Kafka tap begins a partition."""

from __future__ import annotations

import pytest

from headcount.sources.taps.kafka_places import BEGINNING, END, Place, beginning, offset_of, remade, written


@pytest.mark.parametrize(
    ("known", "topic_id", "stood", "from_end", "read", "lines"),
    [
        (None, "A", -1, False, BEGINNING, 0),
        (None, "A", -1, True, END, 0),
        (None, "A", 5, True, 5, 0),
        (("7@A", 9), "A", -1, True, 7, 9),
        (("7@A", 9), "A", 5, False, 7, 9),
        (("7@A", 9), "A", 12, False, 12, 9),
        (("7@A", 9), "B", -1, False, BEGINNING, 9),
        (("7@A", 9), "B", 3, False, 3, 9),
        (("7@A", 9), "", -1, False, 7, 9),
        (("7@", 9), "A", -1, False, 7, 9),
    ],
    ids=[
        "nobody knows it",
        "from the end",
        "only the group",
        "only the ledger",
        "a kill before the group heard of it",
        "another had it in between",
        "another topic of the name",
        "another topic of the name, and a group in it",
        "a broker without ids now",
        "a broker without ids then",
    ],
)
def test_the_later_of_ledger_and_group(
    known: tuple[str, int] | None, topic_id: str, stood: int, from_end: bool, read: int, lines: int
) -> None:
    place = beginning("kafka:access/0", known, topic_id, stood, from_end=from_end)
    assert place == Place("kafka:access/0", topic_id, lines, read, read, read, stood)


def test_positions() -> None:
    place = beginning("s", ("7@A", 9), "A", -1, from_end=False)
    assert place.position == "7@A"
    assert offset_of(place.position) == 7
    assert (written("AAAAAAAAAAAAAAAAAAAAAA"), written("aaI")) == ("", "aaI")


def test_a_topic_made_anew() -> None:
    places = {("a", 0): beginning("a/0", None, "A", -1, from_end=False), ("b", 0): beginning("b/0", None, "", -1, from_end=False)}
    assert not remade(places, {"a": "A", "b": "B"})
    assert not remade(places, {"a": ""})
    assert remade(places, {"a": "C", "b": "B"})
