"""Taps at work: each in a thread of its own, and together never more in memory than a bound."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence

from headcount.service.status import Status
from headcount.sources.taps.interface import LiveTap, Piece

MOST_BYTES = 64 << 20
"""Bytes that are taken and not yet committed, of all taps together."""
_AT_ONCE = 1 << 20
"""So many bytes are handed out at a time, or one piece: who counts them can commit in between."""
_WAIT = 0.2
_TOLD_EVERY = 1.0
_LONGEST_PAUSE = 30.0
Came = tuple[str, Piece]
"""A piece, and the name of its tap."""


class Flow:
    """Back-pressure instead of loss: when the ledger cannot follow, taps are not asked for more."""

    def __init__(self, taps: Sequence[LiveTap], status: Status, most: int = MOST_BYTES) -> None:
        """`most` bounds the bytes taken and not yet released; one piece may go beyond it."""
        self._taps, self._status, self._most = taps, status, most
        self._came: deque[Came] = deque()
        self._held = 0
        self._changed = threading.Condition()
        self._acknowledged: dict[str, dict[str, str]] = {}
        self._stopping = False
        self._unasked = {tap.name for tap in taps}
        self._threads = [threading.Thread(target=self._work, args=(tap,), name=f"tap {tap.name}", daemon=True) for tap in taps]

    def start(self) -> None:
        """Begin to take."""
        for thread in self._threads:
            thread.start()

    @property
    def over(self) -> bool:
        """Whether no tap will bring anything more, and everything was handed out."""
        with self._changed:
            return not self._came and not any(thread.is_alive() for thread in self._threads)

    def get(self, wait: float) -> list[Came]:
        """What has come, in its order, up to `_AT_ONCE` or one piece; waits up to `wait` seconds for the first."""
        with self._changed:
            if not self._came:
                self._changed.wait(wait)
            came, size = list[Came](), 0
            while self._came and (not came or size + self._came[0][1].block.size <= _AT_ONCE):
                size += self._came[0][1].block.size
                came.append(self._came.popleft())
            return came

    def release(self, size: int, positions: Mapping[str, Mapping[str, str]]) -> None:
        """So many bytes are committed, up to these positions by tap and stream."""
        with self._changed:
            self._held -= size
            for tap, at in positions.items():
                self._acknowledged.setdefault(tap, {}).update(at)
            self._changed.notify_all()

    def stop(self) -> None:
        """Take nothing more. What has come can still be got, and be released."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def close(self, patience: float = 10.0) -> None:
        """Acknowledge what was released, close the taps, and end the threads."""
        self.stop()
        until = time.monotonic() + patience
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(until - time.monotonic(), 0))
        for tap in self._taps:
            at = self._acknowledged.pop(tap.name, {})
            if at:
                tap.committed(at)
            tap.close()

    def _work(self, tap: LiveTap) -> None:
        told, pause = 0.0, 0.0
        while not self._stopping and not getattr(tap, "ended", False):
            try:
                self._acknowledge(tap)
                pieces = tap.take(_WAIT, self._most // 4)
                pause = 0.0
            except Exception as error:  # noqa: BLE001  # one tap's failure is not the others': it is told, and tried again
                pieces, pause = [], min(2 * pause or 0.5, _LONGEST_PAUSE)
                self._status.problem(f"tap {tap.name}", f"failed ({type(error).__name__}); it is tried again")
                time.sleep(pause)
            self._asked(tap)
            for piece in pieces:
                self._put(tap, piece)
            if time.monotonic() - told > _TOLD_EVERY:
                told = time.monotonic()
                lag = tap.lag()
                self._status.behind(tap.name, lag.records, lag.bytes)
                self._status.tapped(tap.name, dict(getattr(tap, "counts", {})))
                if not pause:
                    self._status.problem(f"tap {tap.name}", tap.problem)
        with self._changed:
            self._changed.notify_all()

    def _asked(self, tap: LiveTap) -> None:
        """The service is ready when every tap has been asked once."""
        if self._unasked:
            self._unasked.discard(tap.name)
            if not self._unasked:
                self._status.ready()

    def _put(self, tap: LiveTap, piece: Piece) -> None:
        """Hand a piece on; waits while too much is in memory, and goes on acknowledging meanwhile."""
        with self._changed:
            while self._held and self._held + piece.block.size > self._most and not self._stopping:
                self._changed.wait(_WAIT)
                if tap.name in self._acknowledged:
                    self._changed.release()
                    try:
                        self._acknowledge(tap)
                    finally:
                        self._changed.acquire()
            self._came.append((tap.name, piece))
            self._held += piece.block.size
            self._changed.notify_all()

    def _acknowledge(self, tap: LiveTap) -> None:
        with self._changed:
            at = self._acknowledged.pop(tap.name, None)
        if at:
            tap.committed(at)
