"""The probe of rsync on daemons that a real one is seldom."""

from __future__ import annotations

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.rsync import Rsync
from headcount.probes.wire import Bounds
from tests.probes.hostile import Hostile, server
from tests.probes.test_rsync_session import HELLO, LISTING, data, talk

QUICK = Bounds(seconds=30.0, patience=2.0, received=300_000, pause=0.0)


def _look(*answers: bytes) -> tuple[Store, Hostile]:
    with server(talk(*answers)) as far:
        weak = [Credential("app", "changeme")]
        [store] = look([Target("rsync", "127.0.0.1", far.port)], {"rsync": weak}, QUICK, [Rsync()]).stores
    return store, far


def test_modules_whose_daemon_then_breaks_off() -> None:
    store, far = _look(HELLO, b"backup\t\n@RSYNCD: EXIT\n")
    assert (store.reader, bool(store.problem)) == (Reader.UNKNOWN, True)
    assert b"app" not in b"".join(far.heard)


def test_one_that_opens_and_lists_what_is_not_there() -> None:
    answers = (HELLO, b"backup\t\n@RSYNCD: EXIT\n@RSYNCD: OK\n", bytes(4) + data(LISTING))
    store, _ = _look(*answers)
    assert store.reader is Reader.ANYONE
    assert store.weaknesses[0].code == "rsync/open-module"
    assert store.problem


def test_one_that_takes_no_more_connections_is_not_closed() -> None:
    store, _ = _look(HELLO, b"backup\t\n@RSYNCD: EXIT\n@ERROR: max connections (2) reached -- try again later\n")
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it takes no more connections now")
