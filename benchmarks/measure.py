"""What one command costs: wall time, CPU seconds and peak memory of itself and its children."""

from __future__ import annotations

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SAMPLE_SECONDS = 0.1
"""How often the memory of a process and its children is looked at."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One run of one command."""

    wall: float
    """Seconds."""
    cpu: float
    """User and system seconds, children included."""
    peak_mb: float
    """The larger of the kernel's peak of the biggest process and the sampled sum of proportional set sizes of all."""
    code: int
    """Exit code."""
    stages: dict[str, float] = field(default_factory=dict)
    """Of headcount: its own seconds by stage."""


def _members(group: int) -> list[str]:
    """Process ids of a process group."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group:
                found.append(entry.name)
    return found


def _proportional_mb(group: int) -> float:
    """Sum of the proportional set sizes of a process group now."""
    total = 0
    for process in _members(group):
        try:
            rollup = Path("/proc", process, "smaps_rollup").read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024


def run(command: Sequence[str], output: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end with its standard output in `output`; its messages go to `output` with `.err` behind."""
    with output.open("wb") as out, Path(f"{output}.err").open("wb") as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            list(command),
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        sampled, over = [0.0], threading.Event()

        def watch() -> None:
            while not over.wait(SAMPLE_SECONDS):
                sampled.append(_proportional_mb(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        over.set()
        watcher.join()
        process.returncode = os.waitstatus_to_exitcode(status)
    peak = max(used.ru_maxrss / 1024, *sampled)
    return Cost(wall, used.ru_utime + used.ru_stime, peak, process.returncode)


def spin() -> float:
    """Seconds of a fixed piece of arithmetic: how fast this machine is at this moment."""
    began = time.perf_counter()
    total = 0
    for n in range(5_000_000):
        total ^= n * n
    return time.perf_counter() - began


def middle(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, smallest and largest."""
    return statistics.median(values), min(values), max(values)
