"""The console's pages over a large ledger, while it is counted into: server time of each page with many users, and its weight.

    python benchmarks/console.py --disclosures 50000000 --callers 1000000 --rate 5000 --users 20 --minutes 5

A child process runs `headcount serve` with `[console]` on a file that this one appends to, as `live.py` does. Users are threads
that ask for one page after the other, each a random one of all pages, and think in between. A page's time is from the request to
the last byte of its HTML over loopback; its weight is that of the HTML and of everything static that it names, as it comes over
the wire.
All data is made up; `--folder` keeps the ledger and its board for the next run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import http.client
import json
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import live

from headcount.config import load
from headcount.console.interface import Permission, Role
from headcount.console.state import State
from headcount.policy.keys import hash_key, new_key

CONSOLE = """
[console]
listen = "127.0.0.1:{port}"
"""
LOGIN = "bench"
NAMED = re.compile(r'(?:src|href)="(/static/[^"]+)"')
API = "/api/v1"


@dataclass
class Walk:
    """What the users saw."""

    token: str
    port: int
    callers: int
    """`old-N` are clients, of which so many."""
    clients: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    incidents: int = 0
    took: dict[str, list[float]] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    """`PAGE STATUS` to how often."""
    guard: threading.Lock = field(default_factory=threading.Lock)


def ask(walk: Walk, path: str, connection: http.client.HTTPConnection | None = None) -> tuple[int, bytes, float]:
    """Status, body as it came, and seconds."""
    began = time.perf_counter()
    mine = connection or http.client.HTTPConnection("127.0.0.1", walk.port, timeout=120)
    mine.request("GET", path, headers={"Authorization": f"Bearer {walk.token}", "Accept-Encoding": "gzip", "Accept": "*/*"})
    answer = mine.getresponse()
    body = answer.read()
    return answer.status, body, time.perf_counter() - began


def told(walk: Walk, path: str) -> dict[str, object]:
    """An answer of the API."""
    status, body, _ = ask(walk, API + path)
    if status != 200:
        sys.exit(f"{path} answers {status}")
    plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    found: dict[str, object] = json.loads(plain)
    return found


def pages(walk: Walk) -> dict[str, Callable[[random.Random], str]]:
    """What a user may open, by name."""

    def client(draw: random.Random) -> str:
        lens, name = draw.choice(walk.clients)
        return f"/clients/{lens}/{name}"

    found: dict[str, Callable[[random.Random], str]] = {
        "today": lambda _: "/",
        "clients": lambda _: "/clients",
        "clients, searched": lambda draw: f"/clients?text=old-{draw.randrange(10, 9999)}",
        "clients, by new": lambda _: "/clients?order=new",
        "client": client,
        "client, never opened before": lambda draw: f"/clients/account/old-{draw.randrange(walk.callers)}",
        "person": lambda draw: f"/people/{draw.choice(walk.tokens)}",
        "routes": lambda _: "/routes",
        "data map": lambda _: "/routes/map",
        "incidents": lambda _: "/incidents",
        "rules": lambda _: "/rules",
        "health": lambda _: "/health",
        "settings": lambda _: "/settings",
        "users": lambda _: "/users",
        "log": lambda _: "/log",
    }
    if walk.incidents:
        found["incident"] = lambda draw: f"/incidents/{draw.randrange(1, walk.incidents + 1)}"
    return found


def use(walk: Walk, number: int, until: float, think: float) -> None:
    """One user, until a time; two thirds of the looks are at the first pages."""
    draw = random.Random(number)  # noqa: S311  # made users
    known = pages(walk)
    names = list(known)
    connection = http.client.HTTPConnection("127.0.0.1", walk.port, timeout=120)
    time.sleep(draw.random() * think)
    while time.monotonic() < until:
        name = draw.choice(names)
        path = known[name](draw)
        try:
            status, body, took = ask(walk, path, connection)
        except (OSError, http.client.HTTPException):  # the server closes a connection that was idle for five seconds
            connection.close()
            status, body, took = ask(walk, path, connection)
        with walk.guard:
            if status == 200:
                walk.took.setdefault(name, []).append(took)
                walk.bytes[name] = max(walk.bytes.get(name, 0), len(body))
            else:
                walk.failed[f"{name} {status}"] = walk.failed.get(f"{name} {status}", 0) + 1
        time.sleep(draw.expovariate(1 / think) if think else 0)


def weight(walk: Walk, name: str) -> int:
    """Bytes of everything static that a page names."""
    _, body, _ = ask(walk, pages(walk)[name](random.Random(0)))  # noqa: S311  # as above
    plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    return sum(len(ask(walk, path)[1]) for path in sorted(set(NAMED.findall(plain.decode()))))


def known(walk: Walk, minutes: float) -> None:
    """Wait for the board, and learn some names, tokens and incidents."""
    until = time.monotonic() + minutes * 60
    while True:
        rows = told(walk, "/clients?limit=50")["rows"]
        if isinstance(rows, list) and rows:
            break
        if time.monotonic() > until:
            sys.exit("the board did not come")
        time.sleep(2)
    walk.clients = [(row["lens"], row["name"]) for row in rows]
    for lens, name in walk.clients[:10]:
        showings = told(walk, f"/showings/{lens}/{name}")["rows"]
        walk.tokens += [row["record"] for row in showings] if isinstance(showings, list) else []
    incidents = told(walk, "/incidents").get("rows", [])
    walk.incidents = len(incidents) if isinstance(incidents, list) else 0


def prepare(folder: Path, asked: argparse.Namespace) -> tuple[str, str]:
    """The ledger, its configuration and a user; returns the keys of the gate and of the console."""
    ledger, key = folder / "ledger", new_key()
    if not ledger.exists():
        live.fill(ledger, asked.disclosures, asked.callers)
    text = live.CONFIG.format(budget=live.BUDGET, ledger=ledger, port=asked.port, key=hash_key(key), every=asked.detect_every)
    (folder / "headcount.toml").write_text(text + CONSOLE.format(port=asked.port + 1))
    (folder / "access.log").write_bytes(b"")
    now = dt.datetime.now(dt.UTC)
    config = load(folder / "headcount.toml")
    with State(config.console.place(ledger)) as state:
        if state.users.named(LOGIN) is None:
            state.users.add(LOGIN, Role.ADMIN, now)
        return key, state.tokens.make(LOGIN, "benchmark", tuple(map(str, Permission)), now, now + dt.timedelta(days=1))


def main() -> None:
    """Fill, serve, use, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--disclosures", type=int, default=5_000_000)
    parser.add_argument("--callers", type=int, default=200_000)
    parser.add_argument("--rate", type=int, default=5_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--think", type=float, default=2.0, help="seconds between two pages of one user, on average")
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--patience", type=float, default=20.0, help="minutes that the first board may take")
    parser.add_argument("--settle", action="store_true", help="wait for the end of the detectors' first look")
    parser.add_argument("--detect-every", default="10m")
    parser.add_argument("--port", type=int, default=4490)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        folder.mkdir(exist_ok=True)
        key, token = prepare(folder, asked)
        serving = [sys.executable, "-m", "headcount", "serve", str(folder / "access.log")]
        with (folder / "serve.log").open("wb") as said:
            child = subprocess.Popen([*serving, "--config", str(folder / "headcount.toml")], stderr=said)
        try:
            measure(asked, folder, key, Walk(token, asked.port + 1, asked.callers), child.pid)
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(300)


def measure(asked: argparse.Namespace, folder: Path, key: str, walk: Walk, service: int) -> None:
    """Use the console while lines come, and print."""
    live._ready(asked.port)  # noqa: SLF001  # the other script of this folder
    began = time.monotonic()
    while asked.settle and not live.metrics(asked.port).get("headcount_detections_total"):
        time.sleep(2)  # the first look at everything, which comes once after a start
    known(walk, asked.patience)
    print(f"board there {time.monotonic() - began:.0f} s after the service was ready")
    seen, spent = live.Seen(), live._cpu(service)  # noqa: SLF001  # as above
    threading.Thread(target=live.listen, args=(asked.port, key, seen), daemon=True).start()
    time.sleep(2)
    until = time.monotonic() + asked.minutes * 60
    users = [threading.Thread(target=use, args=(walk, n, until, asked.think), daemon=True) for n in range(asked.users)]
    for user in users:
        user.start()
    lines = live.append(folder / "access.log", asked.rate, asked.minutes * 60, 5, seen) if asked.rate else 0
    for user in users:
        user.join()
    time.sleep(3)
    spent = live._cpu(service) - spent  # noqa: SLF001  # as above
    every = sorted(took for times in walk.took.values() for took in times)
    print(f"{asked.users} users, {asked.think} s between pages: {len(every)} pages in {asked.minutes:g} minutes")
    print(f"{lines:,} lines appended meanwhile; serve used {spent:.0f} s of CPU")
    heard = sorted(seen.heard[name] - at for name, at in seen.appended.items() if name in seen.heard)
    if heard:
        print(f"verdicts: p50 {_at(heard, 0.5):.3f} s, p99 {_at(heard, 0.99):.3f} s; {len(seen.appended) - len(heard)} not heard")
    print("| page | asked | median | p99 | longest | HTML | with all that is static |\n|---|--:|--:|--:|--:|--:|--:|")
    for name, times in sorted(walk.took.items()):
        ordered = sorted(times)
        whole = walk.bytes[name] + weight(walk, name)
        cells = [
            f"{statistics.median(ordered) * 1000:.0f} ms",
            f"{_at(ordered, 0.99) * 1000:.0f} ms",
            f"{ordered[-1] * 1000:.0f} ms",
        ]
        sizes = [f"{size / 1000:.0f} kB" for size in (walk.bytes[name], whole)]
        print(f"| {name} | {len(times)} | {' | '.join(cells + sizes)} |")
    if every:
        print(f"all: median {_at(every, 0.5) * 1000:.0f} ms, p99 {_at(every, 0.99) * 1000:.0f} ms")
    print(f"not answered with 200: {walk.failed}")


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


if __name__ == "__main__":
    main()
