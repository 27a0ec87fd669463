"""Sharing: several gates count their budgets together, by way of a Redis or Valkey that may be away.

Each gate decides by what it has in memory, at once. What it counts it appends to one stream (a Redis Stream), a few
milliseconds later and many at once, and it reads there what the others have counted. So the error is what a client is shown
by several gates within that delay; while Redis is away, it is what each gate lets pass alone. Afterwards all catch up. The
stream goes back as far as the longest period, so a gate that starts anew knows what was counted before.

In a cluster the stream lies on one master. When that dies, its replica takes over, and may lack the last entries although they
were acknowledged (replication is asynchronous). So each gate tells once more what it told within the last seconds before, and
reads once more from some seconds before: a person who was told twice counts once. Lost is only what a gate told within those
seconds that dies itself as well.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, cast

import msgspec

from headcount.policy.counted import Counted
from headcount.policy.redis_link import FAILURES, Link

STREAM = "headcount:counted"
MOST_WAITING = 200_000
"""So many changes are held back while Redis is away; beyond, the oldest are given up."""
_AT_ONCE = 500
"""So many changes go into one entry of the stream."""
_PAUSE = 0.005
"""Seconds between two writings."""
_BLOCK = 500
"""Milliseconds that one reading waits for something new."""
_CHUNK = 100
"""So many changes are taken up between two decisions."""
AGAIN = 20.0
"""Seconds before a failure of a cluster that are told and read again: longer than it takes to notice that a master is gone."""
_MOST_AGAIN = 50_000
"""So many changes are told again at the most."""

_AWAY = "Redis does not answer; each gate counts alone until it is back"

Entries = list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]
"""What a reading gives: of each stream, the entries with their ids."""


class Sharing:
    """One gate's share: a thread that writes what it counts, and one that reads what others do."""

    def __init__(
        self, url: str, hear: Callable[[Iterable[Counted]], None], period: int, timeout: float = 0.02, retry: float = 5.0
    ) -> None:
        """Begin to share.

        Args:
            url: of Redis or Valkey, as `redis_link.Link` takes it.
            hear: takes what other gates have counted.
            period: of the longest budget, microseconds.
            timeout: seconds that one question to Redis may take, beyond what a reading waits.
            retry: seconds between two attempts while it is away.
        """
        self.problem = ""
        """Why Redis is not there; empty when it is."""
        self.lost = 0
        """Changes that were given up because Redis was away too long."""
        self._hear, self._keep, self._retry = hear, period // 1000, retry
        self._name = secrets.token_hex(8)
        self._waiting: deque[Counted] = deque()
        self._encoder, self._decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(list[Counted])
        self._stop, self._caught_up = threading.Event(), threading.Event()
        self._told: deque[tuple[float, Counted]] = deque(maxlen=_MOST_AGAIN)
        self._writer, self._reader = Link(url, timeout), Link(url, timeout + _BLOCK / 1000)
        self._threads = [
            threading.Thread(target=work, name=f"sharing {name}", daemon=True)
            for name, work in (("writer", self._write), ("reader", self._read))
        ]
        for thread in self._threads:
            thread.start()

    def tell(self, counted: Counted) -> None:
        """Tell the others; returns at once."""
        self._waiting.append(counted)
        if len(self._waiting) > MOST_WAITING:
            with contextlib.suppress(IndexError):
                self._waiting.popleft()
                self.lost += 1

    def wait(self, seconds: float) -> bool:
        """Wait until everything that was counted before has been read; whether that is so."""
        return self._caught_up.wait(seconds)

    def close(self) -> None:
        """Write what is waiting, if Redis is there, and stop."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        for connection in (self._writer, self._reader):
            connection.close()

    def _write(self) -> None:
        last = False
        while not last:
            last = self._stop.wait(_PAUSE)
            while self._waiting:
                some = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
                entry: dict[Any, Any] = {"gate": self._name, "counted": self._encoder.encode(some)}
                try:
                    oldest = f"{time.time_ns() // 1_000_000 - self._keep}-0"
                    self._writer.client.xadd(STREAM, entry, minid=oldest, approximate=True)
                    self.problem = ""
                    self._note(some)
                except FAILURES:
                    self._waiting.extendleft(reversed(some))
                    self._writer.drop()
                    self._tell_again()
                    self.problem = _AWAY
                    last = last or self._stop.wait(self._retry)
                    break

    def _note(self, told: Iterable[Counted]) -> None:
        """Remember for a while what a cluster may lose."""
        if self._writer.clustered:
            now = time.monotonic()
            self._told.extend((now, one) for one in told)
            while self._told and self._told[0][0] < now - AGAIN:
                self._told.popleft()

    def _tell_again(self) -> None:
        """Let what was told within the last seconds wait once more."""
        since = time.monotonic() - AGAIN
        self._waiting.extendleft(one for at, one in reversed(self._told) if at >= since)
        self._told.clear()

    def _read(self) -> None:
        after = b"0-0"
        while not self._stop.is_set():
            try:
                block = _BLOCK if self._caught_up.is_set() else None
                found = cast("Entries", self._reader.client.xread({STREAM: after}, count=200, block=block))
            except FAILURES:
                self.problem = _AWAY
                self._reader.drop()
                if self._reader.clustered:
                    after = b"%d-0" % max(int(after.partition(b"-")[0]) - int(AGAIN * 1000), 0)
                self._stop.wait(self._retry)
                continue
            self.problem = ""
            for _, entries in found:
                after = entries[-1][0]
                for _, entry in entries:
                    self._take(entry)
            if not found:
                self._caught_up.set()

    def _take(self, entry: dict[bytes, bytes]) -> None:
        if entry.get(b"gate") == self._name.encode():
            return
        try:
            counted = self._decoder.decode(entry[b"counted"])
        except (KeyError, msgspec.MsgspecError):  # of another version, or not ours
            return
        for start in range(0, len(counted), _CHUNK):
            self._hear(counted[start : start + _CHUNK])
