"""Looks of the detectors while the ledger is open."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from headcount.catalog.tokens import Tokenizer, load_key
from headcount.cli import main
from headcount.config import Config
from headcount.ledger.embedded import EmbeddedLedger
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

    detection = Detection(lambda copy: Task(Config(), str(folder / "ledger.key"), copy), 0.1, found, status)
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


def test_it_ends_in_the_middle_of_a_look(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST", 0.0)
    heard, troubles = list[Look](), list[str]()
    detection = Detection(
        lambda copy: Task(Config(), str(folder / "ledger.key"), copy),
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


def test_what_keeps_it_from_looking_is_told(folder: Path) -> None:
    troubles, came = list[str](), threading.Event()

    def trouble(_: str, what: str) -> None:
        troubles.append(what)
        came.set()

    detection = Detection(lambda copy: Task(Config(), copy + ".no-key", copy), 0.05, lambda _: None, Status(), trouble)
    with _open(folder) as ledger:
        detection.begin(ledger)
        assert came.wait(120)
        detection.end()
    assert "another key" in troubles[0]
