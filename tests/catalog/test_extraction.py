"""Answers read by path."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.catalog.extraction import Extractor
from headcount.catalog.kind_sets import KindSets
from headcount.catalog.shapes import Person, Shape
from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from tests.catalog.bodies import field, page, person, written
from tests.catalog.test_persons import learned

CLEAR, MASKED = Form.CLEAR, Form.MASKED


def reader(shape: Shape) -> tuple[Extractor, KindSets]:
    sets = KindSets()
    return Extractor(shape, sets), sets


def test_each_person_of_a_list_with_its_kinds() -> None:
    extractor, sets = reader(learned(page(1, 2)))
    [body] = written({"data": {"items": [person(7), person(8, phone=None), {"id": 9}]}})
    assert extractor.read(body) == [(0, b"7", 1), (0, b"8", 2)]
    assert sets.sets[1:] == [
        {(Kind.PERSON_NAME, CLEAR), (Kind.PHONE, CLEAR)},
        {(Kind.PERSON_NAME, CLEAR)},
    ]


@pytest.mark.parametrize("hidden", ["+1 202-***-0107", "\u2022\u2022\u2022\u20220107", "\uff0a\uff0a0107"])
def test_a_masked_value_is_told_apart_answer_by_answer(hidden: str) -> None:
    extractor, sets = reader(learned(page(1)))
    extractor.read(written({"data": {"items": [person(7, phone=hidden)]}})[0])
    assert sets.sets[1] == {(Kind.PERSON_NAME, CLEAR), (Kind.PHONE, MASKED)}


def test_a_field_learned_as_masked_is_clear_where_it_is() -> None:
    extractor, sets = reader(learned({"phone": "1***"}, {"phone": "2***"}))
    extractor.read(b'{"phone": "+1 202-555-0107"}')
    assert sets.sets[1] == {(Kind.PHONE, CLEAR)}


def test_the_record_of_the_request_has_no_identifier_here() -> None:
    extractor, _ = reader(learned(person(1), person(2), named=True))
    assert extractor.read(written(person(3))[0]) == [(0, b"", 1)]
    assert (extractor.read(b"{}"), extractor.read(b"<html>"), extractor.steady) == ([], [], True)


def test_without_an_identifier_all_values_name_the_person() -> None:
    extractor, _ = reader(learned([{"name": "A", "phone": "1***"}]))
    bodies = written([{"name": "B", "phone": "2***"}, {"name": "C"}])
    assert [value for _, value, _ in extractor.read(bodies[0])] == [b"B\x1f2***", b"C"]


def test_a_missing_identifier_is_replaced_by_all_values() -> None:
    extractor, _ = reader(learned(page(1, 2)))
    [body] = written({"data": {"items": [{"name": "A", "phone": "+1 202-555-0107"}]}})
    assert [value for _, value, _ in extractor.read(body)] == [b"A\x1f+1 202-555-0107"]


def test_values_in_lists_below_the_person() -> None:
    shape = learned([{**person(1), "emails": ["a@example.org"], "addresses": [{"address": "X"}]}])
    extractor, sets = reader(shape)
    extractor.read(written([{"id": 2, "emails": [], "addresses": [{"address": None}, {"address": "Y"}]}])[0])
    assert sets.sets[1] == {(Kind.ADDRESS, CLEAR)}


def test_plain_values_and_maps() -> None:
    extractor, _ = reader(learned({"emails": ["a@example.org"]}))
    assert extractor.read(written({"emails": ["B@example.org", "c@example.org"]})[0]) == [
        (0, b"b@example.org", 1),
        (0, b"c@example.org", 1),
    ]
    extractor, _ = reader(learned({"users": {"70012345": {"phone": "1"}}}))
    assert extractor.read(written({"users": {"70012399": {"phone": "2"}, "70012390": {"phone": "3"}}})[0]) == [
        (0, b"70012399", 1),
        (0, b"70012390", 1),
    ]


def test_of_a_map_each_key_is_a_person_and_what_is_no_entry_nobody() -> None:
    shape = Shape(
        (Person("users.{}", "users.{key}", (field("users.{key}", Kind.NICKNAME), field("users.{}.phone", Kind.PHONE))),)
    )
    extractor, sets = reader(shape)
    body = {"users": {"ada": {"phone": "1"}, "bob": {"phone": "1**"}, "total": 2, "more": {"x": 1}, "eve": None}}
    found = extractor.read(written(body)[0])
    assert [value for _, value, _ in found] == [b"ada", b"bob"]
    assert [sorted((kind.value, form.value) for kind, form in sets.sets[number]) for _, _, number in found] == [
        [("nickname", "clear"), ("phone", "clear")],
        [("nickname", "clear"), ("phone", "masked")],
    ]


def test_a_map_of_plain_values() -> None:
    extractor, _ = reader(Shape((Person("{}", "{key}", (field("{}", Kind.PHONE),)),)))
    assert extractor.read(b'{"ada": "1", "bob": "2", "list": [], "object": {"a": "3"}, "none": null}') == [
        (0, b"ada", 1),
        (0, b"bob", 1),
    ]


def test_what_another_path_names_is_no_entry() -> None:
    extractor, _ = reader(
        Shape(
            (
                Person("billing", "billing.id", (field("billing.phone", Kind.PHONE),)),
                Person("{}", "{key}", (field("{}.phone", Kind.PHONE),)),
            )
        )
    )
    assert extractor.read(b'{"billing": {"id": 4, "phone": "1"}, "ada": {"phone": "2"}}') == [(0, b"4", 1), (1, b"ada", 1)]


def test_lists_in_a_map() -> None:
    extractor, _ = reader(learned({"users": {"70012345": [{"phone": "1"}], "70012346": [{"phone": "2"}, {"phone": "3"}]}}))
    body = written({"users": {"70012399": [{"phone": "4"}, {"phone": "5"}]}})[0]
    assert [value for _, value, _ in extractor.read(body)] == [b"4", b"5"]


def test_of_many_fields_only_those_that_are_there_name_the_person_in_the_order_of_the_fields() -> None:
    fields = tuple(field(f"[].phone_{number}", Kind.PHONE) for number in range(40))
    extractor, sets = reader(Shape((Person("[]", "[]", fields),)))
    rows = [{"phone_7": "a", "other": 1, "phone_2": 5}, {"phone_2": True}, {}, {"phone_3": "", "phone_39": "c*"}]
    for _ in range(2):
        assert extractor.read(written(rows)[0]) == [(0, b"5\x1fa", 1), (0, b"true", 1), (0, b"c*", 2)]
    assert sets.sets[1:] == [{(Kind.PHONE, CLEAR)}, {(Kind.PHONE, MASKED)}]


def test_a_subject_that_is_no_field_shows_nothing_itself() -> None:
    extractor, _ = reader(Shape((Person("[]", "[].id", (field("[].phone", Kind.PHONE), field("[].mail", Kind.EMAIL))),)))
    rows = [{"id": 1}, {"id": 2, "mail": "a"}, {"id": {"x": "*"}, "mail": "b"}, {"id": "", "mail": "c"}, {"id": 3, "mail": ""}]
    assert extractor.read(written(rows)[0]) == [(0, b"2", 1), (0, b"b", 1), (0, b"c", 1)]


def test_one_field_of_the_record_of_the_request_in_an_envelope() -> None:
    extractor, _ = reader(Shape((Person("", None, (field("data.phone", Kind.PHONE),)),)))
    assert [extractor.read(body) for body in written({"data": {"phone": "1"}}, {"data": {}})] == [[(0, b"", 1)], []]


def test_two_kinds_of_one_value_and_a_key_that_holds_a_text_or_an_object() -> None:
    twice = (field("[].who.x", Kind.PHONE), field("[].who.x", Kind.EMAIL))
    extractor, sets = reader(Shape((Person("[]", "[].id", twice),)))
    assert extractor.read(written([{"id": 1, "who": {"x": "a"}}])[0]) == [(0, b"1", 1)]
    assert sets.sets[1] == {(Kind.PHONE, CLEAR), (Kind.EMAIL, CLEAR)}
    either = (field("[].who", Kind.PERSON_NAME), field("[].who.phone", Kind.PHONE))
    extractor, sets = reader(Shape((Person("[]", "[].id", either),)))
    assert extractor.read(written([{"id": 1, "who": "A"}])[0]) == [(0, b"1", 1)]
    assert sets.sets[1] == {(Kind.PERSON_NAME, CLEAR)}


def test_null_among_plain_values_is_nobody() -> None:
    extractor, _ = reader(learned({"emails": ["a@example.org"]}))
    assert extractor.read(b'{"emails": [null, "", "b@example.org"]}') == [(0, b"b@example.org", 1)]


def test_an_answer_of_another_shape_is_read_without_types() -> None:
    extractor, _ = reader(learned({"buyer": person(1), "items": [{"id": 1}]}))
    assert [value for _, value, _ in extractor.read(written({"buyer": person(2), "items": None})[0])] == [b"2"]
    assert extractor.read(written({"buyer": None})[0]) == []
    assert extractor.read(written({"buyer": [person(3)]})[0]) == []


def test_nothing_is_read_where_nothing_was_learned() -> None:
    extractor, _ = reader(Shape())
    assert (extractor.read(b'{"phone": "1"}'), extractor.steady) == ([], False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("x*"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["data", "items", "id", "name", "phone"]), inner, max_size=4)
    ),
    max_leaves=12,
)


PHONE, NAME = field("data.items[].phone", Kind.PHONE), field("data.items[].name", Kind.PERSON_NAME)
NESTED = field("data.items[].data.phone", Kind.PHONE)


@given(JSON, st.sampled_from(["id", "phone", "data.id", ""]), st.sampled_from([(PHONE, NAME), (NAME, NESTED), (NAME, NAME)]))
def test_types_change_nothing(answer: Any, subject: str, fields: tuple[Field, ...]) -> None:  # noqa: ANN401 - any JSON value
    shape = Shape((Person("data.items[]", f"data.items[].{subject}" if subject else "data.items[]", fields),))
    typed, untyped = Extractor(shape, KindSets()), Extractor(shape, KindSets())
    untyped._decode = None
    [body] = written(answer)
    assert typed.read(body) == untyped.read(body)


@given(
    st.lists(JSON, max_size=12),
    st.sampled_from(["id", "phone", "data.id", "", None]),
    st.sampled_from([(PHONE, NAME), (NAME, NESTED)]),
)
def test_many_answers_are_read_as_each_alone(answers: list[Any], subject: str | None, fields: tuple[Field, ...]) -> None:
    scope = "data.items[]"
    shape = Shape((Person(scope, None if subject is None else f"{scope}.{subject}" if subject else scope, fields),))
    (alone, some), (together, others) = reader(shape), reader(shape)
    bodies = [*written(*answers), b"<html>"]
    each = [[(place, name, some.sets[shown]) for place, name, shown in alone.read(body)] for body in bodies]
    assert [[(place, name, others.sets[shown]) for place, name, shown in of] for of in together.read_all(bodies)] == each


def test_answers_of_another_shape_among_many() -> None:
    extractor, _ = reader(learned(page(1)))
    bodies = written(*({"data": {"items": [person(number)] if number % 50 else None}} for number in range(1, 301)))
    names = [[name for _, name, _ in found] for found in extractor.read_all(bodies)]
    assert names == [[str(number).encode()] if number % 50 else [] for number in range(1, 301)]


@pytest.mark.parametrize(
    "answer",
    [
        {"items": [{"id": 1, "\u59d3\u540d": "A", "phone": "+1 202-555-0107"}]},
        page(1),
        {"emails": ["a@example.org"]},
        {"buyer": person(1)},
    ],
    ids=["another script", "a list", "plain values", "an object"],
)
def test_what_has_the_learned_shape_is_read_with_types(answer: Any) -> None:  # noqa: ANN401 - any JSON value
    extractor, _ = reader(learned(answer, answer))
    extractor._persons = []  # who reads without types
    assert [found[0][1] for found in extractor.read_all(written(answer, answer))] in ([b"1"] * 2, [b"a@example.org"] * 2)
