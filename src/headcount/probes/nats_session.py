"""What NATS and a client say to each other, as far as a probe needs it: INFO, CONNECT, one question and its answer.

Source: NATS documentation, Client protocol; JetStream wire API.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import msgspec

from headcount.probes.wire import EndedError, Wire

_WRONG = "it does not answer as NATS does"
_INBOX = "_INBOX.headcount.probe"
_MOST_PAYLOAD = 1 << 20
_MOST_LINES = 200
"""Lines of other things that are read before an answer."""


class RefusedError(Exception):
    """The credential, or none, was refused."""


class Session:
    """One connection; what the server says of itself is read at once."""

    def __init__(self, wire: Wire) -> None:
        """Read its INFO, and go over to TLS where it offers that.

        Raises:
            EndedError: it is no NATS.
        """
        self._wire = wire
        told = _decoded(wire.until(b"\r\n").removeprefix(b"INFO "))
        if not isinstance(told, dict) or "server_id" not in told:
            raise EndedError(_WRONG)
        self.info: Mapping[str, Any] = told
        self.encrypted = told.get("tls_required") is True or told.get("tls_available") is True
        if self.encrypted:
            wire.encrypt()
        self._numbered = 0

    def connect(self, user: str, password: str) -> None:
        """Come in: with nothing, with a token (a password alone), or with a user and password.

        Raises:
            RefusedError: it lets nobody in with that.
            EndedError: it refuses for another reason, such as too many connections, or is no NATS.
        """
        shown = {"user": user, "pass": password} if user else {"auth_token": password} if password else {}
        asked = {"verbose": False, "pedantic": False, "name": "headcount-probe", "lang": "python", "version": "1", "protocol": 1}
        more = {"headers": True, "no_responders": True, "tls_required": self.encrypted}
        self._wire.send(b"CONNECT " + msgspec.json.encode(asked | more | shown) + b"\r\nPING\r\n")
        for _ in range(_MOST_LINES):
            line = self._wire.until(b"\r\n")
            if line.startswith(b"PONG"):
                self._wire.send(f"SUB {_INBOX}.* 1\r\n".encode())
                return
            if line.startswith(b"-ERR"):
                if b"auth" not in line.lower():
                    raise EndedError("it answers, and takes nobody now")
                raise RefusedError
        raise EndedError(_WRONG)

    def ask(self, subject: str, asked: object) -> Mapping[str, Any] | None:
        """The answer to a question of JetStream; None where there is none."""
        payload = msgspec.json.encode(asked)
        self._numbered += 1
        reply = f"{_INBOX}.{self._numbered}"
        self._wire.send(f"PUB {subject} {reply} {len(payload)}\r\n".encode() + payload + b"\r\n")
        for _ in range(_MOST_LINES):
            words = self._wire.until(b"\r\n")[:-2].split(b" ")
            if words[0] == b"PING":
                self._wire.send(b"PONG\r\n")
            elif words[0] in {b"MSG", b"HMSG"}:
                told = self._payload(words)
                if words[1] == reply.encode():
                    decoded = _decoded(told)
                    return decoded if isinstance(decoded, dict) and "error" not in decoded else None
            elif words[0] == b"-ERR":
                return None
        raise EndedError(_WRONG)

    def message(self, stream: str, number: int) -> bytes | None:
        """One message that a stream keeps; None where it does not."""
        told = self.ask(f"$JS.API.STREAM.MSG.GET.{stream}", {"seq": number})
        message = told.get("message") if told else None
        data = message.get("data") if isinstance(message, dict) else None
        try:
            return base64.b64decode(data, validate=True) if isinstance(data, str) else None
        except (binascii.Error, ValueError):
            return None

    def _payload(self, words: list[bytes]) -> bytes:
        """What a message holds, without its headers."""
        head = words[-2] if words[0] == b"HMSG" else b"0"
        if not (words[-1].isdigit() and head.isdigit() and len(words[-1]) < 9 and int(head) <= int(words[-1]) <= _MOST_PAYLOAD):
            raise EndedError(_WRONG)
        return self._wire.exactly(int(words[-1]) + 2)[int(head) : -2]


def _decoded(data: bytes) -> Any:  # noqa: ANN401  # whatever it says
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
