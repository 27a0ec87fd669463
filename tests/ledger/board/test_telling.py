"""What is new in a ledger, told once."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from headcount.ledger.board.place import Place, known_place
from headcount.ledger.board.telling import TABLES, Told, telling, write_down, written_down
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.board.conftest import renewed
from tests.ledger.board.grown import Grown


def _rows(told: Told) -> dict[str, list[dict[str, object]]]:
    return {table: [row for batch in told.batches(table) for row in pa.table(batch).to_pylist()] for table in TABLES}


def test_only_what_is_new_and_nothing_where_nothing_is(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    renewed(ledger, tmp_path / "b")
    place = known_place(tmp_path / "b")
    with telling(ledger.beside(), place) as told:
        assert not told.news.fresh
        assert not any(_rows(told).values())
    before = len(grown.rows), len(grown.missed)
    grown.grow(ledger, 7)
    with telling(ledger.beside(), place) as told:
        assert (told.news.fresh, told.news.anew, told.news.since) == (True, False, place.mark)
        rows = _rows(told)
        assert [row["line"] for row in rows["disclosure"]] == [row.line for row in grown.rows[before[0] :]]
        assert len(rows["attempt"]) == len(grown.missed) - before[1]
        assert sum(int(str(row["requests"])) for row in rows["traffic"]) == 7
    ledger.connection.execute("INSERT INTO removal VALUES (now(), 'erased', NULL, 1, 0, 0)")
    with telling(ledger.beside(), place) as told:
        assert told.news.anew
        assert len(_rows(told)["disclosure"]) == len(grown.rows)


def test_rows_that_went_without_a_word_are_noticed(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    renewed(ledger, tmp_path / "b")
    assert grown.rows
    ledger.connection.execute("DELETE FROM attempt WHERE rowid < 3")
    with telling(ledger.beside(), known_place(tmp_path / "b")) as told:
        assert told.news.anew


def test_written_down_it_says_the_same(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    assert grown.rows
    with telling(ledger.beside(), Place()) as told:
        news = write_down(told, tmp_path)
    with telling(ledger.beside(), Place()) as told:
        expected = _rows(told)
        assert told.news == news
    assert _rows(written_down(news, tmp_path)) == expected


def test_small_tables_and_sources(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    assert grown.rows
    rows = renewed(ledger, tmp_path / "b").sources()
    assert [(row.name, row.lines, row.accesses, row.skipped, row.reasons) for row in rows] == [
        ("0.log", 9, 8, 1, {}),
        ("1.log", 9, 8, 1, {"no request line": 1}),
    ]
