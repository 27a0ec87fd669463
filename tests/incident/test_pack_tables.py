from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from headcount.incident.pack_tables import write_tables

STAMP = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema([("name", pa.string()), ("at", STAMP), ("n", pa.int64())])
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def _batch(*names: str | None) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{"name": name, "at": NOON, "n": None} for name in names], SCHEMA)


def test_both_files_hold_the_same_rows(tmp_path: Path) -> None:
    assert write_tables([_batch("ann", "b,ob"), _batch(None)], tmp_path / "more" / "rows") == 3
    table = pq.read_table(tmp_path / "more" / "rows.parquet")
    assert table.schema.equals(SCHEMA)
    assert table["name"].to_pylist() == ["ann", "b,ob", None]
    assert (tmp_path / "more" / "rows.csv").read_text().splitlines() == [
        '"name","at","n"',
        '"ann","2026-03-02T12:00:00.000000Z",',
        '"b,ob","2026-03-02T12:00:00.000000Z",',
        ',"2026-03-02T12:00:00.000000Z",',
    ]


def test_text_that_begins_like_a_formula_is_text_in_the_csv(tmp_path: Path) -> None:
    write_tables([_batch("=1+1", "-2", "@x", "+4", "a=b", "\t=1")], tmp_path / "rows")
    cells = [line.split(",")[0] for line in (tmp_path / "rows.csv").read_text().splitlines()[1:]]
    assert cells == ['"\'=1+1"', '"\'-2"', '"\'@x"', '"\'+4"', '"a=b"', '"\'\t=1"']
    assert pq.read_table(tmp_path / "rows.parquet")["name"][0].as_py() == "=1+1"


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_tables([_batch("ann"), _batch("bob")], tmp_path / name)
    for ending in ("csv", "parquet"):
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_an_empty_batch_is_a_table_without_rows(tmp_path: Path) -> None:
    assert write_tables([_batch()], tmp_path / "rows") == 0
    assert pq.read_table(tmp_path / "rows.parquet").schema.equals(SCHEMA)
    assert (tmp_path / "rows.csv").read_text() == '"name","at","n"\n'
