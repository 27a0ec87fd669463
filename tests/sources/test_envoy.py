"""Envoy's default format and Istio's."""

from __future__ import annotations

from headcount.sources.envoy import ENVOY
from tests.sources.reading import read


def test_the_time_has_milliseconds_and_there_is_no_peer_address() -> None:
    line = '[2025-11-01T08:00:02.310Z] "POST /a HTTP/2" 204 - 154 0 226 100 "198.51.100.1" "Browser 1.0" "id" "shop" "tcp://192.0.2.80:80"'
    expected = {
        "time": "2025-11-01T08:00:02.310000+00:00",
        "forwarded": "198.51.100.1",
        "user_agent": "Browser 1.0",
        "method": "POST",
        "target": "/a",
        "status": 204,
        "size": 0,
        "line": 1,
    }
    assert read(ENVOY, line) == ([expected], {})


def test_istio_tells_the_peer() -> None:
    line = (
        '[2025-11-01T08:00:02.310Z] "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 512 3 2 "-" "B 1.0" "id" "shop" "192.0.2.80:80" '
        "inbound|80|| 127.0.0.6:80 192.0.2.80:80 192.0.2.7:4711 outbound_.80_._.shop default"
    )
    assert read(ENVOY, line)[0][0]["address"] == "192.0.2.7"
