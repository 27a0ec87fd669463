import datetime as dt
import os
from pathlib import Path

import pytest

from headcount.catalog.tables import Table
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.errors import ConfigError

TOKENS = Tokenizer(key_of_passphrase("relations"))


def _table(folder: Path, text: str) -> Table:
    path = folder / "relations.csv"
    path.write_text(text, "utf-8")
    return Table(path, ("client", "record"), "relation", "people", TOKENS)


def _read(table: Table) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for batch in table.read() for row in batch.to_pylist()]


def test_records_become_the_tokens_that_requests_give(tmp_path: Path) -> None:
    table = _table(tmp_path, "client,person,note\nerin,7,x\n帆,A%40Example.org,y\n")
    seven, mail = TOKENS.tokens_of("people", [b"7", b"a@example.org"])
    assert _read(table) == [("erin", seven, None, None), ("帆", mail, None, None)]
    assert (table.good, table.note()) == (2, "2 relations")
    assert "7" not in repr(table).replace(str(tmp_path), "")


def test_times_are_utc_unless_they_say_otherwise(tmp_path: Path) -> None:
    table = _table(
        tmp_path, "until,record,client,since\n2026-01-02T08:00:00+08:00,7,erin,2026-01-01\n,8,erin,2026-01-01T01:02:03Z\n"
    )
    rows = _read(table)
    assert rows[0][2:] == (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    assert rows[1][2:] == (dt.datetime(2026, 1, 1, 1, 2, 3, tzinfo=dt.UTC), None)


def test_bad_rows_are_left_out_counted_and_named_by_line(tmp_path: Path) -> None:
    good = "erin,7,,\n"
    table = _table(
        tmp_path,
        "client,record,since,until\n" + good + ",8,,\nerin,,,\nerin,9\n" + good + "erin,10,yesterday,\nerin,11,,2026-13-01\n",
    )
    assert len(_read(table)) == 2
    assert dict(table.bad) == {
        "it names no client": 1,
        "it names no record": 1,
        "its since is no ISO 8601 time": 1,
        "its until is no ISO 8601 time": 1,
        "it has more or fewer columns than the first line": 1,
    }
    assert sorted(line for line, _ in table.examples) == [3, 4, 5, 7, 8]
    assert table.note().startswith("2 relations, 5 rows left out (line 3: it names no client; line 4: ")


def test_large_tables_come_in_blocks_with_their_lines(tmp_path: Path) -> None:
    rows = 200_000
    table = _table(tmp_path, "client,record\n" + "".join(f"e{n % 9},{n}\n" for n in range(rows)) + ",1\n")
    batches = list(table.read())
    assert len(batches) > 1
    assert sum(map(len, batches)) == table.good == rows
    assert table.note() == "200,000 relations, 1 row left out (line 200002: it names no client)"


def test_a_time_that_ends_before_it_begins_is_left_out(tmp_path: Path) -> None:
    rows = [",2026-01-01", "2026-01-02,", "2026-01-02,2026-01-01", "2026-01-01T08:00+08:00,2026-01-01", "2026-01-01,2026-01-02"]
    table = _table(tmp_path, "client,record,since,until\n" + "".join(f"erin,{n},{row}\n" for n, row in enumerate(rows)))
    assert [row[1] for row in _read(table)] == TOKENS.tokens_of("people", [b"0", b"1", b"4"])
    why = "its until is not after its since"
    assert table.note() == f"3 relations, 2 rows left out (line 4: {why}; line 5: {why})"


def test_texts_that_are_none_of_what_is_wanted_are_left_out_with_their_line(tmp_path: Path) -> None:
    table = _table(tmp_path, "client,record\n7,a\nerin,b\n8,c\n,d\n")
    table.wanted = {"client": ("its client is no number", int)}
    assert [row[0] for row in _read(table)] == ["7", "8"]
    assert table.note() == "2 relations, 2 rows left out (line 3: its client is no number; line 5: it names no client)"


def test_a_table_is_checked_without_being_read(tmp_path: Path) -> None:
    table = _table(tmp_path, "note,person,client,until\nx,7,erin,\n")
    table.check()
    assert (table.columns, table.good) == (["client", "person", "until"], 0)
    table.path.unlink()
    with pytest.raises(ConfigError, match="cannot be read"):
        table.check()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("client,whom\na,b\n", r"needs the columns client and record \(or person\); it has client, whom$"),
        ("client;record\na;b\n", r"needs the columns client and record \(or person\); separate them by commas$"),
        ("erin,7\nsam,8\n", r"record \(or person\); its first line names none of them, in 2 columns$"),
        ("erin\nsam\n", r"record \(or person\); its first line names none of them, in 1 column$"),
        ("client,record,client\na,b,c\n", "has the column client twice; leave one out, or give it another name"),
        ("client,record,until,until\na,b,,\n", "has the column until twice"),
        ("client,record,person\na,b,c\n", "has the columns record and person; give the one that is not meant another name"),
        ('client,record\na,1\nb,"2\nc,3\n', "line 3 opens a quote and does not close it"),
        ('client,record,note\na,1,"two\nlines"\n', "line 2 opens a quote and does not close it"),
        ('client,record,note\na,1,5" "disk\nb,2,\nc,3,x,"\n', "line 4 opens a quote"),
        ('client,record,note\na,1,5"disk,"\nb,2,\nc,3,\n', "a value goes on over several lines; close each quote"),
        ("\nclient,record\na,b\n", "its first line names none of them, in 1 column"),
        ("", "is no CSV file"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_such_table_says_so(tmp_path: Path, text: str | None, message: str) -> None:
    table = _table(tmp_path, text or "")
    if text is None:
        table.path.unlink()
    with pytest.raises(ConfigError, match=message):
        _read(table)


def test_columns_that_are_not_read_may_be_called_alike(tmp_path: Path) -> None:
    table = _table(tmp_path, "note,client,note,record\nx,erin,y,7\n")
    assert _read(table) == [("erin", *TOKENS.tokens_of("people", [b"7"]), None, None)]


def test_quotes_that_their_line_closes_are_read(tmp_path: Path) -> None:
    table = _table(tmp_path, 'client,record\n"Erin, ""E""",7\n"",8\n')
    assert [row[0] for row in _read(table)] == ['Erin, "E"']
    assert table.note() == "1 relation, 1 row left out (line 3: it names no client)"


def test_an_open_quote_is_found_in_a_later_block(tmp_path: Path) -> None:
    rows = 500_000
    table = _table(tmp_path, "client,record\n" + '"e",1000001\n' * rows + '"e,1\n' + "e,2\n" * 9)
    assert table.path.stat().st_size > 1 << 22
    with pytest.raises(ConfigError, match=f"line {rows + 2} opens a quote"):
        table.check()


def test_a_pipe_is_no_table(tmp_path: Path) -> None:
    table = _table(tmp_path, "")
    table.path = tmp_path / "pipe"
    os.mkfifo(table.path)
    with pytest.raises(ConfigError, match="is no regular file, and is read twice; write it to one"):
        table.check()


def test_a_name_that_no_file_has_is_said(tmp_path: Path) -> None:
    table = _table(tmp_path, "")
    table.path = Path("a\0b")
    with pytest.raises(ConfigError, match=r"'a\\x00b': cannot be read"):
        _read(table)


def test_bytes_that_are_no_utf_8_are_refused_with_their_line(tmp_path: Path) -> None:
    table = _table(tmp_path, "")
    table.path.write_bytes(b"client,record\nerin,7\n\xff\xfe,8\n")
    with pytest.raises(ConfigError, match="is not UTF-8 text at line 3"):
        _read(table)
