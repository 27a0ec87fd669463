"""JSON lines by a field map of one's own."""

from __future__ import annotations

import pytest

from headcount.errors import ConfigError
from headcount.sources.jsonl import from_field_map
from tests.sources.reading import read


def test_dotted_paths() -> None:
    source = from_field_map({"time": "ts", "address": "client.ip", "account": "user.id", "target": "url.path", "status": "code"})
    line = '{"ts": 1761984002123, "client": {"ip": "192.0.2.7"}, "user": {"id": 17}, "url": {"path": "/orders/3"}, "code": 200}'
    assert source.name == "jsonl"
    assert read(source, line)[0] == [
        {
            "time": "2025-11-01T08:00:02.123000+00:00",
            "address": "192.0.2.7",
            "account": "17",
            "target": "/orders/3",
            "status": 200,
            "size": -1,
            "line": 1,
        }
    ]


@pytest.mark.parametrize("fields", [{"time": "t"}, {"target": "p"}, {"time": "t", "target": "p", "colour": "c"}])
def test_maps_that_cannot_be_used(fields: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="field map"):
        from_field_map(fields)
