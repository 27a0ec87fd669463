"""Which rows a file has is told by how it begins, whatever it is called."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from headcount.catalog.csv_rows import CsvRows
from headcount.catalog.parquet_rows import ParquetRows
from headcount.catalog.rows import rows_of


def test_a_file_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "one.csv")
    (tmp_path / "two.parquet").write_text("client,record\n")
    assert isinstance(rows_of(tmp_path / "one.csv"), ParquetRows)
    assert isinstance(rows_of(tmp_path / "two.parquet"), CsvRows)


def test_what_is_not_there_is_left_to_csv_to_say(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path, Path("a\0b")):
        assert isinstance(rows_of(path), CsvRows)
