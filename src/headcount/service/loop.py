"""The serving loop: what the taps bring goes through the door into the ledger and to the judge, each line once.

Whatever fails (a full disk, a line that the door cannot take), the loop lets go of the ledger, opens it again, and counts what
was not committed once more. That is the way it goes after a kill, too, so there is one way only.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial

from headcount.catalog.catalog import Catalogue
from headcount.errors import LedgerError
from headcount.intake.apart import Lines, narrower
from headcount.intake.known import recall
from headcount.intake.live import Counted, LiveIntake, Named, PoisonedError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.policy.interface import Judge
from headcount.service.dead_letters import DeadLetters
from headcount.service.feed import Feed
from headcount.service.flow import Came, Flow
from headcount.service.status import Status
from headcount.sources.interface import Source
from headcount.sources.taps.file import HEAD
from headcount.sources.taps.follow import FollowTap
from headcount.sources.taps.interface import LiveTap, Piece

MOST_LINES = 100_000
"""A commit is due after so many lines at the latest."""
SETTLE_EVERY = 2.0
"""Seconds between two looks at what the routes are called now."""
LOOK_AHEAD = 2.0
"""A ledger that knows no route yet waits so many seconds for first lines to learn from."""
MOST_CALLERS = 2_000_000
"""When the catalogue has met so many callers, it begins anew: those of long ago are looked up in the ledger."""
_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the loop works with, as `config` joined it."""

    taps: Sequence[LiveTap]
    open_ledger: Callable[[], EmbeddedLedger]
    make_catalogue: Callable[[], Catalogue]
    judge: Judge
    status: Status
    dead_letters: DeadLetters
    formats: dict[str, Source]
    """Every format by name."""
    tap_formats: dict[str, Source] = field(default_factory=dict)
    """The format that a tap is declared to have, by the tap's name; the others are recognised stream by stream."""
    commit_every: float = 0.2
    """Seconds that counted accesses may wait for the next commit."""
    judged: Callable[[], None] = lambda: None
    """Called when the judge was told of something: verdicts may be new."""
    trouble: Callable[[str, str], object] = lambda _, __: None
    """Told what a part has, in fixed words; empty when it works again."""
    opened: Callable[[EmbeddedLedger], None] = lambda _: None
    """Told of the ledger each time it was opened, after the first commit."""
    closing: Callable[[], None] = lambda: None
    """Told before the ledger is closed: nobody may use it after."""
    tidy: Callable[[EmbeddedLedger], None] = lambda _: None
    """Given the ledger after every commit, and again and again while nothing comes, with nothing under way."""
    span: Callable[..., AbstractContextManager[object]] = lambda *_, **__: nullcontext()
    """Takes note of how long something took: its name, and a few words and numbers (`config.traces`)."""


@dataclass(slots=True)
class _Waiting:
    """A piece that is not committed."""

    tap: str
    piece: Piece
    told: int = -1
    """Up to which line the judge and the dead letters have it."""


class Loop:
    """One thread runs it; `stop` may be called from any."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._flow = Flow(parts.taps, parts.status)
        self._stopping = threading.Event()
        self._waiting: list[_Waiting] = []
        self._apart: dict[Named, list[Lines]] = {}
        self._lines = 0
        self._settled = 0.0
        self._failures = 0
        self._learned = False
        self._announced = False
        self._named = False

    def stop(self) -> None:
        """Commit what has come, and end."""
        self._stopping.set()

    def run(self) -> None:
        """Serve until `stop`, or until every tap has ended.

        Raises:
            LedgerError: the ledger cannot be opened at the start.
        """
        self._open()
        for tap in self._parts.taps:
            tap.resume(self._intake.positions(tap.name, files=isinstance(tap, FollowTap)))
        self._flow.start()
        try:
            while not self._stopping.is_set() and not self._flow.over:
                self._take(self._parts.commit_every)
            self._flow.stop()
            self._finish()
        finally:
            self._flow.close()
            self._close()

    def _take(self, wait: float) -> None:
        """Count what comes within `wait` seconds, and commit."""
        until = time.monotonic() + wait
        while not self._lines and not self._waiting:
            came = self._flow.get(wait)
            if not came:
                self._safely(self._rest)
                return
            until = time.monotonic() + wait
            self._count(came if self._learned else self._look_ahead(came))
        while (left := until - time.monotonic()) > 0 and self._lines < MOST_LINES and not self._stopping.is_set():
            self._count(self._flow.get(left))
        self._safely(self._commit)
        if len(self._feed) > MOST_CALLERS:
            while not self._recounted():
                pass

    def _rest(self) -> None:
        """What there is to do while nothing comes."""
        self._parts.tidy(self._ledger)
        self._parts.trouble("ledger", "")

    def _look_ahead(self, came: list[Came]) -> list[Came]:
        """Gather the first lines that a new ledger gets, and learn from them before they are counted."""
        until = time.monotonic() + LOOK_AHEAD
        while (
            sum(piece.block.size for _, piece in came) < HEAD and (left := until - time.monotonic()) > 0 and not self._flow.over
        ):
            came += self._flow.get(left)
        for tap, piece in came:
            self._intake.learn(tap, piece)
        self._learned = True
        return came

    def _count(self, came: list[Came]) -> None:
        for tap, piece in came:
            waiting = _Waiting(tap, piece)
            self._waiting.append(waiting)
            self._safely(partial(self._add, waiting))

    def _add(self, waiting: _Waiting) -> None:
        """Count a piece, and tell what is new of it as soon as some of its lines are counted."""
        with self._parts.span("headcount.tap.batch", tap=waiting.tap, bytes=waiting.piece.block.size):
            self._add_parts(waiting)

    def _add_parts(self, waiting: _Waiting) -> None:
        tap, piece = waiting.tap, waiting.piece
        for counted in self._intake.add(tap, piece, self._apart.get((tap, piece.stream), ())):
            new = counted.last > waiting.told
            if counted.rows:
                self._feed.tell(counted.rows, time.time_ns() // 1000, judged=new)
            if new:
                self._note(counted)
                self._parts.dead_letters.put(counted, counted.block)
                waiting.told = counted.last
                self._parts.judged()
            self._lines += counted.accesses + len(counted.skipped)

    def _note(self, counted: Counted) -> None:
        status, skipped = self._parts.status, len(counted.skipped)
        shown = len(counted.rows["disclosure"]) if counted.rows else 0
        status.count(lines=counted.accesses + skipped, accesses=counted.accesses, disclosures=shown)
        for reason, lines in counted.skipped.by_reason.items():
            status.skip(reason, len(lines))

    def _commit(self, *, settle: bool = False) -> None:
        settle |= time.monotonic() - self._settled > SETTLE_EVERY
        with self._parts.span("headcount.commit", lines=self._lines, pieces=len(self._waiting)):
            positions = self._intake.commit(settle=settle)
        if settle:
            self._settled = time.monotonic()
        self._flow.release(_size(self._waiting), positions)
        self._waiting, self._lines, self._failures, self._apart = [], 0, 0, {}
        self._parts.status.count(commits=1)
        self._parts.status.gauge(last_commit=time.time())
        self._parts.trouble("ledger", "")
        if not self._announced:
            self._announced = True
            self._parts.opened(self._ledger)
        self._parts.tidy(self._ledger)

    def _finish(self) -> None:
        """Count and commit what has come, and name the clients, so that the ledger can be asked at once."""
        while came := self._flow.get(0):
            self._count(came)
        while self._waiting:
            self._safely(partial(self._commit, settle=True))
        self._parts.closing()
        while not self._named:
            self._safely(self._name)

    def _name(self) -> None:
        self._ledger.name_clients()
        self._named = True

    def _safely(self, work: Callable[[], None]) -> None:
        """Do it; when it fails, let go of the ledger, open it again, and count anew what was not committed."""
        try:
            with self._ledger.told():
                work()
        except PoisonedError as error:
            self._set_apart(error)
        except (LedgerError, OSError) as error:
            self._pause(error)
        else:
            return
        while not self._recounted():
            pass

    def _recounted(self) -> bool:
        """Open everything anew and count what waits; whether that succeeded."""
        self._close()
        try:
            self._open()
            self._drop_committed()
            self._lines = 0
            with self._ledger.told():
                for waiting in self._waiting:
                    self._add(waiting)
        except PoisonedError as error:
            self._set_apart(error)
        except (LedgerError, OSError) as error:
            self._pause(error)
        else:
            return True
        return False

    def _drop_committed(self) -> None:
        """Let go of pieces that the ledger has after all: the commit that failed may have been whole before it did."""
        last = {
            (one.tap, one.piece.stream): number
            for number, one in enumerate(self._waiting)
            if self._intake.stands_at(one.tap, one.piece.stream) == one.piece.position
        }
        left = [one for number, one in enumerate(self._waiting) if number > last.get((one.tap, one.piece.stream), -1)]
        self._flow.release(_size(self._waiting) - _size(left), {})
        self._waiting = left

    def _set_apart(self, error: PoisonedError) -> None:
        self._apart[error.named] = narrower(self._apart.get(error.named, ()), (error.first, error.last))

    def _pause(self, error: LedgerError | OSError) -> None:
        """Say what is wrong, and wait a little longer each time.

        Raises:
            LedgerError: it is to stop, and cannot commit; what was not committed comes again with the next start.
        """
        what = str(error) if isinstance(error, LedgerError) else f"cannot write ({error.strerror}); make room, it is tried again"
        self._parts.trouble("ledger", what)
        if self._stopping.wait(_PAUSES[min(self._failures, len(_PAUSES) - 1)]):
            raise LedgerError(what) from error
        self._failures += 1

    def _open(self) -> None:
        self._ledger = self._parts.open_ledger()
        catalogue = self._parts.make_catalogue()
        with self._ledger.told():
            recall(self._ledger, catalogue)
            self._learned |= bool(self._ledger.routes(all_counted=False))
            self._intake = LiveIntake(self._ledger, catalogue, self._parts.tap_formats.get, self._parts.formats)
        self._feed = Feed(self._parts.judge, catalogue)
        self._announced = False

    def _close(self) -> None:
        self._parts.closing()
        self._ledger.close()


def _size(waiting: Sequence[_Waiting]) -> int:
    return sum(one.piece.block.size for one in waiting)
