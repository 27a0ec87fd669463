"""Who keeps a board up to date: once, over a ledger that nobody writes, or again and again beside one that grows."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from headcount.catalog.grades import Levels
from headcount.errors import HeadcountError, LedgerError
from headcount.ledger.board.apart import Done, Task
from headcount.ledger.board.holding import alone
from headcount.ledger.board.place import known_place
from headcount.ledger.board.renewing import renew
from headcount.ledger.board.telling import News, Told, telling, write_down
from headcount.ledger.board.whole import keep_map
from headcount.ledger.board.writing import Progress
from headcount.ledger.data_map import Who, breaches, data_map
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.scratch import Scratch

EVERY = 15.0
"""Seconds from one renewal to the next, at least;"""
SHARE = 9
"""and so many times the processor time that it took,"""
LONGEST = 60.0
"""but no more than that."""
MAP_EVERY = 1800.0
"""Seconds from one data map to the next, at least."""
_LARGE = 1 << 22
_NICE = "19"
_PATIENCE = 60.0


class Renewal:
    """Renews the board of one ledger."""

    def __init__(self, folder: Path, who: Who, levels: Levels, every: float = EVERY) -> None:
        """`begin` and `end` are called from one thread.

        Args:
            folder: of the board.
            who: names agreements, for the data map.
            levels: what raises a grade, for it too.
            every: see `EVERY`.
        """
        self._folder, self._who, self._levels, self._every = folder, who, levels, every
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._twin: EmbeddedLedger | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._mapped = -MAP_EVERY
        self.problem = ""
        """What keeps the board from being renewed just now; empty when nothing does."""

    def once(self, ledger: EmbeddedLedger, progress: Progress = lambda _: None) -> None:
        """Take in what is new of a ledger that nobody writes meanwhile; nothing is done where nothing is new.

        Args:
            ledger: open, also read-only; its clients have been named.
            progress: hears the share that is done, 0 to 1.

        Raises:
            LedgerError: another process renews the board, or there is no room.
        """
        try:
            with alone(self._folder), ledger.told():
                with telling(ledger, known_place(self._folder)) as told:
                    if not told.news.fresh:
                        return
                    renew(self._folder, told, lambda share: progress(0.8 * share))
                keep_map(self._folder, data_map(ledger, self._who, self._levels))
                progress(1.0)
        except OSError as error:
            raise LedgerError(f"{self._folder} cannot be kept ({error.strerror or error}); make room, or remove it") from error

    def begin(self, ledger: EmbeddedLedger) -> None:
        """Renew from now on, beside this ledger: another process counts, this one only tells it what is new."""
        self._ending.clear()
        self._twin = ledger.beside()
        self._thread = threading.Thread(target=self._work, args=(self._twin,), name="board", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop; what is half done is done again. Nothing happens where nothing was begun."""
        self._ending.set()
        child = self._child
        if child is not None:
            child.kill()
        until = time.monotonic() + _PATIENCE
        while self._thread is not None and self._thread.is_alive() and time.monotonic() < until:
            if self._twin is not None:
                with suppress(LedgerError), self._twin.told():  # closed meanwhile
                    self._twin.connection.interrupt()
            self._thread.join(0.1)
        self._thread, self._twin = None, None

    def _work(self, twin: EmbeddedLedger) -> None:
        try:
            while not self._ending.is_set():
                problem, took = "", 0.0
                try:
                    took = self._renew(twin)
                except HeadcountError as error:
                    problem = str(error)
                except OSError as error:
                    problem = f"what is new in the ledger cannot be told ({error.strerror}); make room in {tempfile.gettempdir()}"
                self.problem = "" if self._ending.is_set() else problem
                self._ending.wait(max(self._every, min(SHARE * took, LONGEST)))
        finally:
            self._dismiss()
            twin.close()

    def _renew(self, twin: EmbeddedLedger) -> float:
        """Renew board and map where it is time; returns the processor time that the board took the other process, in seconds."""
        took = 0.0
        scratch = Scratch()  # it names clients: also after a kill it is removed
        try:
            with twin.told(), telling(twin, known_place(self._folder)) as told:
                news = _written(told, Path(scratch.name))
            if news is not None:
                took = self._ask(Task(str(self._folder), scratch.name, news))
                if news.anew and news.rows["disclosure"] > _LARGE:
                    self._dismiss()  # and with it all the memory that this took
        finally:
            scratch.cleanup()
        if time.monotonic() >= self._mapped + MAP_EVERY:
            with twin.told():
                beyond = breaches(twin, self._who)
            self._mapped = time.monotonic()
            regimes = tuple(sorted(self._levels.regimes))
            self._ask(Task(str(self._folder), beyond=beyond, many_people=self._levels.many_people, regimes=regimes))
        return took

    def _ask(self, task: Task) -> float:
        """Have the other process carry out a task; returns the processor time that it took, in seconds.

        Raises:
            LedgerError: it could not.
        """
        if self._child is None:
            command = ["nice", "-n", _NICE, sys.executable, "-m", "headcount.ledger.board.apart"]
            self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603  # our own module
        child = self._child
        if self._ending.is_set():
            child.kill()
        told = b""
        with suppress(BrokenPipeError):
            if child.stdin is not None and child.stdout is not None:
                child.stdin.write(msgspec.json.encode(task) + b"\n")
                child.stdin.flush()
                told = child.stdout.readline()
        try:
            done = msgspec.json.decode(told, type=Done)
        except msgspec.MsgspecError as error:  # of nothing as well
            self._dismiss()
            raise LedgerError("the process that renews the board ended; it is started again") from error
        if done.problem:
            raise LedgerError(done.problem)
        return done.took

    def _dismiss(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()


def _written(told: Told, folder: Path) -> News | None:
    """What is new, written down; None where nothing is."""
    return write_down(told, folder) if told.news.fresh else None
