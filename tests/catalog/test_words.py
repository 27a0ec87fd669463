from __future__ import annotations

import pytest

from headcount.catalog import words


@pytest.mark.parametrize(
    "name",
    [
        "buyer",
        "user",
        "user_id",
        "userId",
        "uid",
        "u",
        "customer-no",
        "order_buyer",
        "EMAIL",
        "mobile",
        "phone_number",
        "openid",
        "shouji",
        "sfzh",
    ],
)
def test_parameters_that_name_a_person(name: str) -> None:
    assert words.PERSON_NAME.match(name)
    assert not words.NOT_A_SUBJECT.match(name)


@pytest.mark.parametrize("name", ["id", "ids", "order_id", "orderId", "uuid", "order", "invoice", "tracking", "order_no", "item"])
def test_parameters_that_name_a_record(name: str) -> None:
    assert words.RECORD_NAME.match(name)
    assert not words.NOT_A_SUBJECT.match(name)


@pytest.mark.parametrize(
    "name",
    [
        "page",
        "pageSize",
        "per_page",
        "offset",
        "limit",
        "sort",
        "q",
        "search",
        "lang",
        "v",
        "ts",
        "utm_source",
        "token",
        "format",
        "redirect_uri",
        "w",
        "from",
    ],
)
def test_parameters_that_steer_a_page(name: str) -> None:
    assert words.NOT_A_SUBJECT.match(name)


@pytest.mark.parametrize("name", ["", "width", "colour", "paid", "hidden"])
def test_parameters_that_name_nobody(name: str) -> None:
    assert not words.PERSON_NAME.match(name)


@pytest.mark.parametrize(
    ("segment", "is_version"),
    [
        (b"v1", True),
        (b"V22", True),
        (b"v1.2", True),
        (b"v1_2_3", True),
        (b"v", False),
        (b"v1234", False),
        (b"vat", False),
        (b"2", False),
    ],
)
def test_versions(segment: bytes, *, is_version: bool) -> None:
    assert bool(words.VERSION.match(segment)) == is_version


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        (b"4242", "id"),
        (b"6f9619ff-8b86-4011-b42d-00cf4fc964ff", "id"),
        (b"deadbeef", "id"),
        (b"ann@example.com", "email"),
        (b"ann%40example.com", "email"),
        (b"ORD-1001", "name"),
        (b"alice", "name"),
        (b"\xff\xfe", "name"),
        (b"", "name"),
    ],
)
def test_a_variable_is_named_after_what_it_looks_like(sample: bytes, name: str) -> None:
    assert words.variable_name(sample) == name


def test_asset_endings_are_lower_case_words() -> None:
    assert {"css", "js", "png", "woff2", "gz"} <= words.STATIC_ENDINGS
    assert not {"html", "php", "json", "csv", "pdf", "aspx"} & words.STATIC_ENDINGS
    assert all(ending.isalnum() and ending == ending.lower() for ending in words.STATIC_ENDINGS)


def test_person_places_and_actions_are_lower_case_words_and_apart() -> None:
    assert {b"u", b"users", b"customers", b"author"} <= words.PERSON_PLACES
    assert {b"new", b"login", b"me", b"search"} <= words.ACTIONS
    assert not words.PERSON_PLACES & words.ACTIONS
    assert all(word.isalpha() and word == word.lower() for word in words.PERSON_PLACES | words.ACTIONS)
