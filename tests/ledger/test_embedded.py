from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest

from headcount.catalog.agreements import Standing
from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position, RouteRow
from headcount.ledger.rollup import roll_up
from headcount.ledger.trace import count_client
from tests.ledger.accesses import TOKENS, Shown, batch_of, feed, identity, new_catalogue, successes, traffic

ORDERS = RouteRow("GET", "/orders/{id}", "id", "orders", "learned", False, (), True, 0)  # a row
HOLD = """
import sys
from pathlib import Path
from headcount.ledger.embedded import EmbeddedLedger
with EmbeddedLedger(Path(sys.argv[1]), sys.argv[2]):
    print("open", flush=True)
    sys.stdin.read()
"""


def _rows(ledger: EmbeddedLedger, table: str) -> int:
    return int(ledger.connection.execute("SELECT count(*) FROM query_table(?)", [table]).fetchall()[0][0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


def test_a_new_ledger_knows_nothing(path: Path) -> None:
    with EmbeddedLedger(path, "key") as ledger:
        assert (ledger.positions(), ledger.next_file(), ledger.routes(), ledger.span()) == ([], 0, [], None)


def test_only_its_owner_may_read_its_files(path: Path) -> None:
    before = os.umask(0o022)
    try:
        with EmbeddedLedger(path, TOKENS.key_id) as ledger:
            feed(ledger, traffic(1, 200))
            assert {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {
                "ledger": 0o600,
                "ledger.wal": 0o600,
            }
        assert os.umask(0o022) == 0o022
        path.chmod(0o644)
        with EmbeddedLedger(path, TOKENS.key_id):
            assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


def test_what_was_not_committed_is_gone(path: Path) -> None:
    rows = traffic(2, 400)
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        catalogue = new_catalogue()
        feed(ledger, rows[:200], catalogue=catalogue)
        expected = {
            table: _rows(ledger, table) for table in ("disclosure", "attempt", "caller", "agent", "traffic", "source_file")
        }
        counted = catalogue.disclose(batch_of(rows[200:]), 1)
        ledger.append(counted)
        ledger.connection.execute("INSERT INTO skipped VALUES (1, 'reason', 1, 1)")
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        assert {table: _rows(ledger, table) for table in expected} == expected
        assert (_rows(ledger, "skipped"), ledger.next_file()) == (0, 1)


def test_large_and_small_inserts_give_the_same(ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = traffic(3)
    feed(ledger, rows, batches=9)
    monkeypatch.setattr("headcount.ledger.embedded._INSERT_ROWS", 10)
    with EmbeddedLedger(None, TOKENS.key_id) as other:
        feed(other, rows, batches=9)
        everything = "FROM disclosure ORDER BY ALL"
        assert other.connection.execute(everything).fetchall() == ledger.connection.execute(everything).fetchall()
        assert _rows(other, "disclosure") == len(successes(rows))


def test_a_later_run_finds_its_callers_and_routes_again(path: Path) -> None:
    rows = traffic(4, 600)
    for file in range(3):
        with EmbeddedLedger(path, TOKENS.key_id) as ledger:
            feed(ledger, rows[200 * file : 200 * file + 200], file=file)
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        window = roll_up(ledger, Standing())
        assert _rows(ledger, "caller") == len({row.address for row in rows})
        assert (_rows(ledger, "agent"), _rows(ledger, "route")) == (1, 3)
        assert (window.records, window.people) == (len({identity(row) for row in successes(rows)}), None)
        for address in {row.address for row in rows}:
            [count] = count_client(ledger, address)
            assert count.records == len({identity(row) for row in successes(rows) if row.address == address})


def test_a_route_keeps_its_number_under_a_new_name(ledger: EmbeddedLedger) -> None:
    named = RouteRow("GET", "/u/{name}", "name", "u", "learned", people=False, kinds=(), tentative=True, records=0)
    mail = RouteRow("GET", "/u/{email}", "email", "u", "learned", people=False, kinds=(), tentative=False, records=0)
    pages = RouteRow("GET", "/u/{page}", "page", "u", "learned", people=False, kinds=(), tentative=False, records=0)
    ledger.know_routes([ORDERS, named])
    ledger.know_routes([ORDERS, mail, pages])
    ledger.commit(None, {})
    assert ledger.routes() == [ORDERS, mail, pages]


def test_a_later_run_finds_routes_by_name_and_takes_what_is_new(path: Path) -> None:
    declared = RouteRow("GET", "/orders/{id}", "id", "orders", "declared", True, ("phone", "name"), False, 0)
    plain = RouteRow("GET", "/search", None, None, "declared", False, (), False, 0)
    for routes in ([ORDERS], [plain, declared]):
        with EmbeddedLedger(path, "key") as ledger:
            ledger.know_routes(routes)
            ledger.commit(None, {})
            assert ledger.known_routes == len(routes)
    with EmbeddedLedger(path, "key") as ledger:
        assert ledger.routes() == [declared, plain]


def test_positions_are_kept_and_replaced(ledger: EmbeddedLedger) -> None:
    first = Position(0, "a.log", "combined", 4, "aa", 100, "bb", 10, 9, 1)
    ledger.commit(first, {"a reason": (1, 3), "none": (0, 5)})
    assert (ledger.positions(), ledger.next_file()) == ([first], 1)
    later = Position(0, "a.log.1", "combined", 4, "aa", 200, "cc", 20, 18, 2)
    ledger.commit(later, {"a reason": (1, 15)})
    assert ledger.positions() == [later]
    assert ledger.connection.execute("FROM skipped ORDER BY ALL").fetchall() == [(0, "a reason", 1, 3), (0, "a reason", 1, 15)]


def test_a_wrong_key_is_named(path: Path) -> None:
    EmbeddedLedger(path, "one").close()
    with pytest.raises(LedgerError, match="was written under another key; name that key with --key"):
        EmbeddedLedger(path, "two")
    EmbeddedLedger(path, "one").close()


def test_another_version_is_named(path: Path) -> None:
    EmbeddedLedger(path, "key").close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE about SET version = 0")
    with pytest.raises(LedgerError, match="has version 0, this headcount reads 2; scan into a new ledger"):
        EmbeddedLedger(path, "key")


@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_ledger_is_named_and_left_alone(path: Path, read_only: bool) -> None:
    path.write_bytes(b"192.0.2.1 - - a log, and no ledger\n" * 200)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="is not a headcount ledger"):
        EmbeddedLedger(path, "key", read_only=read_only)
    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("table", ["client (a INTEGER)", "about (a INTEGER)"])
def test_another_database_is_named_and_left_alone(path: Path, read_only: bool, table: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE {table}")
    with pytest.raises(LedgerError, match="is not a headcount ledger; name another file with --ledger"):
        EmbeddedLedger(path, "key", read_only=read_only)
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == [(1,)]


def test_a_ledger_in_use_is_named(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), "key"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        for read_only in (False, True):
            with pytest.raises(LedgerError, match="is in use by another process; wait for it"):
                EmbeddedLedger(path, "key", read_only=read_only)
        holder.communicate(b"")
    EmbeddedLedger(path, "key").close()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be opened; check that its directory exists"):
        EmbeddedLedger(tmp_path / "clock" / "ledger", "key")  # a path that says "lock" is not a locked ledger


def test_an_empty_file_that_is_only_asked_is_no_ledger(path: Path) -> None:
    duckdb.connect(str(path)).close()
    with pytest.raises(LedgerError, match="is not a headcount ledger"):
        EmbeddedLedger(path, "key", read_only=True)


def test_a_scan_cut_short_is_not_asked(path: Path) -> None:
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        feed(ledger, traffic(5, 100))
        roll_up(ledger, Standing())
    EmbeddedLedger(path, TOKENS.key_id, read_only=True).close()
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        feed(ledger, traffic(6, 100), file=1)
    with pytest.raises(LedgerError, match="was cut short; run headcount scan or serve with it again"):
        EmbeddedLedger(path, TOKENS.key_id, read_only=True)
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        ledger.name_clients()
    EmbeddedLedger(path, TOKENS.key_id, read_only=True).close()


def test_a_failure_of_the_engine_quotes_nothing() -> None:
    with pytest.raises(LedgerError) as caught, EmbeddedLedger(None, "key") as ledger:
        ledger.connection.execute("SELECT 'carol@example.org'::INTEGER")
    assert str(caught.value) == (
        "the ledger in memory failed (ConversionException): is the disk full, or the file damaged? "
        "Make room and run it again: nothing is lost, or counted twice"
    )


def test_a_full_temporary_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(LedgerError) as caught, EmbeddedLedger(None, "key", memory="20MB") as ledger:
        ledger.connection.execute(
            "SET max_temp_directory_size = '1MB'; CREATE TEMP TABLE t AS SELECT hash(range) AS a FROM range(5000000)"
        )
    told = "the ledger in memory has no room left for temporary files in"
    assert str(caught.value) == f"{told} {tmp_path}; make some, or name another folder in TMPDIR"


def test_without_the_key_the_files_reveal_no_record(path: Path) -> None:
    values = (
        [f"carol.{n}@example.org" for n in range(300)] + [f"7{n:06}43" for n in range(300)] + [f"dorothea{n}" for n in range(300)]
    )
    rows = [Shown(n, "192.0.2.1", 0, path=f"/u/{value}") for n, value in enumerate(values)]
    rows += [
        Shown(n, "192.0.2.1", 0, path=f"/orders/x?email={value}&note={value}", credential=value) for n, value in enumerate(values)
    ]
    secrets = [value.encode() for value in values]

    def revealed() -> list[str]:
        return [
            f"{file.name}: {value!r}"
            for file in path.parent.iterdir()
            for text in [file.read_bytes()]
            for value in secrets
            if value in text
        ]

    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        ledger.connection.execute("SET checkpoint_threshold = '1GB'")
        feed(ledger, rows, batches=4)
        assert roll_up(ledger, Standing()).records >= 900
        assert path.with_name("ledger.wal").stat().st_size > 10_000
        assert revealed() == []
        ledger.connection.execute("CHECKPOINT")
        assert revealed() == []
    assert revealed() == []
    assert b"192.0.2.1" in path.read_bytes()  # clients are in the clear: the search would find what is there


@pytest.mark.parametrize("remembered", [False, True])
def test_a_caller_of_an_earlier_run_keeps_its_number(path: Path, remembered: bool) -> None:
    for rows in (traffic(1, 200), traffic(2, 300)):
        with EmbeddedLedger(path, TOKENS.key_id) as ledger:
            if remembered:
                ledger.remember_callers()
            feed(ledger, rows)
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        ask = ledger.connection.execute
        different = "SELECT DISTINCT address, account, credential, user_agent FROM caller JOIN agent USING (agent)"
        assert ask("SELECT count(*) FROM caller").fetchall() == ask(f"SELECT count(*) FROM ({different})").fetchall()  # noqa: S608  # fixed names
        assert ask("SELECT count(*) - count(DISTINCT caller) FROM caller").fetchall() == [(0,)]
        assert ask("SELECT count(*) FROM disclosure ANTI JOIN caller USING (caller)").fetchall() == [(0,)]
