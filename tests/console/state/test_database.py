"""The database: made, migrated, opened by several at once, and honest about what it cannot do."""

from __future__ import annotations

import datetime as dt
import stat
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from headcount.console.state import tables
from headcount.console.state.database import Database, micro, moment
from headcount.errors import LedgerError


def test_a_new_store_is_the_owners_alone_and_keeps_its_name(tmp_path: Path) -> None:
    place = tmp_path / "people.console"
    first = Database(str(place))
    again = Database(str(place))
    other = Database(str(tmp_path / "other.console"))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert first.name == again.name != other.name
    assert len(first.name) == 16
    for one in (first, again, other):
        one.close()


def test_several_may_make_it_at_once(tmp_path: Path) -> None:
    names: list[str] = []

    def make() -> None:
        database = Database(str(tmp_path / "people.console"))
        names.append(database.name)
        database.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 4
    assert len(set(names)) == 1


def test_what_is_no_store_is_not_touched(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("not a database at all, but a text that is long enough to look like one" * 20)
    with pytest.raises(LedgerError, match=r"cannot be opened \(DatabaseError\); see \[console\] store"):
        Database(str(text))
    assert text.read_text().startswith("not a database")
    with pytest.raises(LedgerError, match="cannot be opened"):
        Database(str(tmp_path / "nowhere" / "x"))


def test_a_store_of_a_newer_headcount_says_so(tmp_path: Path) -> None:
    place = tmp_path / "people.console"
    database = Database(str(place))
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE console_version SET version_num = 'of tomorrow'"))
    database.close()
    with pytest.raises(LedgerError, match="of a newer headcount"):
        Database(str(place))


def test_a_failure_within_a_transaction_leaves_nothing(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "people.console"))

    def half() -> None:
        with database.writing() as connection:
            connection.execute(sa.text("UPDATE console_about SET entries = 7"))
            connection.execute(sa.text("SELECT nothing FROM nowhere"))

    with pytest.raises(LedgerError, match="cannot be written"):
        half()
    with pytest.raises(LedgerError, match="cannot be read"), database.reading() as connection:
        connection.execute(sa.text("SELECT nothing FROM nowhere"))
    with database.reading() as connection:
        assert connection.scalar(sa.text("SELECT entries FROM console_about")) == 0
    database.close()


def test_times_come_back() -> None:
    at = dt.datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert micro(at) == 1772413200123456
    assert moment(micro(at)) == at
    assert moment(0) == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def test_a_key_that_is_taken_is_told_as_it_is(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "people.console"))
    row = {"who": "x", "failures": 1, "last": 0, "until": 0}
    for turn in range(2):
        try:
            with database.writing() as connection:
                connection.execute(tables.attempts.insert().values(**row))
        except IntegrityError:
            assert turn == 1
        else:
            assert turn == 0
    database.close()
