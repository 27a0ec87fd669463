"""Traefik's common format."""

from __future__ import annotations

from headcount.sources.traefik import TRAEFIK
from tests.sources.reading import read

LINE = '192.0.2.7 - - [01/Nov/2025:10:00:02 +0200] "GET /a HTTP/2.0" 404 - "-" "-" 3 "-" "-" 0ms'


def test_an_answer_without_router() -> None:
    expected = {
        "time": "2025-11-01T08:00:02+00:00",
        "address": "192.0.2.7",
        "method": "GET",
        "target": "/a",
        "status": 404,
        "size": -1,
        "line": 1,
    }
    assert read(TRAEFIK, LINE) == ([expected], {})


def test_a_combined_line_is_another_format() -> None:
    assert TRAEFIK.recognise(LINE.removesuffix(' 3 "-" "-" 0ms').encode()) == 0.0
