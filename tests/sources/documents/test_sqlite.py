from __future__ import annotations

import gzip
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from headcount.sources.documents import sqlite as module
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits
from headcount.sources.documents.sqlite import SQLITE
from tests.sources.documents.collected import Collected, collected, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a ?#%.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute('CREATE TABLE "us""ers" (id INTEGER PRIMARY KEY, email, extra, pic)')
        rows = [(n, f"u{n}@example.com", '{"phone": "1"}', b"\xff\x00") for n in range(3)]
        database.executemany('INSERT INTO "us""ers" VALUES (?, ?, ?, ?)', rows)
        database.execute("CREATE TABLE empty (phone TEXT)")
        database.execute("CREATE VIEW endless AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r")
    return path


def opened(path: Path, seconds: float = 60) -> Collected:
    content = Content.open(str(path), seconds)
    assert SQLITE.recognise(content.head)
    try:
        return collected(SQLITE.read(content, Limits()))
    finally:
        content.close()


EXPECTED = {
    'us"ers': {
        "id": ["0", "1", "2"],
        "email": [f"u{n}@example.com" for n in range(3)],
        "extra": [],
        "pic": [],
        "extra.phone": ["1"] * 3,
    },
    "empty": {"phone": []},
}


def test_tables_are_units_and_views_are_left_alone(file: Path) -> None:
    found = opened(file)
    assert found.values == EXPECTED
    assert (found.total, found.skipped) == (3, {})


def test_compressed_files_are_read_from_memory(file: Path) -> None:
    assert read(SQLITE, file.read_bytes()).values == EXPECTED
    packed = file.with_name("a.db.gz")
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert opened(packed).values == EXPECTED


def test_nothing_is_written(file: Path) -> None:
    before = file.read_bytes()
    opened(file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_locked_by_another_program(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Unreadable, match=r"^locked by another program$"):
            opened(file)


def test_with_a_log_beside_it(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        with other:
            other.execute("INSERT INTO empty VALUES ('+12025550100')")
        assert opened(file).values["empty"] == {"phone": ["+12025550100"]}


def test_copied_without_its_log(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode = WAL")
    assert opened(file).values == EXPECTED


@pytest.mark.parametrize("size", [100, 1000, 4096, 6000])
def test_cut_off(file: Path, size: int) -> None:
    file.write_bytes(file.read_bytes()[:size])
    found = read(SQLITE, file.read_bytes())
    assert set(found.skipped) <= {"raised: damaged SQLite", "table: damaged SQLite", "damaged SQLite"}
    if size < 4096:
        with pytest.raises(Unreadable, match=r"^damaged SQLite$"):
            opened(file)


def test_noise_behind_the_header(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:4096] + os.urandom(8192))
    assert set(opened(file).skipped) <= {"table: damaged SQLite", "damaged SQLite"}


def test_a_table_that_computes_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as database, database:
        endless = "(SELECT count(*) FROM (WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r))"
        database.execute("CREATE TABLE t (a, b AS (abs(a)))")
        database.execute("INSERT INTO t VALUES (1)")
        database.execute(f"CREATE VIEW v AS SELECT {endless}")
    assert opened(path).values == {"t": {"a": ["1"], "b": ["1"]}}


def test_time_and_tables_are_bounded(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_STEPS", 1)
    with pytest.raises(Unreadable, match=r"^stopped when the time was over$"):
        opened(file, seconds=-1)
    monkeypatch.undo()
    monkeypatch.setattr(module, "MOST_TABLES", 1)
    assert opened(file).skipped == {"tables after the first 1 were not read": 1}


def test_large_cells(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE t (a)")
        database.execute("INSERT INTO t VALUES ('w'), ('x'), (zeroblob(17 << 20)), ('y')")
    found = opened(path)
    assert found.values == {"t": {"a": ["w"]}}  # SQLite's driver reads one row ahead
    assert found.skipped == {"cell larger than 16 MiB": 1}


def test_names_that_are_no_text(file: Path) -> None:
    data = file.read_bytes()
    assert read(SQLITE, data.replace(b"CREATE TABLE empty (phone", b"CREATE TABLE em\xffty (ph\xc0ne")).skipped != {}
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_master SET name = 7 WHERE name = 'empty'")
    assert read(SQLITE, file.read_bytes()).skipped == {"raised: damaged SQLite": 1}
