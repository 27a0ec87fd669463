"""What relation tables explain of a client's people, counted again by hand."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from pathlib import Path

from headcount.catalog.tokens import Tokenizer
from headcount.config import load
from headcount.console.explaining import Explained, explanations
from headcount.console.interface import Parts
from tests.console.conftest import World
from tests.console.made_parts import MadeBoard, MadeRunning, MadeWatch, made_parts


def test_tables_of_the_made_world(world: World) -> None:
    parts = Parts(world.board(), MadeRunning(), MadeWatch(), world.cases, world.config, world.ledger, world.tokens())
    with (world.folder / "relations.csv").open() as file:
        rows = list(csv.DictReader(file))
    tokens = world.tokens()
    told = 0
    for name in sorted({row["client"] for row in rows})[:12]:
        records, first = world.board().first_shown("account", name)
        shown = dict(zip(records.tolist(), first.tolist(), strict=True))
        wanted = {
            token
            for row in rows
            if row["client"] == name
            for token in tokens.tokens_of("people", [row["person"].encode()])
            if token in shown and _micros(row["since"], 0) <= shown[token] < _micros(row["until"], 1 << 62)
        }
        found = explanations(parts, "account", name, large=False)
        assert found.rows[0] == Explained("relations.csv", len(wanted))
        assert found.records == len(shown)
        told += len(wanted)
    assert told > 0
    assert [row.table for row in found.rows] == ["relations.csv", "scanners.csv + parcels.csv"]
    with (world.folder / "scanners.csv").open() as file:
        scanner = next(csv.DictReader(file))["client"]
    found = explanations(parts, "account", scanner, large=False)
    assert 0 < found.rows[1].explained <= found.explained <= found.records


def _micros(text: str, otherwise: int) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp() * 1_000_000) if text else otherwise


def test_large_tables_wait_until_somebody_asks(tmp_path: Path, world: World) -> None:
    table = tmp_path / "relations.csv"
    table.write_text("client,record\nann,1\n" + "bob,7\n" * 400_000)
    file = tmp_path / "headcount.toml"
    file.write_text('[[relations]]\nentity = "people"\nfile = "relations.csv"\n')
    tokens: Tokenizer = world.tokens()
    parts = dataclasses.replace(made_parts(tmp_path, MadeBoard()), config=lambda: load(file), tokens=tokens)
    waiting = explanations(parts, "account", "ann", large=False)
    assert (waiting.tables, waiting.counted, waiting.records, waiting.rows) == (1, False, 100, ())
    counted = explanations(parts, "account", "ann", large=True)
    assert (counted.counted, counted.rows) == (True, (Explained("relations.csv", 0),))


def test_without_tables_there_is_nothing_to_count(tmp_path: Path) -> None:
    told = explanations(made_parts(tmp_path), "account", "ann", large=True)
    assert (told.tables, told.counted, told.rows) == (0, True, ())
