"""A worker: one of several that share the partitions of a topic, each partition a shard with a ledger of its own.

The group deals the partitions out among the workers. A worker runs the `serve` of each that it has in a process of its own
(`shard`), and lets a partition go only when that process has ended. Where a shard's partition stands is in the shard's ledger,
which moves with it: whatever dies, and whoever takes over, nothing is lost and nothing is counted twice.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Protocol

import msgspec

from headcount import __version__
from headcount import config as composition
from headcount.catalog.tokens import load_key
from headcount.config import Config
from headcount.errors import ConfigError
from headcount.service.control import Control, ControlServer
from headcount.service.front import Front
from headcount.service.logs import Log
from headcount.service.shard import key_of, ledger_of, serve_shard, shared_tap
from headcount.service.status import Status
from headcount.sources.taps.kafka_group import GroupError, KafkaGroup, Partitions

_TICK, _PAUSE, _MOST_PAUSE = 0.2, 0.5, 30.0
PATIENCE = 120.0
"""Seconds that a shard has to commit and end, before it is killed: that loses nothing either."""


class Group(Protocol):
    """`kafka_group.KafkaGroup`."""

    problem: str

    def poll(self, wait: float) -> None:
        """Stay a member, for up to so many seconds."""

    def close(self) -> None:
        """Let go of what is ours."""


class Worker:
    """What `headcount serve` runs with `shards` of `[serve]`; `stop` may be called by a signal."""

    def __init__(self, config: Config, log: Log | None = None, join: Callable[[Worker], Group] | None = None) -> None:
        """`join` makes a membership that calls `given` and `taken`; of Kafka, unless told.

        Raises:
            ConfigError: the configuration does not fit, or the folder cannot be written.
            LedgerError: the store of verdicts cannot be opened.
        """
        tap = shared_tap(config)
        try:
            ledger_of(config, 0).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"[serve] shards: {config.serve.shards} cannot be made ({error.strerror})") from error
        load_key(key_of(config))
        store = composition.verdict_store(config, None)
        assert store is not None  # noqa: S101  # shared_tap has seen to it
        self.status, self.log = Status(), log or Log(form=config.serve.log_format)
        self._config, self._told, self._tap = config, msgspec.json.encode(config), tap
        self._front = Front(store)
        self._join = join
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(["headcount.service.shard"])
        self._shards: dict[int, BaseProcess] = {}
        self._again: dict[int, tuple[float, float]] = {}
        self._stopping = threading.Event()

    def run(self) -> None:
        """Be one of the group until `stop`.

        Raises:
            ConfigError: it cannot listen.
        """
        serve = self._config.serve
        control = Control(self.status, self._front, serve.keys)
        self._front.wake = control.changed
        tls = serve.certificate, serve.certificate_key, serve.client_ca
        servers = [ControlServer(control, listen, *tls) for listen in (serve.listen, serve.socket) if listen]
        self.log.say("info", "started", version=__version__, listen=", ".join(one.address for one in servers))
        self._front.bulletin.start()
        try:
            while not self._stopping.is_set():
                self._follow()
        finally:
            self.taken(list(self._shards))
            for server in servers:
                server.close()
            self._front.bulletin.close()
            self.log.say("info", "stopped")

    def stop(self) -> None:
        """Have every shard commit what has come, let the partitions go, and end."""
        self._stopping.set()

    def unchanged(self) -> None:
        """Say that a changed file is not read: the shards would not have it."""
        self.log.say("warning", "configuration refused", reason="a worker takes over a changed file with a new start")

    def given(self, partitions: Partitions) -> None:
        """These are ours from now on."""
        for partition in partitions:
            self._start(partition)

    def taken(self, partitions: Partitions) -> None:
        """End these, all at once; they are another's when this returns."""
        ending = {number: shard for number in partitions if (shard := self._shards.pop(number, None)) is not None}
        for shard in ending.values():
            shard.terminate()
        until = time.monotonic() + PATIENCE
        for partition, shard in ending.items():
            shard.join(max(until - time.monotonic(), 0.0))
            if shard.is_alive():
                shard.kill()
                shard.join()
            self._again.pop(partition, None)
            self.status.problem(f"shard {partition}", "")
            self.log.say("info", "shard let go", part=f"shard {partition}")

    def _follow(self) -> None:
        group = self._join(self) if self._join else self._of_kafka()
        try:
            while not self._stopping.is_set():
                group.poll(_TICK)
                self._tend(group.problem)
        except GroupError as error:
            self.status.problem("group", f"{error}; it is tried again")
            self.taken(list(self._shards))
            self._stopping.wait(_PAUSE)
        finally:
            group.close()

    def _of_kafka(self) -> Group:
        tap = self._tap
        return KafkaGroup(tap.servers, tap.topics[0], tap.group, self.given, self.taken, member=tap.member, settings=tap.settings)

    def _tend(self, problem: str) -> None:
        """Start again what ended by itself, each time a little later."""
        self.status.problem("group", problem)
        self.status.problem("verdicts", self._front.problem())
        self.status.gauge(shards=len(self._shards))
        self.status.ready()
        for partition, shard in list(self._shards.items()):
            if shard.is_alive():
                continue
            due, pause = self._again.setdefault(partition, (time.monotonic() + _PAUSE, _PAUSE))
            what = f"it ended with code {shard.exitcode}, and is started again; its log says why"
            self.status.problem(f"shard {partition}", what)
            if time.monotonic() >= due:
                pause = min(2 * pause, _MOST_PAUSE)
                self._start(partition)
                self._again[partition] = time.monotonic() + pause, pause

    def _start(self, partition: int) -> None:
        shard = self._processes.Process(target=serve_shard, args=(self._told, partition), name=f"shard {partition}")
        shard.start()
        self._shards[partition] = shard
        self.log.say("info", "shard taken over", part=f"shard {partition}")
