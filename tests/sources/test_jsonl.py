"""JSON lines by a field map of one's own."""

from __future__ import annotations

import json

import pytest

from headcount.errors import ConfigError
from headcount.sources.interface import Block
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


@pytest.mark.parametrize(
    "odd", ["", '{"ts": "2025-11-01T08:00:03Z", "url": "/b", "resp": {"body": [2.5]}, "status": "x"}\nno line\n']
)
def test_bodies_as_objects_and_as_texts(odd: str) -> None:
    source = from_field_map({"time": "ts", "target": "url", "status": "status", "body": "resp.body"})
    lines = (
        '{"ts": "2025-11-01T08:00:02Z", "url": "/a", "resp": {"body": {"phone": "x", "n":1}}}\n'
        '{"ts": "2025-11-01T08:00:02Z", "url": "/a", "resp": {"body": "{\\"phone\\":\\"y\\"}"}}\n'
        '{"ts": "2025-11-01T08:00:02Z", "url": "/a", "resp": {"body": null}}\n'
        '{"ts": "2025-11-01T08:00:02Z", "url": "/a", "resp": {}}\n'
    ) + odd
    batch, _ = source.open(lines.encode()).read(Block.of(lines.encode()))
    assert batch.body is not None
    told = [json.loads(body) if body else None for body in batch.body.to_list()]
    assert told == [{"phone": "x", "n": 1}, {"phone": "y"}, None, None, *([[2.5]] if odd else [])]


def test_without_a_body_in_the_map_there_are_none() -> None:
    line = b'{"ts": "2025-11-01T08:00:02Z", "url": "/a", "body": {"phone": "x"}}\n'
    assert from_field_map({"time": "ts", "target": "url"}).open(line).read(Block.of(line))[0].body is None
