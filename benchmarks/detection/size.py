"""What counting and detecting cost as clients grow: time of CPU, peak of memory, and what is written to disk meanwhile.

    python -m benchmarks.detection.size                       (100 thousand, 1 and 10 million clients: a quarter of an hour)
    python -m benchmarks.detection.size --clients 100000

A ledger of 30 days is made: most clients come once or a few times, two thousand come daily, and ten harvest. Every stage is told
apart in a process of its own that only reads the ledger. Writes `benchmarks/detection/results-size.json` and the page.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.detection.backgrounds_page import HERE, write_page
from headcount.catalog.agreements import Standing
from headcount.detectors import DETECTORS
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position, RouteRow
from headcount.ledger.rollup import roll_up
from headcount.model.disclosure import AGENT_SCHEMA, ATTEMPT_SCHEMA, CALLER_SCHEMA, DISCLOSURE_SCHEMA, TRAFFIC_SCHEMA

I64 = NDArray[np.int64]
KEY = "size"
ROUTE = RouteRow("GET", "/people/{id}", "id", "people", source="declared", people=True, kinds=(), tentative=False, records=0)
_AGENTS = 40
_DAYS, _PEOPLE, _HEAVY, _HARVESTERS = 30, 2_000_000, 2_000, 10
_FIRST = 1_772_409_600
"""2026-03-02, midnight UTC, in seconds since 1970."""
_BLOCK = 500_000
"""Clients that are written together."""


def make(path: Path, clients: int, seed: int = 1) -> int:
    """Write the ledger; returns how many accesses it has."""
    rng = np.random.default_rng(seed)
    done = 0
    with EmbeddedLedger(path, KEY) as ledger:
        ledger.know_routes([ROUTE])
        for first in range(0, clients, _BLOCK):
            number = np.arange(first, min(first + _BLOCK, clients))
            owner, second, person = _views(number, min(_HEAVY, clients // 50), rng)
            ledger.append(_batches(number, owner, second, person, done, rng))
            done += len(owner)
        ledger.commit(Position(0, "made.log", "made", 4, "head", 9, "tail", done, done, 0), {})
        ledger.name_clients()
    return done


def _views(number: I64, heavy: int, rng: np.random.Generator) -> tuple[I64, I64, I64]:
    """Whom these clients looked at: client, second since the beginning and person of each showing, by time."""
    views = rng.geometric(0.5, len(number))
    often = number < heavy
    views[often] = rng.integers(300, 3_000, int(often.sum()))
    views[number < _HARVESTERS] = 6_000
    place = np.repeat(np.arange(len(number)), views)
    day = rng.integers(0, _DAYS, len(number))[place]
    daily = often[place]
    day[daily] = rng.integers(0, _DAYS, int(daily.sum()))
    second = day * 86_400 + rng.integers(20_000, 80_000, len(number))[place] + rng.integers(0, 1_800, len(place))
    person = (_PEOPLE ** rng.random(len(place))).astype(np.int64)
    swept = number[place] < _HARVESTERS
    person[swept] = rng.integers(0, _PEOPLE, int(swept.sum()))
    order = np.argsort(second, kind="stable")
    return number[place][order], second[order], person[order]


def _batches(number: I64, owner: I64, second: I64, person: I64, line: int, rng: np.random.Generator) -> dict[str, pa.RecordBatch]:
    """What the door would make of these showings; every second client has an account, the others an address of 10.0.0.0/8."""
    rows, count = len(owner), len(number)
    who, of_rows, of_clients = (pa.array(values.astype(np.uint32)) for values in (number, np.zeros(rows), np.zeros(count)))
    token = pa.array(person.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    step = pa.array(rng.choice(np.array([-90, 90], np.int8), rows))
    lines = pa.array(np.arange(line + 1, line + rows + 1, dtype=np.uint64))
    asked = pa.array(np.bincount(owner - number[0], minlength=count).astype(np.uint32))
    come, left = (_moments(np.full(count, moment)) for moment in (0, _DAYS * 86_400 - 1))
    account = pa.array([f"u{n}" if n % 2 else "" for n in number.tolist()])
    address = pa.array([f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in number.tolist()])
    agent = pa.array(rng.integers(0, _AGENTS, count).astype(np.uint32))
    agents = [pa.array(range(_AGENTS), pa.uint32()), pa.array([f"Browser {n}" for n in range(_AGENTS)])]
    shown = {"shown_at": _moments(second), "caller": owner.astype(np.uint32), "record": token, "step": step, "line": lines}
    made = {
        "disclosure": (DISCLOSURE_SCHEMA, [shown.get(field.name, of_rows) for field in DISCLOSURE_SCHEMA]),
        "attempt": (ATTEMPT_SCHEMA, [pa.array([], field.type) for field in ATTEMPT_SCHEMA]),
        "traffic": (TRAFFIC_SCHEMA, [who, come, left, asked, of_clients]),
        "caller": (CALLER_SCHEMA, [who, address, account, pa.array([""] * count), agent]),
        "agent": (AGENT_SCHEMA, agents if not number[0] else [column[:0] for column in agents]),
    }
    return {
        name: pa.record_batch(
            [pa.array(column).cast(kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema
        )
        for name, (schema, columns) in made.items()
    }


def _moments(second: I64) -> pa.Array:
    return pa.array((_FIRST + second) * 1_000_000).cast(pa.timestamp("us", tz="UTC"))


def measure(path: Path) -> Iterator[dict[str, Any]]:
    """Roll up, and every detector by itself: what each costs."""
    with EmbeddedLedger(path, KEY) as ledger:
        made: list[Any] = []
        yield _stage("roll up", lambda: made.append(roll_up(ledger, Standing())), ledger)
        [window] = made
        yield {
            "stage": "window",
            "bytes": window.rollup.nbytes + window.clients.nbytes,
            "clients": len(window.clients),
            "rows": len(window.rollup),
        }
        for detector in DETECTORS:
            said: list[Any] = []
            told = _stage(detector.name, lambda detector=detector, said=said: said.extend(detector.find(window)), ledger)  # type: ignore[misc]  # bound at once
            yield told | {"findings": len(said)}


def _stage(name: str, work: Callable[[], object], ledger: EmbeddedLedger) -> dict[str, Any]:
    """Time of CPU of all threads, the peak of resident memory, and of the engine's temporary files, in MB."""
    Path("/proc/self/clear_refs").write_text("5")
    began, wall = _cpu(), time.perf_counter()
    work()
    cpu, wall = _cpu() - began, time.perf_counter() - wall
    spilt = sum(size for (size,) in ledger.connection.execute("SELECT size FROM duckdb_temporary_files()").fetchall())
    [peak] = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return {"stage": name, "cpu": cpu, "wall": wall, "peak_mb": int(peak) / 1024, "spilt_mb": spilt / 1e6}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure each size in a process of its own, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--folder", type=Path, help="for the ledgers (default: a temporary one)")
    parser.add_argument("--results", type=Path, default=HERE, help="folder of the results")
    parser.add_argument("--page", type=Path, default=HERE.parents[1] / "docs" / "benchmark-backgrounds.md")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        for told in measure(asked.measure):
            print(json.dumps(told), flush=True)
        return
    sizes = []
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        for clients in asked.clients:
            path = Path(folder) / f"{clients}.ledger"
            accesses = make(path, clients)
            print(f"{clients:,} clients, {accesses:,} accesses, {path.stat().st_size / 1e6:,.0f} MB", file=sys.stderr, flush=True)
            words = [sys.executable, "-m", "benchmarks.detection.size", "--measure", str(path)]
            stages = []
            with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
                for line in process.stdout or ():
                    stages.append(json.loads(line))
                    print(line, end="", file=sys.stderr, flush=True)
            sizes.append({"clients": clients, "accesses": accesses, "ledger_mb": path.stat().st_size / 1e6, "stages": stages})
            path.unlink()
    asked.results.mkdir(parents=True, exist_ok=True)
    (asked.results / "results-size.json").write_text(json.dumps({"sizes": sizes}, indent=1) + "\n")
    write_page(asked.page, asked.results)
    print(asked.page)


if __name__ == "__main__":
    main()
