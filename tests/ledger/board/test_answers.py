"""Answers are found once."""

from __future__ import annotations

import threading

import pytest

from headcount.ledger.board.answers import Answers


def test_the_same_is_found_once_and_the_oldest_is_forgotten() -> None:
    answers, found = Answers(2), list[str]()

    def find(key: str) -> int:
        found.append(key)
        return len(found)

    def ask(key: str) -> int:
        return answers(key, lambda: find(key))

    assert [ask("a"), ask("b"), ask("a"), ask("c"), ask("a"), ask("b")] == [1, 2, 1, 3, 1, 4]
    assert found == ["a", "b", "c", "b"]


def test_who_asks_the_same_waits_and_who_asks_another_thing_does_not() -> None:
    answers, go, told = Answers(9), threading.Event(), list[str]()

    def slow() -> str:
        go.wait(30)
        return "found"

    askers = [threading.Thread(target=lambda: told.append(answers("slow", slow))) for _ in range(3)]
    for asker in askers:
        asker.start()
    assert answers("other", lambda: "at once") == "at once"
    assert told == []
    go.set()
    for asker in askers:
        asker.join()
    assert told == ["found"] * 3


def test_what_failed_is_tried_again() -> None:
    answers = Answers(1)

    def fail() -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        answers("a", fail)
    assert answers("a", lambda: 5) == 5
