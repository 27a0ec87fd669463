from __future__ import annotations

import json
import pickle
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from headcount.catalog.learned import learned
from headcount.intake.pieces import Errand, Piece, read_piece
from headcount.ledger.cluster.parts import TABLES
from headcount.sources import from_field_map
from headcount.sources.combined import COMBINED
from tests.made import line, shop
from tests.pieces import RUN, TOKENS, catalogue


@pytest.fixture
def errand(tmp_path: Path) -> Errand:
    for name in TABLES:
        (tmp_path / "storage" / name).mkdir(parents=True)
    return Errand(TOKENS, (), pickle.dumps(learned(catalogue())), str(tmp_path / "storage"), RUN)


def test_a_piece_that_is_read_again_writes_the_same(tmp_path: Path, errand: Errand) -> None:
    (tmp_path / "access.log").write_text("".join(shop(200, 1)))
    piece = Piece(7, str(tmp_path / "access.log"), COMBINED)
    first = read_piece(piece, errand)
    written = {file.name: file.read_bytes() for file in (tmp_path / "storage").rglob("*.parquet")}
    second = read_piece(piece, errand)
    assert {file.name: file.read_bytes() for file in (tmp_path / "storage").rglob("*.parquet")} == written
    assert [block.lines for block in first.blocks] == [block.lines for block in second.blocks] == [201]
    assert bool(first.learned)
    assert len(list((tmp_path / "storage").rglob("*"))) == 6  # three folders with a file each, and no drafts


def test_no_record_is_written_in_clear(tmp_path: Path, errand: Errand) -> None:
    rows = [line("192.0.2.1", second, f"/orders/{4711081500000000 + second}") for second in range(20)]
    (tmp_path / "access.log").write_text("".join(rows))
    read_piece(Piece(1, str(tmp_path / "access.log"), COMBINED), errand)
    asked = pq.read_table(tmp_path / "storage" / "asked")
    assert len(asked) == 20
    numbers = {value for name in asked.column_names for value in asked[name].to_pylist()}
    assert numbers & {4711081500000000 + second for second in range(20)} == set()


def test_answers_are_read_in_order(tmp_path: Path, errand: Errand) -> None:
    row = {"t": "2026-03-02T09:00:00Z", "u": "/orders/4711", "b": '{"phone": "+1 202 555 0100"}', "s": 200}
    (tmp_path / "access.jsonl").write_text(json.dumps(row) + "\n")
    source = from_field_map({"time": "t", "target": "u", "body": "b", "status": "s"})
    assert read_piece(Piece(1, str(tmp_path / "access.jsonl"), source), errand).refused == "order"
    assert list((tmp_path / "storage").rglob("*.parquet")) == []
