"""Request lines, and what clients send instead."""

from __future__ import annotations

import pytest

from headcount.model.text import Text
from headcount.sources.request_line import is_http, split, split_column

CASES = {
    b"GET /a?b=1 HTTP/1.1": (b"GET", b"/a?b=1"),
    b"GET /a b HTTP/1.1": (b"GET", b"/a b"),
    b"PROPFIND /dav HTTP/2": (b"PROPFIND", b"/dav"),
    b"OPTIONS * HTTP/1.1": (b"OPTIONS", b"*"),
    b"GET https://shop.example/a HTTP/1.1": (b"GET", b"https://shop.example/a"),
    b"GET /a": (b"GET", b"/a"),
    b"GET  HTTP/1.1": (b"GET", b""),
    b"CONNECT shop.example:443 HTTP/1.1": (b"CONNECT", b"shop.example:443"),
    b"-": (b"", b""),
    b"": (b"", b""),
    b"HELP": (b"", b"HELP"),
    b"USER root": (b"", b"USER root"),
    b"\\x16\\x03\\x01": (b"", b"\\x16\\x03\\x01"),
}


@pytest.mark.parametrize("line", CASES)
def test_split(line: bytes) -> None:
    method, start, end = split(line)
    assert (line[:method], line[start:end]) == CASES[line]


def test_regular_lines_are_split_at_once_and_the_same() -> None:
    lines = Text.of(CASES)
    method, target, size, regular = split_column(lines.data, lines.start, lines.start + lines.size)
    found = list(zip(Text(lines.data, lines.start, method).to_list(), Text(lines.data, target, size).to_list(), strict=True))
    assert [f for f, fine in zip(found, regular, strict=True) if fine] == [
        c for c, fine in zip(CASES.values(), regular, strict=True) if fine
    ]
    assert regular.tolist() == [line.endswith(b"HTTP/1.1") for line in CASES]


@pytest.mark.parametrize("line", [b"- - - ", b"-  HTTP/1.1", b"<BADREQ>"])
def test_connections_without_a_request(line: bytes) -> None:
    assert not is_http(line)


def test_a_lone_dash_is_a_request_that_was_not_understood() -> None:
    assert is_http(b"-")
