"""Paths, and whom they are about."""

from __future__ import annotations

import pytest

from headcount.catalog.shapes import Person, Shape, around, below, container, declared, home, is_many, key_of, keys, within
from headcount.model.kind import Form, Kind
from tests.catalog.bodies import field

PHONE = field("items[].phone", Kind.PHONE)


def test_paths() -> None:
    assert keys("items[].buyer.phone") == ["items[]", "buyer", "phone"]
    assert keys("") == []
    assert (container("items[].buyer.phone"), container("phone")) == ("items[].buyer", "")
    assert [home(path) for path in ("items[].buyer.phone", "users[].phones[]", "phone", "map.{}.phone")] == [
        "items[]",
        "users[]",
        "",
        "map.{}",
    ]
    assert (below("items[].phone", "items[]"), below("phone", "")) == ("phone", "phone")
    assert [within(path, "items[]") for path in ("items[]", "items[].phone", "items", "other")] == [True, True, False, False]
    assert [container(path) for path in ("users.{}", "users.{key}", "{key}", "users.{}.phone")] == [
        "users.{}",
        "users.{}",
        "{}",
        "users.{}",
    ]
    assert [home(path) for path in ("map.{}", "map.{key}", "map.{}[].phone")] == ["map.{}", "map.{}", "map.{}[]"]
    assert [around(path) for path in ("map.{}", "map.{}[]", "a[].map.{}", "[][]")] == ["", "map.{}", "a[]", "[]"]
    assert [key_of(scope) for scope in ("map.{}", "{}", "map", "items[]", "")] == ["map.{key}", "{key}", "", "", ""]
    assert (below("map.{key}", "map.{}"), within("map.{key}", "map.{}"), within("map.{key}", "other.{}")) == (
        "{key}",
        True,
        False,
    )
    assert [is_many(path) for path in ("items[]", "map.{}", "items[].id", "")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("subject", "parameter"),
    [("data.items[].id", "$.data.items[].id"), ("[].id", "$[].id"), ("[]", "$[]"), ("", "$"), (None, "$")],
)
def test_a_subject_as_routes_spell_it(subject: str | None, parameter: str) -> None:
    assert Person("", subject, ()).parameter == parameter


def test_kinds_are_those_in_clear() -> None:
    seldom = field("items[].note", Kind.EMAIL)
    person = Person("items[]", "items[].id", (PHONE, field("items[].name", Kind.PERSON_NAME, Form.MASKED)), occasional=(seldom,))
    assert person.kinds == {"phone", "email"}
    assert Shape((person,)).fields == (*person.fields, seldom)


@pytest.mark.parametrize(
    ("subject", "path", "scope"),
    [
        ("$.items[].id", "items[].phone", "items[]"),
        ("$.items[].user.id", "items[].user.phone", "items[].user"),
        ("$.items[].user.id", "items[].phone", "items[]"),
        ("$.phones[]", "phones[]", "phones[]"),
        ("$.id", "phone", ""),
    ],
)
def test_a_declared_subject_tells_the_object(subject: str, path: str, scope: str) -> None:
    person = declared(subject, [field(path, Kind.PHONE)])
    assert (person.scope, person.parameter) == (scope, subject)


def test_a_variable_of_the_request_names_the_whole_answer() -> None:
    assert declared("id", [PHONE]) == declared(None, [PHONE]) == Person("", None, (PHONE,))
