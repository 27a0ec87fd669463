"""Parquet as a table of the site."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from headcount.catalog.tables import Table
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.errors import ConfigError

TOKENS = Tokenizer(key_of_passphrase("relations"))
DAY = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
SEVEN, EIGHT = TOKENS.tokens_of("people", [b"7", b"8"])


def _table(folder: Path, **columns: pa.Array) -> Table:
    pq.write_table(pa.table(columns), folder / "relations.parquet")
    return Table(folder / "relations.parquet", ("client", "record"), "relation", "people", TOKENS)


def _read(table: Table) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for batch in table.read() for row in batch.to_pylist()]


@pytest.mark.parametrize(
    "records",
    [pa.array([7, 8], pa.int32()), pa.array([7, 8], pa.uint64()), pa.array(["7", "8"]), pa.array(["7", "8"], pa.large_string())],
    ids=["int", "unsigned", "text", "large text"],
)
def test_identifiers_are_the_tokens_that_requests_give(tmp_path: Path, records: pa.Array) -> None:
    table = _table(tmp_path, note=pa.array([1.5, 2.5]), person=records, client=pa.array(["erin", "帆"]).dictionary_encode())
    assert _read(table) == [("erin", SEVEN, None, None), ("帆", EIGHT, None, None)]
    assert table.note() == "2 relations"


@pytest.mark.parametrize(
    "since",
    [
        pa.array([DAY, None], pa.timestamp("ns", tz="UTC")),
        pa.array([dt.datetime(2026, 1, 2), None], pa.timestamp("ms")),  # noqa: DTZ001  # what is UTC without saying so
        pa.array([DAY, None], pa.timestamp("us", tz="Asia/Shanghai")),
        pa.array([dt.date(2026, 1, 2), None], pa.date32()),
        pa.array(["2026-01-02T08:00+08:00", ""]),
    ],
    ids=["nanoseconds", "naive", "zone", "date", "text"],
)
def test_times_are_moments(tmp_path: Path, since: pa.Array) -> None:
    table = _table(tmp_path, client=pa.array(["erin", "erin"]), record=pa.array([7, 8]), since=since)
    assert _read(table) == [("erin", SEVEN, DAY, None), ("erin", EIGHT, None, None)]


def test_a_column_without_any_time_is_open(tmp_path: Path) -> None:
    assert _read(_table(tmp_path, client=pa.array(["erin"]), record=pa.array([7]), until=pa.nulls(1))) == [
        ("erin", SEVEN, None, None)
    ]


def test_bad_rows_are_left_out_by_row(tmp_path: Path) -> None:
    table = _table(
        tmp_path,
        client=pa.array(["erin", None, "erin", "sam"]),
        record=pa.array([7, 8, None, 8]),
        since=pa.array([DAY, None, None, DAY]),
        until=pa.array([DAY, None, None, None]),
    )
    assert _read(table) == [("sam", EIGHT, DAY, None)]
    left_out = "row 1: its until is not after its since; row 2: it names no client; row 3: it names no record"
    assert table.note() == f"1 relation, 3 rows left out ({left_out})"


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"client": ["a"], "whom": [7]}, r"needs the columns client and record \(or person\); it has client, whom$"),
        ({"client": ["a"], "record": [7.0]}, "the column record holds double; write it as text or whole numbers"),
        (
            {"client": [Decimal(1)], "record": [7]},
            r"column client holds decimal128\(1, 0\); write it as text or whole numbers",
        ),
        (
            {"client": ["a"], "record": [7], "since": [5]},
            "since holds int64; write it as timestamp, date or ISO 8601 text",
        ),
    ],
    ids=["missing", "fraction", "decimal", "number as time"],
)
def test_columns_of_other_kinds_are_refused_by_name(tmp_path: Path, columns: dict[str, list[Any]], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        _table(tmp_path, **{name: pa.array(values) for name, values in columns.items()}).check()


def test_damage_is_said(tmp_path: Path) -> None:
    table = _table(tmp_path, client=pa.array(["erin"] * 999), record=pa.array(range(999)))
    whole = table.path.read_bytes()
    table.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ConfigError, match=r"relations.parquet: is a damaged Parquet file; write it again"):
        table.check()
    table.path.write_bytes(whole[:200] + bytes(len(whole) - 700) + whole[-500:])
    with pytest.raises(ConfigError, match="damaged"):
        _read(Table(table.path, ("client", "record"), "relation", "people", TOKENS))


def test_large_tables_come_in_blocks(tmp_path: Path) -> None:
    rows = 300_000
    table = _table(tmp_path, client=pa.array(["erin"] * (rows - 1) + [""]), record=pa.array(range(rows)))
    assert sum(len(batch) for batch in table.read()) == rows - 1
    assert table.examples == [(rows, "it names no client")]
