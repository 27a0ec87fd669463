"""Caddy's JSON."""

from __future__ import annotations

from headcount.sources.caddy import CADDY
from tests.sources.reading import read

LINE = (
    '{"level":"info","ts":1761984002.125,"logger":"http.log.access","request":{"remote_ip":"192.0.2.7","method":"GET",'
    '"host":"shop.example","uri":"/a?b=1","headers":{"User-Agent":["Browser 1.0"],'
    '"Authorization":["REDACTED"],"X-Forwarded-For":["198.51.100.1"]}},'
    '"user_id":"alice","duration":0.001,"size":512,"status":200}'
)


def test_headers_are_lists_and_secrets_are_redacted() -> None:
    assert read(CADDY, LINE) == (
        [
            {
                "time": "2025-11-01T08:00:02.125000+00:00",
                "address": "192.0.2.7",
                "forwarded": "198.51.100.1",
                "account": "alice",
                "user_agent": "Browser 1.0",
                "method": "GET",
                "target": "/a?b=1",
                "status": 200,
                "size": 512,
                "line": 1,
            }
        ],
        {},
    )


def test_lines_of_other_loggers_are_skipped() -> None:
    found, skipped = read(
        CADDY, f'{LINE}\n{{"level":"warn","ts":1761984002.1,"logger":"http.handlers.waf","msg":"alert"}}\n{LINE}'
    )
    assert [row["line"] for row in found] == [1, 3]
    assert skipped == {"not in the format of this file": 1}
