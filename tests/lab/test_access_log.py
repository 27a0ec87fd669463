from __future__ import annotations

import io
import json

import numpy as np
import pytest

from headcount.lab import site
from headcount.lab.access_log import PHONE, AccessLog, Format
from headcount.lab.world import DAY, World
from headcount.sources import SOURCES
from headcount.sources.interface import Block
from tests.lab.made_site import honest, nobody, part


def _lines(world: World, form: Format) -> list[str]:
    file = io.BytesIO()
    assert AccessLog(world, form).write(file) == len(file.getvalue())
    return file.getvalue().decode().splitlines()


def _few() -> World:
    second = 1_000_000
    return nobody().concat(
        [
            part([(3_725 * second, 0, 42)], route=site.API),
            part([(DAY + 999_999, 0, 5_000)], ("",), route=site.LOOKUP),
            part([(DAY + 2 * second, 0, -1)], route=site.SEARCH),
        ]
    )


def test_combined_lines_are_what_a_server_writes() -> None:
    world = _few()
    world.events.found[1] = False
    phone = PHONE + int(AccessLog(world, "combined")._people.phone(np.array([5_000], np.int32))[0])
    agent = world.agents[6]
    assert _lines(world, "combined") == [
        f'10.0.0.1 - u10000 [05/Jan/2026:01:02:05 +0000] "GET /api/profile?id=42 HTTP/1.1" 200 300 "-" "{agent}"',
        f'10.0.0.1 - - [06/Jan/2026:00:00:00 +0000] "GET /contacts/lookup?phone={phone} HTTP/1.1" 404 153 "-" "{agent}"',
        f'10.0.0.1 - u10002 [06/Jan/2026:00:00:02 +0000] "GET /search HTTP/1.1" 200 2218 "-" "{agent}"',
    ]


def test_json_lines_hold_the_same() -> None:
    first, second, third = (json.loads(line) for line in _lines(_few(), "json"))
    assert first == {
        "remote_addr": "10.0.0.1",
        "remote_user": "u10000",
        "time_iso8601": "2026-01-05T01:02:05+00:00",
        "request_method": "GET",
        "request_uri": "/api/profile?id=42",
        "status": 200,
        "body_bytes_sent": 300,
        "http_user_agent": honest().agents[6],
        "request_id": "1",
    }
    assert (second["remote_user"], second["request_id"], third["request_uri"]) == ("", "2", "/search")


def test_rows_of_one_answer_share_their_request() -> None:
    world = nobody().concat([part([(1, 0, 3), (1, 0, 4), (1, 1, 5), (2, 1, 6)], ("u", "u"))])
    assert [json.loads(line)["request_id"] for line in _lines(world, "json")] == ["1", "1", "2", "3"]


@pytest.mark.parametrize(("form", "source"), [("combined", "combined"), ("json", "nginx_json")])
def test_our_own_sources_read_every_line(form: Format, source: str) -> None:
    text = b"".join(AccessLog(honest(), form).blocks())
    head = text[:20_000].rpartition(b"\n")[0] + b"\n"
    reader = next(one for one in SOURCES if one.name == source)
    assert reader.recognise(head) == 1.0
    batch, skipped = reader.open(head).read(Block.of(text))
    assert (len(batch), len(skipped)) == (len(honest().events), 0)
