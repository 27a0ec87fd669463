"""Answers of a gate: the same people, tokens and kinds as the catalogue finds in a whole log."""

from __future__ import annotations

import json
from dataclasses import replace

from headcount.catalog.answer_paths import AnswerDoor
from headcount.catalog.answers import Answers
from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.inline import InlineDoor, Learned
from headcount.catalog.routes import Declaration
from headcount.catalog.shapes import Shape, declared
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.text import Text
from tests.catalog.batches import accesses

TOKENS = Tokenizer(key_of_passphrase("made"))


def field(path: str, kind: Kind, form: Form = Form.CLEAR) -> Field:
    return Field("GET /made", path, kind, 0.9, form, 10, None, "made")


def catalogue() -> Catalogue:
    known = Catalogue(
        TOKENS,
        Callers(TOKENS, []),
        [
            Declaration("/users", "$.items[].id", "GET", "user", people=True),
            Declaration("/users/{id}", "id", "GET", "user", people=True),
        ],
        Answers(),
    )
    listed = declared("$.items[].id", [field("items[].phone", Kind.PHONE), field("items[].mail", Kind.EMAIL, Form.HASHED)])
    known.know("GET", "/users", "", Shape((listed,)))
    known.know("GET", "/users/{id}", "", Shape((declared("id", [field("name", Kind.PERSON_NAME)]),)))
    known.know("GET", "/search", "", Shape((declared("$[].id", [field("[].name", Kind.PERSON_NAME)]),)))
    return known


def door(learned: tuple[Learned, ...] = ()) -> AnswerDoor:
    known = catalogue()
    return AnswerDoor(known, InlineDoor(known, learned), learned)


def test_what_routes_show() -> None:
    made = door()
    assert made.routes == ["GET /search", "GET /users", "GET /users/{id}"]
    assert [made.holds(route) for route in ("GET /users", "GET /users?page={page}", "POST /users", "")] == [
        True,
        True,
        False,
        False,
    ]
    assert made.paths("GET /users") == (("items[].phone", Kind.PHONE),)
    assert made.paths("GET /users/{id}") == (("name", Kind.PERSON_NAME),)
    assert made.paths("POST /users") == ()


def test_people_are_those_of_the_catalogue() -> None:
    body = json.dumps({"items": [{"id": 7, "phone": "1"}, {"id": "8", "mail": "x"}, {"id": 7, "phone": "2"}, {"id": 9}]}).encode()
    tokens, kinds = door().people("GET /users", body)
    assert tokens == tuple(TOKENS.tokens_of("user", [b"7", b"8"]))
    assert kinds == {"phone"}
    counted = catalogue().disclose(replace(accesses(["/users"]), body=Text.of([body])), 1)["disclosure"]
    assert sorted(set(counted.column("record").to_pylist())) == sorted(tokens)


def test_the_person_of_the_request_has_no_token_here() -> None:
    assert door().people("GET /users/{id}", b'{"name": "Ada Example"}') == ((), frozenset({"person_name"}))
    assert door().people("GET /users/{id}", b'{"other": 1}') == ((), frozenset())
    assert door().people("GET /users/{id}", b"no JSON") == ((), frozenset())
    assert door().people("GET /elsewhere", b'{"name": "Ada Example"}') == ((), frozenset())


def test_what_a_ledger_calls_the_people_goes_before_what_would_be_guessed() -> None:
    learned = (Learned("/search", "$[].id", people=True, kinds=(), entity="buyer", method="GET"),)
    body = b'[{"id": "7", "name": "Ada Example"}]'
    assert door(learned).people("GET /search", body)[0] == tuple(TOKENS.tokens_of("buyer", [b"7"]))
    masked = (Learned("/search", "$[].id", people=True, kinds=(), entity="record-7dda61f4", method="GET"),)
    assert door(masked).people("GET /search", body) == door().people("GET /search", body)
