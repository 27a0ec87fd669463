import datetime as dt
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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("client,whom\na,b\n", "needs the columns client and record"),
        ("\nclient,record\na,b\n", "needs the columns client and record"),
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
