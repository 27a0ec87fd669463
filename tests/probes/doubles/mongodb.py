"""A double of MongoDB 7, made from its public documentation: OP_MSG and what a client asks first; with or without users.

It is no MongoDB: it answers the few commands that a probe sends, in the documented form. What it writes is BSON of its own making
(specification 1.1), apart from the probe's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from headcount.probes.bson import decode
from tests.probes.hostile import Hostile, server

SALT, ROUNDS = b"0123456789abcdef", 4096


def bson(document: Mapping[str, object]) -> bytes:
    """A document."""
    body = b""
    for name, value in document.items():
        label = name.encode() + b"\0"
        if isinstance(value, bool):
            body += b"\x08" + label + (b"\1" if value else b"\0")
        elif isinstance(value, float):
            body += b"\x01" + label + struct.pack("<d", value)
        elif isinstance(value, int):
            body += b"\x10" + label + struct.pack("<i", value)
        elif isinstance(value, str):
            body += b"\x02" + label + struct.pack("<i", len(value.encode()) + 1) + value.encode() + b"\0"
        elif isinstance(value, bytes):
            body += b"\x05" + label + struct.pack("<i", len(value)) + b"\0" + value
        elif isinstance(value, Mapping):
            body += b"\x03" + label + bson(value)
        elif isinstance(value, Sequence):
            body += b"\x04" + label + bson({str(place): one for place, one in enumerate(value)})
    return struct.pack("<i", len(body) + 5) + body + b"\0"


class Double:
    """One store: databases, each with collections, each with documents; with `user` it asks for a password."""

    def __init__(
        self,
        held: Mapping[str, Mapping[str, Sequence[Mapping[str, object]]]],
        user: str = "",
        password: str = "",
        *,
        claims: int = 0,
        mechanism: str = "SCRAM-SHA-256",
    ) -> None:
        """`claims` is how many documents each database says that it holds, if it is not the truth."""
        self.held, self.user, self.password, self.claims, self.mechanism = held, user, password, claims, mechanism
        self.asked: list[str] = []
        """First words of the commands."""

    def talk(self, one: socket.socket) -> None:
        """One connection."""
        known, ours = not self.user, b""
        while len(head := one.recv(16)) == 16:
            size, number, _, kind = struct.unpack("<iiii", head)
            if kind != 2013 or not 0 < size < 48_000_000:
                return
            told = b""
            while len(told) < size - 16:
                told += one.recv(size - 16 - len(told))
            command = decode(told[5:])
            word = next(iter(command))
            self.asked.append(word)
            if word == "saslStart":
                answer, ours = self._challenge(command)
            elif word == "saslContinue":
                answer = self._verify(command, ours)
                known = answer["ok"] == 1.0
            elif known or word in {"hello", "buildInfo"}:
                answer = self._answer(word, command)
            else:
                answer = {"ok": 0.0, "errmsg": f"Command {word} requires authentication", "code": 13, "codeName": "Unauthorized"}
            body = b"\0\0\0\0\0" + bson(answer)
            one.sendall(struct.pack("<iiii", len(body) + 16, 1, number, 2013) + body)

    def _answer(self, word: str, command: Mapping[str, object]) -> dict[str, object]:
        base = self.held.get(str(command["$db"]), {})
        names = [{"name": name} for name in ("admin", "config", "local", *self.held)]
        answers: dict[str, dict[str, object]] = {
            "hello": {"isWritablePrimary": True, "maxWireVersion": 21, "ok": 1.0},
            "buildInfo": {"version": "7.0.5", "ok": 1.0},
            "listDatabases": {"databases": names, "ok": 1.0},
            "dbStats": {"objects": self.claims or sum(map(len, base.values())), "ok": 1.0},
            "listCollections": _cursor([*({"name": name, "type": "collection"} for name in base), {"name": "v", "type": "view"}]),
            "find": _cursor(base.get(str(command.get("find")), [])[: int(str(command.get("limit", 0)))]),
        }
        return answers.get(word, {"ok": 0.0, "errmsg": f"no such command: '{word}'", "code": 59})

    def _challenge(self, command: Mapping[str, object]) -> tuple[dict[str, object], bytes]:
        payload = command["payload"]
        assert isinstance(payload, bytes)
        if command["mechanism"] != self.mechanism:
            return {"ok": 0.0, "code": 334, "codeName": "MechanismUnavailable"}, b""
        theirs = payload.removeprefix(b"n,,")
        nonce = theirs.partition(b",r=")[2] + b"more"
        challenge = b"r=" + nonce + b",s=" + base64.b64encode(SALT) + b",i=%d" % ROUNDS
        return {"conversationId": 1, "done": False, "payload": challenge, "ok": 1.0}, theirs + b"," + challenge

    def _verify(self, command: Mapping[str, object], said: bytes) -> dict[str, object]:
        payload = command["payload"]
        assert isinstance(payload, bytes)
        if not payload:
            return {"conversationId": 1, "done": True, "payload": b"", "ok": 1.0}
        digest = self.mechanism.removeprefix("SCRAM-").replace("-", "").lower()
        old = hashlib.md5(f"{self.user}:mongo:{self.password}".encode(), usedforsecurity=False).hexdigest()
        secret = self.password if digest == "sha256" else old
        salted = hashlib.pbkdf2_hmac(digest, secret.encode(), SALT, ROUNDS)
        key = hmac.digest(salted, b"Client Key", digest)
        last, _, proof = payload.rpartition(b",p=")
        signature = hmac.digest(hashlib.new(digest, key).digest(), said + b"," + last, digest)
        expected = bytes(one ^ other for one, other in zip(key, signature, strict=True))
        if base64.b64decode(proof) != expected or not said.startswith(f"n={self.user},".encode()):
            return {"ok": 0.0, "errmsg": "Authentication failed.", "code": 18, "codeName": "AuthenticationFailed"}
        ours = hmac.digest(hmac.digest(salted, b"Server Key", digest), said + b"," + last, digest)
        return {"conversationId": 1, "done": False, "payload": b"v=" + base64.b64encode(ours), "ok": 1.0}


def _cursor(documents: Sequence[Mapping[str, object]]) -> dict[str, object]:
    return {"cursor": {"id": 0, "ns": "", "firstBatch": documents}, "ok": 1.0}


@contextmanager
def running(double: Double) -> Iterator[Hostile]:
    """The double, until the test ends."""
    with server(double.talk) as far:
        yield far
