"""A Spark cluster of a test's own: a master and workers as processes on 127.0.0.1, ended by their own ids."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from tests.services.brokers import free_port

_PATIENCE = 240.0


def missing() -> str:
    """What a cluster cannot be started for; empty where it can."""
    if find_spec("pyspark") is None:
        return "PySpark is not installed"
    return "" if shutil.which("java") or os.environ.get("JAVA_HOME") else "there is no Java"


@dataclass
class Cluster:
    """A cluster that answers."""

    master: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A standalone master and workers with one core each."""
    port = free_port()
    with _process(folder, "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0") as master:
        told = Cluster(f"spark://127.0.0.1:{port}", folder)
        _until(folder / "master.Master-0.log", "started", master)
        running = []
        try:
            for number in range(workers):
                place = ("--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0")
                process = _begin(folder, "worker.Worker", *place, told.master, number=number)
                running.append(process)
                told.workers.append(process)
            for number, process in enumerate(running):
                _until(folder / f"worker.Worker-{number}.log", "Successfully registered", process)
            yield told
        finally:
            for process in running:
                _end(process)


def executors(worker: subprocess.Popen[bytes]) -> list[int]:
    """The ids of a worker's executors."""
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
    found: list[int] = []
    for task in Path(f"/proc/{worker.pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    assert children.exists()
    return found


@contextmanager
def _process(folder: Path, name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    process = _begin(folder, name, *arguments)
    try:
        yield process
    finally:
        _end(process)


def _begin(folder: Path, name: str, *arguments: str, number: int = 0) -> subprocess.Popen[bytes]:
    import pyspark  # noqa: PLC0415  # an extra

    home = Path(pyspark.__file__).parent
    log = (folder / f"{name}-{number}.log").open("wb")
    own = {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "PYSPARK_PYTHON": sys.executable,
    }
    with log:
        return subprocess.Popen(
            [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *arguments],
            env=os.environ | own,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _until(log: Path, word: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while word not in log.read_text(errors="replace"):
        assert process.poll() is None, log.read_text(errors="replace")[-2_000:]
        assert time.monotonic() < end, log.read_text(errors="replace")[-2_000:]
        time.sleep(0.1)
