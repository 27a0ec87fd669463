"""What PostgreSQL and a client say to each other, as far as a probe needs it: TLS, passwords, and questions in the simple form.

Source: PostgreSQL documentation, Frontend/Backend Protocol (3.0): message flow, SASL authentication, message formats.
"""

from __future__ import annotations

import hashlib
import struct

from headcount.probes.interface import Credential
from headcount.probes.scram import Scram
from headcount.probes.wire import EndedError, Wire

WRONG = "it does not answer as PostgreSQL does"
_TLS_REQUEST = struct.pack("!ii", 8, 80_877_103)
_PROTOCOL = 196_608
_OPTIONS = "-c default_transaction_read_only=on -c statement_timeout=4000"
_MOST_MESSAGE = 1 << 20
_MOST_MESSAGES = 20_000


class AskedError(Exception):
    """It wants a password, and there was none to send."""


class RefusedError(Exception):
    """It said no."""

    def __init__(self, fields: bytes) -> None:
        told = {part[:1]: part[1:].decode("ascii", "replace") for part in fields.split(b"\0") if part}
        self.code, self.routine = told.get(b"C", ""), told.get(b"R", "")
        super().__init__(self.code)


def takes_tls(wire: Wire) -> bool:
    """Ask for TLS, the first thing that is said.

    Raises:
        EndedError: it is no PostgreSQL.
    """
    wire.send(_TLS_REQUEST)
    answer = wire.exactly(1)
    if answer not in {b"S", b"N"}:
        raise EndedError(WRONG)
    return answer == b"S"


def enter(wire: Wire, user: str, database: str, credential: Credential | None = None) -> dict[str, str]:
    """Log in, for reading only; what the server tells of itself.

    Raises:
        AskedError: it wants a password and there is none.
        RefusedError: it says no.
        EndedError: it does not keep to the protocol.
    """
    settings = {"user": user, "database": database, "application_name": "headcount-probe", "options": _OPTIONS}
    body = b"".join(word.encode() + b"\0" for pair in settings.items() for word in pair) + b"\0"
    wire.send(struct.pack("!ii", len(body) + 8, _PROTOCOL) + body)
    told: dict[str, str] = {}
    for _ in range(200):
        kind, body = _message(wire)
        if kind == b"R" and len(body) >= 4:
            _answer(wire, body, user, credential)
        elif kind == b"E":
            raise RefusedError(body)
        elif kind == b"S":
            name, _, value = body.rstrip(b"\0").partition(b"\0")
            told[name.decode("ascii", "replace")] = value.decode("ascii", "replace")
        elif kind == b"Z":
            return told
        elif kind not in {b"K", b"N", b"v"}:
            break
    raise EndedError(WRONG)


def ask(wire: Wire, question: str) -> list[dict[str, str | None]]:
    """The rows of an answer; none where it refuses.

    Raises:
        EndedError: it does not keep to the protocol.
    """
    text = question.encode() + b"\0"
    wire.send(b"Q" + struct.pack("!i", len(text) + 4) + text)
    names: list[str] = []
    rows: list[dict[str, str | None]] = []
    for _ in range(_MOST_MESSAGES):
        kind, body = _message(wire)
        if kind == b"Z":
            return rows
        if kind == b"E":
            rows = []
        elif kind == b"T":
            names = _names(body)
        elif kind == b"D":
            rows.append(dict(zip(names, _values(body), strict=False)))
        elif kind not in {b"C", b"N", b"S", b"I"}:
            break
    raise EndedError(WRONG)


def _answer(wire: Wire, body: bytes, user: str, credential: Credential | None) -> None:
    """To a request for a password."""
    how = int.from_bytes(body[:4])
    if how == 0:
        return
    if credential is None or how not in {3, 5, 10}:
        raise AskedError
    password = credential.password.encode()
    if how == 3:
        _say(wire, password + b"\0")
    elif how == 5:
        inner = _md5(password + user.encode())
        _say(wire, b"md5" + _md5(inner + body[4:8]) + b"\0")
    else:
        _scram(wire, body[4:], credential.password)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).hexdigest().encode()  # what its protocol says


def _scram(wire: Wire, mechanisms: bytes, password: str) -> None:
    if b"SCRAM-SHA-256" not in mechanisms.split(b"\0"):
        raise AskedError
    exchange = Scram("", password)
    first = exchange.first()
    _say(wire, b"SCRAM-SHA-256\0" + struct.pack("!i", len(first)) + first)
    _say(wire, exchange.last(_challenge(wire, 11)))
    _challenge(wire, 12)


def _challenge(wire: Wire, expected: int) -> bytes:
    kind, body = _message(wire)
    if kind == b"E":
        raise RefusedError(body)
    if kind != b"R" or int.from_bytes(body[:4]) != expected:
        raise EndedError(WRONG)
    return body[4:]


def _say(wire: Wire, body: bytes) -> None:
    wire.send(b"p" + struct.pack("!i", len(body) + 4) + body)


def _message(wire: Wire) -> tuple[bytes, bytes]:
    kind, size = wire.exactly(1), int.from_bytes(wire.exactly(4))
    if not 4 <= size <= _MOST_MESSAGE:
        raise EndedError(WRONG)
    return kind, wire.exactly(size - 4)


def _names(body: bytes) -> list[str]:
    names, at = [], 2
    for _ in range(int.from_bytes(body[:2])):
        end = body.find(b"\0", at)
        if end < 0:
            raise EndedError(WRONG)
        names.append(body[at:end].decode("utf-8", "replace"))
        at = end + 19
    return names


def _values(body: bytes) -> list[str | None]:
    values: list[str | None] = []
    at = 2
    for _ in range(int.from_bytes(body[:2])):
        size = int.from_bytes(body[at : at + 4], signed=True)
        at += 4
        if size < 0:
            values.append(None)
            continue
        values.append(body[at : at + size].decode("utf-8", "replace"))
        at += size
    return values
