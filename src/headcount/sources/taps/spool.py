"""The spool: what was pushed waits in files until the ledger has it. A sender hears "received" only after the disk has it.

Segments are append-only files. A segment is frames: a header of 51 bytes (size, CRC-32 and batch as hexadecimal digits), then the
batch's whole lines. One `fdatasync` serves all senders that wait (group commit). A frame that a crash cut off is removed when the
spool is opened, so that a batch is there whole or not at all, and its sender, who heard nothing, may send it again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from headcount.errors import ConfigError, HeadcountError

Position = tuple[int, int]
"""Segment, and offset of a frame in it."""
_HEADER = re.compile(rb"([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{32})\n")
_SIZE, _NO_BATCH = 51, "0" * 32
BOUND, SEGMENT, REMEMBERED = 1 << 30, 16 << 20, 100_000
"""Bytes that may wait, bytes after which a new segment begins, and batches that are known again."""


class NoRoomError(HeadcountError):
    """Nothing was kept, since the disk has no room or failed: try again later."""


class FullError(NoRoomError):
    """Nothing was kept, since as much waits as may: try again later."""


class Spool:
    """A folder of segments; one process at a time. Threads may append while one reads."""

    def __init__(self, folder: Path, *, bound: int = BOUND, segment: int = SEGMENT, remembered: int = REMEMBERED) -> None:
        """Opens the folder, makes it where it is not there, and cuts off what a crash left unfinished.

        Raises:
            ConfigError: the folder cannot be used, or another process uses it.
        """
        self.problem = ""
        """Which part of the spool could not be read; empty while all is well."""
        self._folder, self._bound, self._segment, self._remembered = folder, bound, segment, remembered
        self._lock, self._syncing = threading.Condition(), threading.Lock()
        self._seen: OrderedDict[str, Position] = OrderedDict()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._guard = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(f"{folder}: another process uses this spool: give each tap a folder of its own") from error
        except OSError as error:
            raise ConfigError(f"{folder}: cannot be used as a spool: {error.strerror}") from error
        self._numbers = sorted(int(path.stem) for path in folder.glob("*.frames"))
        self._recall()
        self._number, self._file, self._end = 0, -1, 0
        self._held = sum(self._path(number).stat().st_size for number in self._numbers)
        self._attempt, self._undone = 0, dict[int, tuple[Position, Position]]()
        self._begin_segment()
        self._durable: Position = (self._number, 0)

    def append(self, lines: bytes, batch: str = "") -> bool:
        """Keep whole lines for good; returns once the disk has them. False when the batch of this name was kept before.

        Raises:
            NoRoomError: nothing was kept; the sender may try again.
        """
        name = hashlib.blake2b(batch.encode(), digest_size=16).hexdigest() if batch else _NO_BATCH
        frame = b"%08x %08x %s\n%s" % (len(lines), zlib.crc32(name.encode() + lines), name.encode(), lines)
        with self._lock:
            place, fresh = self._seen.get(name), False
            if place is None:
                if self._held + len(frame) > self._bound:
                    raise FullError("the spool is full")
                self._write(frame)
                place, fresh = (self._number, self._end), True
                self._remember(name, place)
            attempt = self._attempt
        self._sync(place, attempt)
        return fresh

    def read(self, position: Position, most: int) -> tuple[bytes, Position]:
        """Lines that are on the disk from `position` on, about `most` bytes, and the position after them."""
        with self._lock:
            durable, numbers = self._durable, [number for number in self._numbers if number >= position[0]]
        parts, size = list[bytes](), 0
        for index, number in enumerate(numbers):
            at = position[1] if number == position[0] else 0
            position = (number, at)
            stop = durable[1] if number == durable[0] else self._path(number).stat().st_size
            for name, lines, end in _frames(self._path(number), at, stop):
                position = (number, end)
                if name is None:
                    self.problem = f"segment {number} of the spool is damaged: what follows in it is left out"
                    position = (number, stop)
                    break
                parts.append(lines)
                size += len(lines)
                if size >= most:
                    return b"".join(parts), position
            if number < durable[0]:
                position = (numbers[index + 1], 0)
        return b"".join(parts), position

    def wait(self, position: Position, seconds: float) -> bool:
        """Whether something is there after `position`, after waiting for it."""
        with self._lock:
            return self._lock.wait_for(lambda: self._durable > position, seconds)

    def spent(self, position: Position) -> None:
        """The ledger has everything before `position`: make room."""
        with self._lock:
            for number in [number for number in self._numbers if number < self._number and self._is_spent(number, position)]:
                self._forget(number)
                self._numbers.remove(number)
            sizes = sum(self._path(number).stat().st_size for number in self._numbers)
            self._held = sizes - (position[1] if position[0] in self._numbers else 0)

    def _is_spent(self, number: int, position: Position) -> bool:
        return number < position[0] or (number == position[0] and self._path(number).stat().st_size <= position[1])

    def waiting(self, position: Position) -> int:
        """Bytes on the disk after `position`."""
        with self._lock:
            sizes = sum(self._path(number).stat().st_size for number in self._numbers if number >= position[0])
            return sizes - (position[1] if position[0] in self._numbers else 0)

    def close(self) -> None:
        """Let go of the folder."""
        with self._syncing, self._lock:
            os.close(self._file)
            os.close(self._guard)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:016d}.frames"

    def _recall(self) -> None:
        """Learn which batches are there or were; cut off what is not a whole frame, and remove what is empty."""
        for path in sorted(self._folder.glob("*.batches")):
            for name in path.read_text("ascii").split():
                self._remember(name, (0, 0))
        for number in list(self._numbers):
            path, good = self._path(number), 0
            for batch, _, end in _frames(path, 0, path.stat().st_size):
                if batch is not None:
                    good = end
                    self._remember(batch, (number, end))
            if number == self._numbers[-1] and good < path.stat().st_size:
                os.truncate(path, good)
            if not path.stat().st_size:
                path.unlink()
                self._numbers.remove(number)

    def _remember(self, name: str, place: Position) -> None:
        if name != _NO_BATCH:
            self._seen[name] = place
        while len(self._seen) > self._remembered:
            self._seen.popitem(last=False)

    def _forget(self, number: int) -> None:
        """Remove a segment; its batches stay known for as long as there are not too many newer ones."""
        path = self._path(number)
        if names := [name for name, place in self._seen.items() if place[0] == number]:
            draft = path.with_suffix(".draft")
            with draft.open("w", encoding="ascii") as file:
                file.write("\n".join(names))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path.with_suffix(".batches"))
            newer = 0
            for kept in sorted(self._folder.glob("*.batches"), reverse=True):
                if newer >= self._remembered:
                    kept.unlink()
                else:
                    newer += (kept.stat().st_size + 1) // (len(_NO_BATCH) + 1)
        path.unlink()

    def _begin_segment(self) -> None:
        """Open a new segment, whose number is later than any before, even of a folder that was wiped."""
        number = max([time.time_ns() // 1000, *(number + 1 for number in self._numbers[-1:]), self._number + 1])
        file = os.open(self._path(number), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        folder = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
        os.fsync(folder)
        os.close(folder)
        if self._file >= 0:
            os.close(self._file)
        self._number, self._file, self._end = number, file, 0
        self._numbers.append(number)

    def _write(self, frame: bytes) -> None:
        try:
            written = 0
            while written < len(frame):
                written += os.write(self._file, frame[written:])
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._file, self._end)
            raise NoRoomError(f"the spool cannot be written: {error.strerror}") from error
        self._end += len(frame)
        self._held += len(frame)

    def _sync(self, place: Position, attempt: int) -> None:
        """Wait until the disk has everything up to `place`; whoever comes first does it for all."""
        with self._syncing:
            with self._lock:
                low, high = self._undone.get(attempt, ((0, 0), (0, 0)))
                if low < place <= high:
                    raise NoRoomError("the spool cannot be written: its disk failed")
                if self._durable >= place:
                    return
                reached, file = (self._number, self._end), self._file
            try:
                os.fdatasync(file)
                with self._lock:
                    if self._end >= self._segment:
                        os.fdatasync(file)  # what others wrote meanwhile
                        reached = (self._number, self._end)
            except OSError as error:
                self._undo()
                raise NoRoomError(f"the spool cannot be written: {error.strerror}") from error
            with self._lock:
                self._durable = reached
                if reached[1] >= self._segment and self._end == reached[1]:
                    with suppress(OSError):  # no room for another file: this one goes on
                        self._begin_segment()
                        self._durable = (self._number, 0)
                self._lock.notify_all()

    def _undo(self) -> None:
        """After a failed sync nobody knows what the disk has: take back what was not durable, and begin another segment."""
        with self._lock:
            self._undone[self._attempt] = self._durable, (self._number, self._end)
            self._attempt += 1
            self._seen = OrderedDict((name, place) for name, place in self._seen.items() if place <= self._durable)
            with suppress(OSError):
                os.ftruncate(self._file, self._durable[1])
                self._held -= self._end - self._durable[1]
                self._end = self._durable[1]
                self._begin_segment()
                self._durable = (self._number, 0)


def _frames(path: Path, start: int, stop: int) -> Iterator[tuple[str | None, bytes, int]]:
    """(batch, lines, end) of the whole frames from `start` on; at a frame that is not whole (None, b"", where it begins)."""
    with path.open("rb") as file:
        file.seek(start)
        while start < stop:
            header = file.read(_SIZE)
            known = _HEADER.fullmatch(header)
            lines = file.read(int(known[1], 16)) if known else b""
            if not known or len(lines) < int(known[1], 16) or zlib.crc32(known[3] + lines) != int(known[2], 16):
                yield None, b"", start
                return
            start += _SIZE + len(lines)
            yield known[3].decode(), lines, start
