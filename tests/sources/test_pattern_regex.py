"""One line at a time, exactly."""

from __future__ import annotations

import re

import pytest

from headcount.sources.interface import Block
from headcount.sources.pattern_regex import LineReader, line_regex
from headcount.sources.pattern_syntax import nginx
from headcount.sources.pattern_vector import VectorReader

COMBINED = nginx(
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
)


def read(line: str) -> tuple[list[str], dict[str, int]]:
    sheet = VectorReader(()).read(Block.of(line.encode()))
    LineReader(COMBINED).fill(sheet, [0])
    batch, skipped = sheet.finish()
    columns = ("address", "account", "method", "target", "user_agent")
    return [getattr(batch, c).to_list()[0].decode() for c in columns] if len(batch) else [], dict(skipped.counts())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('192.0.2.7 - - [T] "GET /a HTTP/1.1" 200 1 "-" "x"', ["192.0.2.7", "", "GET", "/a", "x"]),
        ('2001:db8::7 - al ice [T] "GET /a HTTP/1.1" 200 1 "-" "-"', ["2001:db8::7", "al ice", "GET", "/a", ""]),
        ('[2001:db8::7] - - [T] "-" 408 - "-" "-"', ["2001:db8::7", "", "", "", ""]),
        (r'192.0.2.7 - - [T] "GET /\"q\" HTTP/1.1" 200 1 "-" "say \"hi\""', ["192.0.2.7", "", "GET", r"/\"q\"", r"say \"hi\""]),
        (r'192.0.2.7 - - [T] "GET /a HTTP/1.1" 200 1 "back\\" "x"', ["192.0.2.7", "", "GET", "/a", "x"]),
        (r'192.0.2.7 - - [T] "\x16\x03" 400 1 "-" "-"', ["192.0.2.7", "", "", r"\x16\x03", ""]),
    ],
)
def test_lines(line: str, expected: list[str]) -> None:
    assert read(line.replace("[T]", "[01/Nov/2025:10:00:02 +0200]")) == (expected, {})


def test_reasons() -> None:
    assert read('192.0.2.7 - - [31/Feb/2025:10:00:02 +0200] "GET /a HTTP/1.1" 200 1 "-" "x"') == ([], {"time not readable": 1})
    assert read('192.0.2.7 - - [01/Nov/2025:10:00:02 +0200] "- - - " 0 0 "-" "-"')[1] == {"not in the format of this file": 1}
    assert read('192.0.2.7 - - [01/Nov/2025:10:00:02 +0200] "- - - " - 0 "-" "-"')[1] == {"no HTTP request": 1}


def test_text_outside_of_quotes_is_bounded_so_that_no_line_is_searched_quadratically() -> None:
    regex = line_regex(nginx("$http_x_forwarded_for $remote_user [$time_local] $request_uri"))
    assert regex.count(b'[^"]{0,2000}?') == 2
    assert not re.compile(regex, re.DOTALL).fullmatch(b"a, b " * 20_000)
