"""Opening an input: what compresses it is told by its first bytes, never by its name."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import pyarrow as pa

STDIN = "-"
"""The path that means standard input."""

_MAGIC = ((b"\x1f\x8b\x08", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"BZh", "bz2"))
_GZIP, _GULP = 31, 1 << 18
"""zlib's window bits for a gzip member, and the bytes of a file that are decompressed at once."""
_STEP = 1 << 14
"""Bytes asked of a decompressor at once: what it had ready when it met a damage is lost, so they are few."""


class Stream(Protocol):
    """Decompressed bytes in order."""

    compression: str
    """`gzip`, `zstd`, `bz2`, or empty for plain text."""

    def readinto(self, into: memoryview) -> int:
        """Fill `into` from the start; fewer bytes than it has room for only at the end of the input.

        Raises:
            OSError: the input is damaged or cut off; what was read before is in `into`, its length is `rescued`.
        """

    rescued: int
    """Bytes that the last, failed `readinto` wrote."""

    def skip(self, size: int) -> int:
        """Pass over `size` bytes; returns how many there were."""

    def close(self) -> None:
        """Close the input."""


class _Plain:
    compression = ""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.rescued = file, 0

    def readinto(self, into: memoryview) -> int:
        done = self.rescued = 0
        while done < len(into) and (got := self._file.readinto(into[done:])):  # type: ignore[attr-defined]  # every binary file has it
            done = self.rescued = done + got
        return done

    def skip(self, size: int) -> int:
        if self._file.seekable():
            here = self._file.tell()
            there = min(self._file.seek(0, 2), here + size)
            return self._file.seek(there) - here
        return _pass_over(self, size)

    def close(self) -> None:
        self._file.close()


class _Compressed:
    def __init__(self, file: BinaryIO, compression: str) -> None:
        self._file, self.compression, self.rescued = file, compression, 0
        self._stream = pa.CompressedInputStream(pa.PythonFile(file, "r"), compression)

    def readinto(self, into: memoryview) -> int:
        done = self.rescued = 0
        while done < len(into) and (got := self._stream.readinto(into[done : done + _STEP])):
            done = self.rescued = done + got
        return done

    def skip(self, size: int) -> int:
        return _pass_over(self, size)

    def close(self) -> None:
        self._file.close()


class _Gzip:
    """Gzip by zlib, member after member: what stands before a damage or a cut is kept to the last byte."""

    compression = "gzip"

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.rescued = file, 0
        self._member, self._input = zlib.decompressobj(_GZIP), b""

    def readinto(self, into: memoryview) -> int:
        done = self.rescued = 0
        while done < len(into):
            self._input = self._input or self._file.read(_GULP)
            if self._member.eof:
                self._input = self._input.lstrip(b"\0") or self._file.read(_GULP).lstrip(b"\0")  # padding between members
                if not self._input:
                    break
                self._member = zlib.decompressobj(_GZIP)
            elif not self._input:
                raise OSError("truncated")
            try:
                text = self._member.decompress(self._input, len(into) - done)
            except zlib.error as error:
                raise OSError(str(error)) from error
            self._input = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            into[done : done + len(text)] = text
            done = self.rescued = done + len(text)
        return done

    def skip(self, size: int) -> int:
        return _pass_over(self, size)

    def close(self) -> None:
        self._file.close()


def _pass_over(stream: Stream, size: int) -> int:
    scratch, passed = memoryview(bytearray(1 << 18)), 0
    while passed < size and (got := stream.readinto(scratch[: min(len(scratch), size - passed)])):
        passed += got
    return passed


def open_stream(path: str) -> Stream:
    """The decompressed bytes of a file, or of standard input for `-`.

    Raises:
        OSError: it cannot be opened.
    """
    file = cast("BinaryIO", sys.stdin.buffer if path == STDIN else Path(path).open("rb"))  # noqa: SIM115 - the stream closes it
    start = file.peek(4)[:4]  # type: ignore[attr-defined]  # both are buffered readers
    for magic, compression in _MAGIC:
        if start.startswith(magic):
            return _Gzip(file) if compression == "gzip" else _Compressed(file, compression)
    return _Plain(file)


def trouble(error: OSError, compression: str) -> str:
    """What went wrong while a file was opened or read, in a few words."""
    if compression:
        return f"{'cut-off' if 'runcated' in str(error) else 'damaged'} {compression}"
    kinds = (
        (FileNotFoundError, "no such file"),
        (PermissionError, "no permission to read it"),
        (IsADirectoryError, "is a directory"),
    )
    return next((words for kind, words in kinds if isinstance(error, kind)), "cannot be read")
