"""Shapes are learned from samples, then kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from headcount.catalog import answers as module
from headcount.catalog.answers import ENOUGH, Answers
from headcount.catalog.shapes import Person, Shape
from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves
from tests.catalog.bodies import by_name, field, page, person, written

PLACE = 7


def feed(answers: Answers, bodies: list[bytes], *, named: bool = False, first: int = 0) -> None:
    answers.learn(PLACE, lambda: "GET /made", bodies, range(first, first + len(bodies)), named=named)


def paths(answers: Answers) -> list[str]:
    shape = answers.shape(PLACE)
    return [held.path for held in shape.fields] if shape else []


def test_the_first_answer_is_enough_to_read_it() -> None:
    answers = Answers(by_name)
    assert (answers.shape(PLACE), answers.read(PLACE, [b"{}"])) == (None, ([[]], False))
    bodies = written(page(1, 2))
    feed(answers, bodies)
    assert answers.read(PLACE, bodies) == ([[(0, b"1", 1), (0, b"2", 1)]], True)


def test_it_is_learned_anew_as_answers_come_and_not_for_ever() -> None:
    asked: list[int] = []

    def counting(leaves: Leaves) -> Sequence[Field]:
        asked.append(leaves.total)
        return by_name(leaves)

    answers = Answers(counting)
    for number in range(ENOUGH + 4):
        feed(answers, written(person(number)), named=True)
    assert asked == [1, 2, 4, 8, 16, 32, 64, 128]


def test_a_field_that_comes_late_is_seen_in_the_sample_with_its_time() -> None:
    answers = Answers(by_name)
    feed(answers, written(*map(person, range(ENOUGH))), named=True)
    feed(
        answers,
        written(*(person(n, **({"email": "a@example.org"} if n >= 100 else {})) for n in range(300))),
        named=True,
        first=1000,
    )
    assert paths(answers) == ["name", "phone", "email"]
    shape = answers.shape(PLACE)
    assert shape is not None
    assert shape.since == {("email", Kind.EMAIL, Form.CLEAR): 1100}


def test_the_last_samples_are_looked_at_in_the_end() -> None:
    answers = Answers(by_name)
    feed(answers, written(*map(person, range(ENOUGH))), named=True)
    feed(answers, written(person(1, email="a@example.org")), named=True)
    assert paths(answers) == ["name", "phone"]
    answers.finish()
    assert paths(answers) == ["name", "phone", "email"]


def test_a_request_that_turns_out_to_name_the_record() -> None:
    answers = Answers(by_name)
    feed(answers, written(person(1), person(2), person(3)))
    assert [p.subject for p in answers.shape(PLACE).persons] == ["id"]  # type: ignore[union-attr]  # it was learned
    feed(answers, written(person(4)), named=True)
    assert [p.subject for p in answers.shape(PLACE).persons] == [None]  # type: ignore[union-attr]  # it was learned


def test_what_was_known_is_read_at_once_and_watched() -> None:
    answers = Answers(by_name)
    answers.know(PLACE, Shape((Person("", None, (field("phone", Kind.PHONE),)),)))
    assert answers.read(PLACE, written({"phone": "1", "email": "a@example.org"})) == ([[(0, b"", 1)]], False)
    feed(answers, written(*({"phone": "1", "email": "a@example.org"} for _ in range(200))), named=True)
    assert paths(answers) == ["phone", "email"]


def test_samples_of_many_routes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counting(leaves: Leaves) -> Sequence[Field]:
        asked.append(leaves.total)
        return by_name(leaves)

    monkeypatch.setattr(module, "MOST_HELD", 100)
    answers = Answers(counting)
    for number in range(5):
        feed(answers, written(person(number)), named=True)
    assert asked == [1, 2]  # the second did not fit: settled with both
    assert answers._held == len(written(person(0))[0])  # one of the others, to look at again
    assert paths(answers) == ["name", "phone"]


def test_huge_answers_are_not_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 10)
    answers = Answers(by_name)
    feed(answers, written(person(1)))
    assert paths(answers) == []


def test_a_single_value_in_clear_among_masked_ones_is_news() -> None:
    answers = Answers(by_name)
    hidden = written(*(person(n) | {"phone": "1***"} for n in range(ENOUGH)))
    feed(answers, hidden, named=True)
    feed(answers, written(*(person(n) | {"phone": "1***" if n % 8 else "+1 202-555-0100"} for n in range(400))), named=True)
    shape = answers.shape(PLACE)
    assert shape is not None
    assert [(held.path, held.form) for held in shape.fields if held.path == "phone"] == [
        ("phone", Form.MASKED),
        ("phone", Form.CLEAR),
    ]
    assert list(shape.since) == [("phone", Kind.PHONE, Form.CLEAR)]


def test_names_of_people_are_in_no_path_however_they_come() -> None:
    answers = Answers(by_name)
    feed(answers, written({"anna": {"phone": "1"}}))
    assert paths(answers) == ["{}.phone"]
    feed(answers, written(*({f"{name}x": {"phone": str(n)}} for n, name in enumerate(["bob", "dragon", "wombat"] * 80))), first=1)
    assert paths(answers) == ["{}.phone"]
    assert answers.read(PLACE, written({"zorro": {"phone": "9"}, "eve": {"phone": "8"}})) == (
        [[(0, b"zorro", 1), (0, b"eve", 1)]],
        True,
    )


def test_answers_that_a_look_ahead_met_are_not_counted_twice() -> None:
    answers = Answers(by_name)
    bodies = written(*(person(number) for number in range(10)))
    feed(answers, bodies, named=True)
    feed(answers, bodies, named=True)
    shape = answers.shape(PLACE)
    assert shape is not None
    assert (shape.answers, {held.count for held in shape.fields}) == (10, {10})
    feed(answers, bodies, named=True, first=10)
    again = answers.shape(PLACE)
    assert again is not None
    assert again.answers == 20
