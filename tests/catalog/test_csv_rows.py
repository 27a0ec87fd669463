"""CSV as rows: `test_tables.py` holds what a table makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.catalog.csv_rows import CsvRows
from headcount.errors import ConfigError


def _rows(folder: Path, text: str) -> CsvRows:
    (folder / "t.csv").write_text(text)
    return CsvRows(folder / "t.csv")


def test_rows_have_lines(tmp_path: Path) -> None:
    rows = _rows(tmp_path, "a,b\n1,2\n3\n4,5\n6,7,8\n9,10\n")
    assert rows.columns() == ["a", "b"]
    assert [batch.to_pydict() for batch in rows.read(["b"])] == [{"b": ["2", "5", "10"]}]
    assert [rows.place(row) for row in range(3)] == [2, 4, 6]
    why = "it has more or fewer columns than the first line"
    assert (rows.row, rows.broken()) == ("line", {3: why, 5: why})


def test_what_may_be_a_row_is_not_quoted(tmp_path: Path) -> None:
    rows = _rows(tmp_path, "")
    assert rows.told(["erin", "7"], {"client"}) == "its first line names none of them, in 2 columns"
    assert rows.told(["client", "x"], {"client"}) == "it has client, x"
    assert rows.told(["client;x"], {"client"}) == "separate them by commas"


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no CSV file"):
        _rows(tmp_path, "").columns()
    with pytest.raises(ConfigError, match=r"cannot be read"):
        CsvRows(tmp_path).columns()
