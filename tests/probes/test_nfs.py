"""The probe of NFS, on a double of a portmapper and a mount service, made from RFC 1833 and RFC 1813; and on ones that lie.

The real portmapper has one port, which needs root and belongs to the machine: it is no server of a test's own.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping, Sequence

import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Target
from headcount.probes.looking import look
from headcount.probes.nfs import NFS
from headcount.probes.wire import Bounds
from tests.probes.hostile import server

QUICK = Bounds(seconds=30.0, patience=2.0, received=300_000, pause=0.0)


def _text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack("!I", len(raw)) + raw + bytes(-len(raw) % 4)


def _list(exports: Mapping[str, Sequence[str]]) -> bytes:
    told = b""
    for folder, groups in exports.items():
        told += bytes([0, 0, 0, 1]) + _text(folder)
        told += b"".join(bytes([0, 0, 0, 1]) + _text(group) for group in groups) + bytes(4)
    return told + bytes(4)


def _answer(call: bytes, body: bytes) -> bytes:
    told = call[4:8] + struct.pack("!IIIII", 1, 0, 0, 0, 0) + body
    half = len(told) // 2
    return struct.pack("!I", half) + told[:half] + struct.pack("!I", 1 << 31 | len(told) - half) + told[half:]


def _look(exported: bytes, *, mount: bool = True) -> Store:
    def exports(one: socket.socket) -> None:
        call = one.recv(4096)
        assert call[16:28] == struct.pack("!III", 100_005, 3, 5)
        one.sendall(_answer(call, exported))

    with server(exports) as far:

        def mapper(one: socket.socket) -> None:
            call = one.recv(4096)
            assert call[16:28] + call[44:] == struct.pack("!IIIIIII", 100_000, 2, 3, 100_005, 3, 6, 0)
            one.sendall(_answer(call, struct.pack("!I", far.port if mount else 0)))

        with server(mapper) as near:
            [store] = look([Target("nfs", "127.0.0.1", near.port)], {}, QUICK, [NFS()]).stores
    return store


@pytest.mark.parametrize("groups", [["*"], [], ["192.0.2.1", "(everyone)"]], ids=["star", "none", "everyone"])
def test_a_folder_for_everybody(groups: list[str]) -> None:
    store = _look(_list({"/srv/backup": groups, "/srv/other": ["192.0.2.7"]}))
    assert (store.product, store.reader, store.encrypted, store.problem) == ("NFS", Reader.ANYONE, False, "")
    told = [(one.code, one.detail) for one in store.weaknesses]
    assert told == [("nfs/exports-to-all", "/srv/backup"), ("nfs/no-tls", ""), ("nfs/shows-exports", "2 folders")]


def test_folders_for_some() -> None:
    store = _look(_list({"/srv/backup": ["192.0.2.0/28", "made.example"]}))
    assert (store.reader, store.sentence) == (Reader.NOBODY, "NFS exports no folder to everybody.")
    assert [one.code for one in store.weaknesses] == ["nfs/no-tls", "nfs/shows-exports"]


def test_none_at_all() -> None:
    assert [one.code for one in _look(_list({})).weaknesses] == ["nfs/no-tls"]
    store = _look(b"", mount=False)
    assert (store.reader, store.weaknesses) == (Reader.UNKNOWN, ())  # version 4 needs no mount service, and may export to all


@pytest.mark.parametrize(
    "told",
    [b"", b"\0\0\0\1\x7f\xff\xff\xff", _list({"/srv": ["*"]})[:-4], _list({str(place): [] for place in range(10_002)})],
    ids=["nothing", "huge", "cut", "unending"],
)
def test_lists_that_lie(told: bytes) -> None:
    store = _look(told)
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it does not answer as NFS does")


@pytest.mark.parametrize("head", [b"\x80\0\0\0", b"\xff\xff\xff\xff", b"\x80\0\0\x04abcd"], ids=["empty", "huge", "short"])
def test_answers_that_are_none(head: bytes) -> None:
    def talk(one: socket.socket) -> None:
        one.recv(4096)
        one.sendall(head)

    with server(talk) as far:
        [store] = look([Target("nfs", "127.0.0.1", far.port)], {}, QUICK, [NFS()]).stores
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it does not answer as NFS does")
