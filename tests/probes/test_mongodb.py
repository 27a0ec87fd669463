"""The probe of MongoDB, on a double of it: open, with a password, with a weak one; and on answers that are none."""

from __future__ import annotations

import socket
import struct

import msgspec
import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.mongodb import MongoDB
from headcount.probes.wire import Bounds
from tests.probes.doubles.elasticsearch import citizens
from tests.probes.doubles.mongodb import Double, bson, running
from tests.probes.hostile import server, with_bad_certificate

QUICK = Bounds(seconds=30.0, patience=2.0, pause=0.0)
WEAK = [Credential("admin", "admin"), Credential("app", "changeme")]
CITIZENS = citizens(150)


def _look(port: int, weak: list[Credential] | None = None) -> Store:
    [store] = look([Target("mongodb", "127.0.0.1", port)], {"mongodb": weak or []}, QUICK, [MongoDB()]).stores
    return store


def test_an_open_one_with_a_billion_citizens() -> None:
    double = Double({"police": {"citizens": CITIZENS, "empty": []}}, claims=1_000_000_000)
    with running(double) as far:
        store = _look(far.port)
    assert (store.product, store.version, store.reader, store.problem) == ("MongoDB", "7.0.5", Reader.ANYONE, "")
    assert (store.estimate, store.unit, store.sampled, store.grade) == (1_000_000_000, "documents", 100, 4)
    assert {"person_name", "national_id.cn", "phone", "address"} <= {kind.kind for kind in store.kinds}
    assert {kind.path.partition(":")[0] for kind in store.kinds} == {"police.citizens"}
    assert [one.code for one in store.weaknesses] == ["mongodb/no-authorization", "mongodb/no-tls"]
    assert set(double.asked) == {"hello", "buildInfo", "listDatabases", "dbStats", "listCollections", "find"}
    told = msgspec.json.encode(store).decode()
    assert not [value for one in CITIZENS for value in one.values() if str(value) in told]


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "SCRAM-SHA-1"])
def test_a_locked_one_and_a_weak_password(mechanism: str) -> None:
    double = Double({"police": {"citizens": CITIZENS}}, "app", "changeme", mechanism=mechanism)
    with running(double) as far:
        locked, tried, opened = _look(far.port), _look(far.port, WEAK[:1]), _look(far.port, WEAK)
        sent = b"".join(far.heard)
    assert (locked.reader, locked.version, locked.sampled) == (Reader.NOBODY, "7.0.5", 0)
    assert (tried.reader, tried.sampled, tried.problem) == (Reader.NOBODY, 0, "")
    assert (opened.reader, opened.estimate, opened.sampled, opened.grade) == (Reader.WEAK, 150, 150, 4)
    assert opened.weaknesses[0].code == "mongodb/weak-password"
    assert b"changeme" not in sent


def _message(body: bytes, kind: int = 2013, claimed: int | None = None) -> bytes:
    return struct.pack("<iiii", len(body) + 16 if claimed is None else claimed, 1, 1, kind) + body


@pytest.mark.parametrize(
    "answer",
    [
        _message(b"\0\0\0\0\0" + bson({"ok": 1.0}), kind=1),
        _message(b"", claimed=2_000_000_000),
        _message(b"\0\0\0\0\1" + bson({"ok": 1.0})),
        _message(b"\0\0\0\0\0" + b"\xff\xff\xff\x7f\0"),
        _message(b"\0\0\0\0\0" + bson({"ok": 0.0, "code": 59})),
    ],
    ids=["another kind", "huge", "a sequence", "a document that lies", "no such command"],
)
def test_answers_that_are_none(answer: bytes) -> None:
    def talk(one: socket.socket) -> None:
        while one.recv(4096):
            one.sendall(answer)

    with server(talk) as far:
        store = _look(far.port, WEAK)
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it does not answer as MongoDB does")


def test_one_that_speaks_tls_only() -> None:
    double = Double({"police": {"citizens": CITIZENS}})
    with server(with_bad_certificate(double.talk)) as far:
        store = _look(far.port)
    assert (store.encrypted, store.reader, store.sampled, store.problem) == (True, Reader.ANYONE, 150, "")
    assert [one.code for one in store.weaknesses] == ["mongodb/no-authorization"]
