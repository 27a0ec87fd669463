"""What the first bytes of files hold, whole or cut, in the encodings that Chinese systems write; and nothing ends it."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.probes.excerpts import readable, rows

ROW = {"name": "王伟", "phone": "13800138000"}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"name,phone\n\xe7\x8e\x8b\xe4\xbc\x9f,13800138000\n", [ROW]),
        ("name;phone\n王伟;13800138000\n".encode("gb18030"), [ROW]),
        ("\ufeffname\tphone\n王伟\t13800138000\n".encode(), [ROW]),
        ("王伟,13800138000\n王伟,13800138000\n".encode(), [{"column1": "王伟", "column2": "13800138000"}] * 2),
        (json.dumps([ROW, ROW]).encode(), [ROW, ROW]),
        (json.dumps({"people": [ROW]}).encode(), [{"people": [ROW]}]),
        (b"\n".join([json.dumps(ROW).encode()] * 2) + b'\n{"name": "cut', [ROW, ROW]),
        ("INSERT INTO `p` (`name`, `phone`) VALUES ('王伟','13800138000'),\n('王伟','13800138000');".encode(), [ROW, ROW]),
        (b"insert into p values (1, 'O''Hara', 'a\\'b');", [{"column1": "1", "column2": "O'Hara", "column3": "a'b"}]),
        ("COPY public.p (name, phone) FROM stdin;\n王伟\t13800138000\n\\.\n".encode(), [ROW]),
        (b"one line\n\n  \nanother\n", ["one line", "another"]),
        (b"", []),
        (b"\x89PNG\r\n\x1a\n\0\0", []),
        (b"\x1f\x8bnothing", []),
        (gzip.compress(b"name,phone\nx,1\n")[:-6], [{"name": "x", "phone": "1"}]),
    ],
)
def test_rows(data: bytes, found: list[object]) -> None:
    assert rows(data, 100) == found


def test_a_cut_character_is_left_out() -> None:
    assert rows("name,phone\n王伟,13800138000\n王".encode()[:-1], 100)[0] == ROW


def test_a_database_in_a_file(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.execute("create table people (mail text)")
        database.execute("insert into people values ('anna.meyer@example.com')")
    assert any("anna.meyer@example.com" in str(row) for row in rows((tmp_path / "x.db").read_bytes(), 100))
    database.close()


def test_a_bomb_is_not_unpacked_to_its_end() -> None:
    packed = gzip.compress(b"0" * 5_000_000)
    assert [len(str(row)) for row in rows(packed[: 1 << 16], 10)] == [1 << 18]


def test_most() -> None:
    assert len(rows(b"a line\n" * 100, 7)) == 7


@pytest.mark.parametrize(("name", "may"), [("a/People.CSV", True), ("dump.sql.gz", True), ("logo.png", False), ("csv", False)])
def test_names(name: str, may: bool) -> None:  # a parameter of the test
    assert readable(name) is may


@given(st.binary(max_size=300) | st.text(alphabet="{}[]()'\",;\t\n\\aINSERT INTOVALUES copy", max_size=200).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    assert len(rows(data, 50)) <= 50


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t VALUES (" + "''" * 30_000 + "x",
        "INSERT INTO t" + " " * 60_000,
        "INSERT INTO t(" * 20_000,
        "COPY t(" * 30_000,
    ],
    ids=["quotes", "spaces", "inserts", "copies"],
)
def test_what_is_made_to_keep_us_busy_does_not(text: str) -> None:
    assert rows(text.encode(), 3) == [text]  # each took minutes, or for ever


def test_an_insert_over_several_lines() -> None:
    assert rows(b"INSERT INTO t (a, b) VALUES (1,\r\n'it''s'),\r\n(2, 'two');\r\n", 9) == [
        {"a": "1", "b": "it's"},
        {"a": "2", "b": "two"},
    ]
