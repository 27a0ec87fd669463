"""HAProxy's HTTP log (`option httplog`), with or without the syslog header, captured headers left over.

Source: HAProxy Configuration Manual, 8.2.3 HTTP log format. The accept date has no zone and is taken for UTC.
"""

from __future__ import annotations

from headcount.sources.clock import CLF_MILLIS
from headcount.sources.pattern import PatternSource
from headcount.sources.pattern_parts import IGNORED, PORT, REQUEST, SIZE, STATUS, TIME, Element, Field, Literal, pattern


def _line(prefix: int, captures: int) -> tuple[Element, ...]:
    """`prefix` syslog words before the address, `captures` blocks of captured headers before the request."""
    words: list[Element] = [e for _ in range(prefix) for e in (Field(IGNORED), Literal(b" "))]
    client: list[Element] = [
        Field("address"),
        Literal(b":"),
        Field(PORT),
        Literal(b" ["),
        Field(TIME, CLF_MILLIS),
        Literal(b"] "),
    ]
    names: list[Element] = [e for _ in range(3) for e in (Field(IGNORED), Literal(b" "))]
    counts: list[Element] = [Field(STATUS), Literal(b" "), Field(SIZE), Literal(b" ")]
    rest: list[Element] = [e for _ in range(5) for e in (Field(IGNORED), Literal(b" "))]
    captured: list[Element] = [e for _ in range(captures) for e in (Literal(b"{"), Field(IGNORED), Literal(b"} "))]
    return pattern([*words, *client, *names, *counts, *rest, *captured, Literal(b'"'), Field(REQUEST), Literal(b'"')])


HAPROXY = PatternSource("haproxy", tuple(_line(prefix, captures) for prefix in (5, 6, 3, 0) for captures in (0, 1, 2)))
