"""Sides of a comparison."""

from __future__ import annotations

import pytest

from headcount.sources.sql_operands import closing, members, operand, operand_before
from headcount.sources.sql_words import words_of


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("u.id", ("u", "id")),
        ("public.users.id", ("users", "id")),
        ("id", ("", "id")),
        ("'x'", "x"),
        ("17", "17"),
        ("$3", 3),
        (":name", None),
        ("((5))", "5"),
        ("cast($2 as int)", 2),
        ("lower(u.email)", ("u", "email")),
        ("any(array[7])", "7"),
        ("nextval('s')", None),
        ("(select id from t)", None),
        ("null", None),
        ("+", None),
        ("", None),
    ],
)
def test_what_begins(text: str, meaning: object) -> None:
    assert operand(words_of(text), 0) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("where u.id", ("u", "id")),
        ("where id::text", ("", "id")),
        ("where lower(email)", ("", "email")),
        ("where (id)", ("", "id")),
        ("where (id, name)", None),
        ("where 5", "5"),
        (")", None),
        ("", None),
    ],
)
def test_what_ends(text: str, meaning: object) -> None:
    words = words_of(text)
    assert operand_before(words, len(words) - 1) == meaning


def test_lists() -> None:
    assert list(members(words_of("(1, 'a', $2)"), 0)) == ["1", "a", 2]
    assert list(members(words_of("(select unnest($1))"), 0)) == [1]
    assert list(members(words_of("(select id from t where x = 5)"), 0)) == []
    assert list(members(words_of("("), 0)) == []


def test_brackets() -> None:
    assert closing(words_of("(a (b) c) d"), 0) == 7
    assert closing(words_of("(a"), 0) == 2
