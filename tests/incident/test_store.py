"""The store keeps incidents and their log; whatever is altered beside it is found, and writers wait for each other."""

from __future__ import annotations

import multiprocessing
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.errors import LedgerError
from headcount.incident.store import IncidentStore
from headcount.model.incident import ClientName, Incident, Stamps, State
from tests.incident.made_signals import START, signal

PROCESSES, EACH = 3, 12


def incident(number: int, client: str = "ann", state: State = State.NEW) -> Incident:
    one = signal(client)
    return Incident(number, state, "t", (ClientName("account", client),), (one,), one.first, one.last, Stamps(START))


def keep(store: IncidentStore, *incidents: Incident, what: str = "opened") -> None:
    for one in incidents:
        with store.writing() as writing:
            writing.put(one)
            writing.enter(one, START, "ann", what, "a détail")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.incidents"


@pytest.fixture
def store(file: Path) -> Iterator[IncidentStore]:
    made = IncidentStore(str(file))
    yield made
    made.close()


def test_what_was_kept_is_there_after_a_restart(store: IncidentStore, file: Path) -> None:
    keep(store, incident(1), incident(2, "bob", State.CLOSED))
    store.close()
    again = IncidentStore(str(file))
    assert again.incidents([State.NEW]) == [incident(1)]
    assert again.numbered(2) == incident(2, "bob", State.CLOSED)
    assert again.numbered(3) is None
    assert [(c.entry, c.incident, c.at, c.by, c.detail) for c in again.changes()] == [
        (1, 1, START, "ann", "a détail"),
        (2, 2, START, "ann", "a détail"),
    ]
    assert [change.entry for change in again.changes(2)] == [2]
    assert again.problems() == []
    again.close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_incidents_are_found_by_client_and_by_what_clients_share(store: IncidentStore) -> None:
    cohort = signal("ExampleBrowser/1.0", lens="agent", members=("x", "y"))
    many = Incident(2, State.NEW, "t", cohort.members, (cohort,), cohort.first, cohort.last, Stamps(START))
    keep(store, incident(1), many)
    with store.writing() as writing:
        assert [one.number for one in writing.of_clients([ClientName("account", "y"), ClientName("account", "ann")])] == [1, 2]
        assert [one.number for one in writing.of_clients([ClientName("agent", "ExampleBrowser/1.0")])] == [2]
        assert writing.of_clients([ClientName("address", "ann")]) == []
        assert [one.number for one in writing.of_clients([ClientName("account", f"n{n}") for n in range(1200)])] == []
        assert writing.next_number() == 3


def test_all_of_a_transaction_lasts_or_nothing(store: IncidentStore) -> None:
    keep(store, incident(1))

    def broken() -> None:
        with store.writing() as writing:
            writing.put(incident(2))
            writing.enter(incident(2), START, "ann", "opened", "")
            raise KeyError

    with pytest.raises(KeyError):
        broken()
    assert (store.numbered(2), len(store.changes()), store.problems()) == (None, 1, [])


TAMPERED = {
    "an altered entry": ("UPDATE incident_log SET detail = 'other' WHERE entry = 2", "entry 2 is not as it was written"),
    "another author": ("UPDATE incident_log SET by = 'eve' WHERE entry = 1", "entry 1 is not as it was written"),
    "an earlier time": (
        "UPDATE incident_log SET at = '2026-03-01T09:00:00.000000+00:00' WHERE entry = 3",
        "entry 3 is not as it was written",
    ),
    "an entry taken out": ("DELETE FROM incident_log WHERE entry = 2", "entry 2 is missing: the next one is entry 3"),
    "the first taken out": ("DELETE FROM incident_log WHERE entry = 1", "entry 1 is missing: the next one is entry 2"),
    "the last taken out": ("DELETE FROM incident_log WHERE entry = 4", "the log ends at entry 3, and 4 were written"),
    "two swapped": (
        """UPDATE incident_log SET entry = 9 WHERE entry = 2; UPDATE incident_log SET entry = 2 WHERE entry = 3;
           UPDATE incident_log SET entry = 3 WHERE entry = 9""",
        "entry 2 does not follow the entry before it",
    ),
    "everything taken out": ("DELETE FROM incident_log", "the log ends at entry 0, and 4 were written"),
    "an altered incident": (
        """UPDATE incident SET incident = replace(incident, '"owner":""', '"owner":"eve"') WHERE number = 1""",
        "incident 1 is not as its last entry left it",
    ),
    "an incident taken out": ("DELETE FROM incident WHERE number = 2", "incident 2 is in the log, and is gone"),
    "an incident slipped in": (
        """INSERT INTO incident SELECT 3, state, replace(incident, '"number":1', '"number":3') FROM incident WHERE number = 1""",
        "incident 3 is not as its last entry left it",
    ),
}


@pytest.mark.parametrize("name", list(TAMPERED))
def test_what_was_altered_beside_it_is_found(store: IncidentStore, file: Path, name: str) -> None:
    keep(store, incident(1), incident(2, "bob"))
    keep(store, incident(1), incident(2, "bob"), what="note")
    assert store.problems() == []
    statements, problem = TAMPERED[name]
    with sqlite3.connect(file) as database:
        database.executescript(statements)
    database.close()
    assert problem in store.problems()


def test_any_single_column_of_any_entry_is_held(store: IncidentStore, file: Path) -> None:
    keep(store, incident(1), incident(2, "bob"), incident(3, "carl"))
    database = sqlite3.connect(file, isolation_level=None)
    columns = [row[1] for row in database.execute("PRAGMA table_info(incident_log)")]
    assert len(columns) == 9
    for column in columns:
        before = database.execute(f"SELECT {column} FROM incident_log WHERE entry = 2").fetchone()[0]  # noqa: S608  # its own columns
        other = {"entry": 7, "incident": 1, "at": "2026-03-02T09:00:01.000000+00:00"}.get(column, f"{before}x")
        key = 7 if column == "entry" else 2
        database.execute(f"UPDATE incident_log SET {column} = ? WHERE entry = 2", [other])  # noqa: S608  # as above
        assert store.problems() != [], column
        database.execute(f"UPDATE incident_log SET {column} = ? WHERE entry = ?", [before, key])  # noqa: S608  # as above
        assert store.problems() == []
    database.close()


def _write(file: str, worker: int) -> None:
    store = IncidentStore(file)
    for turn in range(EACH):
        with store.writing() as writing:
            number = writing.next_number() if turn % 2 else 1
            one = incident(number, f"worker {worker}")
            writing.put(one)
            writing.enter(one, START, f"worker {worker}", "note", str(turn))
    store.close()


def test_writers_of_several_processes_fork_and_lose_nothing(file: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.incident.test_store"])
    workers = [context.Process(target=_write, args=(str(file), worker)) for worker in range(PROCESSES)]
    for process in workers:
        process.start()
    for process in workers:
        process.join(60)
    assert [process.exitcode for process in workers] == [0] * PROCESSES
    store = IncidentStore(str(file))
    changes = store.changes()
    assert [change.entry for change in changes] == list(range(1, PROCESSES * EACH + 1))
    for worker in range(PROCESSES):
        assert [c.detail for c in changes if c.by == f"worker {worker}"] == [str(turn) for turn in range(EACH)]
    assert len(store.incidents(list(State))) == 1 + PROCESSES * EACH // 2
    assert store.problems() == []
    store.close()


def test_readers_do_not_wait_for_a_writer(store: IncidentStore) -> None:
    keep(store, incident(1))
    with store.writing() as writing:
        writing.put(incident(2))
        assert [one.number for one in store.incidents([State.NEW])] == [1]


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("these are no incidents, but a text that somebody else wrote\n" * 20)
    with pytest.raises(LedgerError, match=r"cannot be opened .*see \[incidents\] store"):
        IncidentStore(str(tmp_path / "notes.txt"))
    with pytest.raises(LedgerError, match="cannot be opened"):
        IncidentStore(str(tmp_path / "nowhere" / "people.incidents"))
    with pytest.raises(LedgerError, match="cannot be opened"):
        IncidentStore("nosuchdatabase://127.0.0.1/x")


def test_another_version_is_not_touched(file: Path) -> None:
    IncidentStore(str(file)).close()
    with sqlite3.connect(file) as database:
        database.execute("UPDATE headcount_incidents SET version = 9")
    database.close()
    with pytest.raises(LedgerError, match="has version 9, this headcount reads 1"):
        IncidentStore(str(file))


def test_damage_has_no_traceback(store: IncidentStore, file: Path) -> None:
    keep(store, incident(1))
    with sqlite3.connect(file) as database:
        database.execute("UPDATE incident SET incident = '{'")
    database.close()
    with pytest.raises(LedgerError, match="incident 1 is damaged; restore the store of incidents"):
        store.numbered(1)
    with pytest.raises(LedgerError, match="incident 1 is damaged"), store.writing() as writing:
        writing.numbered(1)
    assert store.problems() == ["incident 1 is damaged; restore the store of incidents from a copy"]
    with sqlite3.connect(file) as database:
        database.execute("UPDATE incident_log SET at = 'once'")
    database.close()
    assert store.problems() == ["entry 1 of the log is damaged; restore the store of incidents from a copy"]
    with sqlite3.connect(file) as database:
        database.execute("DROP TABLE incident_log")
    database.close()
    with pytest.raises(LedgerError, match=r"incidents cannot be read \(OperationalError\)"):
        store.problems()
