"""The data map as it is kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from headcount.ledger.board.whole import keep_map, map_stamp, whole_map
from headcount.model.data_map import Beyond, DataMap, Flow


def test_it_comes_back(tmp_path: Path) -> None:
    assert whole_map(tmp_path) == DataMap(None, None, 30, (), (), ())
    assert map_stamp(tmp_path) == 0
    at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    told = DataMap(
        at, at, 30, (), (), (Beyond("a", "account", "ann", "/u/{id}", ("phone",), 3, at, at),), (Flow("x", "phone", 2),)
    )
    keep_map(tmp_path, told)
    assert whole_map(tmp_path) == told
    assert map_stamp(tmp_path) > 0
    (tmp_path / "map.json").write_text("[")
    assert whole_map(tmp_path).days == 30
