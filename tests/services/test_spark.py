"""The same answer on a cluster: a master and two workers, one of which is killed; files that are many, late, there twice."""

from __future__ import annotations

import base64
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.made import line, shop
from tests.services import spark

pytestmark = pytest.mark.skipif(bool(spark.missing()), reason=f"no Spark: {spark.missing()}")
KEY = "c3a1f09b5d27e846b90f1c7a6e25d834"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[spark.Cluster]:
    with spark.cluster(tmp_path_factory.mktemp("spark")) as running:
        yield running


def _stripped(told: Any) -> Any:  # noqa: ANN401  # whatever the JSON holds
    if isinstance(told, dict):
        return {key: _stripped(value) for key, value in told.items() if key not in {"seconds", "stages"}}
    return [_stripped(one) for one in told] if isinstance(told, list) else told


def _command(folder: Path, out: str, *more: str) -> list[str]:
    (folder / "key").write_text(KEY)
    (folder / "key").chmod(0o600)
    words = ["scan", str(folder / "logs"), "--key", str(folder / "key"), "--json", str(folder / out), "--quiet"]
    return [sys.executable, "-m", "headcount", *words, "--fail-on", "never", *more]


def _embedded(folder: Path, *more: str) -> Any:  # noqa: ANN401  # whatever the JSON holds
    subprocess.run(_command(folder, "embedded.json", *more), check=True, cwd=folder)
    return _stripped(json.loads((folder / "embedded.json").read_text()))


def _on_cluster(folder: Path, cluster: spark.Cluster, *more: str) -> Any:  # noqa: ANN401  # whatever the JSON holds
    storage = folder / "storage"
    storage.mkdir(exist_ok=True)
    words = ("--engine", "spark", "--master", cluster.master, "--storage", str(storage), *more)
    ended = subprocess.run(
        _command(folder, "spark.json", *words), check=False, cwd=folder, capture_output=True, text=True, env=_environment(folder)
    )
    assert ended.returncode == 0, ended.stderr[-3_000:]
    assert list(storage.iterdir()) == []  # what a run wrote goes with it
    return _stripped(json.loads((folder / "spark.json").read_text()))


def _environment(folder: Path) -> dict[str, str]:
    """Spark's own settings: events are logged, so that a test can look into them."""
    settings = folder / "conf"
    settings.mkdir(exist_ok=True)
    (folder / "events").mkdir(exist_ok=True)
    (settings / "spark-defaults.conf").write_text(
        f"spark.eventLog.enabled true\nspark.eventLog.dir file:{folder}/events\nspark.eventLog.compress false\n"
        "spark.executor.memory 600m\nspark.driver.bindAddress 127.0.0.1\nspark.driver.host 127.0.0.1\n"
    )
    return os.environ | {"SPARK_CONF_DIR": str(settings), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}


def _skewed(lines: int, seed: int) -> list[str]:
    """A shop's log in which one client has 30 % of all lines, and takes order after order."""
    draw = random.Random(seed)  # noqa: S311  # made traffic
    rows, taken = [], 0
    for number, row in enumerate(shop(lines, seed)):
        rows.append(row)
        if draw.random() < 0.43:
            rows.append(line("203.0.113.9", 7 * number, f"/orders/{20_000 + taken}"))
            taken += 1
    return rows


def test_many_small_files_of_which_some_are_there_twice(tmp_path: Path, cluster: spark.Cluster) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    rows = shop(6_000, 11)
    for number in range(300):
        text = "".join(rows[20 * number : 20 * number + 20]).encode()
        name = f"{(number * 7) % 300:04}.log"
        (logs / name).write_bytes(text)
        if number % 50 == 0:
            (logs / f"again-{name}.gz").write_bytes(gzip.compress(text))
    assert _on_cluster(tmp_path, cluster) == _embedded(tmp_path)


def test_nothing_in_spark_s_own_files_tells_the_key_or_a_record(tmp_path: Path, cluster: spark.Cluster) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    secret = "4711081500009999"
    (logs / "access.log").write_text("".join([*shop(2_000, 12), line("192.0.2.1", 1, f"/orders/{secret}")]))
    assert _on_cluster(tmp_path, cluster)["records_total"] == _embedded(tmp_path)["records_total"]
    events: list[Path] = list((tmp_path / "events").rglob("*"))
    assert any(file.is_file() and file.stat().st_size for file in events)
    wanted = [bytes.fromhex(KEY), KEY.encode(), base64.b64encode(bytes.fromhex(KEY))[:20], secret.encode()]
    for file in [*events, *cluster.folder.rglob("*")]:
        if file.is_file():
            text = file.read_bytes()
            assert [word for word in wanted if word in text] == [], file


def test_a_worker_is_killed_in_the_middle(tmp_path: Path, cluster: spark.Cluster) -> None:
    """With all that it runs; the last test of the cluster, which has one worker from now on."""
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(6):
        (logs / f"{number}.log").write_text("".join(_skewed(8_000, number)))
    whole = _embedded(tmp_path)
    assert whole["findings"]
    killed: list[int] = []

    def kill() -> None:
        while not killed:
            for worker in cluster.workers:
                mine = spark.executors(worker)
                if mine and any((tmp_path / "storage").glob("*/asked/*.parquet")):
                    worker.kill()
                    for executor in mine:
                        os.kill(executor, signal.SIGKILL)
                    killed.append(worker.pid)
                    return
            time.sleep(0.02)

    killer = threading.Thread(target=kill, daemon=True)
    (tmp_path / "storage").mkdir()
    killer.start()
    assert _on_cluster(tmp_path, cluster) == whole
    assert len(killed) == 1
