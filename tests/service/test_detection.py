"""Looks of the detectors while the ledger is open."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from headcount.catalog.tokens import Tokenizer, load_key
from headcount.cli import main
from headcount.config import Config
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.naming import Naming
from headcount.service import detection as module
from headcount.service.detection import Detection
from headcount.service.looking import Look, Task
from headcount.service.status import Status
from tests.made import HARVESTER, harvested_shop


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("detection")
    (folder / "access.log").write_text("".join(harvested_shop()))
    main(["scan", str(folder / "access.log"), "--ledger", str(folder / "ledger"), "--quiet", "--no-detect"])
    return folder


def _open(folder: Path) -> EmbeddedLedger:
    return EmbeddedLedger(folder / "ledger", Tokenizer(load_key(folder / "ledger.key")).key_id)


def test_it_looks_while_others_commit(folder: Path) -> None:
    heard, came, status = list[Look](), threading.Event(), Status()

    def found(look: Look) -> None:
        heard.append(look)
        came.set()

    detection = Detection(lambda showings: Task(Config(), str(folder / "ledger.key"), showings), 0.1, found, status)
    with _open(folder) as ledger:
        detection.begin(ledger)
        until = time.monotonic() + 120
        while not came.is_set() and time.monotonic() < until:
            ledger.commit(None, {})
            time.sleep(0.01)
        detection.end()
    assert HARVESTER in {finding.client for finding in heard[0].findings}
    told = status.snapshot()
    assert (told.counts["detections"], told.gauges["clients"]) == (len(heard), 151)


def test_what_is_told_takes_one_core_and_a_look_what_others_leave(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST", 0.0)
    begun, come = list[list[str]](), threading.Event()

    def begin(command: list[str], **_: object) -> None:
        begun.append(command)
        come.set()
        raise OSError(errno.ENOMEM, "no more processes")

    monkeypatch.setattr(subprocess, "Popen", begin)
    detection = Detection(lambda kept: Task(Config(), "", kept), 60, lambda _: None, Status())
    with _open(folder) as ledger:
        detection.begin(ledger)
        assert come.wait(60)
        assert ledger.connection.execute("SELECT current_setting('threads')").fetchall() == [(1,)]
        detection.end()
    assert begun == [["nice", "-n", "19", sys.executable, "-m", "headcount.service.looking"]]


def test_it_ends_in_the_middle_of_a_look(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST", 0.0)
    heard, troubles = list[Look](), list[str]()
    detection = Detection(
        lambda showings: Task(Config(), str(folder / "ledger.key"), showings),
        60,
        heard.append,
        Status(),
        lambda _, what: troubles.append(what),
    )
    with _open(folder) as ledger:
        detection.begin(ledger)
        until = time.monotonic() + 60
        while detection._child is None and time.monotonic() < until:
            time.sleep(0.005)
        detection.end()
    assert (heard, troubles) == ([], [])


def test_it_ends_while_the_ledger_is_being_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large ledger that takes long; what was under way is broken off."""
    monkeypatch.setattr(module, "_FIRST", 0.0)
    endless = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"
    monkeypatch.setattr(Naming, "renew", lambda self: self._ledger.connection.execute(endless).fetchall())
    troubles = list[str]()
    detection = Detection(lambda kept: Task(Config(), "", kept), 60, lambda _: None, Status(), lambda _, t: troubles.append(t))
    with _open(folder) as ledger:
        detection.begin(ledger)
        thread = detection._thread
        time.sleep(0.2)
        detection.end()
        assert thread is not None
        assert not thread.is_alive()
    assert troubles == []


def test_what_keeps_it_from_looking_is_told(folder: Path) -> None:
    troubles, came = list[str](), threading.Event()

    def trouble(_: str, what: str) -> None:
        troubles.append(what)
        came.set()

    detection = Detection(
        lambda showings: Task(Config(), showings + ".no-key", showings), 0.05, lambda _: None, Status(), trouble
    )
    with _open(folder) as ledger:
        detection.begin(ledger)
        assert came.wait(120)
        detection.end()
    assert "another key" in troubles[0]
