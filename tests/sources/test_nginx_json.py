"""JSON with the key names that people use."""

from __future__ import annotations

import pytest

from headcount.sources.nginx_json import NGINX_JSON
from tests.sources.reading import read

ROW = {"time": "2025-11-01T08:00:02+00:00", "address": "192.0.2.7", "target": "/a?b=1", "status": 200, "size": -1, "line": 1}


@pytest.mark.parametrize(
    ("line", "more"),
    [
        (
            '{"time_iso8601":"2025-11-01T10:00:02+02:00","ip":"192.0.2.7","request":"GET /a?b=1 HTTP/1.1","status":"200"}',
            {"method": "GET"},
        ),
        ('{"msec":"1761984002.000","ip":"192.0.2.7","path":"/a?b=1","status":200,"length":512}', {"size": 512}),
        ('{"time_local":"01/Nov/2025:08:00:02 +0000","ip":"192.0.2.7","uri":"/a","args":"b=1","status":200}', {}),
        (
            '{"@timestamp":"2025-11-01T08:00:02Z","source.ip":"192.0.2.7","url":{"path":"/a","query":"b=1"},"http.response.status_code":200}',
            {},
        ),
        (
            '{"date":"2025-11-01T08:00:02","clientip":"192.0.2.7","request_uri":"/a?b=1","verb":"PUT","response":200}',
            {"method": "PUT"},
        ),
    ],
)
def test_key_names(line: str, more: dict[str, object]) -> None:
    assert NGINX_JSON.recognise(line.encode()) == 1.0
    assert read(NGINX_JSON, line) == ([ROW | more], {})
