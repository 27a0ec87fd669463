"""What an rsync daemon and a client say to each other, as far as a probe needs it: modules, a folder, the beginning of a file.

Protocol 29 is spoken, which daemons since 2004 know and newer ones still do: its lists are the plainest.

Source: rsync's manual (rsyncd.conf) and the description of its daemon protocol (csprotocol.txt in its sources).
"""

from __future__ import annotations

import base64
import hashlib
import re
import stat
import struct
from dataclasses import dataclass, field

from headcount.probes.interface import Credential
from headcount.probes.wire import EndedError, Wire

WRONG = "it does not answer as rsync does"
_GREETING = b"@RSYNCD: 29.0 md5\n"
_MOST_LINES = 500
_MOST_FILES = 20_000
_MOST_PIECE = 1 << 20
_LONG_FLAGS, _SAME_MODE, _SAME_NAME, _LONG_NAME, _SAME_TIME = 0x04, 0x02, 0x20, 0x40, 0x80
_TRANSFER = 0x8000


@dataclass(frozen=True, slots=True)
class File:
    """One entry of a folder."""

    name: bytes
    size: int
    mode: int

    @property
    def folder(self) -> bool:
        """Whether it is one."""
        return stat.S_ISDIR(self.mode)

    @property
    def regular(self) -> bool:
        """Whether it is a file, and no link or device."""
        return stat.S_ISREG(self.mode)


def greet(wire: Wire) -> str:
    """Say hello; the protocol's number that the daemon says.

    Raises:
        EndedError: it is no rsync daemon.
    """
    hello = re.match(rb"@RSYNCD: (\d{2}\.\d+)", wire.until(b"\n", 1024))
    if hello is None:
        raise EndedError(WRONG)
    wire.send(_GREETING)
    return hello[1].decode()


def modules(wire: Wire) -> list[str]:
    """The modules that it shows, after `greet`."""
    wire.send(b"#list\n")
    found: list[str] = []
    for _ in range(_MOST_LINES):
        row = wire.until(b"\n", 8192).decode("utf-8", "replace").rstrip("\r\n")
        if row.startswith("@RSYNCD: EXIT"):
            break
        if row.startswith("@ERROR"):
            return []
        name, tab, _ = row.partition("\t")
        if tab and name.strip():
            found.append(name.strip())
    return found


def enter(wire: Wire, module: str, weak: Credential | None = None) -> bool | None:
    """Whether a module is opened, after `greet`; None where it asks for a password and there is none."""
    wire.send(module.encode() + b"\n")
    for _ in range(_MOST_LINES):
        row = wire.until(b"\n", 8192)
        if row.startswith(b"@RSYNCD: OK"):
            return True
        if row.startswith(b"@ERROR"):
            if b"max connections" in row:
                raise EndedError("it takes no more connections now")
            return False
        if row.startswith(b"@RSYNCD: AUTHREQD "):
            if weak is None or not weak.user:
                return None
            mixed = weak.password.encode() + row.removeprefix(b"@RSYNCD: AUTHREQD ").strip()
            proof = base64.b64encode(hashlib.md5(mixed, usedforsecurity=False).digest()).rstrip(b"=")  # what it asks for
            wire.send(weak.user.encode() + b" " + proof + b"\n")
    raise EndedError(WRONG)


@dataclass(slots=True)
class Folder:
    """One folder of an opened module."""

    wire: Wire
    path: str
    """Module and folders, with slashes between."""
    _had: bytearray = field(default_factory=bytearray)

    def files(self) -> list[File]:
        """What is in it, in the order in which the daemon counts.

        Raises:
            EndedError: it does not keep to the protocol.
        """
        self.wire.send(b"--server\n--sender\n-d\n.\n" + self.path.encode() + b"/\n\n")
        self.wire.exactly(4)
        self.wire.send(struct.pack("<i", 0))
        found: list[File] = []
        last = File(b"", 0, 0)
        while flags := self._take(1)[0]:
            if len(found) > _MOST_FILES:
                raise EndedError(WRONG)
            last = self._file(flags, last)
            found.append(last)
        self._take(4)
        return sorted(found, key=lambda file: (file.name != b".", file.folder, file.name))

    def beginning(self, place: int, most: int) -> bytes:
        """The first bytes of a file, by its place among `files`; when there are more, nothing else can be asked for."""
        self.wire.send(struct.pack("<iHiiii", place, _TRANSFER, 0, 700, 2, 0))
        self._take(4 + 2 + 16)
        data = b""
        while (size := int.from_bytes(self._take(4), "little", signed=True)) > 0:
            if size > _MOST_PIECE:
                raise EndedError(WRONG)
            data += self._take(size)
            if len(data) >= most:
                return data[:most]
        self._take(16)
        return data

    def _file(self, flags: int, last: File) -> File:
        if flags & _LONG_FLAGS:
            self._take(1)
        same = self._take(1)[0] if flags & _SAME_NAME else 0
        size = int.from_bytes(self._take(4), "little") if flags & _LONG_NAME else self._take(1)[0]
        if size > 4096:
            raise EndedError(WRONG)
        name = last.name[:same] + self._take(size)
        held = int.from_bytes(self._take(4), "little")
        if held == 0xFFFFFFFF:
            held = int.from_bytes(self._take(8), "little")
        if not flags & _SAME_TIME:
            self._take(4)
        mode = last.mode if flags & _SAME_MODE else int.from_bytes(self._take(4), "little")
        return File(name, held, mode)

    def _take(self, count: int) -> bytes:
        """The next bytes of its data; messages between are passed over."""
        while len(self._had) < count:
            head = int.from_bytes(self.wire.exactly(4), "little")
            kind, size = (head >> 24) - 7, head & 0xFFFFFF
            if not 0 <= kind <= 110:
                raise EndedError(WRONG)
            piece = self.wire.exactly(size)
            if kind == 0:
                self._had += piece
        taken = bytes(self._had[:count])
        del self._had[:count]
        return taken
