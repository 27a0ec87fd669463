"""From an access in a followed log to a verdict at a gate: latency and what is sustained, beside a ledger that is already large.

    python benchmarks/live.py --disclosures 50000000 --callers 1000000 --rate 10000 --minutes 10
    python benchmarks/live.py --disclosures 50000000 --callers 1000000 --rate 10000 --minutes 1 --rise 2500

A child process runs `headcount serve` on a file that this one appends to: honest accounts, and each second a few that are shown
one person more than their budget allows. The verdict on each is waited for as a gate does, over HTTP. The detectors look
meanwhile, the first time at everything that the ledger had before. With `--rise` the rate grows by so much after each stretch of
`--minutes`, until a 99th percentile is above two seconds, verdicts are not heard, or lines wait: the last rate before that is
sustained. All data is made up; `--folder` keeps the ledger for the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from headcount.catalog.tokens import Tokenizer, load_key
from headcount.ledger.embedded import EmbeddedLedger
from headcount.policy.keys import hash_key, new_key

PEOPLE, BUDGET, SLICE = 5_000_000, 50, 0.02
LONGEST = 2.0
"""Seconds that 99 in 100 verdicts may take, and that lines may wait."""
CONFIG = """
[policy]
mode = "enforce"

[[routes]]
template = "/users/{{id}}"
subject = "id"
entity = "users"
records = "people"
kinds = ["phone"]

[[budgets]]
name = "people"
people = {budget}
period = "day"
lens = "account"

[serve]
ledger = "{ledger}"
listen = "127.0.0.1:{port}"
keys = ["{key}"]
detect_every = "{every}"
"""
FILL = """
INSERT INTO disclosure
SELECT make_timestamp((1790000000 + range // 5 * 864000 // ({rows} // 5) + range % 5 * 40) * 1000000), caller, 0,
       hash(CASE WHEN hash(range) % 10 < 4 THEN hash(caller * 8 + hash(range + 1) % 8) % {people}
            ELSE floor({people} * pow((hash(range + 2) % 1000003) / 1000003.0, 3))::UBIGINT END), 0, 0, range, 0
FROM (SELECT range, (hash(range // 5 + 77) % {callers})::UINTEGER AS caller FROM range({start}, {end}))
"""
"""Sittings of five views within three minutes; four in ten are of eight people that the caller comes back to, the others follow
popularity (a power of the rank)."""
CALLERS = """
INSERT INTO caller SELECT range, '10.' || (range >> 16) || '.' || ((range >> 8) & 255) || '.' || (range & 255),
       'old-' || range, '', 0
FROM range({callers})
"""


@dataclass
class Seen:
    """What the waiting gate has heard."""

    appended: dict[str, float] = field(default_factory=dict)
    """Account to when the access that went over its budget was in the file."""
    heard: dict[str, float] = field(default_factory=dict)
    """Account to when its verdict arrived."""
    looks: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Of the detectors' processes, by number: seconds of CPU, and the most memory (MB) so far."""
    times: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Of the same, when each was seen first and last."""


def fill(ledger: Path, rows: int, callers: int) -> None:
    """A ledger that holds so many disclosures of ten days."""
    key = load_key(ledger.with_name(ledger.name + ".key"))
    with EmbeddedLedger(ledger, Tokenizer(key).key_id, memory="2GB") as made:
        run = made.connection.execute
        run("INSERT INTO route VALUES (0, 'GET', '/users/{id}', 'id', 'users', 'declared', true, 'phone', false, false, '')")
        run("INSERT INTO source_file VALUES (0, 'old.log', 'combined', 0, '', 0, '', ?, ?, 0)", [rows, rows])
        run("INSERT INTO agent VALUES (0, 'made')")
        run(CALLERS.format(callers=callers))
        run(
            "INSERT INTO traffic SELECT range, TIMESTAMP '2026-09-21', TIMESTAMP '2026-10-01', ?::UINTEGER, 0 FROM range(?)",
            [rows // callers, callers],
        )
        for start in range(0, rows, 5_000_000):
            end = min(start + 5_000_000, rows)
            run(FILL.format(rows=rows, callers=callers, people=PEOPLE, start=start, end=end))
        made.name_clients()


def listen(port: int, key: str, seen: Seen) -> None:
    """Wait for verdicts as a gate does."""
    after = 0
    while True:
        url = f"http://127.0.0.1:{port}/v1/verdicts?after={after}&wait=10"
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"})  # our own, on loopback
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  # as above
                now = time.perf_counter()
                for line in answer.read().splitlines():
                    verdict = json.loads(line)
                    after = max(after, verdict["number"])
                    seen.heard.setdefault(verdict["client"], now)
        except OSError:
            time.sleep(0.05)


def append(log: Path, rate: int, seconds: float, each_second: int, seen: Seen) -> int:
    """Append `rate` lines a second in slices of 20 ms; returns how many there were."""
    draw, lines, slices = random.Random(1), 0, round(seconds / SLICE)  # noqa: S311  # made traffic
    per_slice = round(rate * SLICE)
    began = time.perf_counter()
    with log.open("ab", buffering=0) as file:
        for number in range(slices):
            stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime())
            greedy = number * each_second * SLICE % 1 < each_second * SLICE
            text = [_line(f"a{draw.randrange(200_000)}", draw.randrange(PEOPLE), stamp) for _ in range(per_slice - 51 * greedy)]
            if greedy:
                text += [_line(f"greedy-{began:.0f}-{number}", draw.randrange(PEOPLE), stamp) for _ in range(BUDGET + 1)]
            file.write("".join(text).encode())
            if greedy:
                seen.appended[f"greedy-{began:.0f}-{number}"] = time.perf_counter()
            lines += len(text)
            time.sleep(max(began + (number + 1) * SLICE - time.perf_counter(), 0))
    return lines


def _line(account: str, person: int, stamp: str) -> str:
    return f'192.0.2.7 - {account} [{stamp}] "GET /users/{person} HTTP/1.1" 200 512 "-" "made"\n'


def metrics(port: int) -> dict[str, float]:
    """The service's own numbers, those without labels."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        rows = [line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in rows}


def main() -> None:
    """Fill, serve, append, and print the figures."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--disclosures", type=int, default=5_000_000)
    asked.add_argument("--callers", type=int, default=200_000)
    asked.add_argument("--rate", type=int, default=10_000)
    asked.add_argument("--minutes", type=float, default=1.0)
    asked.add_argument("--rise", type=int, default=0)
    asked.add_argument("--detect-every", default="10m")
    asked.add_argument("--port", type=int, default=4390)
    asked.add_argument("--folder", type=Path)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = told.folder or Path(made)
        folder.mkdir(exist_ok=True)
        ledger, log, key = folder / "ledger", folder / "access.log", new_key()
        began = time.perf_counter()
        if not ledger.exists():
            fill(ledger, told.disclosures, told.callers)
        size, took = ledger.stat().st_size / 1e6, time.perf_counter() - began
        print(f"ledger of {told.disclosures:,} disclosures: {size:,.0f} MB, made in {took:.0f} s")
        (folder / "headcount.toml").write_text(
            CONFIG.format(budget=BUDGET, ledger=ledger, port=told.port, key=hash_key(key), every=told.detect_every)
        )
        log.write_bytes(b"")
        serving = [sys.executable, "-m", "headcount", "serve", str(log), "--config", str(folder / "headcount.toml")]
        with (folder / "serve.log").open("wb") as said:
            child = subprocess.Popen(serving, stderr=said)
        seen = Seen()
        try:
            _ready(told.port)
            print(f"ready {time.perf_counter() - began:.1f} s after the start")
            append(log, 1000, 3, 1, Seen())
            threading.Thread(target=listen, args=(told.port, key, seen), daemon=True).start()
            threading.Thread(target=watch, args=(child.pid, seen), daemon=True).start()
            time.sleep(3)
            rate = told.rate
            while _sustained(seen, log, rate, told.minutes, told.port) and told.rise:
                rate += told.rise
            _print(seen, metrics(told.port), child.pid)
        finally:
            child.send_signal(signal.SIGTERM)
            began = time.perf_counter()
            child.wait(300)
            print(f"stopped in {time.perf_counter() - began:.1f} s")


def _sustained(seen: Seen, log: Path, rate: int, minutes: float, port: int) -> bool:
    """Append for some minutes, say how it went, and whether it could go on for ever."""
    seen.appended.clear()
    before = metrics(port)["headcount_lines_total"]
    lines = append(log, rate, minutes * 60, 5, seen)
    counted = metrics(port)["headcount_lines_total"] - before
    time.sleep(5)
    waits = sorted(seen.heard[name] - at for name, at in seen.appended.items() if name in seen.heard)
    looks = tuple(seen.times.values())
    beside = sorted(
        seen.heard[name] - at
        for name, at in seen.appended.items()
        if name in seen.heard and any(first <= at <= last for first, last in looks)
    )
    missing = len(seen.appended) - len(waits)
    print(f"{rate:,} a second for {minutes:g} minutes: {lines:,} lines appended, {lines - counted:,.0f} not counted at the end")
    at = _shares(waits)
    print("verdict after p50 {:.3f} s, p90 {:.3f} s, p99 {:.3f} s, most {:.3f} s".format(*at), end="; ")
    print(f"{len(seen.appended)} expected, {missing} not heard")
    told = "p50 {:.3f} s, p90 {:.3f} s, p99 {:.3f} s, most {:.3f} s".format(*_shares(beside))
    print(f"of these {len(beside)} while a look ran: {told}", flush=True)
    return at[2] <= LONGEST and missing == 0 and lines - counted <= LONGEST * rate


def _shares(waits: list[float]) -> list[float]:
    """The 50th, 90th, 99th and last percentile of ascending numbers; zeros of none."""
    return [waits[min(int(len(waits) * share), len(waits) - 1)] if waits else 0.0 for share in (0.5, 0.9, 0.99, 1.0)]


def watch(pid: int, seen: Seen) -> None:
    """Look at the processes of the detectors once in a while, as long as there is a service."""
    while Path(f"/proc/{pid}").exists():
        for look in _children(pid):
            try:
                status = Path(f"/proc/{look}/status").read_text("ascii")
                seen.looks[look] = _cpu(look), _megabytes(status)
                now = time.perf_counter()
                seen.times[look] = seen.times.get(look, (now, now))[0], now
            except (OSError, StopIteration):
                continue
        time.sleep(0.5)


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            yield from map(int, (task / "children").read_text("ascii").split())
        except OSError:
            continue


def _cpu(pid: int) -> float:
    """Seconds of CPU so far."""
    times = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(status: str) -> float:
    """The most memory that a process has had."""
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1e3


def _ready(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def _print(seen: Seen, counted: dict[str, float], pid: int) -> None:
    print({name: value for name, value in counted.items() if "{" not in name or "lag" in name})
    memory = _megabytes(Path(f"/proc/{pid}/status").read_text("ascii"))
    print(f"serve used {_cpu(pid):.0f} CPU seconds and {memory:.0f} MB at most")
    for number, (cpu, most) in enumerate(seen.looks.values(), 1):
        print(f"look {number}: {cpu:.1f} CPU seconds, {most:.0f} MB at most")


if __name__ == "__main__":
    main()
