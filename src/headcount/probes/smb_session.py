"""What a file server and a client say to each other in SMB 2 and 3, as far as a probe needs it: no name, shares, files.

Source: [MS-SMB2] (messages), [MS-NLMP] (anonymous login), [MS-SRVS] NetrShareEnum over [MS-RPCE] (list of shares), RFC 4178.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from headcount.probes.ber import tagged
from headcount.probes.wire import EndedError, Wire

WRONG = "it does not answer as SMB does"
_NEGOTIATE, _SETUP, _CONNECT, _CREATE, _READ, _CONTROL, _LIST = 0, 1, 3, 5, 8, 11, 14
_ENCRYPTION = 0x40
_PENDING, _MORE = 0x103, 0xC0000016
_DIALECTS = (0x0202, 0x0210, 0x0300, 0x0302)
_MOST_MESSAGE = 1 << 20
_MOST_SHARES = 1_000
_MECHANISM = bytes.fromhex("2b06010401823702020a")
_SPNEGO = bytes.fromhex("2b0601050502")
_FLAGS = 0xA0080205
"""Of the login: Unicode, target, NTLM, extended security, 128 bits, 56 bits."""
_TRANSCEIVE = 0x0011C017
_SRVSVC = bytes.fromhex("c84f324b7016d30112785a47bf6ee18803000000")
_NDR = bytes.fromhex("045d888aeb1cc9119fe808002b10486002000000")
DISK, _PIPE = 0, 3
_FOLDER, _LINK = 0x10, 0x400


class RefusedError(Exception):
    """It said no; the number is its status."""


@dataclass(frozen=True, slots=True)
class File:
    """One entry of a folder."""

    name: str
    size: int
    folder: bool


@dataclass(slots=True)
class Session:
    """One connection, without a name."""

    wire: Wire
    host: str
    dialect: int = 0
    encrypts: bool = False
    """Whether it can encrypt what is said with a name and a password; without them it never does."""
    _session: int = 0
    _tree: int = 0
    _number: int = field(default=0)

    def greet(self) -> None:
        """Agree on a dialect.

        Raises:
            RefusedError: it knows none of ours.
            EndedError: it is no SMB 2 or 3.
        """
        dialects = struct.pack(f"<{len(_DIALECTS)}H", *_DIALECTS)
        _, told = self._ask(_NEGOTIATE, struct.pack("<HHHHI16sQ", 36, len(_DIALECTS), 1, 0, _ENCRYPTION, bytes(16), 0) + dialects)
        if len(told) < 64:
            raise EndedError(WRONG)
        self.dialect = int.from_bytes(told[4:6], "little")
        self.encrypts = bool(int.from_bytes(told[24:28], "little") & _ENCRYPTION)

    def enter(self) -> None:
        """Log in without a name.

        Raises:
            RefusedError: it lets nobody in without one.
        """
        first = b"NTLMSSP\0" + struct.pack("<II", 1, _FLAGS) + bytes(16)
        offered = tagged(0xA0, tagged(0x30, tagged(0x06, _MECHANISM))) + tagged(0xA2, tagged(0x04, first))
        self._setup(tagged(0x60, tagged(0x06, _SPNEGO), tagged(0xA0, tagged(0x30, offered))), _MORE)
        empty = struct.pack("<HHI", 0, 0, 65)
        last = b"NTLMSSP\0" + struct.pack("<I", 3) + struct.pack("<HHI", 1, 1, 64) + empty * 5
        last += struct.pack("<I", _FLAGS | 0x800) + b"\0"
        self._setup(tagged(0xA1, tagged(0x30, tagged(0xA2, tagged(0x04, last)))), 0)

    def _setup(self, token: bytes, expected: int) -> None:
        head = struct.pack("<HBBIIHHQ", 25, 0, 1, 0, 0, 88, len(token), 0)
        status, _ = self._ask(_SETUP, head + token, also=_MORE)
        if status != expected:
            raise RefusedError(status)

    def connect(self, share: str) -> None:
        """Go to a share; what follows is about it."""
        path = f"\\\\{self.host}\\{share}".encode("utf-16-le")
        self._tree = 0
        self._ask(_CONNECT, struct.pack("<HHHH", 9, 0, 72, len(path)) + path)

    def shares(self) -> list[tuple[str, int]]:
        """Shares with their types, as the server lists them to strangers."""
        self.connect("IPC$")
        pipe = self._open("srvsvc", 0x0012019F, 0)
        bind = struct.pack("<HHIB3xHBx", 4280, 4280, 0, 1, 0, 1) + _SRVSVC + _NDR
        self._transceive(pipe, _fragment(11, bind))
        wanted = struct.pack("<8I", 0, 1, 1, 0x20004, 0, 0, 0xFFFFFFFF, 0)
        told = self._transceive(pipe, _fragment(0, struct.pack("<IHH", len(wanted), 0, 15) + wanted))
        return _shares(told[24:]) if len(told) > 24 and told[2] == 2 else []

    def files(self, folder: str) -> list[File]:
        """What is in a folder of the share, as far as one answer goes."""
        place = self._open(folder, 0x00100081, 1)
        every = "*".encode("utf-16-le")
        ask = struct.pack("<HBBI16sHHI", 33, 1, 0, 0, place, 96, len(every), 1 << 16) + every
        told = _part(self._ask(_LIST, ask)[1], 2)
        found, at = [], 0
        while at + 64 <= len(told):
            following, size, flags, length = *struct.unpack_from("<I", told, at), *struct.unpack_from("<Q8xII", told, at + 40)
            name = told[at + 64 : at + 64 + length].decode("utf-16-le", "replace")
            if name not in {".", ".."} and not flags & _LINK:
                found.append(File(name, size, bool(flags & _FOLDER)))
            if not following:
                break
            at += following
        return found

    def beginning(self, path: str, most: int) -> bytes:
        """The first bytes of a file."""
        place = self._open(path, 0x00120089, 0x40)
        ask = struct.pack("<HBBIQ16sIIIHHx", 49, 80, 0, most, 0, place, 0, 0, 0, 0, 0)
        _, told = self._ask(_READ, ask)
        at, size = int.from_bytes(told[2:3]) - 64, int.from_bytes(told[4:8], "little")
        return told[at : at + size] if at >= 16 else b""

    def _open(self, name: str, access: int, options: int) -> bytes:
        raw = name.encode("utf-16-le")
        head = struct.pack("<HBBIQQIIIIIHHII", 57, 0, 0, 2, 0, 0, access, 0, 7, 1, options, 120, len(raw), 0, 0)
        _, told = self._ask(_CREATE, head + (raw or b"\0"))
        if len(told) < 80:
            raise EndedError(WRONG)
        return told[64:80]

    def _transceive(self, pipe: bytes, said: bytes) -> bytes:
        head = struct.pack("<HHI16sIIIIIIII", 57, 0, _TRANSCEIVE, pipe, 120, len(said), 0, 0, 0, 1 << 16, 1, 0)
        _, told = self._ask(_CONTROL, head + said, also=0x80000005)
        return _part(told, 32)

    def _ask(self, command: int, body: bytes, also: int = 0) -> tuple[int, bytes]:
        """Status and body of an answer.

        Raises:
            RefusedError: it says no.
            EndedError: it does not keep to the protocol.
        """
        number, self._number = self._number, self._number + 1
        head = struct.pack(
            "<4sHHIHHIIQIIQ16s", b"\xfeSMB", 64, 1, 0, command, 32, 0, 0, number, 0, self._tree, self._session, b""
        )
        self.wire.send(struct.pack("!I", len(head) + len(body)) + head + body)
        status = _PENDING
        told = b""
        while status == _PENDING:
            size = int.from_bytes(self.wire.exactly(4))
            if not 64 <= size <= _MOST_MESSAGE:
                raise EndedError(WRONG)
            told = self.wire.exactly(size)
            mark, status, what, _, again = struct.unpack_from("<4s4xIHH8xQ", told)
            if mark != b"\xfeSMB" or what != command or again != number:
                raise EndedError(WRONG)
        if status not in {0, also}:
            raise RefusedError(status)
        if command == _CONNECT:
            self._tree = int.from_bytes(told[36:40], "little")
        elif command == _SETUP:
            self._session = int.from_bytes(told[40:48], "little")
        return status, told[64:]


def _fragment(kind: int, body: bytes) -> bytes:
    return struct.pack("<BBBBIHHI", 5, 0, kind, 3, 0x10, 16 + len(body), 0, 1) + body


def _part(told: bytes, at: int) -> bytes:
    """The bytes of an answer whose place and length stand at `at`: two bytes and four, or four and four from 32 on."""
    if at < 32:
        place, size = struct.unpack_from("<HI", told, at) if len(told) >= at + 6 else (0, 0)
    else:
        place, size = struct.unpack_from("<II", told, at) if len(told) >= at + 8 else (0, 0)
    return told[place - 64 : place - 64 + size] if place >= 64 else b""


def _shares(told: bytes) -> list[tuple[str, int]]:
    """Names and types of a SHARE_INFO_1 list, in NDR."""
    if len(told) < 24:
        raise EndedError(WRONG)
    count = int.from_bytes(told[20:24], "little")
    if count > _MOST_SHARES or len(told) < 24 + 12 * count:
        raise EndedError(WRONG)
    heads = [struct.unpack_from("<III", told, 24 + 12 * place) for place in range(count)]
    at, found = 24 + 12 * count, []
    for name, kind, remark in heads:
        texts = []
        for pointer in (name, remark):
            if not pointer:
                continue
            if len(told) < at + 12:
                raise EndedError(WRONG)
            size = 2 * int.from_bytes(told[at + 8 : at + 12], "little")
            texts.append(told[at + 12 : at + 12 + size].decode("utf-16-le", "replace").rstrip("\0"))
            at += 12 + size + -size % 4
        if name:
            found.append((texts[0], kind & 0xFF))
    return found
