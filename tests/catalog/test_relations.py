from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from headcount.catalog.relations import direct, through_units
from headcount.catalog.tables import Table
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.errors import ConfigError

TOKENS = Tokenizer(key_of_passphrase("relations"))
[SEVEN] = TOKENS.tokens_of("parcels", [b"7"])


def _written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def _rows(table: Table) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for batch in table.read() for row in batch.to_pylist()]


def test_relations_one_by_one_are_one_table(tmp_path: Path) -> None:
    [table] = direct(_written(tmp_path, "cases.csv", "person,client\n7,erin\n"), "parcels", TOKENS).tables
    assert _rows(table) == [("erin", SEVEN, None, None)]
    assert table.note() == "1 relation"


def test_relations_through_units_are_clients_and_records(tmp_path: Path) -> None:
    clients = _written(tmp_path, "scanners.csv", "client,unit,until\nd1,station 3,2026-03-02\n")
    records = _written(tmp_path, "parcels.csv", "record,unit\n7,station 3\n8,\n")
    members, parcels = through_units(clients, records, "parcels", TOKENS).tables
    assert _rows(members) == [("d1", "station 3", None, dt.datetime(2026, 3, 2, tzinfo=dt.UTC))]
    assert _rows(parcels) == [(SEVEN, "station 3", None, None)]
    assert (members.note(), parcels.note()) == ("1 membership", "1 membership, 1 row left out (line 3: it names no unit)")


def test_tables_of_units_need_a_unit(tmp_path: Path) -> None:
    clients, records = (_written(tmp_path, name, "client,record,station\nd1,7,3\n") for name in ("a.csv", "b.csv"))
    members, parcels = through_units(clients, records, "parcels", TOKENS).tables
    with pytest.raises(ConfigError, match=r"a\.csv: needs the columns client and unit; it has client, record, station"):
        _rows(members)
    with pytest.raises(ConfigError, match=r"b\.csv: needs the columns record \(or person\) and unit"):
        _rows(parcels)
