"""Several ledgers merged against one ledger of everything, to the unit."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from headcount.catalog.agreements import Standing
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position, StreamEnd
from headcount.ledger.merging import Merged, merge
from headcount.ledger.rollup import roll_up
from headcount.ledger.trace import count_client, who_saw
from tests.ledger.accesses import TOKENS, Shown, feed, new_catalogue, successes, token, traffic

Part = Callable[[Shown], int]


def _made(folder: Path, rows: Sequence[Shown], part: Part, parts: int) -> list[Path]:
    files = []
    for number in range(parts):
        files.append(folder / f"{number}.ledger")
        with EmbeddedLedger(files[-1], TOKENS.key_id) as ledger:
            own = [row for row in rows if part(row) == number]
            ledger.know_routes([])
            feed(ledger, own, catalogue=new_catalogue(people=True), batches=3)
            ledger.connection.execute("UPDATE source_file SET head_digest = ?", [f"head of {number}"])
            ledger.name_clients()
    return files


def _by_client(row: Shown) -> int:
    return zlib.crc32((row.account or row.address).encode()) % 3


def _traffic() -> list[Shown]:
    """Addresses behind which many agents are, accounts that come from several addresses, and everybody else."""
    rows = traffic(1)
    rows += [Shown(r.second, "203.0.113.5", r.record, agent=f"agent {n % 9}", path=r.path) for n, r in enumerate(traffic(2, 300))]
    rows += [Shown(r.second, r.address, r.record, account=f"a{n % 5}", path=r.path) for n, r in enumerate(traffic(3, 500))]
    return sorted(rows, key=lambda row: row.second)


def _window(file: Path) -> tuple[list[Any], list[Any]]:
    """The roll-up and the clients, by name."""
    with EmbeddedLedger(file, TOKENS.key_id) as ledger:
        window = roll_up(ledger, Standing())
    names = dict(zip(*(window.clients[name].to_pylist() for name in ("client", "name")), strict=True))
    rollup = sorted((names[row.pop("client")], row.pop("bucket"), *row.items()) for row in window.rollup.to_pylist())
    clients = sorted(tuple(sorted((k, str(v)) for k, v in row.items() if k != "client")) for row in window.clients.to_pylist())
    return rollup, clients


def test_the_roll_up_is_that_of_one_ledger(tmp_path: Path) -> None:
    rows = _traffic()
    (tmp_path / "one").mkdir()
    [whole] = _made(tmp_path / "one", rows, lambda _: 0, 1)
    merged = merge(_made(tmp_path, rows, _by_client, 3), tmp_path / "merged")
    assert _window(tmp_path / "merged") == _window(whole)
    assert merged.disclosures == len(successes(rows))
    assert not list(tmp_path.glob("*.merging*"))


def test_people_of_a_client_that_is_in_several_are_one_set(tmp_path: Path) -> None:
    """Rows are dealt out one by one, so that every account, network and person is in every ledger."""
    rows = _traffic()
    number = {id(row): place % 3 for place, row in enumerate(rows)}
    merge(_made(tmp_path, rows, lambda row: number[id(row)], 3), tmp_path / "merged")
    shown = successes(rows)
    with EmbeddedLedger(tmp_path / "merged", TOKENS.key_id, read_only=True) as ledger:
        for account in ("a0", "a4"):
            [count] = count_client(ledger, account)
            own = [row for row in shown if row.account == account]
            assert count.records == len({(row.path.split("/")[1], row.record) for row in own})
            assert count.requests == len([row for row in rows if row.account == account])
        in_network = "SELECT count(DISTINCT record) FROM shown JOIN caller USING (caller) WHERE starts_with(address, '192.0.2.')"
        expected = {(row.path.split("/")[1], row.record) for row in shown if row.address.startswith("192.0.2.")}
        assert ledger.connection.execute(in_network).fetchall() == [(len(expected),)]
        popular = max(expected, key=lambda one: sum((row.path.split("/")[1], row.record) == one for row in shown))
        viewers = {row.account or row.address for row in shown if (row.path.split("/")[1], row.record) == popular}
        row = next(row for row in shown if (row.path.split("/")[1], row.record) == popular)
        found = who_saw(ledger, [token(row)])
        assert {viewer.client.split(" ")[0] for viewer in found} == viewers
        assert sum(viewer.times for viewer in found) == sum((r.path.split("/")[1], r.record) == popular for r in shown)


def test_an_address_is_one_client_or_many_by_what_all_ledgers_know(tmp_path: Path) -> None:
    rows = [Shown(n, "203.0.113.5", n, agent=f"agent {n % 4}") for n in range(40)]
    files = _made(tmp_path, rows, lambda row: int(row.agent[-1]) % 2, 2)
    for file in files:
        with EmbeddedLedger(file, TOKENS.key_id, read_only=True) as ledger:
            assert ledger.connection.execute("SELECT lens FROM client").fetchall() == [("address",)]
    assert merge(files, tmp_path / "merged") == Merged(2, 40, 0, 40, 4)
    with EmbeddedLedger(tmp_path / "merged", TOKENS.key_id, read_only=True) as ledger:
        assert ledger.connection.execute("SELECT lens, count(*) FROM client GROUP BY lens").fetchall() == [("visitor", 4)]


def test_what_does_not_fit_together_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    files = _made(tmp_path, traffic(1, 100), _by_client, 3)
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "key.ledger"
    with EmbeddedLedger(other, Tokenizer(key_of_passphrase("another")).key_id):
        pass
    into = tmp_path / "merged"
    with pytest.raises(LedgerError, match="written under another key"):
        merge([*files, other], into)
    with pytest.raises(LedgerError, match=r"2\.ledger: 0\.log was counted by another"):
        merge([*files, files[2]], into)
    (tmp_path / "text").write_text("nothing")
    with pytest.raises(LedgerError, match="is not a headcount ledger, or is damaged"):
        merge([files[0], tmp_path / "text"], into)
    assert not into.exists()
    assert not list(tmp_path.glob("merged*"))
    into.touch()
    with pytest.raises(LedgerError, match="is there already"):
        merge(files, into)


def test_a_stream_that_two_have_counted_is_refused(tmp_path: Path) -> None:
    files = []
    for number in range(2):
        files.append(tmp_path / f"{number}.ledger")
        with EmbeddedLedger(files[-1], TOKENS.key_id) as ledger:
            at = Position(0, "kafka:access/0", "combined", 0, "", number, "", number, number, 0)
            ledger.commit_streams([StreamEnd(("kafka", "kafka:access/0"), f"{number}@", at, {})])
    with pytest.raises(LedgerError, match=r"1\.ledger: kafka:access/0 was counted by another"):
        merge(files, tmp_path / "merged")


def test_routes_and_what_answers_hold_come_from_whoever_knows_most(tmp_path: Path) -> None:
    files = []
    for number, (tentative, answers) in enumerate([(True, 5), (False, 9), (True, 2)]):
        files.append(tmp_path / f"{number}.ledger")
        with EmbeddedLedger(files[-1], TOKENS.key_id) as ledger:
            run = ledger.connection.execute
            route = [number, "GET", "/users/{id}", "id", "users", "learned", number == 2, f"k{number}", tentative, False, "1"]
            run("INSERT INTO route VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", route)
            run("INSERT INTO person VALUES (?, '$', true, ?, 1)", [number, answers])
            run("INSERT INTO field VALUES (?, '$.phone', 'phone', 'clear', 1, ?, ?, '', NULL, false)", [number, answers, answers])
            run("INSERT INTO shows VALUES (1, ?, 'clear'), (2, 'phone', 'clear')", [f"k{number}"])
            run("INSERT INTO source_file VALUES (0, ?, 'made', 0, '', 0, '', 1, 1, 0)", [f"{number}.log"])
            run("INSERT INTO agent VALUES (0, 'Firefox')")
            run("INSERT INTO caller VALUES (0, '192.0.2.1', '', '', 0)")
            at = dt.datetime(2026, 3, 2, number)  # noqa: DTZ001  # as the ledger keeps them
            run("INSERT INTO disclosure VALUES (?, 0, ?, 7, 0, 0, 1, ?)", [at, number, 1 + number % 2])
    assert merge(files, tmp_path / "merged") == Merged(3, 3, 0, 1, 1)
    with EmbeddedLedger(tmp_path / "merged", TOKENS.key_id, read_only=True) as ledger:
        run = ledger.connection.execute
        assert run("SELECT people, kinds, tentative FROM route").fetchall() == [(True, "k0,k1,k2", False)]
        assert run("SELECT answers FROM person").fetchall() == [(9,)]
        assert run('SELECT "count" FROM field').fetchall() == [(9,)]
        kinds = "SELECT path, kind FROM disclosure JOIN shows USING (shows) JOIN source_file USING (file) ORDER BY path"
        assert run(kinds).fetchall() == [("0.log", "k0"), ("1.log", "phone"), ("2.log", "k2")]


def test_a_snapshot_of_a_ledger_that_is_open_is_merged(tmp_path: Path) -> None:
    """What is committed stands in the write-ahead log until the engine moves it: file and log are copied together."""
    (tmp_path / "copy").mkdir()
    rows = traffic(1, 200)
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        feed(ledger, rows)
        assert (tmp_path / "ledger.wal").stat().st_size > 0
        for name in ("ledger", "ledger.wal"):
            shutil.copy(tmp_path / name, tmp_path / "copy" / name)
        merged = merge([tmp_path / "copy" / "ledger"], tmp_path / "merged")
    assert merged.disclosures == len(successes(rows))


def test_a_ledger_that_another_process_has_open_is_refused(tmp_path: Path) -> None:
    [file] = _made(tmp_path, traffic(1, 20), lambda _: 0, 1)
    code = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(LedgerError, match="is in use by another process; merge a snapshot of its folder, or stop it first"):
            merge([file], tmp_path / "merged")
        holder.kill()
