from __future__ import annotations

import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.errors import LedgerError
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.store import Change, VerdictStore

NOW = time.time_ns() // 1000
HOUR = 3_600_000_000


def verdict(number: int, client: str = "ann", rule: str = "crawl", until: int = NOW + HOUR, *, lifted: bool = False) -> Verdict:
    mask = (Kind.PHONE, Kind.EMAIL)
    return Verdict(number, "account", client, Action.MASK, NOW - HOUR, until, "finding:slow_crawl:1", mask, rule, lifted=lifted)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.verdicts"


@pytest.fixture
def store(file: Path) -> Iterator[VerdictStore]:
    made = VerdictStore(str(file))
    yield made
    made.close()


def test_what_has_not_ended_is_there_after_a_restart(store: VerdictStore, file: Path) -> None:
    store.keep([verdict(1), verdict(2, "bob", until=NOW - 1), verdict(3, "carl", lifted=True)])
    store.keep([verdict(4, "dora")])
    store.close()
    again = VerdictStore(str(file))
    assert again.kept() == [verdict(1), verdict(3, "carl", lifted=True), verdict(4, "dora")]
    again.close()


def test_one_ground_has_one_row_and_all_of_its_history(store: VerdictStore) -> None:
    store.keep([verdict(1), verdict(2, rule="other")])
    store.keep([verdict(3, until=NOW + 2 * HOUR)])
    store.keep([verdict(4, until=NOW + 2 * HOUR, lifted=True)])
    store.keep([verdict(5, "bob")])
    assert [one.number for one in store.kept()] == [2, 4, 5]
    assert store.history("account", "ann") == [
        Change(verdict(1), "set", "crawl"),
        Change(verdict(2, rule="other"), "set", "other"),
        Change(verdict(3, until=NOW + 2 * HOUR), "set", "crawl"),
        Change(verdict(4, until=NOW + 2 * HOUR, lifted=True), "lifted", "person"),
    ]
    assert [change.verdict.number for change in store.history()] == [1, 2, 3, 4, 5]


def test_the_newest_is_told_even_when_it_has_ended(store: VerdictStore) -> None:
    store.keep([verdict(1), verdict(7, "bob", until=NOW - 1)])
    assert [one.number for one in store.kept()] == [1, 7]


def test_the_file_is_for_its_owner_only(store: VerdictStore, file: Path) -> None:
    store.keep([verdict(1)])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_is_all_or_none(store: VerdictStore, file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TRIGGER full BEFORE INSERT ON verdict WHEN NEW.client = 'bob' BEGIN SELECT RAISE(ABORT, 'x'); END")
    with pytest.raises(LedgerError, match=r"verdicts cannot be kept \(IntegrityError\); see \[policy\] store"):
        store.keep([verdict(1), verdict(2, "bob")])
    assert store.kept() == []
    assert store.history() == []
    store.keep([verdict(3)])
    assert [one.number for one in store.kept()] == [3]


def test_an_url_names_any_database(tmp_path: Path) -> None:
    made = VerdictStore(f"sqlite:///{tmp_path / 'state.db'}")
    made.keep([verdict(1)])
    assert made.kept() == [verdict(1)]
    made.close()


@pytest.mark.parametrize("place", ["missing/folder/file", "nonsense://x", "postgresql+nothing://x"])
def test_what_cannot_be_opened_is_said(tmp_path: Path, place: str) -> None:
    with pytest.raises(LedgerError, match=r"the store of verdicts cannot be opened \(\w+\); see \[policy\] store"):
        VerdictStore(place if "://" in place else str(tmp_path / place))


def test_a_store_of_another_version_is_not_touched(store: VerdictStore, file: Path) -> None:
    store.close()
    with sqlite3.connect(file) as other:
        other.execute("UPDATE headcount_policy SET version = 9")
    with pytest.raises(LedgerError, match="has version 9, this headcount reads 1"):
        VerdictStore(str(file))


def test_a_file_that_is_no_store_is_not_touched(file: Path) -> None:
    file.write_bytes(b"no database, but some text of a file that was named by mistake\n" * 9)
    with pytest.raises(LedgerError, match="cannot be opened"):
        VerdictStore(str(file))
    assert file.read_bytes().startswith(b"no database")


def test_a_store_that_went_away_says_so_when_it_is_read(store: VerdictStore, file: Path) -> None:
    store.close()
    file.unlink()
    file.with_suffix(".verdicts-wal").unlink(missing_ok=True)
    with pytest.raises(LedgerError, match="kept verdicts cannot be read"):
        store.kept()


def test_what_was_told_is_remembered_the_last_of_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = VerdictStore(str(file))
    assert store.told() == []
    store.tell(["a", "b", "a"])
    store.tell(["b", "c"])
    store.close()
    again = VerdictStore(str(file))
    assert again.told() == ["a", "b", "c"]
    monkeypatch.setattr("headcount.policy.store.MOST_TOLD", 2)
    again.tell(["d"])
    assert again.told() == ["c", "d"]
    again.close()


def test_a_store_from_before_is_read_and_told(file: Path) -> None:
    VerdictStore(str(file)).close()
    with sqlite3.connect(file) as database:
        database.execute("DROP TABLE told_finding")
    database.close()
    store = VerdictStore(str(file))
    store.tell(["a"])
    assert store.told() == ["a"]
    store.close()
    file.chmod(0o400)
    gone = VerdictStore(f"sqlite:///file:{file}?mode=ro&uri=true")
    with pytest.raises(LedgerError, match="what was told cannot be kept"):
        gone.tell(["b"])
    gone.close()


def test_entries_are_followed_in_their_order(store: VerdictStore) -> None:
    assert (store.newest(), store.news(0)) == (0, [])
    store.keep([verdict(1), verdict(2, "bob")], {2: "eve"})
    store.keep([verdict(1, lifted=True)])
    assert store.newest() == 3
    news = store.news(1)
    assert [(entry, change.verdict.client, change.change, change.by) for entry, change in news] == [
        (2, "bob", "set", "eve"),
        (3, "ann", "lifted", "person"),
    ]
    assert [entry for entry, _ in store.news(0, most=2)] == [1, 2]


def test_what_stands_already_is_not_entered_again(store: VerdictStore) -> None:
    store.keep([verdict(1)])
    store.keep([verdict(8)])
    assert [change.verdict.number for change in store.history()] == [1]
    store.keep([verdict(9, until=NOW + 2 * HOUR)])
    assert [change.verdict.number for change in store.history()] == [1, 9]
