from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest

from headcount.catalog.agreements import Standing
from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.removal import Removal, Why, forget_callers, removals, remove, rewrite, showings_of
from headcount.ledger.rollup import roll_up
from headcount.ledger.trace import count_client
from tests.ledger.accesses import TOKENS, Shown, feed, new_catalogue, traffic

OLD = [Shown(0, "192.0.2.1", 7, agent="Opera"), Shown(1, "192.0.2.2", 7), Shown(9000, "192.0.2.3", 8)]


def names(ledger: EmbeddedLedger) -> list[str]:
    return [name for (name,) in ledger.connection.execute("SELECT name FROM client ORDER BY client").fetchall()]


def test_a_removal_takes_the_rows_and_says_how_many(ledger: EmbeddedLedger) -> None:
    feed(ledger, OLD)
    before = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
    condition = ("shown_at < ?", [before.replace(tzinfo=None)])
    told = remove(ledger, Why.EXPIRED, {"disclosure": condition}, before)
    assert (told.what, told.before, told.disclosures, told.attempts, told.traffic, told.rows) == (Why.EXPIRED, before, 2, 0, 0, 2)
    assert removals(ledger) == [told]
    assert ledger.connection.execute("SELECT count(*) FROM disclosure").fetchall() == [(1,)]
    assert remove(ledger, Why.EXPIRED, {"disclosure": condition}, before).rows == 0
    assert len(removals(ledger)) == 1


def test_a_removal_that_fails_takes_nothing(ledger: EmbeddedLedger) -> None:
    feed(ledger, OLD)
    with pytest.raises(LedgerError, match="failed"):
        remove(ledger, Why.ERASED, {"disclosure": ("true", []), "attempt": ("no_such_column", [])})
    assert ledger.connection.execute("SELECT count(*) FROM disclosure").fetchall() == [(3,)]
    assert removals(ledger) == []


def test_a_ledger_from_before_there_were_removals_has_none(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        ledger.connection.execute("DROP TABLE removal")
    with EmbeddedLedger(path, TOKENS.key_id, read_only=True) as ledger:
        assert removals(ledger) == []


def test_who_asked_is_forgotten_with_what_was_asked_and_numbers_are_not_given_again(ledger: EmbeddedLedger) -> None:
    catalogue = new_catalogue()
    feed(ledger, OLD, catalogue=catalogue)
    roll_up(ledger, Standing())
    assert names(ledger) == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    for address in ("192.0.2.1", "192.0.2.3"):
        which = ("caller IN (SELECT caller FROM caller WHERE address = ?)", [address])
        remove(ledger, Why.EXPIRED, {"disclosure": which, "traffic": which})
    assert forget_callers(ledger) == 1
    assert names(ledger) == ["192.0.2.2", "192.0.2.3"]
    assert ledger.connection.execute("SELECT user_agent FROM agent").fetchall() == [("Firefox",)]
    feed(ledger, [Shown(9001, "192.0.2.4", 9)], file=1, catalogue=catalogue)
    roll_up(ledger, Standing())
    assert ledger.connection.execute("SELECT client, name FROM client ORDER BY client").fetchall() == [
        (1, "192.0.2.2"),
        (2, "192.0.2.3"),
        (3, "192.0.2.4"),
    ]


def test_a_rewritten_ledger_has_the_same_rows_and_nothing_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "it's.db"
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        showings_of(path).mkdir()
        catalogue = new_catalogue()
        rows = [*traffic(1, 3000), Shown(5, "192.0.2.200", 1, agent="an agent that goes away")]
        feed(ledger, rows, catalogue=catalogue)
        roll_up(ledger, Standing())
        counted = count_client(ledger, "192.0.2.7")
        which = ("caller IN (SELECT caller FROM caller WHERE address = ?)", ["192.0.2.200"])
        remove(ledger, Why.ERASED, {"disclosure": which, "traffic": which})
        feed(ledger, [Shown(90_000, "192.0.2.201", 1, agent="Opera")], file=1, catalogue=catalogue)
        roll_up(ledger, Standing())
        assert forget_callers(ledger) == 1
    assert b"an agent that goes away" in path.read_bytes()
    sizes = rewrite(path)
    assert sizes[1] == path.stat().st_size
    assert b"an agent that goes away" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [path.name]  # and not the showings that serve kept
    with EmbeddedLedger(path, TOKENS.key_id, read_only=True) as ledger:
        assert count_client(ledger, "192.0.2.7") == counted
        assert [told.what for told in removals(ledger)] == [Why.ERASED]
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        feed(ledger, [Shown(90_001, "192.0.2.201", 2, agent="Opera")], file=2)
        roll_up(ledger, Standing())
        assert count_client(ledger, "192.0.2.201")[0].records == 2


def test_a_ledger_that_cannot_be_rewritten_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        feed(ledger, OLD)
    content = path.read_bytes()
    (tmp_path / "l.db.rewritten").mkdir()
    with pytest.raises(OSError, match=r"l\.db\.rewritten"):
        rewrite(path)
    (tmp_path / "l.db.rewritten").rmdir()
    path.write_bytes(b"x" * len(content))
    with pytest.raises(LedgerError, match="cannot be written anew") as problem:
        rewrite(path)
    assert isinstance(problem.value.__cause__, duckdb.Error)
    assert path.read_bytes() == b"x" * len(content)
    assert [file.name for file in tmp_path.iterdir()] == ["l.db"]


def test_a_ledger_as_a_kill_left_it_is_not_rewritten(tmp_path: Path) -> None:
    path, left = tmp_path / "l.db", tmp_path / "left.db"
    with EmbeddedLedger(path, TOKENS.key_id) as ledger:
        feed(ledger, OLD)
        for end in ("", ".wal"):
            shutil.copy(f"{path}{end}", f"{left}{end}")
    with pytest.raises(LedgerError, match="left in the middle of something"):
        rewrite(left)
    with EmbeddedLedger(left, TOKENS.key_id) as ledger:
        assert ledger.connection.execute("SELECT count(*) FROM disclosure").fetchall() == [(3,)]
    rewrite(left)
    with EmbeddedLedger(left, TOKENS.key_id) as ledger:
        assert ledger.connection.execute("SELECT count(*) FROM disclosure").fetchall() == [(3,)]


def test_a_removal_counts_all_rows() -> None:
    assert Removal(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), Why.ERASED, None, 2, 3, 4).rows == 9
