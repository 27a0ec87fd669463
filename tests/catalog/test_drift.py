"""What is new on a known route."""

from __future__ import annotations

from dataclasses import replace

from headcount.catalog.drift import extended, first_with
from headcount.catalog.shapes import Shape
from headcount.catalog.unfold import leaves_of
from headcount.model.kind import Form, Kind
from tests.catalog.bodies import by_name, page, person, written
from tests.catalog.test_persons import learned, told


def grown(shape: Shape, *answers: object, named: bool = False) -> Shape:
    leaves = leaves_of("GET /made", written(*answers))
    return extended(shape, leaves, by_name(leaves), [100 + n for n in range(len(answers))], named_by_request=named)


def test_nothing_new_is_the_same_shape() -> None:
    shape = learned(page(1, 2))
    assert grown(shape, page(3), {"error": 1}) is shape


def test_a_new_field_belongs_to_the_person_of_its_object() -> None:
    shape = learned(page(1, 2))
    after = grown(shape, page(3), {"data": {"items": [person(4, email="a@example.org")]}})
    assert told(after) == [
        ("data.items[]", "$.data.items[].id", ["data.items[].name", "data.items[].phone", "data.items[].email"])
    ]
    assert after.since == {("data.items[].email", Kind.EMAIL, Form.CLEAR): 101}


def test_a_field_that_is_shown_in_clear_now() -> None:
    after = grown(learned({"id": 1, "phone": "1***"}, named=True), {"id": 1, "phone": "+1 202-555-0107"}, named=True)
    assert [(held.path, held.form) for held in after.fields] == [("phone", Form.MASKED), ("phone", Form.CLEAR)]
    assert list(after.since) == [("phone", Kind.PHONE, Form.CLEAR)]


def test_a_field_that_is_masked_now_is_no_news() -> None:
    shape = learned({"id": 1, "phone": "+1 202-555-0107"}, named=True)
    assert grown(shape, {"id": 1, "phone": "1***"}, named=True) is shape


def test_news_has_to_be_surer_than_what_is_learned() -> None:
    shape = learned(person(1), named=True)
    leaves = leaves_of("GET /made", written(person(1, email="a@example.org")))
    unsure = [replace(held, confidence=0.6) for held in by_name(leaves)]
    assert extended(shape, leaves, unsure, [1], named_by_request=True) is shape


def test_new_people_are_a_person_of_their_own() -> None:
    after = grown(learned(person(1), named=True), person(2) | {"friends": [person(3), person(4)]}, named=True)
    assert [(p.scope, p.subject) for p in after.persons] == [("", None), ("friends[]", "friends[].id")]
    assert after.most_people == 2


def test_since_when() -> None:
    bodies = written({"a": ""}, {"a": None}, {"a": [{"b": 1}]}, {"a": [{"b": 2}]})
    assert first_with("a[].b", Form.CLEAR, bodies, [1, 2, 3, 4], 4) == 3
    assert first_with("a[].b", Form.CLEAR, bodies, [1, 2, 3, 4], 2) == 2
    assert first_with("c", Form.CLEAR, bodies, [1, 2, 3, 4], 9) == 9


def test_since_when_it_stands_there_in_clear() -> None:
    bodies = written(person(1, email="a***@example.org"), person(1, email="\u2022\u2022"), person(1, email="a@example.org"))
    assert first_with("email", Form.CLEAR, bodies, [1, 2, 3], 9) == 3
    assert first_with("email", Form.MASKED, bodies, [1, 2, 3], 9) == 1
    hidden, shown = person(2, email="b***@example.org"), person(3, email="b@example.org")
    after = grown(learned(person(1), named=True), hidden, shown, shown, named=True)
    assert after.since == {("email", Kind.EMAIL, Form.CLEAR): 101}
