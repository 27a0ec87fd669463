from __future__ import annotations

import datetime as dt

import pyarrow as pa

from headcount.ledger.affected import SCHEMA
from headcount.reports.affected_csv import csv_of, plain, readable

AT = dt.datetime(2026, 3, 2, 9, 0, 7, 500_000, tzinfo=dt.UTC)
ROW = {"entity": "users", "token": 255, "first": AT, "last": AT, "times": 2, "clear": "phone", "masked": ""}


def test_tokens_are_hex_and_times_are_text() -> None:
    made = csv_of(readable([pa.RecordBatch.from_pylist([ROW], SCHEMA)]))
    assert made.decode().splitlines() == [
        '"entity","token","first","last","times","clear","masked"',
        '"users","00000000000000ff","2026-03-02T09:00:07Z","2026-03-02T09:00:07Z",2,"phone",""',
    ]


def test_other_columns_stay() -> None:
    batch = pa.RecordBatch.from_pylist([{"n": 1, "at": AT}], pa.schema([("n", pa.int64()), ("at", pa.timestamp("us", tz="UTC"))]))
    assert plain(batch).to_pylist() == [{"n": 1, "at": "2026-03-02T09:00:07Z"}]


def test_nothing_gives_nothing() -> None:
    assert csv_of([]) == b""
