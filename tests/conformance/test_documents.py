"""Every document: any bytes whatever give leaves or a reason, and nothing else; no value is lost between the counts."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.model.leaves import Leaves
from headcount.sources.documents import DATABASES, DOCUMENTS, recognise
from headcount.sources.documents.body import BODIES
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Body, Declared, Document, Limits, Named, Part, Skip, Units
from tests.house.tree import PACKAGE, texts

STARTS = (
    b"",
    b"SQLite format 3\0" + bytes(84),
    b"PAR1",
    b'{"log": {"version": "1.2", "entries": [',
    b'{"openapi": "3.0.0", "paths": {',
    b"openapi: 3.0.0\npaths:\n  /a:\n    get: ",
    b'{"a": 1}\n{"b": ',
    b'{"a": [1, "x", {',
    b"<?xml version='1.0'?><a b='",
    b"<!doctype html><table><tr><td class='",
    b'--b\r\nContent-Disposition: form-data; name="',
    b"a=1&b=%",
    b'a,b\n1,"',
    b"\xff\xfe",
)
ANYTHING = st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), st.binary(max_size=300))
PIECES = st.lists(
    st.sampled_from(["{", "[", "}", "]", '"', ":", ",", "<a>", "</a>", "<td>", "&x;", "\\", "- ", "\n", "*a", "&a ", "'"]),
    max_size=60,
)


def _parts(document: Document, data: bytes) -> list[Part]:
    found: list[Part] = []
    try:
        found.extend(document.read(Content.of(data, "x"), Limits()))
    except Unreadable as error:
        found.append(Skip(str(error)))
    return found


def _hold(parts: list[Part]) -> None:
    for part in parts:
        if isinstance(part, Leaves):
            assert len(set(part.paths)) == len(part.paths) == len(part.values) == len(part.answers)
            assert [len(values) for values in part.values] == [len(answers) for answers in part.answers]
            assert all(value and value.encode() for values in part.values for value in values)
            assert all(list(answers) == sorted(answers) for answers in part.answers)
        else:
            assert isinstance(part, Skip | Declared | Named | Units)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
@given(data=st.one_of(ANYTHING, PIECES.map(lambda pieces: "".join(pieces).encode())))
@settings(deadline=None, max_examples=60)
def test_any_bytes(document: Document, data: bytes) -> None:
    _hold(_parts(document, data))


@given(data=st.one_of(ANYTHING, st.binary(max_size=400)))
@settings(deadline=None, max_examples=100)
def test_any_bytes_as_they_are_recognised(data: bytes) -> None:
    document = recognise(data)
    if document is not None:
        _hold(_parts(document, data))


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
@given(data=ANYTHING, media=st.text(max_size=60))
@settings(deadline=None, max_examples=60)
def test_any_body(body: Body, data: bytes, media: str) -> None:
    try:
        leaves = list(body.leaves(data, media))
    except Unreadable as error:
        assert str(error).isascii()  # noqa: PT017 - both endings are right
    else:
        assert all(isinstance(path, str) and isinstance(value, str) for path, value in leaves)


def test_every_document_is_registered_and_described() -> None:
    names = {document.name for document in DOCUMENTS} | {database.name for database in DATABASES}
    shaped = {
        path.stem
        for path in (PACKAGE / "sources" / "documents").glob("*.py")
        if path.stem != "interface" and "def read(self" in path.read_text("utf-8")
    }
    assert {"postgresql" if stem == "postgres" else stem for stem in shaped} == names
    page = texts()["docs/rooms/sources.md"]
    assert [name for name in names if f"| `{name}` |" not in page] == []
    assert {type(body) for body in BODIES} <= {type(document) for document in DOCUMENTS}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_reasons_hold_nothing_of_the_input(document: Document) -> None:
    for start in STARTS:
        for part in _parts(document, start + b"7f3secret9" + os.urandom(50) + b"7f3secret9"):
            assert not isinstance(part, Skip) or "secret" not in part.reason


@pytest.mark.parametrize("text", [b"\n", b" ", b"\t", b"\r\n", b'{"log": {', b"{", b"<", b"--", b"&a="], ids=range(9))
def test_recognising_is_linear_in_the_head(text: bytes) -> None:
    head = text * (65_536 // len(text))  # a pattern that tries again from every character would take minutes here
    assert recognise(head) in DOCUMENTS
