"""Traefik's JSON."""

from __future__ import annotations

from headcount.sources.traefik_json import TRAEFIK_JSON
from tests.sources.reading import read


def test_the_list_of_a_forwarded_client_ends_with_the_peer() -> None:
    line = (
        '{"ClientHost":"198.51.100.1,192.0.2.7","ClientUsername":"-","DownstreamContentSize":15,"DownstreamStatus":"200","OriginStatus":504,'
        '"RequestMethod":"GET","RequestPath":"/a?b=1","StartUTC":"2025-11-01T08:00:02.773360139Z","time":"2025-11-01T08:00:03Z"}'
    )
    assert read(TRAEFIK_JSON, line)[0] == [
        {
            "time": "2025-11-01T08:00:02.773360+00:00",
            "address": "192.0.2.7",
            "forwarded": "198.51.100.1,192.0.2.7",
            "method": "GET",
            "target": "/a?b=1",
            "status": 200,
            "size": 15,
            "line": 1,
        }
    ]
