"""Words of SQL."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.sources.sql_words import LONGEST, Word, names_of, words_of


def texts(statement: str) -> list[str]:
    return [word.text for word in words_of(statement)]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("SELECT * FROM Users -- all\nWHERE id=1", ["select", "*", "from", "users", "where", "id", "=", "1"]),
        ("a/* b\n */c", ["a", "c"]),
        ("'it''s' E'a\\'b' N'x' 'open", ["it's", "a'b", "x", "'", "open"]),
        ('"Odd ""one"" ".t', ['Odd "one" .t']),
        ("`My Table`.`a`", ["My Table.a"]),
        ("$1 ? %s :name @p", ["$1", "?", "%s", ":name", "@p"]),
        ("$$ body; $$ $x$ other $$ $x$", [" body; ", " other $$ "]),
        ("1.5e3 .5 a::int <> !=", ["1.5e3", ".5", "a", "::", "int", "<>", "!="]),
        ("public . users", ["public.users"]),
    ],
)
def test_words(statement: str, words: list[str]) -> None:
    assert texts(statement) == words


def test_only_plain_names_are_keywords() -> None:
    assert words_of('"select" select') == [Word("name", "select", plain=False), Word("name", "select")]


def test_parts_of_names() -> None:
    assert names_of('public."Odd ""one"') == ["public", 'Odd "one']
    assert names_of("") == []


def test_long_statements_are_cut() -> None:
    assert len(texts("a " * LONGEST)) == LONGEST // 2


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="a1'\"$%?:@-/*\\\n.,()=", max_size=60))
def test_any_text_has_words(statement: str) -> None:
    assert all(isinstance(word, Word) for word in words_of(statement))
