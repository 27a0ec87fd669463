from __future__ import annotations

import pytest

from headcount.sources.documents.body import BODIES, body_leaves, chosen
from headcount.sources.documents.inflate import Unreadable


def test_names_are_unique() -> None:
    assert len({type(body).__name__ for body in BODIES}) == len(BODIES)


@pytest.mark.parametrize(
    ("media", "text", "leaves"),
    [
        ("application/json", b'{"a": "1"}', [("a", "1")]),
        ("application/vnd.api+json; charset=utf-8", b'{"a": "1"}', [("a", "1")]),
        ("text/html", b'{"a": "1"}', [("a", "1")]),
        ("", b'{"a": "1"}', [("a", "1")]),
        ("application/json", b'{"a": "1"}\n{"a": "2"}\n', [("[].a", "1"), ("[].a", "2")]),
        ("application/json", b"<html><p id=a>1</p>", [("a", "1")]),
        ("application/json", b"<a><b>1</b></a>", [("a.b", "1")]),
        ("text/plain", b"a=1&b=2", [("a", "1"), ("b", "2")]),
        ("text/csv; charset=utf-8", b"a,b\n1,2\n", [("[].a", "1"), ("[].b", "2")]),
        ("text/plain", b"a,b\n1,2\n", [("", "a,b"), ("", "1,2")]),
        ("application/soap+xml", b"<a>1</a>", [("a", "1")]),
        ("image/svg+xml", b"<svg x='1'>2</svg>", [("svg.@x", "1"), ("svg", "2")]),
        ("text/javascript", b'cb({"a": "1"});', [("a", "1")]),
        ("application/json+protobuf", b'[null,"1"]', [("2", "1")]),
        ("application/x-ndjson", b'{"a": "1"}', [("[].a", "1")]),
        ("multipart/mixed; boundary=b", b"--b\r\n\r\nx\r\n--b--", [("[]", "x")]),
        ("application/octet-stream", b"hello", [("", "hello")]),
    ],
)
def test_by_media_type_where_it_is_true(media: str, text: bytes, leaves: list[tuple[str, str]]) -> None:
    assert list(body_leaves(text, media)) == leaves


@pytest.mark.parametrize(
    ("media", "text", "reason"),
    [
        ("image/png", b"hello", "picture, sound, font or other binary body"),
        ("application/octet-stream", bytes(50), "picture, sound, font or other binary body"),
        ("text/csv", bytes(50), "picture, sound, font or other binary body"),
        ("text/css", b"a{}", "script or style sheet"),
        ("application/javascript", b"foo({bar: 1})", "script or style sheet"),
        ("application/javascript", b"var a = 1", "script or style sheet"),
        ("application/json", b'{"a":', "broken JSON"),
    ],
)
def test_what_has_no_leaves(media: str, text: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}$"):
        list(body_leaves(text, media))


def test_chosen_by_looks() -> None:
    assert type(chosen(b"<html>", "x/y")).__name__ == "Html"
