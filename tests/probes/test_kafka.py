"""The probe of Kafka on a broker that wants a login, as its documentation has it: no real one of that kind installs here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import struct
from collections.abc import Sequence

import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.kafka import Kafka
from headcount.probes.looking import look
from headcount.probes.wire import Bounds
from tests.probes.doubles.elasticsearch import citizens
from tests.probes.hostile import server, with_bad_certificate
from tests.probes.test_kafka_session import batch

QUICK = Bounds(seconds=30.0, patience=2.0, pause=0.0)
WEAK = [Credential("admin", "admin"), Credential("app", "changeme")]
CITIZENS = citizens(40)


def _text(value: str) -> bytes:
    return struct.pack("!h", len(value)) + value.encode()


class Broker:
    """One that asks for a login: it hangs up on whoever asks for topics before."""

    def __init__(self, mechanism: str, topics: Sequence[str] = ("citizens",)) -> None:
        self.mechanism, self.topics = mechanism, topics
        self.asked: list[int] = []

    def talk(self, one: socket.socket) -> None:
        known, state = not self.mechanism, b""
        while len(size := one.recv(4)) == 4:
            told = one.recv(int.from_bytes(size))
            what, _, number = struct.unpack("!hhi", told[:8])
            body = told[10 + int.from_bytes(told[8:10]) :]
            self.asked.append(what)
            if what == 18:
                answer = struct.pack("!hi", 0, 1) + struct.pack("!hhh", 3, 0, 9)
            elif what == 17:
                asked = body[2:].decode()
                answer = struct.pack("!hi", 0 if asked == self.mechanism else 33, 1) + _text(self.mechanism)
            elif what == 36:
                known, state, said = self._login(body[4:], state)
                wrong = not (known or said)
                answer = struct.pack("!hhi", 58 if wrong else 0, -1, len(said)) + said
            elif not known:
                return
            else:
                answer = self._answer(what)
            one.sendall(struct.pack("!ii", len(answer) + 4, number) + answer)

    def _login(self, said: bytes, state: bytes) -> tuple[bool, bytes, bytes]:
        """Whether this was the end of it, what is to be remembered, and the answer."""
        if self.mechanism == "PLAIN":
            return said == b"\0app\0changeme", b"", b""
        digest = self.mechanism.removeprefix("SCRAM-").replace("-", "").lower()
        if not state:
            theirs = said.removeprefix(b"n,,")
            challenge = b"r=" + theirs.partition(b",r=")[2] + b"more,s=" + base64.b64encode(b"salt") + b",i=4096"
            return False, theirs + b"," + challenge, challenge
        last, _, proof = said.rpartition(b",p=")
        key = hmac.digest(hashlib.pbkdf2_hmac(digest, b"changeme", b"salt", 4096), b"Client Key", digest)
        signature = hmac.digest(hashlib.new(digest, key).digest(), state + b"," + last, digest)
        right = bytes(one ^ other for one, other in zip(key, signature, strict=True)) == base64.b64decode(proof)
        return right and state.startswith(b"n=app,"), b"", b""

    def _answer(self, what: int) -> bytes:
        if what == 3:
            broker = struct.pack("!ii", 1, 1) + _text("b.example") + struct.pack("!ih", 9092, -1)
            topics = [struct.pack("!h", 0) + _text(name) + struct.pack("!bihiiii", 0, 1, 0, 0, 1, 0, 0) for name in self.topics]
            return broker + struct.pack("!ii", 1, len(topics)) + b"".join(topics)
        if what == 2:
            offset = 1_000_000_000 if self.asked.count(2) % 2 == 0 else 0
            return struct.pack("!i", 1) + _text("citizens") + struct.pack("!iihqq", 1, 0, 0, -1, offset)
        data = batch([(b"", json.dumps(one).encode()) for one in CITIZENS])
        head = struct.pack("!ii", 0, 1) + _text("citizens") + struct.pack("!iihqqi", 1, 0, 0, 40, 40, 0)
        return head + struct.pack("!i", len(data)) + data


def _look(port: int, weak: list[Credential]) -> Store:
    [store] = look([Target("kafka", "127.0.0.1", port)], {"kafka": weak}, QUICK, [Kafka()]).stores
    return store


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_a_locked_one_and_a_weak_password(mechanism: str) -> None:
    broker = Broker(mechanism)
    with server(broker.talk) as far:
        locked, tried, opened = _look(far.port, []), _look(far.port, WEAK[:1]), _look(far.port, WEAK)
        sent = b"".join(far.heard)
    assert [(store.reader, store.sampled, store.problem) for store in (locked, tried)] == [(Reader.NOBODY, 0, "")] * 2
    assert [one.code for one in locked.weaknesses] == ["kafka/no-tls"]
    assert (opened.reader, opened.estimate, opened.sampled, opened.grade) == (Reader.WEAK, 1_000_000_000, 40, 4)
    assert (opened.weaknesses[0].code, opened.weaknesses[0].detail) == ("kafka/weak-password", "user app")
    assert (b"changeme" in sent) is (mechanism == "PLAIN")


def test_a_way_of_logging_in_that_we_do_not_know() -> None:
    with server(Broker("GSSAPI").talk) as far:
        store = _look(far.port, WEAK)
        assert b"changeme" not in b"".join(far.heard)
    assert (store.reader, store.problem) == (Reader.NOBODY, "")


def test_no_password_is_sent_where_none_is_asked_for() -> None:
    broker = Broker("", ())
    with server(broker.talk) as far:
        store = _look(far.port, WEAK)
    assert (store.reader, store.sentence) == (Reader.NOBODY, "Kafka shows no topic to strangers.")
    assert set(broker.asked) == {18, 3}


def test_over_tls_whatever_the_certificate() -> None:
    with server(with_bad_certificate(Broker("").talk)) as far:
        store = _look(far.port, [])
    assert (store.encrypted, store.reader, store.sampled, store.problem) == (True, Reader.ANYONE, 40, "")
    assert [one.code for one in store.weaknesses] == ["kafka/no-sasl"]
