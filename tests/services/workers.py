"""Workers of a test's own: `headcount serve` processes that share a topic, each leading a process group, to be killed whole."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

CONFIG = """
[policy]
store = "{store}"

[incidents]
store = "{incidents}"

[[routes]]
template = "/users/{{id}}"
subject = "id"
entity = "users"
records = "people"

[serve]
shards = "{folder}/shards"
listen = ""
socket = "{folder}/{name}.sock"
keys = ["{key}"]
detect_every = "1h"
commit_every = "50ms"

[[taps]]
kind = "kafka"
servers = ["127.0.0.1:{port}"]
topics = ["access"]
group = "people"
format = "combined"

[taps.settings]
"session.timeout.ms" = "1000"
"heartbeat.interval.ms" = "100"
{more}
"""


class Worker:
    """One worker."""

    def __init__(self, folder: Path, name: str, config: str) -> None:
        self.name, self.folder, self.halted = name, folder, False
        file = folder / f"{name}.toml"
        file.write_text(config)
        self._log = (folder / f"{name}.log").open("ab")
        command = [sys.executable, "-m", "headcount", "serve", "--config", str(file)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, start_new_session=True
        )

    def kill(self, *, everything: bool) -> None:
        """SIGKILL: the whole process group, as when the machine dies; or the worker alone, and its shards live on."""
        if everything:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait(30)

    def halt(self) -> None:
        """SIGSTOP to the whole process group: it lives, holds what it has, and nobody hears of it."""
        self.halted = True
        os.killpg(self.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """As if nothing had been."""
        os.killpg(self.process.pid, signal.SIGCONT)
        self.halted = False

    def end(self) -> int:
        """SIGTERM, and wait; the exit code."""
        self.process.terminate()
        return self.process.wait(120)

    def close(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30)
        self._log.close()

    def ask(self, path: str, partition: int | None = None, key: str = "", method: str = "GET", body: str = "") -> tuple[int, str]:
        """Ask the worker, or the shard of a partition; status 0 when nobody answers."""
        end = f".{partition}" if partition is not None else ""
        try:
            with socket.socket(socket.AF_UNIX) as plug:
                plug.settimeout(10)
                plug.connect(f"{self.folder}/{self.name}.sock{end}")
                connection = http.client.HTTPConnection("localhost")
                connection.sock = plug
                connection.request(method, path, body or None, {"Authorization": f"Bearer {key}"} if key else {})
                answer = connection.getresponse()
                return answer.status, answer.read().decode()
        except OSError:
            return 0, ""

    def lag(self, partition: int) -> int | None:
        """Records of a partition that its shard has not taken yet; None when it does not serve it."""
        if self.halted or self.process.poll() is not None:
            return None
        text = self.ask("/metrics", partition)[1]
        found = re.search(r'^headcount_tap_lag_records\{tap="kafka"\} (\S+)$', text, re.MULTILINE)
        return int(float(found[1])) if found and "headcount_ready 1.0" in text else None

    def log(self) -> str:
        """What it said."""
        return (self.folder / f"{self.name}.log").read_text("utf-8", "replace")[-3000:]


def until(holds: Callable[[], object], what: Callable[[], str], seconds: float = 120.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, what()
        time.sleep(0.1)


def caught_up(workers: Sequence[Worker], partitions: int) -> bool:
    """Whether each partition is served by one of them, and nothing waits; looked at for longer than a lag is old that is told."""
    for _ in range(5):
        lags = [[lag for worker in workers if (lag := worker.lag(number)) is not None] for number in range(partitions)]
        if any(lag != [0] for lag in lags):
            return False
        time.sleep(1.0)
    return True


def recounted(ledgers: Sequence[Path]) -> tuple[Counter[int], int]:
    """Plainly, over all of them: how often each record was shown, and all requests."""
    shown, requests = Counter[int](), 0
    for file in ledgers:
        with duckdb.connect(str(file), read_only=True) as ledger:
            shown.update(record for (record,) in ledger.execute("SELECT record FROM disclosure").fetchall())
            requests += int(ledger.execute("SELECT coalesce(sum(requests), 0) FROM traffic").fetchall()[0][0])
    return shown, requests
