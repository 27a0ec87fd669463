from __future__ import annotations

import pytest

from headcount.catalog.lookup import tokens_of_person
from headcount.catalog.tokens import Tokenizer, key_of_passphrase

TOKENS = Tokenizer(key_of_passphrase("lookup"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("42", [("orders", b"42"), ("users", b"42")]),
        ("users/42", [("users", b"42")]),
        ("Users/42", [("Users", b"42"), ("orders", b"Users/42"), ("users", b"Users/42")]),
        ("users/A%40Example.org", [("users", b"a@example.org")]),
        ("users/7,8", [("users", b"7"), ("users", b"8")]),
    ],
)
def test_an_identifier_is_looked_for_where_it_may_stand(text: str, expected: list[tuple[str, bytes]]) -> None:
    tokens = [token for entity, value in expected for token in TOKENS.tokens_of(entity, [value])]
    assert tokens_of_person(text, ["orders", "users"], TOKENS) == tokens
