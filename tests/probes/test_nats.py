"""NATS beside a real one: streams with odd names and counts, and monitoring that tells who is connected."""

from __future__ import annotations

import json
import socket

from headcount.model.posture import Reader
from tests.probes.asking import WEAK, codes, kinds, seen
from tests.probes.doubles.web import Said, running, table
from tests.probes.hostile import server

INFO = {"server_id": "X", "version": "2.9.10", "auth_required": False}


def test_streams_with_odd_names_and_counts() -> None:
    streams = [
        {"config": {"name": "a\r\nPUB x"}, "state": {"messages": 5, "first_seq": 1}},
        {"config": {"name": "big"}, "state": {"messages": 10**15, "first_seq": 1}},
        {"config": {"name": "none"}, "state": {"messages": None, "first_seq": 1}},
    ]

    def talk(one: socket.socket) -> None:
        one.sendall(b"INFO " + json.dumps(INFO).encode() + b"\r\n")
        heard, asked = b"", 0
        while part := one.recv(4096):
            heard += part
            if heard.startswith(b"CONNECT") and b"PING\r\n" in heard:
                heard = b""
                one.sendall(b"PONG\r\n")
            elif b"PUB $JS" in heard and heard.endswith(b"}\r\n"):
                asked += 1
                told = json.dumps({"streams": streams} if asked == 1 else {"error": {"code": 404}}).encode()
                one.sendall(f"MSG _INBOX.headcount.probe.{asked} 1 {len(told)}\r\n".encode() + told + b"\r\n")
                heard = b""

    with server(talk) as far:
        store = seen("nats", far.port)
    assert (store.reader, store.estimate, store.unit, store.problem) == (Reader.ANYONE, 10**15, "messages", "")
    assert far.heard[0].count(b"STREAM.MSG.GET.big") == 20
    assert b"PUB x" not in far.heard[0]


def test_one_that_asks_for_a_credential_is_told_none_of_its_own_accord() -> None:
    def talk(one: socket.socket) -> None:
        one.sendall(b"INFO " + json.dumps({**INFO, "auth_required": True}).encode() + b"\r\n")
        if b"CONNECT" in one.recv(4096):
            one.sendall(b"-ERR 'Authorization Violation'\r\n")

    with server(talk) as far:
        alone = seen("nats", far.port)
        heard = list(far.heard)
        tried = seen("nats", far.port, WEAK)
    assert (alone.reader, tried.reader, codes(tried)) == (Reader.NOBODY, Reader.NOBODY, ["no-tls"])
    assert (heard, sum(b"CONNECT" in one for one in far.heard)) == ([b""], 2)


def test_monitoring_tells_who_is_connected() -> None:
    connections = [{"cid": n, "ip": "192.0.2.7", "authorized_user": f"anna.meyer{n}@example.com", "name": "x"} for n in range(20)]
    paths = {
        "/varz": Said(200, {"server_id": "X", "version": "2.9.10", "connections": 20}),
        "/connz": Said(200, {"connections": connections}),
    }
    with running(table(paths)) as double:
        store = seen("nats-monitoring", double.port)
    assert (store.reader, store.estimate, store.unit, store.version) == (Reader.ANYONE, 20, "connections", "2.9.10")
    assert "email" in kinds(store)
    assert codes(store) == ["monitoring-open", "no-tls"]


def test_one_that_is_full_is_not_closed() -> None:
    def talk(one: socket.socket) -> None:
        one.sendall(b'INFO {"server_id": "made", "version": "2.10.1"}\r\n')
        one.recv(4096)
        one.sendall(b"-ERR 'maximum connections exceeded'\r\n")

    with server(talk) as far:
        store = seen("nats", far.port)
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it answers, and takes nobody now")
