"""The data map out of a board is the ledger's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from headcount.catalog.agreements import Standing
from headcount.catalog.grades import Levels
from headcount.ledger.board.mapping import map_of
from headcount.ledger.board.place import Place, known_place
from headcount.ledger.data_map import data_map
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import FieldRow, ShapeRow
from tests.ledger.board.conftest import renewed
from tests.ledger.board.grown import Grown


def test_it_is_the_same(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    ledger.know_routes(ledger.routes())
    field = FieldRow("$.tel", "phone", "clear", 0.9, 5, 4, "looks so", 1_772_000_000_000_000)
    ledger.know_shapes([ShapeRow(1, "$", True, 9, 3, (field,))])  # a row
    ledger.commit(None, {})
    ledger.name_clients()
    renewed(ledger, tmp_path / "b")
    assert grown.rows
    told, expected = map_of(tmp_path / "b", known_place(tmp_path / "b"), Levels()), data_map(ledger, Standing(), Levels())
    assert {route.template: route for route in told.routes} == {route.template: route for route in expected.routes}
    assert replace(told, routes=()) == replace(expected, routes=())
    assert told.news


def test_of_nothing(tmp_path: Path) -> None:
    assert map_of(tmp_path, Place(), Levels()).routes == ()
