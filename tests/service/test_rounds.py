"""Rounds over our stores: kept, told when something changes, and never twice; a real one in a process of its own."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import time
from pathlib import Path

import msgspec
import pytest

from headcount.config import Config
from headcount.config.probing import ProbeConfig, StoreConfig
from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.postures import OPEN, mark, runs, spells
from headcount.model.alert import Alert
from headcount.model.posture import Reader
from headcount.service import rounds as module
from headcount.service.logs import Log
from headcount.service.probing import Round, Task
from headcount.service.rounds import PART, UNKEPT, WHO, Rounds
from tests.model.test_posture import AT, posture, store
from tests.probes.doubles.elasticsearch import Double, citizens, running

URL = "redis://a:1"


class Service:
    """What a service hears of its rounds."""

    def __init__(self, every: str = "6h", *stores: str) -> None:
        self.out = io.StringIO()
        self.alerts: list[Alert] = []
        self.troubles: list[tuple[str, str]] = []
        task = Task(Config(probe=ProbeConfig(own=True, every=every), stores=[StoreConfig(url) for url in stores]), "")
        self.rounds = Rounds(
            lambda: task, Log(self.out), self.alerts.extend, lambda part, what: self.troubles.append((part, what))
        )

    def came(self, seen: Round, ledger: EmbeddedLedger) -> None:
        """A round comes back with this."""
        self.rounds._seen = seen
        self.rounds(ledger)

    def told(self) -> list[tuple[str, str]]:
        lines = [json.loads(line) for line in self.out.getvalue().splitlines()]
        return [(line["event"], line.get("reason", "")) for line in lines]


def test_what_changes_is_told_once(tmp_path: Path) -> None:
    service = Service()
    opened = posture(store(URL, "redis/no-password", "redis/no-tls"))
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        service.came(Round(opened), ledger)
        assert [(one.name, one.records, one.grade, one.detail, one.reference) for one in service.alerts] == [
            ("opened", 7, 3, "Made", mark(URL))
        ]
        later = msgspec.structs.replace(opened, made=AT + dt.timedelta(hours=6))
        service.came(Round(later), ledger)
        assert len(service.alerts) == 1, "it is open still, and everybody knows"
        closed = msgspec.structs.replace(
            posture(store(URL, "redis/no-tls", reader=Reader.NOBODY)), made=AT + dt.timedelta(hours=12)
        )
        service.came(Round(closed), ledger)
        assert [(one.name, one.records, one.grade) for one in service.alerts[1:]] == [("closed", 0, 0)]
        assert [look.who for look in runs(ledger)] == [WHO] * 3
    assert service.told() == [
        ("stores looked at", ""),
        ("store opened", OPEN),
        ("store weaker", "redis/no-password"),
        ("store weaker", "redis/no-tls"),
        ("stores looked at", ""),
        ("stores looked at", ""),
        ("store closed", OPEN),
        ("store mended", "redis/no-password"),
    ]
    assert URL not in service.out.getvalue()
    assert service.troubles == [(PART, "")] * 3


def test_a_new_weakness_of_a_closed_store(tmp_path: Path) -> None:
    service = Service()
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        service.came(Round(posture(store(URL, "redis/dangerous-commands", "redis/no-tls", reader=Reader.NOBODY))), ledger)
    assert [(one.name, one.detail) for one in service.alerts] == [("weaker", "Made, redis/dangerous-commands")]


def test_what_somebody_accepted_is_not_told(tmp_path: Path) -> None:
    service = Service()
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        service.came(Round(posture(store(URL, "redis/no-password")), (f"{URL} redis/no-password",)), ledger)
        assert [spell.code for spell in spells(ledger)] == [OPEN, "redis/no-password"]
    assert service.alerts == []


def test_what_cannot_be_kept_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service()

    def full(*_: object) -> None:
        raise LedgerError("no room")

    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger, monkeypatch.context() as patched:
        patched.setattr(module, "remember", full)
        service.came(Round(posture(store(URL))), ledger)
        assert service.troubles == [(PART, UNKEPT)]
        patched.undo()
        service.rounds(ledger)
        assert service.alerts == [], "not before a minute is over"
        service.rounds._retry = 0.0
        service.rounds(ledger)
        assert [one.name for one in service.alerts] == ["opened"]


def test_what_kept_it_from_looking_is_told(tmp_path: Path) -> None:
    service = Service()
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        service.came(Round(problem="stores.csv: cannot be read"), ledger)
    assert service.troubles == [(PART, "stores.csv: cannot be read")]


def test_without_a_rhythm_nothing_is_looked_at(tmp_path: Path) -> None:
    service = Service("")
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        service.rounds(ledger)
    assert service.rounds._thread is None


def test_a_real_round_and_none_before_its_hour(tmp_path: Path) -> None:
    with running(Double({"citizens": (9, citizens(9))})) as double, EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        url = f"elasticsearch://127.0.0.1:{double.server_address[1]}"
        service = Service("6h", url)
        until = time.monotonic() + 120
        while not service.troubles and time.monotonic() < until:
            service.rounds(ledger)
            time.sleep(0.02)
        assert [(one.name, one.grade, one.reference) for one in service.alerts] == [("opened", 4, mark(url))]
        again = Service("6h", url)
        again.rounds(ledger)
        assert again.rounds._thread is None, "the last round is not six hours ago"
        service.rounds.close()


def test_a_round_under_way_is_ended(tmp_path: Path) -> None:
    service = Service("6h", "redis://127.0.0.1:1")
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        service.rounds(ledger)
        service.rounds.close()
    assert service.rounds._thread is not None
    assert not service.rounds._thread.is_alive()
    assert service.alerts == []


@pytest.mark.parametrize("command", ["none", "false"])
def test_a_process_that_cannot_look_is_told(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service("6h", "redis://127.0.0.1:1")
    begun = subprocess.Popen

    def other(*_: object, stdin: int, stdout: int, stderr: int) -> subprocess.Popen[bytes]:
        return begun([str(tmp_path / "none") if command == "none" else "false"], stdin=stdin, stdout=stdout, stderr=stderr)

    monkeypatch.setattr(subprocess, "Popen", other)
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        until = time.monotonic() + 60
        while not service.troubles and time.monotonic() < until:
            service.rounds(ledger)
            time.sleep(0.01)
    [(part, what)] = service.troubles
    assert (part, "begun again at the next hour" in what) == (PART, True)
    assert service.rounds._thread is None


def test_a_round_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.service.rounds._LONGEST", 0.05)
    service = Service("6h", "redis://127.0.0.1:1")
    with EmbeddedLedger(tmp_path / "ledger", "k") as ledger:
        until = time.monotonic() + 60
        while not service.troubles and time.monotonic() < until:
            service.rounds(ledger)
            time.sleep(0.01)
    [(part, what)] = service.troubles
    assert (part, "took too long and was ended" in what) == (PART, True)
