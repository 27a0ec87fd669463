"""Kept counts: what a gate has counted, in a file, so that its next start goes on where this one ended.

Every second what is new is appended; when that has grown, the whole is written anew beside the file and put in its place. So a
kill forgets what was counted in the last second, and nothing else. People and clients stand there as keyed tokens: without the
key the file says nothing of anybody. Each piece has its length and checksum (CRC-32), and one that was cut short is left out.
"""

from __future__ import annotations

import fcntl
import os
import struct
import threading
import time
import weakref
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from headcount.errors import ConfigError
from headcount.policy.counted import Counted, Held

EVERY = 1.0
"""Seconds between two writings: so much is forgotten at the most when the process is killed."""
SMALL = 8 << 20
"""Bytes of additions that are no reason to write the whole anew."""
ANEW = 3600.0
"""Seconds after which the whole is written anew in any case, without what has run out."""
MOST_WAITING = 500_000
"""So many changes wait while the file cannot be written; beyond, they are given up, and the whole is written when it can be."""
_MOST_FILES = 64
_AT_ONCE = 50
"""So many changes are encoded before requests have their turn."""
_HEAD = struct.Struct("<II")
_LIVE: weakref.WeakSet[KeptCounts] = weakref.WeakSet()
"""Everything that keeps counts here: a fork takes no thread along."""


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """What is written at once."""

    held: Sequence[Held] = ()
    counted: Sequence[Counted] = ()


class Counting(Protocol):
    """Whose counts are kept: `judge.MemoryJudge`."""

    def held(self, now: int, name: Callable[[str], str]) -> Iterator[list[Held]]:
        """Everything that counts, a few clients at a time, each by its `name`."""

    def restore(self, held: Iterable[Held], counted: Iterable[Counted], name: Callable[[str], str]) -> None:
        """Know what was kept: clients are there by their `name`."""


class KeptCounts:
    """Keeps the counts of one process; to be made before the first request."""

    def __init__(
        self,
        path: Path,
        judge: Counting,
        name: Callable[[str], str],
        say: Callable[[str], None],
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        """Tell the judge what is in the file, and keep from now on what it counts.

        A process beside this one that keeps its counts in the same file takes the next one: `PATH.1` and so on.

        Args:
            path: of the file; it is made when it is not there (mode 0600).
            judge: whose counts they are.
            name: a client's token under the key; equal for equal names.
            say: speaks to whoever runs the process.
            clock: nanoseconds since 1970 UTC.

        Raises:
            ConfigError: the file cannot be written.
        """
        self.problem = ""
        """Why nothing is kept just now; empty when it is."""
        self.lost = 0
        """Changes that were given up since the whole was written last."""
        self._judge, self._name, self._say, self._clock = judge, name, say, clock
        self._waiting: deque[Counted] = deque()
        self._encoder = msgspec.msgpack.Encoder()
        self._wanted = path
        self._mark = f"headcount counts 1 {name('')}\n".encode()
        self._path, self._file = _claimed(path)
        self._added = self._whole = 0
        if not self._load():
            self._begin(self._file)
        self._thread: threading.Thread | None = None
        self._start()
        _LIVE.add(self)

    def tell(self, counted: Counted) -> None:
        """Keep this with the next writing; returns at once."""
        if self._thread is None and not self.problem:
            try:
                self._path, self._file = _claimed(self._wanted)
                self._begin(self._file)
                self._start()
            except (ConfigError, OSError):
                self.problem = "counts cannot be kept for the next start; see state of [gate]"
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(counted)
        else:
            self.lost += 1

    def close(self) -> None:
        """Write what is left, and stop."""
        if self._thread is not None:
            self._stop.set()
            self._thread.join()
            self._thread = None
            os.close(self._file)
        _LIVE.discard(self)

    def forked(self) -> None:
        """Leave the file to the process that this one was forked from; one of its own is taken with the first change."""
        if self._thread is not None:
            os.close(self._file)
            self._thread = None
            self._waiting.clear()

    def _start(self) -> None:
        self._stop = threading.Event()
        self._anew = time.monotonic() + ANEW
        self._thread = threading.Thread(target=self._work, name="counts", daemon=True)
        self._thread.start()

    def _load(self) -> bool:
        """Tell the judge what was kept; whether the file is ours. What was cut short at its end is cut off."""
        decoder, end = msgspec.msgpack.Decoder(Piece), 0
        with os.fdopen(os.dup(self._file), "rb") as file:
            if file.readline() != self._mark:
                return False
            end = file.tell()
            while len(head := file.read(_HEAD.size)) == _HEAD.size:
                size, check = _HEAD.unpack(head)
                text = file.read(size)
                if len(text) < size or zlib.crc32(text) != check:
                    break
                try:
                    piece = decoder.decode(text)
                except msgspec.MsgspecError:  # of another version
                    break
                self._judge.restore(piece.held, piece.counted, self._name)
                end = file.tell()
        os.ftruncate(self._file, end)
        self._added = end
        return True

    def _begin(self, file: int) -> None:
        os.ftruncate(file, 0)
        os.write(file, self._mark)

    def _work(self) -> None:
        last = False
        while not last:
            last = self._stop.wait(EVERY)
            try:
                self._append()
                if not last and (self.lost or self._added > max(SMALL, self._whole // 2) or time.monotonic() > self._anew):
                    self._write_anew()
            except OSError as error:
                if not self.problem:
                    self._say(f"counts cannot be kept for the next start ({error.strerror}); counting goes on")
                self.problem = f"counts cannot be kept ({error.strerror}); make room, it is tried again"
            else:
                self.problem = ""

    def _append(self, *more: int) -> None:
        """Append what waits to the file, and to `more` files."""
        while self._waiting:
            some = [self._waiting[place] for place in range(min(_AT_ONCE, len(self._waiting)))]
            named = [msgspec.structs.replace(one, client=self._name(one.client)) for one in some]
            for file in (self._file, *more):
                self._added += self._put(file, Piece(counted=named))
            for _ in some:
                self._waiting.popleft()
            time.sleep(0)
        for file in (self._file, *more):
            os.fdatasync(file)

    def _put(self, file: int, piece: Piece) -> int:
        """Append one piece, whole or not at all; its size."""
        text = self._encoder.encode(piece)
        end, left = os.lseek(file, 0, os.SEEK_END), memoryview(_HEAD.pack(len(text), zlib.crc32(text)) + text)
        size = len(left)
        try:
            while left:
                left = left[os.write(file, left) :]
        except OSError:
            os.ftruncate(file, end)
            raise
        return size

    def _write_anew(self) -> None:
        """Write everything that counts beside the file, and put it in its place. What comes meanwhile goes into both."""
        beside = self._path.with_name(self._path.name + ".new")
        file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._begin(file)
            lost, size, due = self.lost, 0, time.monotonic() + EVERY
            for held in self._judge.held(self._clock() // 1000, self._name):
                size += self._put(file, Piece(held))
                if time.monotonic() > due:
                    self._append(file)
                    due = time.monotonic() + EVERY
                if self._stop.is_set():  # the old file has everything, too
                    os.close(file)
                    return
                time.sleep(0)
            self._append(file)
            os.fsync(file)
            beside.replace(self._path)
        except OSError:
            os.close(file)
            raise
        os.close(self._file)
        self._file, self._added, self._whole, self.lost = file, 0, size, self.lost - lost
        self._anew = time.monotonic() + ANEW


def _claimed(path: Path) -> tuple[Path, int]:
    """A file that no other process keeps its counts in, and that lets no other do so: its path, and the open file.

    Raises:
        ConfigError: it cannot be made.
    """
    for number in range(_MOST_FILES):
        mine = path.with_name(f"{path.name}.{number}") if number else path
        try:
            file = os.open(mine, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise ConfigError(f"{mine}: counts cannot be kept there ({error.strerror}); see state of [gate]") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(file).st_ino == mine.stat().st_ino:  # it was not replaced in between
                return mine, file
        except OSError:  # another process has it
            pass
        os.close(file)
    raise ConfigError(f"{path}: {_MOST_FILES} processes keep their counts beside it already; see state of [gate]")


def _forked() -> None:
    for kept in list(_LIVE):
        kept.forked()


os.register_at_fork(after_in_child=_forked)
