"""The detectors at their hours: each look is a process of its own, told what is new in the ledger, while counting goes on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from headcount.errors import HeadcountError, LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.handover import give
from headcount.ledger.naming import Naming
from headcount.ledger.removal import showings_of
from headcount.ledger.scratch import Scratch
from headcount.ledger.showings import known_place
from headcount.service.looking import Look, Task
from headcount.service.status import Status

PART = "detection"
SHARE = 4
"""A look is followed by a pause of at least so many times what it took."""
_NICE = "19"
"""A look takes what others leave."""
_FIRST = 5.0
_PATIENCE = 60.0


class Detection:
    """`begin` with an open ledger, `end` before it is closed; both from the loop's thread."""

    def __init__(
        self,
        task: Callable[[str], Task],
        every: float,
        found: Callable[[Look], None],
        status: Status,
        trouble: Callable[[str, str], object] = lambda _, __: None,
    ) -> None:
        """`task` says what to do with what is known of the ledger.

        Args:
            task: by the folder of the showings beside the ledger.
            every: seconds from one look to the next.
            found: hears of each look.
            status: told how long it took.
            trouble: told what keeps the detectors from looking; empty when they look again.
        """
        self._task, self._every, self._found, self._status, self._trouble = task, every, found, status, trouble
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._twin: EmbeddedLedger | None = None
        self._next = time.monotonic() + min(every, _FIRST)

    def begin(self, ledger: EmbeddedLedger) -> None:
        """Look from now on, at this ledger.

        From now on its engine works in the thread that asks it, and in no others: what is told to a look takes one core at most.
        That thread stays as urgent as counting is, since it commits too, and whoever counts waits for that.
        """
        self._ending.clear()
        self._twin = ledger.beside()
        self._twin.connection.execute("SET threads = 1").fetchall()
        self._thread = threading.Thread(target=self._work, args=(self._twin,), name="detection", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop looking; what a look has seen so far is seen again in the next."""
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
        naming = Naming(twin)
        while not self._ending.wait(max(self._next - time.monotonic(), 0)):
            began = time.monotonic()
            problem = ""
            try:
                self._look(twin, naming)
            except HeadcountError as error:
                problem = str(error)
            except OSError as error:
                problem = f"what is new in the ledger cannot be told ({error.strerror}); make room in {tempfile.gettempdir()}"
            if not self._ending.is_set():
                self._trouble(PART, problem)
            took = time.monotonic() - began
            self._next = time.monotonic() + max(self._every - took, SHARE * took)
        twin.close()

    def _look(self, twin: EmbeddedLedger, naming: Naming) -> None:
        began = time.monotonic()
        scratch = Scratch()  # it names clients: also after a kill it is removed
        try:
            showings = showings_of(twin.file())
            with twin.told():
                naming.renew()  # in the ledger itself: a client keeps its number from one look to the next
                given = give(twin, known_place(showings), Path(scratch.name))
            seen = self._seen(msgspec.structs.replace(self._task(str(showings)), handover=scratch.name, given=given))
        finally:
            scratch.cleanup()
        if self._ending.is_set():
            return
        if seen.problem:
            raise LedgerError(seen.problem)
        self._found(seen)
        self._status.count(detections=1)
        self._status.gauge(last_detection=time.time(), detection_seconds=time.monotonic() - began, clients=seen.clients)

    def _seen(self, task: Task) -> Look:
        """What the process of its own says."""
        command = ["nice", "-n", _NICE, sys.executable, "-m", "headcount.service.looking"]
        self._child = child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603  # our own module
        try:
            if self._ending.is_set():
                child.kill()
            told, _ = child.communicate(msgspec.json.encode(task))
        finally:
            self._child = None
        if child.returncode:
            return Look(problem=f"the detectors' process ended with code {child.returncode}; it is started again")
        return msgspec.json.decode(told, type=Look)
