"""AMQP 0-9-1, as RabbitMQ speaks it: who is let in? What is in the queues is not asked: whoever takes a message, takes it away.

Source: AMQP 0-9-1 specification (frames, class connection), RabbitMQ documentation (access control, authentication mechanisms).
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Mapping, Sequence

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import keeping
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Seen
from headcount.probes.web import version_in
from headcount.probes.wire import EndedError, Line, Wire

_WRONG = "it does not answer as AMQP does"
_MOST_FRAME = 1 << 17
_PRODUCTS = {"RabbitMQ", "LavinMQ", "qpid-cpp", "qpid"}
_START, _TUNE, _OPEN_OK, _CLOSE = (10, 10), (10, 30), (10, 41), (10, 50)
_SIZES = {b"t": 1, b"b": 1, b"B": 1, b"s": 2, b"u": 2, b"I": 4, b"i": 4, b"f": 4, b"D": 5, b"l": 8, b"L": 8, b"d": 8, b"T": 8}
"""Bytes of the values of a table, by type; those that are missing have their length before, or none at all (V)."""


class AMQP:
    """One for the shelf."""

    name = "amqp"
    schemes: Mapping[str, int] = {"amqp": 5672, "amqps": 5671}
    advice: Mapping[str, Advice] = {
        "amqp/anonymous": Advice(
            Severity.HIGH,
            "Whoever reaches it is let in without a password, and takes messages from the queues or puts others into them.",
            "# /etc/rabbitmq/rabbitmq.conf\nauth_mechanisms.1 = PLAIN\nauth_mechanisms.2 = AMQPLAIN\nanonymous_login_user = none",
            "rabbitmq-diagnostics environment   # on the server: no ANONYMOUS in auth_mechanisms",
        ),
        "amqp/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it, and with it the queues.",
            "rabbitmqctl delete_user guest\nrabbitmqctl change_password THE-USER A-LONG-RANDOM-PASSWORD\n"
            "# /etc/rabbitmq/rabbitmq.conf\nloopback_users.guest = true",
            "rabbitmqctl authenticate_user THE-USER THE-WEAK-ONE   # on the server: must fail",
        ),
        "amqp/no-tls": Advice(
            Severity.MEDIUM,
            "Messages and passwords can be read on the way.",
            "# /etc/rabbitmq/rabbitmq.conf\nlisteners.tcp = none\nlisteners.ssl.default = 5671\n"
            "ssl_options.certfile = /etc/rabbitmq/server.pem\nssl_options.keyfile = /etc/rabbitmq/server.key",
            "openssl s_client -connect HOST:PORT </dev/null",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        seen = Seen("AMQP broker", unit="messages")
        tls = target.scheme == "amqps"
        with keeping(seen):
            self._look(line, seen, weak, tls=tls)
        return seen

    @staticmethod
    def _look(line: Line, seen: Seen, weak: Sequence[Credential], *, tls: bool) -> None:
        with line.open(tls=tls) as wire:
            told, ways = _start(wire)
            seen.encrypted = tls
            if not tls:
                seen.weaknesses["amqp/no-tls"] = ""
            if told.get("product") in _PRODUCTS:
                seen.product = told["product"]
            seen.version = version_in(told.get("version", ""))
            if "ANONYMOUS" in ways and _let_in(wire, "ANONYMOUS", b""):
                seen.reader, seen.weaknesses["amqp/anonymous"] = Reader.ANYONE, ""
                return
        seen.reader = Reader.NOBODY
        for one in weak[:8] if "PLAIN" in ways else []:
            with line.open(tls=tls) as wire:
                _start(wire)
                if _let_in(wire, "PLAIN", b"\0" + one.user.encode() + b"\0" + one.password.encode()):
                    seen.reader, seen.weaknesses["amqp/weak-password"] = Reader.WEAK, f"user {one.user}"
                    return


def _start(wire: Wire) -> tuple[dict[str, str], list[str]]:
    """What a broker tells of itself, and the ways of logging in that it takes."""
    wire.send(b"AMQP\0\0\x09\x01")
    method, body = _method(wire)
    if method != _START:
        raise EndedError(_WRONG)
    size = int.from_bytes(body[2:6])
    ways, _ = _long(body, 6 + size)
    return _texts(body[6 : 6 + size]), ways.decode("ascii", "replace").split(" ")


def _let_in(wire: Wire, way: str, proof: bytes) -> bool:
    """Whether a login succeeds, and the uppermost virtual host is opened to it."""
    capability = _short(b"authentication_failure_close") + b"t\x01"
    properties = _short(b"capabilities") + b"F" + struct.pack("!I", len(capability)) + capability
    told = struct.pack("!I", len(properties)) + properties
    wire.send(_frame((10, 11), told + _short(way.encode()) + struct.pack("!I", len(proof)) + proof + _short(b"en_US")))
    method, body = _method(wire)
    if method == _CLOSE:
        return False
    if method != _TUNE or len(body) < 8:
        raise EndedError(_WRONG)
    wire.send(_frame((10, 31), body[:6] + bytes(2)) + _frame((10, 40), _short(b"/") + _short(b"") + b"\0"))
    method, _ = _method(wire)
    with contextlib.suppress(EndedError):
        wire.send(_frame(_CLOSE, struct.pack("!H", 200) + _short(b"") + bytes(4)))
    return method in {_OPEN_OK, _CLOSE}


def _frame(method: tuple[int, int], body: bytes) -> bytes:
    return struct.pack("!BHI", 1, 0, len(body) + 4) + struct.pack("!HH", *method) + body + b"\xce"


def _method(wire: Wire) -> tuple[tuple[int, int], bytes]:
    kind, channel, size = struct.unpack("!BHI", wire.exactly(7))
    if kind != 1 or channel != 0 or not 4 <= size <= _MOST_FRAME:
        raise EndedError(_WRONG)
    body = wire.exactly(size + 1)
    if body[-1:] != b"\xce":
        raise EndedError(_WRONG)
    return (int.from_bytes(body[:2]), int.from_bytes(body[2:4])), body[4:-1]


def _texts(table: bytes) -> dict[str, str]:
    """The texts of a table; other values are passed over."""
    found: dict[str, str] = {}
    at = 0
    while at < len(table):
        size = table[at]
        name, kind, at = table[at + 1 : at + 1 + size], table[at + 1 + size : at + 2 + size], at + 2 + size
        if kind in {b"S", b"x", b"A", b"F"}:
            value, at = _long(table, at)
            if kind == b"S":
                found[name.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
        elif kind in _SIZES or kind == b"V":
            at += _SIZES.get(kind, 0)
        else:
            raise EndedError(_WRONG)
    return found


def _long(body: bytes, at: int) -> tuple[bytes, int]:
    end = at + 4 + int.from_bytes(body[at : at + 4])
    if end > len(body) or at + 4 > len(body):
        raise EndedError(_WRONG)
    return body[at + 4 : end], end


def _short(text: bytes) -> bytes:
    return bytes([len(text)]) + text
