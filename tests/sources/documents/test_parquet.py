from __future__ import annotations

import datetime as dt
import gzip
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from headcount.sources.documents import parquet as module
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits
from headcount.sources.documents.parquet import PARQUET
from tests.sources.documents.collected import Collected, collected, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    table = pa.table(
        {
            "email": ["a@example.com", None, "c@example.com"],
            "born": [dt.date(1990, 1, 2)] * 3,
            "tags": [["x", "y"], [], None],
            "who": [{"phone": "1"}, None, {"phone": "3"}],
            "empty": pa.array([None] * 3, pa.string()),
        }
    )
    path = tmp_path / "t.parquet"
    pq.write_table(table, path, row_group_size=2)
    return path


def opened(path: Path, limits: Limits | None = None) -> Collected:
    content = Content.open(str(path), 60)
    assert PARQUET.recognise(content.head)
    try:
        return collected(PARQUET.read(content, limits or Limits()))
    finally:
        content.close()


EXPECTED = {
    "email": ["a@example.com", "c@example.com"],
    "born": ["1990-01-02"] * 3,
    "empty": [],
    "tags[]": ["x", "y"],
    "who.phone": ["1", "3"],
}


def test_rows_are_answers(file: Path) -> None:
    found = opened(file)
    assert found.values == {"t.parquet": EXPECTED}
    assert found.answers["t.parquet"]["email"] == [0, 2]
    assert (found.total, found.skipped) == (3, {})


def test_compressed_files_are_read_from_memory(file: Path) -> None:
    packed = file.with_name("t.parquet.gz")
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert opened(packed).values == {"t.parquet": EXPECTED}


def test_bounded_rows(file: Path) -> None:
    found = opened(file, Limits(rows=1))
    assert (found.total, found.skipped) == (1, {"rows after the first 1 were not read": 1})


def test_large_row_groups_are_skipped(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_GROUP", 10)
    assert opened(file).skipped == {"row group larger than 2 GiB": 2}


def test_times_that_python_has_not(tmp_path: Path) -> None:
    table = pa.table(
        {
            "ns": pa.array([1_790_000_000_123_456_789], pa.timestamp("ns", "UTC")),
            "far": pa.array([10_000_000], pa.date32()),
            "span": pa.array([90], pa.duration("s")),
            "many": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    found = opened(tmp_path / "t.parquet")
    assert found.values["t.parquet"]["ns"] == ["2026-09-21 14:13:20.123456789Z"]
    assert found.values["t.parquet"]["far"] == ["29349-01-26"]
    assert found.values["t.parquet"]["many[][]"] == ["k", "1"]
    assert found.skipped == {}


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_cut_off(file: Path, share: float) -> None:
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
    with pytest.raises(Unreadable, match=r"^damaged or cut-off Parquet$"):
        opened(file)


def test_noise_between_the_marks(file: Path) -> None:
    assert read(PARQUET, b"PAR1" + os.urandom(3000) + b"PAR1").skipped == {"raised: damaged or cut-off Parquet": 1}
    data = bytearray(file.read_bytes())
    data[4:60] = os.urandom(56)
    found = read(PARQUET, bytes(data))
    assert found.total == 0 or found.skipped == {} or set(found.skipped) == {"raised: damaged or cut-off Parquet"}
