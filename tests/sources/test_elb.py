"""Classic Load Balancer."""

from __future__ import annotations

from headcount.sources.elb import ELB
from tests.sources.reading import read

FRONT = "2025-11-01T08:00:02.945958Z my-elb 192.0.2.7:2817 192.0.2.80:80 0.1 0.2 0.3"


def test_http_and_tcp_listeners() -> None:
    http = f'{FRONT} 200 200 0 57 "GET http://shop.example:80/a HTTP/1.1" "Browser 1.0" - -'
    tcp = f'{FRONT} - - 82 305 "- - - " "-" - -'
    old = f'{FRONT} 200 200 0 57 "GET http://shop.example:80/a HTTP/1.1"'
    found, skipped = read(ELB, f"{http}\n{tcp}\n{old}\n")
    assert [(row["line"], row["target"], row.get("user_agent")) for row in found] == [
        (1, "http://shop.example:80/a", "Browser 1.0"),
        (3, "http://shop.example:80/a", None),
    ]
    assert skipped == {"no HTTP request": 1}
