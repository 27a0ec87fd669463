from __future__ import annotations

import numpy as np
import pytest

from headcount.sources.lines import positions
from headcount.sources.pattern_cut import Cut, Program
from headcount.sources.pattern_parts import Field, pattern
from headcount.sources.pattern_syntax import nginx


def _cut(program: Program, line: bytes) -> Cut:
    data = np.frombuffer(line + bytes(64), np.uint8)
    marks = positions(data, 0, len(line), 34)
    assert len(marks) == program.quotes
    return program.cut(data, marks, np.zeros(1, np.int64), np.zeros(1, np.int64), np.array([len(line)]))


def _fields(program: Program, line: bytes) -> dict[str, bytes | int]:
    """What each field holds: its text, of numbers the number."""
    cut = _cut(program, line)
    assert cut.ok.tolist() == [True]
    found: dict[str, bytes | int] = {}
    for number, field in enumerate(program.fields):
        start, size = int(cut.start[number, 0]), int(cut.size[number, 0])
        found[field.role] = size if field.role in {"status", "size", "port"} else line[start : start + size]
    return found


COMBINED = Program(
    nginx('$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"')
)


def test_every_field_of_a_line() -> None:
    line = b'192.0.2.7 - alice [01/Nov/2025:10:00:02 +0200] "GET /a HTTP/1.1" 200 512 "-" "Browser 1.0"'
    assert COMBINED.quotes == 6
    assert _fields(COMBINED, line) == {
        "address": b"192.0.2.7",
        "account": b"alice",
        "time": b"01/Nov/2025:10:00:02 +0200",
        "request": b"GET /a HTTP/1.1",
        "status": 200,
        "size": 512,
        "user_agent": b"Browser 1.0",
    }


def test_a_dash_is_nothing() -> None:
    found = _fields(COMBINED, b'192.0.2.7 - - [01/Nov/2025:10:00:02 +0200] "-" 400 - "-" "-"')
    assert (found["account"], found["size"], found["user_agent"], found["request"]) == (b"", -1, b"", b"-")


@pytest.mark.parametrize(
    "line",
    [
        b'192.0.2.7 - alice [01/Nov/2025:10:00:02 +0200]  "GET / HTTP/1.1" 200 512 "-" "B"',
        b'192.0.2.7 - alice [01/Nov/2025:10:00:02 +0200] "GET / HTTP/1.1" 200 5x2 "-" "B"',
        b'192.0.2.7 - alice [01/Nov/2025:10:00:02 +0200] "GET / HTTP/1.1" 200 12345678901234567 "-" "B"',
        b'192.0.2.7 - alice [01/Nov/2025:10:00:02 +0200] "GET / HTTP/1.1" 200 512 "-" "B" tail',
        b'192.0.2.7 - alice [01/Nov/2025:10:00:02 +0200] "GET /\\" 200 512 "-" "B"',
        b'""""""',
        b'x""""""',
    ],
)
def test_an_irregular_line_is_left_to_the_regular_expression(line: bytes) -> None:
    assert _cut(COMBINED, line).ok.tolist() == [False]


def test_an_address_before_a_port() -> None:
    program = Program(nginx('$remote_addr:$remote_port $status [$time_local] "$request"'))
    when = b"01/Nov/2025:10:00:02 +0200"
    found = _fields(program, b"192.0.2.7:4711 404 [" + when + b'] "GET /"')
    assert found == {"address": b"192.0.2.7", "port": 4711, "status": 404, "time": when, "request": b"GET /"}
    assert _cut(program, b"192.0. 2.7:4711 404 [" + when + b'] "GET /"').ok.tolist() == [False]
    assert _cut(program, b"[2001:db8::7]:4711 404 [" + when + b'] "GET /"').ok.tolist() == [False]


def test_two_fields_without_anything_between_them_are_never_regular() -> None:
    program = Program(pattern([Field("address"), Field("account")]))
    assert _cut(program, b"192.0.2.7alice").ok.tolist() == [False]
