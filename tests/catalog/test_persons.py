"""Which objects of answers are about whom."""

from __future__ import annotations

from typing import Any

import pytest

from headcount.catalog.persons import canonical, entity, is_often, is_person, persons, spelled, spelled_all
from headcount.catalog.shapes import Shape
from headcount.catalog.unfold import leaves_of
from headcount.model.kind import Kind
from tests.catalog.bodies import by_name, field, page, person, written


def learned(*answers: Any, named: bool = False) -> Shape:  # noqa: ANN401 - JSON values of any shape
    leaves = leaves_of("GET /made", written(*answers))
    return persons(leaves, by_name(leaves), named_by_request=named)


def told(shape: Shape) -> list[tuple[str, str, list[str]]]:
    return [(p.scope, p.parameter, [held.path for held in p.fields]) for p in shape.persons]


def test_each_element_of_a_list_is_a_person() -> None:
    shape = learned(page(1, 2, 3), page(4, 5))
    assert told(shape) == [("data.items[]", "$.data.items[].id", ["data.items[].name", "data.items[].phone"])]
    assert (shape.answers, shape.most_people, shape.persons[0].steady) == (2, 3, True)


def test_what_stands_in_no_list_is_about_the_record_of_the_request() -> None:
    order = {"no": 7, "buyer": {"name": "A", "phone": "1"}, "receiver": {"name": "B", "phone": "2"}, "address": "X"}
    [whole] = learned(order, named=True).persons
    assert (whole.scope, whole.subject, len(whole.fields)) == ("", None, 5)
    assert learned(order, named=True).most_people == 1


def test_people_side_by_side_are_several() -> None:
    order = {"id": 7, "buyer": {"name": "A", "phone": "1"}, "receiver": {"name": "B", "phone": "2"}, "address": "X"}
    shape = learned(order)
    assert [scope for scope, _, _ in told(shape)] == ["", "buyer", "receiver"]
    assert shape.most_people == 2  # the order itself is nobody


def test_an_object_that_tells_more_of_a_person_is_no_other_person() -> None:
    row = {"id": 1, "phone": "1", "name": "A B", "name_parts": {"name": "A"}, "invoice_address": {"name": "A B", "address": "X"}}
    shape = learned({"results": [row, row | {"id": 2}]})
    assert [(scope, name) for scope, name, _ in told(shape)] == [("results[]", "$.results[].id")]
    assert shape.most_people == 2
    sent = learned({"results": [row | {"shipping_address": {"name": "C", "phone": "9"}}]})
    assert [scope for scope, _, _ in told(sent)] == ["results[]", "results[].shipping_address"]  # another number: another person


def test_an_identifier_that_most_are_without_names_nobody() -> None:
    rows = [{"code": f"K{n}", "phone": str(n), "user_id": "u" if n == 3 else None} for n in range(9)]
    assert learned({"results": rows}).persons[0].parameter == "$.results[].code"


def test_a_list_within_a_person_is_about_that_person() -> None:
    shape = learned([{**person(1), "addresses": [{"address": "X"}, {"address": "Y"}], "emails": ["a@example.org"]}])
    assert told(shape) == [("[]", "$[].id", ["[].name", "[].phone", "[].emails[]", "[].addresses[].address"])]


def test_people_within_a_list_of_records() -> None:
    shape = learned({"orders": [{"id": 1, "contacts": [person(5), person(6)]}, {"id": 2, "contacts": [person(7)]}]})
    assert [(scope, name) for scope, name, _ in told(shape)] == [("orders[].contacts[]", "$.orders[].contacts[].id")]
    assert shape.most_people == 3


def test_a_list_of_plain_values_is_a_person_each() -> None:
    assert told(learned({"emails": ["a@example.org", "b@example.org"]})) == [("emails[]", "$.emails[]", ["emails[]"])]


def test_a_map_by_identifier() -> None:
    shape = learned({"users": {"70012345": {"phone": "1"}, "70012346": {"phone": "2"}}})
    assert told(shape) == [("users.{}", "$.users.{key}", ["users.{}.phone"])]
    assert shape.most_people == 2
    own = learned({"users": {"70012345": {"phone": "1", "id": 5}, "70012346": {"phone": "2", "id": 6}}})
    assert own.persons[0].parameter == "$.users.{}.id"


def test_keys_that_only_number_the_entries_name_nobody() -> None:
    assert told(learned({"0": {"phone": "1"}, "1": {"phone": "2"}})) == [("{}", "$.{}.phone", ["{}.phone"])]


def test_people_by_name_and_plain_values() -> None:
    shape = learned({"phones": {"anna": "1", "bob": "2"}})
    assert told(shape) == []  # the stand-in knows no field by `{}`
    leaves = leaves_of("u", written({"anna": "1", "bob": "2"}))
    assert told(persons(leaves, [field("{}", Kind.PHONE, count=2)], named_by_request=False)) == [("{}", "$.{key}", ["{}"])]


def test_a_list_in_an_entry_is_about_the_person_of_its_key() -> None:
    leaves = leaves_of("u", written({"anna": [{"phone": "1"}], "bob": [{"phone": "2"}]}))
    fields = [*by_name(leaves), field("{key}", Kind.PERSON_NAME)]
    assert told(persons(leaves, fields, named_by_request=False)) == [("{}", "$.{key}", ["{key}", "{}[].phone"])]


def test_a_person_key_goes_before_the_record_s_own() -> None:
    shape = learned([{"id": 1, "user_id": "u1", "phone": "1"}, {"id": 2, "buyer_id": "b", "phone": "2"}])
    assert shape.persons[0].parameter == "$[].user_id"


def test_without_an_identifier_the_number_names_the_person_and_else_all_values_together() -> None:
    assert learned([{"name": "A", "phone": "1"}]).persons[0].parameter == "$[].phone"
    assert learned([{"name": "A", "phone": "1**"}]).persons[0].parameter == "$[]"
    assert learned({"name": "A"}).persons[0].parameter == "$"


def test_an_identifier_that_repeats_within_an_answer_is_none() -> None:
    assert learned([{"code": "S", "phone": str(n)} for n in range(5)]).persons[0].parameter == "$[].phone"


@pytest.mark.parametrize("code", [0, 200, "0000", "20000", "SUCCESS", "ok", "A00200"])
def test_an_envelope_s_code_names_nobody(code: object) -> None:
    assert learned({"code": code, "phone": "1"}).persons[0].parameter == "$.phone"
    assert learned({"code": "weird", "phone": "1"}, {"code": "weird", "phone": "2"}).persons[0].parameter == "$.phone"
    assert learned({"code": "K81", "phone": "1"}, {"code": "K82", "phone": "2"}).persons[0].parameter == "$.code"
    assert learned({"id": 5, "phone": "1"}, {"id": 5, "phone": "2"}).persons[0].parameter == "$.id"


def test_what_few_values_hold_is_occasional() -> None:
    leaves = leaves_of("u", written(*({"id": n, "phone": "1", "note": "x"} for n in range(10))))
    fields = [*by_name(leaves), field("note", Kind.EMAIL, count=3), field("gone", Kind.EMAIL)]
    [found] = persons(leaves, fields, named_by_request=True).persons
    assert ([f.path for f in found.fields], [f.path for f in found.occasional]) == (["phone"], ["note"])
    assert (is_often(field("note", Kind.EMAIL, count=5), 10), is_often(field("note", Kind.EMAIL), 10)) == (True, True)


def test_an_unsure_field_is_not_learned() -> None:
    leaves = leaves_of("u", written({"phone": "1"}))
    [held] = by_name(leaves)
    weak = type(held)(held.unit, held.path, held.kind, 0.4, held.form, 1, None, "")
    assert persons(leaves, [weak], named_by_request=True).persons == ()


@pytest.mark.parametrize(
    ("subject", "literal", "word"),
    [
        ("items[].user_id", "orders", "user"),
        ("items[].userId", "orders", "user"),
        ("items[].id", "users", "users"),
        ("items[].identifier", "customers", "customers"),
        ("items[].customerIdentifier", "orders", "customer"),
        ("data.members[].id", "groups", "members"),
        ("buyer.id", "orders", "buyer"),
        ("items[].phone", "users", "phone"),
        ("items[]", "users", "people"),
        ("", "me", "people"),
        ("id", "me", "user"),
        ("data.users.{key}", "team", "users"),
        ("{key}", "team", "team"),
        ("users.{}", "team", "people"),
    ],
)
def test_what_the_people_are(subject: str, literal: str, word: str) -> None:
    assert entity(subject, literal, ()) == word


def test_the_entity_of_another_route_is_taken() -> None:
    assert entity("items[].user_id", "orders", {"users": 0, "orders": 1}) == "users"


def test_words_for_people() -> None:
    assert [is_person(word) for word in ("people", "users", "buyer", "phone", "orders", "invoices")] == [True] * 4 + [False] * 2


@pytest.mark.parametrize(
    ("value", "kind", "spelled"),
    [
        ("4711", None, b"4711"),
        ("A@Example.org", Kind.EMAIL, b"a@example.org"),
        ("+86 138-0013-8000", Kind.PHONE, b"13800138000"),
        ("0086 13800138000", Kind.PHONE, b"13800138000"),
        ("+1 (202) 555-0100", Kind.PHONE, b"12025550100"),
        ("11010519491231002x", Kind.NATIONAL_ID_CN, b"11010519491231002X"),
        ("0F8FAD5B-D9CB-469F-A165-70867728950E", None, b"0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("e\u0301", None, "\u00e9".encode()),
    ],
)
def test_one_spelling(value: str, kind: Kind | None, spelled: bytes) -> None:
    assert canonical(value, kind) == spelled


def test_what_no_step_leads_to_is_nobodys() -> None:
    assert told(learned({"": "a", "phone": "1"}, {"": "b"})) == [("", "$.phone", ["phone"])]
    assert told(learned({"a": {"": {"phone": "1"}}})) == []


def test_a_list_of_plain_values_stands_beside_nothing() -> None:
    leaves = leaves_of("GET /made", written(["X", "Y"], {"id": 5, "phone": "1"}))
    shape = persons(leaves, [field("[]", Kind.ADDRESS), field("phone", Kind.PHONE)], named_by_request=False)
    assert told(shape) == [("", "$.id", ["phone"]), ("[]", "$[]", ["[]"])]


@pytest.mark.parametrize(
    "values",
    [
        [],
        [" A ", "B@EXAMPLE.org", "6F9619FF-8B86-D011-B42D-00CF4FC964FF", "X-Y", "\u59d3\u540d"],
        ["e\u0301", "plain"],
        ["with\x1einside", "other"],
        ["", ""],
    ],
    ids=["none", "composed", "not composed", "separators", "empty"],
)
def test_many_spellings_are_those_of_each(values: list[str]) -> None:
    assert spelled_all(values) == [spelled(value) for value in values]


def test_a_spelling_without_a_kind() -> None:
    assert [spelled(value) for value in (" A ", "B@EXAMPLE.org", "e\u0301")] == [b"A", b"b@example.org", "\u00e9".encode()]


def _devices() -> Shape:
    leaves = leaves_of(
        "GET /devices", written({"results": [{"device_id": number, "token": f"k{number}"} for number in range(3)]})
    )
    return persons(leaves, [field("results[].token", Kind.CREDENTIAL)], named_by_request=False)


def test_a_thing_with_a_credential_is_named_by_its_own_identifier() -> None:
    [device] = _devices().persons
    assert device.parameter == "$.results[].device_id"
    assert entity(device.subject or "", "devices", ()) == "device"


def test_a_pseudonym_names_nobody_where_there_is_an_identifier() -> None:
    rows = [{"id": number, "pseudonymization_id": f"P{number}", "name": "Ada"} for number in range(3)]
    leaves = leaves_of("GET /tickets", written({"rows": rows}))
    fields = [field("rows[].pseudonymization_id", Kind.ACCOUNT_ID), field("rows[].name", Kind.PERSON_NAME)]
    assert persons(leaves, fields, named_by_request=False).persons[0].parameter == "$.rows[].id"
