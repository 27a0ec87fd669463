"""Two `serve` processes over one ledger, elected in a real PostgreSQL: the leader is killed, and cut off, under load."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psycopg
import pytest

from headcount.catalog.tokens import Tokenizer, load_key
from headcount.policy.keys import hash_key
from tests.made import line
from tests.services.servers import PASSWORD, Server, postgres, postgres_programs
from tests.services.workers import Worker, recounted, until

KEY = "a-key-of-the-gates-of-this-test"
CONFIG = """
[policy]
store = "{url}"

[incidents]
store = "{url}"

[[routes]]
template = "/users/{{id}}"
subject = "id"
entity = "users"
records = "people"

[serve]
ledger = "{folder}/people.ledger"
leader = "{url}"
listen = ""
socket = "{folder}/{name}.sock"
keys = ["{key}"]
detect_every = "1s"
commit_every = "50ms"

[[taps]]
kind = "file"
name = "web"
paths = ["{folder}/access.log"]
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: tests/services/install.sh does it, as root on Debian")
    with postgres(programs) as running:
        yield running


class Site:
    """Appends numbered lines until it is told to stop."""

    def __init__(self, log: Path) -> None:
        self.written, self._log = 0, log
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> None:
        self._enough.set()
        self._thread.join()

    def _work(self) -> None:
        with self._log.open("ab", buffering=0) as file:
            while not self._enough.is_set():
                numbers = range(self.written, self.written + 20)
                file.write("".join(line(f"192.0.2.{n % 50}", n // 100, f"/users/{n}") for n in numbers).encode())
                self.written = numbers.stop
                time.sleep(0.02)


def _leads(worker: Worker) -> bool:
    return worker.ask("/readyz") == (200, '{"ready":true,"problems":[]}\n')


def _stands_by(worker: Worker) -> bool:
    return _told(worker).startswith("another process leads")


def _told(worker: Worker) -> str:
    """What it says of its leading when it is not ready."""
    status, said = worker.ask("/readyz")
    return "".join(one["what"] for one in json.loads(said)["problems"] if one["part"] == "leader") if status == 503 else ""


def test_the_leader_is_killed_and_the_next_is_cut_off(server: Server, tmp_path: Path) -> None:
    url = f"postgresql+psycopg://owner:{PASSWORD}@127.0.0.1:{server.port}/postgres"
    made: list[Worker] = []

    def make(name: str) -> Worker:
        made.append(Worker(tmp_path, name, CONFIG.format(url=url, folder=tmp_path, name=name, key=hash_key(KEY))))
        return made[-1]

    def said() -> str:
        return "\n".join(worker.log() for worker in made)

    try:
        with Site(tmp_path / "access.log") as site:
            first = make("one")
            until(lambda: _leads(first), said)
            second = make("two")
            until(lambda: _stands_by(second), said)
            assert second.ask("/healthz")[0] == 200
            order = '{"lens": "account", "client": "mallory", "action": "block", "seconds": 3600}'
            assert first.ask("/v1/verdicts", key=KEY, method="POST", body=order)[0] == 201
            first.kill(everything=True)
            until(lambda: _leads(second), said)
            [verdict] = [json.loads(one) for one in second.ask("/v1/verdicts", key=KEY)[1].splitlines()]
            assert (verdict["client"], verdict["action"], verdict["reason"]) == ("mallory", "block", "person")
            third = make("three")
            until(lambda: _stands_by(third), said)
            _cut_off_and_keep_waiting(server, second, third)
            until(lambda: second.process.poll() is not None, said)
            assert second.process.returncode == 1
            until(lambda: _leads(third), said)
            counted = site.written
            until(lambda: _accesses(third) > 0 and site.written > counted + 500, said)
        assert third.end() == 0, said()
        last = make("four")  # reads what was written last: a stop reads no further
        until(lambda: _leads(last) and " 0.0" in _lag(last), said)
        assert last.end() == 0, said()
    finally:
        for worker in made:
            worker.close()
    tokens = Tokenizer(load_key(tmp_path / "people.ledger.key"))
    expected = Counter(tokens.tokens_of("users", [str(number).encode() for number in range(site.written)]))
    shown, requests = recounted([tmp_path / "people.ledger"])
    assert {"lost": (expected - shown).total(), "twice": (shown - expected).total()} == {"lost": 0, "twice": 0}
    assert requests == site.written


def _cut_off_and_keep_waiting(server: Server, leader: Worker, waiting: Worker) -> None:
    """End the leader's session while it is stopped: the waiting one has the lock before the leader can hear of it."""
    os.killpg(leader.process.pid, signal.SIGSTOP)
    with psycopg.connect(f"postgresql://owner:{PASSWORD}@127.0.0.1:{server.port}/postgres", autocommit=True) as owner:
        holder = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
        [(session,)] = owner.execute(holder).fetchall()
        owner.execute("SELECT pg_terminate_backend(%s)", [session])
        until(lambda: [row for row in owner.execute(holder).fetchall() if row != (session,)], waiting.log)
    until(lambda: _told(waiting).startswith("this process is to lead, and waits"), waiting.log)
    time.sleep(1.0)
    assert _told(waiting).startswith("this process is to lead, and waits"), "the ledger is in the other's hands"
    os.killpg(leader.process.pid, signal.SIGCONT)


def _accesses(worker: Worker) -> float:
    found = [row for row in worker.ask("/metrics")[1].splitlines() if row.startswith("headcount_accesses_total ")]
    return float(found[0].split()[1]) if found else 0.0


def _lag(worker: Worker) -> str:
    return "".join(row for row in worker.ask("/metrics")[1].splitlines() if row.startswith("headcount_tap_lag_bytes{"))
