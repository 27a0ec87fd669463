"""How cost grows with disclosures: wall and CPU time, memory and disk at 1, 10, 100 and 500 million, in one embedded ledger.

    python benchmarks/scaling.py --sizes 1 10 100
    python benchmarks/scaling.py --sizes 500 --steps fill distinct ask     # adds to what was measured before
    python benchmarks/scaling.py --page                                    # only writes the page and the plot anew

Each size is made as columns, so that what is measured is the ledger and not a log's text: sittings of five views, four views in
ten of a few people whom the client comes back to, the others by popularity (a power of the rank), in time order over 90 days; a
client for each 50 disclosures, a person for each 10. Every step is a process of its own, so its CPU and its memory are its own:

    fill      made, appended and committed 250,000 rows at a time, as live counting does
    name      callers grouped into clients
    look      the first look of the detectors: told what the ledger holds, rolled up, judged (of `--looked` million at most)
    distinct  exact different people over everything (`ledger/distinct`)
    by_engine the same, as SQL
    exposures exact different (client, person, route, day)
    ask       who saw one person; how many one client was shown

All data is made up. Results are kept in `benchmarks/scaling.json`; the page is `docs/scaling-measured.md`, with a plot.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scaling_page import write_page

from headcount.catalog.tokens import Tokenizer, load_key
from headcount.config import Config
from headcount.ledger.distinct import distinct_records
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.handover import give
from headcount.ledger.showings import known_place
from headcount.ledger.trace import count_client, who_saw
from headcount.model.disclosure import DISCLOSURE_SCHEMA
from headcount.service.looking import Look, Task

U64 = NDArray[np.uint64]
BATCH, COMMIT, DAYS, ROUTES = 250_000, 5_000_000, 90, 8
BEGINS = 1_790_000_000
RESULTS = Path(__file__).with_name("scaling.json")
STEPS = ("fill", "name", "look", "distinct", "by_engine", "exposures", "ask")
MEMORY = "2GB"
CALLERS = """
INSERT INTO caller SELECT range, '10.0.' || (range >> 8 & 255) || '.' || (range & 255), 'a' || range, '', 0 FROM range(?)
"""
TRAFFIC = """
INSERT INTO traffic
SELECT range, make_timestamp(?::BIGINT * 1000000), make_timestamp(?::BIGINT * 1000000), 50, 0 FROM range(?)
"""
DAY = """
SELECT count(*) FROM (SELECT DISTINCT caller, record, route FROM disclosure
                      WHERE shown_at >= make_timestamp(?::BIGINT * 1000000) AND shown_at < make_timestamp(?::BIGINT * 1000000))
"""


def mixed(numbers: U64) -> U64:
    """Well mixed 64-bit numbers (splitmix64)."""
    z = numbers + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def disclosures(begin: int, end: int, rows: int) -> pa.RecordBatch:
    """Rows `begin` to `end` of a world of so many, by the ledger's schema."""
    clients, people = max(rows // 50, 1000), max(rows // 10, 10_000)
    number = np.arange(begin, end, dtype=np.uint64)
    sitting, chance = number // 5, mixed(number)
    caller = mixed(sitting + np.uint64(77)) % np.uint64(clients)
    own = mixed(caller * np.uint64(8) + chance % np.uint64(8)) % np.uint64(people)
    popular = (people * ((chance >> np.uint64(11)) / 2**53) ** 3).astype(np.uint64)
    person = np.where(mixed(chance) % np.uint64(10) < 4, own, popular)
    seconds = sitting.astype(np.int64) * (DAYS * 86_400) // max(rows // 5, 1) + (number % np.uint64(5)).astype(np.int64) * 40
    at = (BEGINS + seconds) * 10**6
    columns = {
        "shown_at": at,
        "caller": caller.astype(np.uint32),
        "route": (mixed(person + sitting) % np.uint64(ROUTES)).astype(np.uint32),
        "record": mixed(person ^ np.uint64(0x5EED)),
        "step": np.zeros(len(number), np.int8),
        "file": np.zeros(len(number), np.uint32),
        "line": number + np.uint64(1),
        "shows": np.zeros(len(number), np.uint16),
    }
    arrays = [pa.array(columns[field.name]).cast(field.type) for field in DISCLOSURE_SCHEMA]
    return pa.record_batch(arrays, schema=DISCLOSURE_SCHEMA)


def opened(folder: Path, memory: str = MEMORY, *, read_only: bool = False) -> EmbeddedLedger:
    """The ledger of a size."""
    return EmbeddedLedger(
        folder / "ledger", Tokenizer(load_key(folder / "ledger.key")).key_id, memory=memory, read_only=read_only
    )


def fill(folder: Path, rows: int) -> dict[str, float]:
    """Make it, append it, commit it."""
    clients = max(rows // 50, 1000)
    made = 0.0
    with opened(folder) as ledger:
        run = ledger.connection.execute
        for route in range(ROUTES):
            values = [route, "GET", f"/r{route}/{{id}}", "id", "users", "declared", True, "phone", False, False, ""]
            run("INSERT INTO route VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        run("INSERT INTO source_file VALUES (0, 'made.log', 'combined', 0, '', 0, '', ?, ?, 0)", [rows, rows])
        run("INSERT INTO agent VALUES (0, 'made')")
        run(CALLERS, [clients])
        run(TRAFFIC, [BEGINS, BEGINS + DAYS * 86_400, clients])
        for start in range(0, rows, COMMIT):
            run("BEGIN")
            for begin in range(start, min(start + COMMIT, rows), BATCH):
                began = time.process_time()
                batch = disclosures(begin, min(begin + BATCH, rows), rows)
                batch = batch.set_column(0, "shown_at", batch.column("shown_at").cast(pa.timestamp("us")))
                made += time.process_time() - began
                ledger._write("disclosure", pa.Table.from_batches([batch]))  # noqa: SLF001  # what `append` comes to
            run("COMMIT")
    return {"making_cpu": made}


def name(folder: Path, _: int) -> dict[str, float]:
    """Name the clients."""
    with opened(folder) as ledger:
        ledger.name_clients()
        ledger.connection.execute("CHECKPOINT")
    return {"ledger_bytes": (folder / "ledger").stat().st_size}


def look(folder: Path, _: int) -> dict[str, float]:
    """The detectors' first look, as `serve` has it."""
    handover = folder / "handover"
    shutil.rmtree(handover, ignore_errors=True)
    handover.mkdir()
    began, cpu = time.monotonic(), time.process_time()
    with opened(folder) as ledger:
        twin = ledger.beside()
        twin.connection.execute("SET threads = 1")
        given = give(twin, known_place(folder / "showings"), handover)
        twin.close()
    told = {"given_wall": time.monotonic() - began, "given_cpu": time.process_time() - cpu}
    task = Task(Config(), str(folder / "ledger.key"), str(folder / "showings"), str(handover), given)
    seen = msgspec.json.decode(_piped(msgspec.json.encode(task), folder), type=Look)
    if seen.problem:
        raise SystemExit(seen.problem)
    size = sum(file.stat().st_size for file in (folder / "showings").iterdir())
    shutil.rmtree(handover)
    return {**told, "showings_bytes": size, "clients": seen.clients}


def _piped(text: bytes, folder: Path) -> bytes:
    (folder / "task").write_bytes(text)
    command = f"{sys.executable} -m headcount.service.looking < {folder}/task > {folder}/seen"
    if os.system(command):  # noqa: S605  # our own module, in a folder of our own
        raise SystemExit("the look failed")
    return (folder / "seen").read_bytes()


def distinct(folder: Path, _: int) -> dict[str, float]:
    """Different people, exactly."""
    with opened(folder, read_only=True) as ledger:
        return {"people": distinct_records([ledger])}


def by_engine(folder: Path, _: int) -> dict[str, float]:
    """The same, as a question to the engine."""
    with opened(folder, read_only=True) as ledger:
        [(people,)] = ledger.connection.execute("SELECT count(DISTINCT record) FROM disclosure").fetchall()
    return {"people": people}


def exposures(folder: Path, _: int) -> dict[str, float]:
    """Different (client, person, route, day), exactly, day by day."""
    total = 0
    with opened(folder, read_only=True) as ledger:
        for day in range(DAYS + 1):
            begin, end = BEGINS + day * 86_400, BEGINS + (day + 1) * 86_400
            [(count,)] = ledger.connection.execute(DAY, [begin, end]).fetchall()
            total += count
    return {"exposures": total}


def ask(folder: Path, rows: int) -> dict[str, float]:
    """Two questions, each to a ledger that was opened for it."""
    person = int(mixed(np.array([5 ^ 0x5EED], np.uint64))[0])
    told: dict[str, float] = {}
    questions: dict[str, Callable[[EmbeddedLedger], int]] = {
        "who_saw": lambda ledger: len(who_saw(ledger, [person])),
        "count": lambda ledger: count_client(ledger, f"a{rows // 100}")[0].records,
    }
    for what, question in questions.items():
        began = time.monotonic()
        with opened(folder, "300MB", read_only=True) as ledger:
            told[f"{what}_answer"] = question(ledger)
        told[f"{what}_wall"] = time.monotonic() - began
    return told


def measured(step: str, folder: Path, millions: int) -> dict[str, float]:
    """One step in a process of its own: wall, CPU (user and system, children too), memory at most (MB), and what it says."""
    began = time.monotonic()
    command = [sys.executable, __file__, "--do", step, "--folder", str(folder), "--sizes", str(millions)]
    child = os.spawnv(os.P_NOWAIT, sys.executable, command)  # noqa: S606  # ourselves; its resources are told at its end
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{step} of {millions} million failed")
    told: dict[str, float] = json.loads((folder / "told.json").read_text())
    cost = {"wall": time.monotonic() - began, "cpu": used.ru_utime + used.ru_stime, "memory_mb": used.ru_maxrss / 1024}
    return {**cost, **told}


def main() -> int:
    """Measure what is asked for, and write the page."""
    options = argparse.ArgumentParser(description="What a ledger costs, by its size.")
    options.add_argument("--sizes", type=int, nargs="*", default=[1, 10, 100], help="millions of disclosures")
    options.add_argument("--steps", nargs="*", default=STEPS, choices=STEPS)
    options.add_argument("--looked", type=int, default=100, help="millions up to which the detectors look")
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "headcount-scaling")
    options.add_argument("--keep", action="store_true", help="leave the ledgers there")
    options.add_argument("--page", action="store_true", help="measure nothing")
    options.add_argument("--do", choices=STEPS, help=argparse.SUPPRESS)
    said = options.parse_args()
    if said.do:
        told = globals()[said.do](said.folder, said.sizes[0] * 1_000_000)
        (said.folder / "told.json").write_text(json.dumps(told))
        return 0
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for millions in [] if said.page else said.sizes:
        folder = said.folder / str(millions)
        folder.mkdir(parents=True, exist_ok=True)
        for step in said.steps:
            if step == "look" and millions > said.looked:
                continue
            if step == "fill":
                (folder / "ledger").unlink(missing_ok=True)
            found = measured(step, folder, millions)
            print(f"{millions} million, {step}: {found}", flush=True)
            results.setdefault(str(millions), {})[step] = found
            RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
        if not said.keep:
            shutil.rmtree(folder)
    write_page(results, Path(__file__).parent.parent / "docs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
