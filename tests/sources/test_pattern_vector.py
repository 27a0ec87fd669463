"""Regular lines are read at once; irregular ones are left alone."""

from __future__ import annotations

import pytest

from headcount.sources.interface import Block
from headcount.sources.pattern_parts import REST, Field
from headcount.sources.pattern_syntax import nginx
from headcount.sources.pattern_vector import VectorReader

COMBINED = nginx(
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
)
GOOD = '192.0.2.7 - alice [01/Nov/2025:10:00:02 +0200] "GET /a?b=1 HTTP/1.1" 200 512 "-" "Browser 1.0"'


def regular(*lines: str, end: str = "\n") -> list[bool]:
    sheet = VectorReader(COMBINED).read(Block.of((end.join(lines) + end).encode()))
    return [bool(read) for read in sheet.read[: sheet.lines]]


def test_a_regular_line() -> None:
    sheet = VectorReader(COMBINED).read(Block.of(f"{GOOD}\r\n{GOOD}\n{GOOD}".encode()))
    batch, skipped = sheet.finish()
    assert len(skipped) == 0
    assert batch.line.tolist() == [1, 2, 3]
    assert (batch.time.tolist(), batch.status.tolist(), batch.size.tolist()) == ([1761984002000000] * 3, [200] * 3, [512] * 3)
    texts = (batch.address, batch.account, batch.method, batch.target, batch.user_agent, batch.forwarded)
    assert [t.to_list()[2] for t in texts] == [b"192.0.2.7", b"alice", b"GET", b"/a?b=1", b"Browser 1.0", b""]


@pytest.mark.parametrize(
    ("old", "new", "read"),
    [
        ("alice", "-", True),
        ("192.0.2.7", "host.with.a.long.name.shop.example", True),
        ("GET", "DELETE", True),
        (" 512 ", " - ", True),
        (" 512 ", " 1234567890123456 ", True),
        ("GET", "PROPFIND", False),
        ("HTTP/1.1", "HTTP/2", False),
        ("GET /a?b=1 HTTP/1.1", "-", False),
        ("Browser", 'Brow\\"ser', False),
        ("Browser 1.0", "Browser\\", False),
        ("192.0.2.7", "[2001:db8::7]", False),
        (" 200 ", " 2x0 ", False),
        (" 512 ", " 51x ", False),
        ("10:00:02", "24:00:02", False),
        ('" 200', '"  200', False),
        ("192.0.2.7 - ", "192.0.2.7 x ", False),
    ],
)
def test_what_is_regular(old: str, new: str, read: bool) -> None:
    changed = GOOD.replace(old, new)
    assert changed != GOOD
    assert regular(GOOD, changed, GOOD) == [True, read, True]


def test_lines_longer_than_a_piece_and_many_pieces() -> None:
    long = GOOD.replace("/a", "/" + "a" * 600_000)
    assert regular(GOOD, long, long, long, GOOD) == [True] * 5


def test_open_ended_patterns_take_any_more() -> None:
    reader = VectorReader((*nginx('[$time_local] "$request" '), Field(REST)))
    text = '[01/Nov/2025:10:00:02 +0200] "GET /a HTTP/1.1" '
    sheet = reader.read(Block.of(f'{text}\n{text}"x" "y" z\n{text[:-1]}\n'.encode()))
    assert sheet.read[:3].tolist() == [True, True, False]
    assert sheet.finish()[0].target.to_list() == [b"/a", b"/a"]
