"""Health: what does not work and what helps; without a service; without anybody's name."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from starlette.testclient import TestClient

from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Role
from headcount.console.pages.health import NAMES
from headcount.service.metrics import COUNTERS, GAUGES
from tests.console.made_parts import MadeRunning
from tests.console.pages.mapped_board import parts_of


def running(**changed: Any) -> MadeRunning:  # noqa: ANN401  # fields of a snapshot
    """A service that works."""
    now: dict[str, Any] = {
        "lag": {"edge": (40, 8000), "push": (None, None)},
        "skipped": {"not a request line": 12},
        "dead_letters": {"too long": 2},
        "problems": {},
        "gauges": {"last_commit": 1_795_000_000.0, "detection_seconds": 2.5, "ledger_bytes": 1e6, "odd_one": 3.0},
        "counts": {"lines": 1234},
        "ready": True,
        "gates": {"edge-1 127.0.0.1:4280": (1_795_000_000.0, 7)},
        "receivers": {0: (3, "slack: answered with status 404; check the address and the secret")},
    }
    return MadeRunning(status=SimpleNamespace(**now | changed))


def _client(folder: Path, service: MadeRunning, language: str = "en") -> TestClient:
    return TestClient(Console(parts_of(folder, running=service), OpenDoor(Role.VIEWER, language=language)).application)


def test_everything_works(tmp_path: Path) -> None:
    page = _client(tmp_path, running()).get("/health").text
    assert "Every part works." in page
    assert '<td class="n">40</td><td class="n">8,000</td>' in page
    assert "it cannot know" in page
    assert '<th scope="row">lines read since the start</th><td class="n">1,234</td>' in page
    assert "2026-11-18 11:06 UTC" in page
    assert "odd one" in page
    assert "lines skipped: not a request line" in page
    assert '<th scope="row">put aside (dead letters): too long</th><td class="n">2</td>' in page


def test_problems_come_first_with_their_remedy(tmp_path: Path) -> None:
    service = running(problems={"retention": "rows could not expire; is the disk full?", "detectors": "<b>x"})
    client = _client(tmp_path, service)
    page = client.get("/health").text
    assert "2 parts do not work just now." in page
    assert "is the disk full?" in page
    assert "&lt;b&gt;x" in page
    assert [one["part"] for one in client.get("/api/v1/health").json()["problems"]] == ["detectors", "retention"]
    assert "1 part does not work" in _client(tmp_path, running(problems={"a": "b"})).get("/health").text
    assert "目前有 2 个部分不正常" in _client(tmp_path, service, "zh").get("/health").text


def test_starting_and_without_a_service(tmp_path: Path) -> None:
    assert "The service is starting" in _client(tmp_path, running(ready=False)).get("/health").text
    client = _client(tmp_path, MadeRunning(live=False))
    assert "No service is running behind this console" in client.get("/health").text
    assert client.get("/api/v1/health").json()["service"] is False


def test_every_metric_of_the_service_has_a_name() -> None:
    assert set(NAMES) == set(COUNTERS) | set(GAUGES)
