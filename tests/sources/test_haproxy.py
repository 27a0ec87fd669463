"""HAProxy's HTTP log."""

from __future__ import annotations

from headcount.sources.haproxy import HAPROXY
from tests.sources.reading import read

CORE = "192.0.2.7:4711 [01/Nov/2025:08:00:02.125] front~ back/web 0/0/0/7/7 200 512 - - ---- 1/1/0/0/0 0/0"
ROW = {
    "time": "2025-11-01T08:00:02.125000+00:00",
    "address": "192.0.2.7",
    "method": "GET",
    "target": "/a",
    "status": 200,
    "size": 512,
    "line": 1,
}


def test_with_and_without_syslog_header_and_captures() -> None:
    for header in (
        "Nov  1 08:00:02 lb haproxy[17]: ",
        "Nov 11 08:00:02 lb haproxy[17]: ",
        "2025-11-01T08:00:02Z lb haproxy[17]: ",
        "",
    ):
        for captures in ("", "{shop.example|Browser} ", "{shop.example} {9} "):
            assert read(HAPROXY, f'{header}{CORE} {captures}"GET /a HTTP/1.1"') == ([ROW], {})


def test_ipv6_and_connections_without_a_request() -> None:
    found, skipped = read(HAPROXY, f'{CORE.replace("192.0.2.7", "2001:db8::7")} "GET /a HTTP/1.1"\n{CORE} "<BADREQ>"')
    assert found == [ROW | {"address": "2001:db8::7"}]
    assert skipped == {"no HTTP request": 1}
