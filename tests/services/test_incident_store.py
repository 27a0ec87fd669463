"""Incidents in a real PostgreSQL server, with several writers at once."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from headcount.cli import main
from headcount.incident.cases import Cases
from headcount.model.incident import State
from tests.incident.made_signals import signal
from tests.made import harvested_shop
from tests.services.servers import PASSWORD, Server, postgres, postgres_programs

PROCESSES, EACH = 3, 15


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: tests/services/install.sh does it, as root on Debian")
    with postgres(programs) as running:
        yield running


@pytest.fixture
def url(server: Server) -> str:
    """A store in an empty schema."""
    with psycopg.connect(_address(server), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return f"postgresql+psycopg{_address(server).removeprefix('postgresql')}"


def _address(server: Server) -> str:
    return f"postgresql://owner:{PASSWORD}@127.0.0.1:{server.port}/postgres"


def test_a_scan_becomes_an_incident_there(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("access.log").write_text("".join(harvested_shop()))
    Path("headcount.toml").write_text(f'[incidents]\nstore = "{url}"\n')
    assert main(["scan", "access.log", "--ledger", "people.ledger", "--quiet"]) == 3
    assert main(["incident", "close", "1", "--false-alarm", "--explanation", "ünser Export", "--by", "ann"]) == 0
    assert main(["incident", "verify-log"]) == 0
    capsys.readouterr()
    assert main(["incident", "show", "1"]) == 0
    assert "Explained: ünser Export" in capsys.readouterr().out
    assert not Path("people.ledger.incidents").exists()


def _write(url: str, worker: int) -> None:
    with Cases(url) as cases:
        for turn in range(EACH):
            cases.hear([signal(f"own {worker}", records=100 + turn), signal("common", f"detector_{worker}_{turn}")])
            [mine] = [one for one in cases.list() if one.clients[0].name == f"own {worker}"]
            cases.note(mine.number, str(turn), by=f"worker {worker}")


def test_writers_of_several_processes_fork_and_lose_nothing(url: str) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.services.test_incident_store"])
    workers = [context.Process(target=_write, args=(url, worker)) for worker in range(PROCESSES)]
    for process in workers:
        process.start()
    for process in workers:
        process.join(120)
    assert [process.exitcode for process in workers] == [0] * PROCESSES
    with Cases(url) as cases:
        assert cases.verify() == []
        changes = cases.changes()
        incidents = cases.list()
    assert [change.entry for change in changes] == list(range(1, len(changes) + 1))
    for worker in range(PROCESSES):
        assert [c.detail for c in changes if c.by == f"worker {worker}"] == [str(turn) for turn in range(EACH)]
    assert sorted(one.clients[0].name for one in incidents) == ["common", "own 0", "own 1", "own 2"]
    [common] = [one for one in incidents if one.clients[0].name == "common"]
    assert len(common.signals) == PROCESSES * EACH


def test_what_was_altered_is_found(url: str, server: Server) -> None:
    with Cases(url) as cases:
        cases.hear([signal()])
        cases.move(1, State.TRIAGED, by="ann")
        assert cases.verify() == []
        with psycopg.connect(_address(server), autocommit=True) as connection:
            connection.execute("UPDATE incident_log SET by = 'eve' WHERE entry = 3")
        assert cases.verify() == ["entry 3 is not as it was written"]
        with psycopg.connect(_address(server), autocommit=True) as connection:
            connection.execute("DELETE FROM incident_log WHERE entry = 3")
        assert cases.verify() == [
            "the log ends at entry 2, and 3 were written",
            "incident 1 is not as its last entry left it",
        ]
