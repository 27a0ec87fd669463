"""Sharing: several gates count their budgets together, by way of a Redis or Valkey that may be away.

Each gate decides by what it has in memory, at once. What it counts it appends to one stream (a Redis Stream), a few
milliseconds later and many at once, and it reads there what the others have counted. So the error is what a client is shown
by several gates within that delay; while Redis is away, it is what each gate lets pass alone. Afterwards all catch up. The
stream goes back as far as the longest period, so a gate that starts anew knows what was counted before.
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
import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from headcount.policy.counted import Counted

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
            url: of Redis or Valkey: `redis://`, `rediss://` or `unix://`.
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
        connect: dict[str, Any] = {"socket_connect_timeout": max(timeout, 0.1), "retry": Retry(NoBackoff(), 0)}
        self._writer = redis.Redis.from_url(url, socket_timeout=timeout, **connect)
        self._reader = redis.Redis.from_url(url, socket_timeout=timeout + _BLOCK / 1000, **connect)
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
                    self._writer.xadd(STREAM, entry, minid=oldest, approximate=True)
                    self.problem = ""
                except RedisError:
                    self._waiting.extendleft(reversed(some))
                    self.problem = _AWAY
                    last = last or self._stop.wait(self._retry)
                    break

    def _read(self) -> None:
        after = b"0-0"
        while not self._stop.is_set():
            try:
                block = _BLOCK if self._caught_up.is_set() else None
                found = cast("Entries", self._reader.xread({STREAM: after}, count=200, block=block))
            except RedisError:
                self.problem = _AWAY
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
