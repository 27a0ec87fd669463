"""Syslog frames and messages."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.sources.lines import DROPPED, LONGEST
from headcount.sources.taps.syslog_frames import CUT_OFF, Frames, message_of

LINE = b'192.0.2.1 - - [11/Oct/2023:22:14:15 +0000] "GET /a HTTP/1.1" 200 5 "-" "x: y"'


@pytest.mark.parametrize(
    ("header", "program"),
    [
        (b"<190>Oct 11 22:14:15 shop nginx: ", "nginx"),
        (b"<190>Oct  1 22:14:15 nginx: ", "nginx without a host name"),
        (b"<190>Oct 11 22:14:15 2001:db8::7 nginx: ", "a host without a name"),
        (b"<134>Oct 11 22:14:15 haproxy[4711]: ", "haproxy"),
        (b"<13>2023-10-11T22:14:15.003+00:00 shop httpd[1]: ", "rsyslog's forwarding format"),
        (b"<13>nginx: ", "without a time"),
        (b"<165>1 2023-10-11T22:14:15.003Z shop.example nginx 8710 - - ", "RFC 5424"),
        (b"<165>1 - - - - - - \xef\xbb\xbf", "RFC 5424 with nil values and a byte order mark"),
        (b'<165>1 - h a p ID47 [x@1 iut="3" e="a\\"]b"][y@1 z="\\\\"] ', "RFC 5424 with structured data"),
        (b"<13>Oct 11 22:14:15 ", "no tag"),
        (b"<13>", "no header but the priority"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_message_is_what_the_program_logged(header: bytes, program: str) -> None:
    assert message_of(header + LINE) == LINE, program


def test_messages_that_begin_with_colons_and_brackets() -> None:
    assert message_of(b'<13>Oct 11 22:14:15 {"a": 1}') == b'{"a": 1}'
    assert message_of(b"<13>Oct 11 22:14:15 2001:db8::1 - - [x]") == b"2001:db8::1 - - [x]"
    assert message_of(b"<13>Oct 11 22:14:15 a: b: c") == b"b: c"
    assert message_of(b"<165>1 - - - - - -") == b""
    assert message_of(b"<190>Oct 11 22:14:15 nginx:") == b""
    assert message_of(b"<13>a: first\nsecond") == b"first\nsecond"
    assert message_of(LINE) is None
    assert message_of(b"") is None


@given(text=st.binary(max_size=300))
def test_any_bytes_are_a_message_or_none(text: bytes) -> None:
    found = message_of(text)
    assert found is None or text.endswith(found)


def test_a_long_header_takes_no_long_time() -> None:
    assert message_of(b'<1>1 - - - - - [a b="' + b'\\"' * 50_000) is not None
    assert message_of(b"<1>" + b"a:" * 50_000) is not None


MESSAGES = st.lists(st.binary(min_size=1, max_size=50).map(lambda text: b"<13>" + text.replace(b"\n", b" ").rstrip(b"\r") + b"."))


@given(messages=MESSAGES, counted=st.lists(st.booleans(), min_size=1), step=st.integers(1, 40))
def test_both_framings_in_any_pieces(messages: list[bytes], counted: list[bool], step: int) -> None:
    text = b"".join(
        b"%d %s" % (len(message), message) if counted[number % len(counted)] else message + b"\n"
        for number, message in enumerate(messages)
    )
    counts = Counter[str]()
    frames = Frames(counts)
    assert [frame for at in range(0, len(text), step) for frame in frames.feed(text[at : at + step])] == messages
    assert frames.end() == []
    assert counts == {}


def test_too_long_frames_are_one_line_and_what_follows_is_read() -> None:
    counts = Counter[str]()
    frames, long = Frames(counts), b"<13>" + b"x" * (LONGEST + 10_000)
    whole = b"%d %s" % (len(long), long) + b"<13>a\n" + long + b"\n<13>b\n"
    got = [frame for at in range(0, len(whole), 60_000) for frame in frames.feed(whole[at : at + 60_000])]
    assert got == [DROPPED, b"<13>a", DROPPED, b"<13>b"]
    assert counts == {"too long": 2}


def test_bad_counts_and_frames_cut_off() -> None:
    counts = Counter[str]()
    frames = Frames(counts)
    assert frames.feed(b"12x <13>a\n\n\n<13>b\n5 <13>") == [b"12x <13>a", b"<13>b"]
    assert frames.end() == [CUT_OFF]
    assert counts == {"bad frames": 1, "cut off": 1}
    newline = Frames(counts)
    assert newline.feed(b"<13>half") == []
    assert newline.end() == [CUT_OFF]
