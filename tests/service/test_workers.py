"""A worker with a group of the test's own, whose shards cannot begin; with real ones: tests/services/test_scale_workers.py."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from headcount.errors import ConfigError
from headcount.service.logs import Log
from headcount.service.workers import Worker
from headcount.sources.taps.kafka_group import GroupError
from tests.service.test_shard import config


class Told:
    """A group that deals out what the test says, poll by poll."""

    problem = ""

    def __init__(self, deeds: list[Callable[[], None]]) -> None:
        self.deeds, self.closed = deeds, 0

    def poll(self, wait: float) -> None:
        del wait
        if self.deeds:
            self.deeds.pop(0)()
        time.sleep(0.01)

    def close(self) -> None:
        self.closed += 1


def test_shards_are_begun_again_told_of_and_let_go(tmp_path: Path) -> None:
    log = io.StringIO()
    group = Told([])
    said = config(tmp_path / "shards", listen="", socket=str(tmp_path / "worker.sock"))
    broken = msgspec.structs.replace(said, taps=[msgspec.structs.replace(said.taps[0], settings={"no.such": "setting"})])
    worker = Worker(broken, Log(log), lambda _: group)
    assert (tmp_path / "shards" / "key").exists()

    def fail() -> None:
        raise GroupError("Kafka's group failed (TEST)")

    group.deeds += [lambda: worker.given([0, 4])]
    running = threading.Thread(target=worker.run)
    running.start()
    _until(lambda: set(worker.status.snapshot().problems) >= {"shard 0", "shard 4"})
    assert "it ended with code 1, and is started again" in worker.status.snapshot().problems["shard 4"]
    assert worker.status.snapshot().gauges["shards"] == 2
    group.deeds += [lambda: worker.taken([4]), lambda: None, lambda: None]
    _until(lambda: "shard 4" not in worker.status.snapshot().problems)
    group.deeds += [fail]
    _until(lambda: group.closed == 1)
    _until(lambda: "shard 0" not in worker.status.snapshot().problems)
    worker.unchanged()
    worker.stop()
    running.join(30)
    assert not running.is_alive()
    events = [json.loads(row) for row in log.getvalue().splitlines()]
    assert events[0]["event"] == "started"
    assert [e["part"] for e in events if e["event"] == "shard let go"] == ["shard 4", "shard 0"]
    assert [e["level"] for e in events if e["event"] == "configuration refused"] == ["warning"]
    assert events[-1]["event"] == "stopped"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"\[serve\] shards: .* cannot be made"):
        Worker(config(tmp_path / "file" / "below"))


def _until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)
