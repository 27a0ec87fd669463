"""What MySQL, MariaDB and a client say to each other, as far as a probe needs it: TLS, passwords, and questions as text.

Source: MySQL internals, Client/Server Protocol (connection phase, text protocol); MariaDB knowledge base, the same. A server that
asks its client for a file (LOCAL INFILE) gets none: that answer ends the look.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from headcount.probes.wire import EndedError, Wire

WRONG = "it does not answer as MySQL does"
_MOST_PACKET = 1 << 20
_MOST_COLUMNS = 4_096
_MOST_ROWS = 10_000
_TLS = 0x800
_CAPABILITIES = 0x1 | 0x200 | 0x2000 | 0x8000 | 0x80000
"""Long passwords, protocol 4.1, transactions, its way of logging in, and its plugins: no local files, no several questions."""
_UTF8MB4 = 45


class RefusedError(Exception):
    """It said no."""

    def __init__(self, packet: bytes) -> None:
        self.code = int.from_bytes(packet[1:3], "little")
        super().__init__(self.code)


@dataclass(slots=True)
class Session:
    """One connection."""

    wire: Wire
    version: str = ""
    tls: bool = False
    """Whether it takes TLS."""
    _salt: bytes = b""
    _plugin: bytes = b""
    _number: int = 0

    def greet(self) -> None:
        """Hear its greeting.

        Raises:
            RefusedError: it does not even talk to this address.
            EndedError: it is no MySQL.
        """
        told = self._packet()
        if told[:1] == b"\xff":
            raise RefusedError(told)
        end = told.find(b"\0", 1)
        if told[:1] != b"\x0a" or end < 0 or len(told) < end + 32:
            raise EndedError(WRONG)
        self.version = told[1:end].decode("ascii", "replace")[:64]
        at = end + 5
        capabilities = int.from_bytes(told[at + 9 : at + 11], "little")
        self.tls = bool(capabilities & _TLS)
        self._salt = told[at : at + 8] + told[at + 27 : at + 39]
        self._plugin = told[at + 40 :].split(b"\0")[0] or b"mysql_native_password"

    def enter(self, user: str, password: str = "") -> None:
        """Log in, over TLS where it takes that.

        Raises:
            RefusedError: it says no.
            EndedError: it does not keep to the protocol, or TLS cannot be agreed on.
        """
        capabilities = _CAPABILITIES | (_TLS if self.tls else 0)
        head = struct.pack("<IIB23x", capabilities, _MOST_PACKET, _UTF8MB4)
        if self.tls:
            self._send(head)
            self.wire.encrypt()
        proof = _proof(self._plugin, password.encode(), self._salt, tls=self.tls)
        self._send(head + user.encode() + b"\0" + bytes([len(proof)]) + proof + self._plugin + b"\0")
        for _ in range(6):
            told = self._packet()
            if told[:1] == b"\0":
                return
            if told[:1] == b"\xff":
                raise RefusedError(told)
            if told[:1] == b"\xfe":
                self._plugin, _, salt = told[1:].partition(b"\0")
                self._send(_proof(self._plugin, password.encode(), salt[:20], tls=self.tls))
            elif told == b"\x01\x04":
                if not self.tls:
                    raise RefusedError(b"\xff\x15\x04")
                self._send(password.encode() + b"\0")
            elif told != b"\x01\x03":
                break
        raise EndedError(WRONG)

    def ask(self, question: str) -> list[dict[str, str | None]]:
        """The rows of an answer; none where it refuses.

        Raises:
            EndedError: it does not keep to the protocol.
        """
        self._number = 0
        self._send(b"\x03" + question.encode())
        head = self._packet()
        if head[:1] in {b"\0", b"\xff"}:
            return []
        count, _ = _number(head, 0)
        if head[:1] == b"\xfb" or not 0 < count <= _MOST_COLUMNS:
            raise EndedError(WRONG)
        names = [_texts(self._packet(), 6)[4] or "" for _ in range(count)]
        rows: list[dict[str, str | None]] = []
        if not _last(self._packet()):
            raise EndedError(WRONG)
        while len(rows) <= _MOST_ROWS:
            packet = self._packet()
            if _last(packet):
                return rows
            rows.append(dict(zip(names, _texts(packet, count), strict=False)))
        raise EndedError(WRONG)

    def leave(self) -> None:
        """Say that this was all, so that it counts no broken connection."""
        self._number = 0
        self._send(b"\x01")

    def _send(self, body: bytes) -> None:
        self.wire.send(len(body).to_bytes(3, "little") + bytes([self._number & 0xFF]) + body)
        self._number += 1

    def _packet(self) -> bytes:
        head = self.wire.exactly(4)
        size, self._number = int.from_bytes(head[:3], "little"), head[3] + 1
        if not 0 < size <= _MOST_PACKET:
            raise EndedError(WRONG)
        return self.wire.exactly(size)


def _proof(plugin: bytes, password: bytes, salt: bytes, *, tls: bool) -> bytes:
    """That the password is known, as a plugin wants it told; nothing for an empty one, and for plugins that are not known."""
    if not password:
        return b""
    if plugin == b"mysql_native_password":
        once = hashlib.sha1(password, usedforsecurity=False).digest()
        mask = hashlib.sha1(salt + hashlib.sha1(once, usedforsecurity=False).digest(), usedforsecurity=False).digest()
    elif plugin == b"caching_sha2_password":
        once = hashlib.sha256(password).digest()
        mask = hashlib.sha256(hashlib.sha256(once).digest() + salt).digest()
    else:
        return password + b"\0" if tls and plugin == b"mysql_clear_password" else b""
    return bytes(one ^ other for one, other in zip(once, mask, strict=True))


def _last(packet: bytes) -> bool:
    """Whether it ends a list: that it does, or an error."""
    return packet[:1] == b"\xff" or (packet[:1] == b"\xfe" and len(packet) < 9)


def _number(body: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, and where it ends."""
    first = body[at] if at < len(body) else 0
    size = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(first)
    if size is None:
        return first, at + 1
    return int.from_bytes(body[at + 1 : at + 1 + size], "little"), at + 1 + size


def _texts(body: bytes, count: int) -> list[str | None]:
    values: list[str | None] = []
    at = 0
    for _ in range(count):
        if body[at : at + 1] == b"\xfb":
            values.append(None)
            at += 1
            continue
        size, at = _number(body, at)
        values.append(body[at : at + size].decode("utf-8", "replace"))
        at += size
    return values
