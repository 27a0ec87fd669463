from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from headcount.catalog.identified import ADDED, Identified
from headcount.catalog.rows import rows_of
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.errors import ConfigError

TOKENS = Tokenizer(key_of_passphrase("identified"))
AT = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)


def affected(*identifiers: bytes) -> pa.Table:
    tokens = [TOKENS.tokens_of("users", [one])[0] for one in identifiers]
    count = len(tokens)
    columns = {
        "token": pa.array(tokens, pa.uint64()),
        "first": pa.array([AT] * count, pa.timestamp("us", tz="UTC")),
        "last": pa.array([AT] * count, pa.timestamp("us", tz="UTC")),
        "times": pa.array(range(1, count + 1), pa.int64()),
        "clear": pa.array(["phone"] * count, pa.string()),
        "masked": pa.array([""] * count, pa.string()),
    }
    return pa.table(columns)


def table(folder: Path, text: str, found: pa.Table) -> Identified:
    (folder / "users.csv").write_text(text, "utf-8")
    return Identified(rows_of(folder / "users.csv"), "users.csv", "users", TOKENS, found)


def test_the_rows_of_affected_people_and_no_others(tmp_path: Path) -> None:
    users = table(
        tmp_path, "name,record,note\n帆,7,\nb,8,x\nc,A%40Example.org,y\nd,7,again\n,,\n", affected(b"7", b"9", b"a@example.org")
    )
    [batch] = users.read()
    assert batch.schema.names == ["name", "record", "note", *ADDED]
    assert [(row["name"], row["record"], row["note"], row["times"]) for row in batch.to_pylist()] == [
        ("帆", "7", "", 1),
        ("c", "A%40Example.org", "y", 3),
        ("d", "7", "again", 1),
    ]
    assert (users.count, users.named, users.unnamed) == (5, {0, 2}, 1)
    assert "帆" not in repr(users)


def test_rows_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    users = table(tmp_path, "record,a\n7\n7,x\n", affected(b"7"))
    [batch] = users.read()
    assert ([row["a"] for row in batch.to_pylist()], users.count, users.broken) == (["x"], 1, 1)


def test_a_parquet_file_does_as_well(tmp_path: Path) -> None:
    file = tmp_path / "users.parquet"
    pq.write_table(pa.table({"person": [7, 8], "mail": ["n7@example.org", None]}), file)
    [batch] = Identified(rows_of(file), "users.parquet", "users", TOKENS, affected(b"7", b"8")).read()
    assert [(row["person"], row["mail"], row["times"]) for row in batch.to_pylist()] == [("7", "n7@example.org", 1), ("8", "", 2)]


def test_nobody_is_affected(tmp_path: Path) -> None:
    users = table(tmp_path, "person\n7\n", affected())
    assert ([len(batch) for batch in users.read()], users.unnamed) == ([0], 0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id\n7\n", r"needs the column record \(or person\) with the identifiers of users"),
        ("record,times\n7,1\n", "has the column times"),
        ("record,a,a\n7,1,2\n", "has the column a twice"),
        ("", "is no CSV file"),
    ],
)
def test_a_user_table_that_cannot_be_used(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        list(table(tmp_path, text, affected(b"7")).read())


def test_a_user_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        list(Identified(rows_of(tmp_path / "none.csv"), "none.csv", "users", TOKENS, affected(b"7")).read())
