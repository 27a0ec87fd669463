"""nginx with auth_request: nothing asked, bare granian asked, and `headcount gate` asked, which counts people exactly.

    python -m benchmarks.gate.run [--seconds 4] [--rounds 3]

In turns, so that a busy machine hits all of them. Prints requests a second at 32 connections, latencies at 1,000 a second, and
ratios. Needs Debian's nginx and wrk, and the extra headcount[live].
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).parent
SETTINGS = """
[[routes]]
template = "/orders/{id}"
subject = "id"
records = "people"
kinds = ["phone"]
[policy]
mode = "enforce"
[[budgets]]
name = "calm"
people = 1000000
new = 1000000
period = "day"
lens = "account"
[gate]
socket = "SOCKET"
account_header = "X-Headcount-Account"
"""
WAYS = ("none", "bare", "gate")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="what asking headcount costs behind nginx")
    parser.add_argument("--seconds", type=int, default=4, help="length of each measurement")
    parser.add_argument("--rounds", type=int, default=3, help="so often each is measured; medians are printed")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="headcount-gate-")))
        front, back = free_port(), free_port()
        places = {"FOLDER": str(folder), "FRONT": str(front), "BACK": str(back)}
        text = re.sub("|".join(places), lambda found: places[found.group()], (HERE / "nginx.conf").read_text("utf-8"))
        (folder / "nginx.conf").write_text(text)
        (folder / "headcount.toml").write_text(SETTINGS.replace("SOCKET", str(folder / "gate.sock")))
        gate = [sys.executable, "-m", "headcount", "gate", "--config", str(folder / "headcount.toml")]
        bare = [sys.executable, str(HERE / "bare.py"), str(folder / "bare.sock")]
        beside = stack.enter_context(running(bare, (folder / "bare.sock").exists))
        process = stack.enter_context(running(gate, (folder / "gate.sock").exists))
        nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin") or "nginx"
        stack.enter_context(running([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")], (folder / "pid").exists))
        spent: dict[str, list[float]] = {way: [] for way in WAYS}
        most: dict[str, list[float]] = {way: [] for way in WAYS}
        calm: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
        for _ in range(options.rounds):
            for way in WAYS:
                asked = {"bare": beside.pid, "gate": process.pid}.get(way)
                before = _spent(asked)
                most[way].append(_wrk(front, way, options.seconds, 32, 0)[0])
                spent[way].append((_spent(asked) - before) / (most[way][-1] * options.seconds) * 1e6)
        for _ in range(options.rounds):
            for way in WAYS:
                calm[way].append(_wrk(front, way, options.seconds, 20, 20)[1:])
        memory = re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{process.pid}/status").read_text("ascii"))
    rate = {way: statistics.median(values) for way, values in most.items()}
    p50 = {way: statistics.median(one for one, _ in values) for way, values in calm.items()}
    p99 = {way: statistics.median(one for _, one in values) for way, values in calm.items()}
    for way in WAYS:
        print(f"{way:5} {rate[way]:8.0f} requests/s at 32 connections; at 1,000/s p50 {p50[way]:.2f} ms, p99 {p99[way]:.2f} ms")
    ratios = [gate / bare for gate, bare in zip(most["gate"], most["bare"], strict=True)]
    print(f"gate / bare granian: {statistics.median(ratios):.2f} (each round: {', '.join(f'{one:.2f}' for one in ratios)})")
    cpu = {way: statistics.median(values) for way, values in spent.items()}
    print(f"CPU time of one question: bare {cpu['bare']:.0f} us, gate {cpu['gate']:.0f} us")
    print(
        f"added p99 at 1,000/s: {p99['gate'] - p99['none']:.2f} ms to nothing asked, {p99['gate'] - p99['bare']:.2f} ms to bare"
    )
    print(f"gate: {int(memory[1]) / 1024 if memory else 0:.0f} MB")


def _wrk(port: int, way: str, seconds: int, connections: int, delay: int) -> tuple[float, float, float]:
    """Requests a second, and p50 and p99 in milliseconds. Every answer must be 2xx."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(HERE / "asks.lua")]
    command += [f"http://127.0.0.1:{port}", "--", f"/{way}/orders"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | {"DELAY": str(delay)}).stdout
    if "Non-2xx" in said:
        raise SystemExit(said)
    rate = re.search(r"Requests/sec:\s*([\d.]+)", said)
    return float(rate[1]) if rate else 0.0, _milliseconds(said, "50%"), _milliseconds(said, "99%")


def _spent(process: int | None) -> float:
    """CPU seconds of a process so far."""
    if process is None:
        return 0.0
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _milliseconds(said: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", said)
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]] if found else 0.0


def free_port() -> int:
    """A port on loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: Sequence[str], ready: Callable[[], bool]) -> Iterator[subprocess.Popen[bytes]]:
    """A program, from when it is ready."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{command[0]} does not start")
            time.sleep(0.05)
        time.sleep(0.3)
        yield process
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main()
