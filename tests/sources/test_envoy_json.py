"""Envoy's JSON."""

from __future__ import annotations

from headcount.sources.envoy_json import ENVOY_JSON
from tests.sources.reading import read


def test_istio() -> None:
    line = (
        '{"start_time":"2025-11-01T08:00:02.310Z","method":"GET","path":"/a?b=1","response_code":200,"bytes_sent":512,'
        '"x_forwarded_for":null,"user_agent":"B 1.0","downstream_remote_address":"192.0.2.7:4711","authority":"shop.example"}'
    )
    assert read(ENVOY_JSON, line)[0] == [
        {
            "time": "2025-11-01T08:00:02.310000+00:00",
            "address": "192.0.2.7",
            "user_agent": "B 1.0",
            "method": "GET",
            "target": "/a?b=1",
            "status": 200,
            "size": 512,
            "line": 1,
        }
    ]
