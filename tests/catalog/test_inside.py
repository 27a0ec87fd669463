"""The answers of one batch as columns."""

from __future__ import annotations

import numpy as np

from headcount.catalog.answers import Answers
from headcount.catalog.inside import Inside, look, teach
from headcount.model.text import Text
from tests.catalog.bodies import by_name, page, person, written

USERS, USER = 3, 5


def seen(answers: Answers, places: list[int], bodies: list[bytes], named: list[bool]) -> Inside:
    times = np.arange(len(bodies))
    return look(answers, Text.of(bodies), times, np.array(places), np.array(named), lambda place: f"GET /{place}")


def test_people_of_lists_and_kinds_of_named_records() -> None:
    bodies = [*written(person(1), page(7, 8)), b"", *written(page(9), {"error": 1}, person(2))]
    inside = seen(Answers(by_name), [USER, USERS, USERS, USERS, USER, -1], bodies, [True, False, False, False, True, True])
    assert inside.row.tolist() == [1, 1, 3]
    assert inside.value.to_list() == [b"7", b"8", b"9"]
    assert [inside.sources[at] for at in inside.source.tolist()] == [(USERS, "$.data.items[].id")] * 3
    assert (inside.own > 0).tolist() == [True, False, False, False, False, False]
    assert inside.shows.tolist() == [1, 1, 1]


def test_an_empty_answer_of_a_route_that_always_shows_somebody() -> None:
    answers = Answers(by_name)
    seen(answers, [USER] * 20, written(*map(person, range(20))), [True] * 20)
    inside = seen(answers, [USER, USER], written({"data": None}, person(3)), [True, True])
    assert (inside.nobody.tolist(), inside.own.tolist()) == ([True, False], [0, 1])


def test_teaching_reads_nothing() -> None:
    answers = Answers(by_name)
    body = Text.of(written(page(1)))
    teach(answers, body, np.zeros(1, np.int64), np.array([USERS]), np.zeros(1, np.bool_), str)
    shape = answers.shape(USERS)
    assert shape is not None
    assert [p.parameter for p in shape.persons] == ["$.data.items[].id"]
    assert answers.kind_sets.sets == [frozenset()]


def test_nothing_without_bodies() -> None:
    inside = seen(Answers(by_name), [USER], [b""], [True])
    assert (len(inside.row), inside.sources, inside.nobody.tolist()) == (0, [], [False])
