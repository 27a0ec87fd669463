"""Whether a tap loses or doubles a line when its process is killed: a stand-in ledger, a process to kill, and the recount.

The stand-in keeps counted lines and positions in one SQLite transaction, as the ledger keeps disclosures and positions.
"""

from __future__ import annotations

import multiprocessing
import secrets
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from headcount.sources.taps.interface import LiveTap, Piece

_PATIENCE, _PART = 60.0, 50


class StandIn:
    """A ledger of lines."""

    def __init__(self, path: Path) -> None:
        """Made when it is not there."""
        self._database = sqlite3.connect(path, timeout=30.0, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=OFF")  # processes are killed, not the machine
        self._database.execute("CREATE TABLE IF NOT EXISTS lines (stream TEXT, number INTEGER, line BLOB)")
        self._database.execute("CREATE TABLE IF NOT EXISTS streams (stream TEXT PRIMARY KEY, position TEXT, lines INTEGER)")

    def positions(self) -> dict[str, tuple[str, int]]:
        """What a tap is resumed with."""
        return {stream: (position, lines) for stream, position, lines in self._database.execute("SELECT * FROM streams")}

    def commit(self, pieces: Sequence[Piece]) -> dict[str, str]:
        """Lines and positions, all or nothing."""
        rows = [
            (piece.stream, piece.block.first_line + at, line)
            for piece in pieces
            for at, line in enumerate(piece.block.data[: piece.block.size].tobytes().splitlines())
        ]
        ends = {piece.stream: (piece.position, piece.block.first_line - 1 + _lines(piece)) for piece in pieces}
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany("INSERT INTO lines VALUES (?, ?, ?)", rows)
        self._database.executemany(
            "INSERT OR REPLACE INTO streams VALUES (?, ?, ?)", [(stream, *end) for stream, end in ends.items()]
        )
        self._database.execute("COMMIT")
        return {stream: position for stream, (position, _) in ends.items()}

    def counted(self) -> Counter[bytes]:
        """How often each line was counted."""
        return Counter(line for (line,) in self._database.execute("SELECT line FROM lines"))

    def numbers(self) -> Mapping[str, list[int]]:
        """The numbers of each stream's lines, in their order."""
        numbers: dict[str, list[int]] = {}
        for stream, number in self._database.execute("SELECT stream, number FROM lines ORDER BY stream, number"):
            numbers.setdefault(stream, []).append(number)
        return numbers

    def full(self, lines: Sequence[bytes]) -> bool:
        """Whether as many lines were counted."""
        return self.counted().total() >= len(lines)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _lines(piece: Piece) -> int:
    return piece.block.data[: piece.block.size].tobytes().count(b"\n")


def follow(make: Callable[..., LiveTap], settings: Mapping[str, object], path: Path, most: int = 8192) -> None:
    """What the process that is killed does: tap to stand-in, for ever."""
    with closing(StandIn(path)) as ledger:
        tap = make(**settings)
        tap.resume(ledger.positions())
        while True:
            if pieces := tap.take(0.05, most):
                tap.committed(ledger.commit(pieces))


def until_counted(tap: LiveTap, path: Path, lines: int, most: int = 1 << 20) -> None:
    """Take until the stand-in has so many lines, and once more, where one too many would show."""
    with closing(StandIn(path)) as ledger:
        tap.resume(ledger.positions())
        deadline = time.monotonic() + _PATIENCE
        while ledger.counted().total() < lines and time.monotonic() < deadline:
            if pieces := tap.take(0.2, most):
                tap.committed(ledger.commit(pieces))
        if pieces := tap.take(0.3, most):
            tap.committed(ledger.commit(pieces))


def killed_again_and_again(
    make: Callable[..., LiveTap],
    settings: Mapping[str, object],
    path: Path,
    kills: int,
    lines: Sequence[bytes],
    send: Callable[[list[bytes]], object],
) -> None:
    """While `send` brings the lines in small parts, start the process and kill it (SIGKILL), `kills` times.

    A life ends at a random moment after it has counted its first lines, so that every kill falls into work. One more life
    sees the last lines sent, and is killed too.
    """
    processes, chance, sent = multiprocessing.get_context("forkserver"), secrets.SystemRandom(), threading.Event()
    processes.set_forkserver_preload([__name__, make.__module__])

    def sending() -> None:
        for start in range(0, len(lines), _PART):
            send(list(lines[start : start + _PART]))
            sent.wait(0.01)

    with closing(StandIn(path)) as ledger:
        sender = threading.Thread(target=sending)
        sender.start()
        for life in range(kills + 1):
            before = ledger.positions()
            process = processes.Process(target=follow, args=(make, settings, path), daemon=True)
            process.start()
            if life == kills:
                sent.set()
                sender.join()
            deadline = time.monotonic() + _PATIENCE
            while ledger.positions() == before and time.monotonic() < deadline and (sender.is_alive() or not ledger.full(lines)):
                process.join(0.005)
            process.join(chance.uniform(0.0, 0.1))
            assert process.is_alive(), "the process ended by itself"
            process.kill()
            process.join()
            process.close()


def contents(lines: int) -> list[bytes]:
    """Known lines: every tenth is the same as others, so that one lost for one doubled does not cancel out in a plain total."""
    return [b"GET /same" if number % 10 == 0 else b"GET /order/%d" % number for number in range(lines)]


def check(path: Path, expected: Sequence[bytes]) -> None:
    """Every line as often as expected, and the lines of each stream numbered 1, 2, 3 ..."""
    with closing(StandIn(path)) as ledger:
        counted, plain = ledger.counted(), Counter(expected)
        assert {"lost": (plain - counted).total(), "twice": (counted - plain).total()} == {"lost": 0, "twice": 0}
        for numbers in ledger.numbers().values():
            assert numbers == list(range(1, len(numbers) + 1))
