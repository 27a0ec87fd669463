"""The probe of SMB on servers that a real one is seldom."""

from __future__ import annotations

import struct

import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Target
from headcount.probes.looking import look
from headcount.probes.smb import SMB
from headcount.probes.wire import Bounds
from tests.probes.hostile import server
from tests.probes.test_smb_session import (
    CONNECT,
    CREATE,
    CREATED,
    LIST,
    NEGOTIATE,
    NEGOTIATED,
    READ,
    SETUP,
    Answers,
    listed,
    speak,
)

QUICK = Bounds(seconds=30.0, patience=2.0, received=300_000, pause=0.0)
IN = {NEGOTIATE: [(0, NEGOTIATED)], SETUP: [(0xC0000016, b""), (0, b"")]}
NO = 0xC0000022


def _look(answers: Answers, path: str = "") -> Store:
    with server(speak(answers)) as far:
        [store] = look([Target("smb", "127.0.0.1", far.port, path)], {}, QUICK, [SMB()]).stores
    return store


def test_one_that_lists_nothing_and_opens_the_share_that_is_named() -> None:
    rows = b"name,email\n" + b"".join(b"Anna Meyer,anna%d@example.com\n" % place for place in range(30))
    read = struct.pack("<HBBIII", 17, 80, 0, len(rows), 0, 0) + rows
    answers = {
        **IN,
        CONNECT: [(NO, b""), (0, b"")],
        CREATE: [(0, CREATED)],
        LIST: [(0, listed(("people.csv", len(rows), 0x20), ("deep", 0, 0x10))), (NO, b"")],
        READ: [(0, read)],
    }
    store = _look(answers, "/backup")
    assert (store.reader, store.estimate, store.sampled, store.encrypted, store.problem) == (Reader.ANYONE, 1, 30, False, "")
    assert "email" in {kind.kind for kind in store.kinds}
    assert [one.code for one in store.weaknesses] == ["smb/guest-shares", "smb/no-encryption"]


@pytest.mark.parametrize(
    "read", [(NO, b""), (0, b""), (0, struct.pack("<HBBIII", 17, 255, 0, 1 << 30, 0, 0))], ids=["no", "empty", "lies"]
)
def test_files_that_cannot_be_read_are_counted(read: tuple[int, bytes]) -> None:
    answers = {
        **IN,
        CONNECT: [(NO, b""), (0, b"")],
        CREATE: [(0, CREATED)],
        LIST: [(0, listed(("a.csv", 9, 0x20)))],
        READ: [read],
    }
    store = _look(answers, "/backup")
    assert (store.reader, store.estimate, store.sampled, "report" in store.problem) == (Reader.ANYONE, 1, 0, False)


def test_one_that_is_too_new_or_too_old_for_us() -> None:
    store = _look({NEGOTIATE: [(0xC00000BB, b"")]})
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it does not answer as SMB does")


def test_one_that_knows_no_encryption() -> None:
    old = NEGOTIATED[:4] + b"\x10\x02" + NEGOTIATED[6:24] + bytes(4) + NEGOTIATED[28:]
    store = _look({NEGOTIATE: [(0, old)], SETUP: [(0xC000006D, b"")]})
    assert (store.version, store.reader, store.encrypted) == ("2.1", Reader.NOBODY, False)
    assert [one.code for one in store.weaknesses] == ["smb/no-encryption"]
