"""How far a board has come, written whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from headcount.ledger.board.place import VERSION, Piece, Place, Small, keep_place, known_place, stamp
from headcount.ledger.entries import RouteRow
from headcount.model.board import Known, SourceRow


def test_it_comes_back_whole(tmp_path: Path) -> None:
    route = RouteRow("GET", "/u/{id}", None, None, "learned", False, ("phone",), True, 0)  # a row
    small = Small(
        (route,), (), {3: (("phone", "clear"),)}, (SourceRow("a.log", "made", 9, 8, 1, {"broken": 1}),), {0: "a.log"}, (1, 2)
    )
    told = Known(dt.datetime(2026, 3, 2, tzinfo=dt.UTC), None, None, 0, 0, 0, people=False)
    place = Place("m", {"disclosure": 3}, {"disclosure": 3}, 5, 1, 2, 3, 0, 2, (Piece(0, 3, (0, 2)),), {-4: 2}, small, told)
    assert stamp(tmp_path) == (0, 0)
    keep_place(tmp_path, place)
    assert known_place(tmp_path) == place
    before = stamp(tmp_path)
    keep_place(tmp_path, place)
    assert stamp(tmp_path) != before


def test_another_version_or_a_broken_file_is_nowhere(tmp_path: Path) -> None:
    assert known_place(tmp_path) == Place()
    keep_place(tmp_path, Place(mark="m", version=VERSION + 1))
    assert known_place(tmp_path) == Place()
    (tmp_path / "place.json").write_text("{")
    assert known_place(tmp_path) == Place()
