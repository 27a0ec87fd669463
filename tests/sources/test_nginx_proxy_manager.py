"""Nginx Proxy Manager's formats."""

from __future__ import annotations

from headcount.sources.nginx_proxy_manager import NGINX_PROXY_MANAGER
from tests.sources.reading import read

TIME = "[01/Nov/2025:08:00:02 +0000]"
REST = 'GET https shop.example "/a?b=1" [Client 192.0.2.7] [Length 512] [Gzip 2.45]'


def test_shapes() -> None:
    lines = [
        f'{TIME} HIT 200 404 - {REST} [Sent-to 192.0.2.80] "Browser 1.0" "-"',
        f'{TIME} 404 - {REST} "Browser 1.0" "https://shop.example/"',
        f'{TIME} - 200 404 - {REST} "Browser 1.0" "-"',
        f'{TIME} shop.example 192.0.2.7 0.004 "GET /a?b=1 HTTP/2.0" 404 512 77 - Browser 1.0',
        f'192.0.2.7 - - {TIME} "GET /a?b=1 HTTP/1.1" 404 512 "-" "Browser 1.0"',
    ]
    found, skipped = read(NGINX_PROXY_MANAGER, "\n".join(lines))
    assert skipped == {}
    for number, row in enumerate(found, 1):
        assert row == {
            "time": "2025-11-01T08:00:02+00:00",
            "address": "192.0.2.7",
            "user_agent": "Browser 1.0",
            "method": "GET",
            "target": "/a?b=1",
            "status": 404,
            "size": 512,
            "line": number,
        }
