"""Showings beside a ledger."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from headcount.ledger.removal import showings_of
from headcount.ledger.showings import Place, Showings, known_place


def _shown(tokens: list[int], caller: int = 0) -> pa.RecordBatch:
    count = len(tokens)
    return pa.record_batch(
        {
            "caller": pa.array([caller] * count, pa.uint32()),
            "route": pa.array([0] * count, pa.uint32()),
            "record": pa.array(tokens, pa.uint64()),
            "shows": pa.array([0] * count, pa.uint16()),
            "code": pa.array(range(count), pa.int64()),
        }
    )


def _asked(caller: list[int], requests: list[int], first: list[int], last: list[int]) -> pa.Table:
    return pa.table({"caller": caller, "requests": requests, "errors": [0] * len(caller), "first": first, "last": last})


def _place(mark: str, shown: int, traffic: int) -> Place:
    ends = {"disclosure": shown, "attempt": 0, "traffic": traffic}
    return Place(mark, ends, ends)


def test_a_record_keeps_its_number(tmp_path: Path) -> None:
    showings = Showings(tmp_path / "kept")
    showings.add([_shown([70, 80, 70]), _shown([90])])
    showings.add_traffic(_asked([0], [4], [10], [40]))
    showings.keep(_place("a", 4, 1))
    again = Showings(tmp_path / "kept")
    again.add([_shown([80, 100, 90], caller=3)])
    assert again.tokens().tolist() == [70, 80, 90, 100]
    assert again.shown.whole("record").tolist() == [0, 1, 0, 2, 1, 3, 2]
    assert again.shown.whole("caller").tolist() == [0, 0, 0, 0, 3, 3, 3]


def test_requests_are_added_up_by_caller(tmp_path: Path) -> None:
    showings = Showings(tmp_path / "kept")
    showings.add_traffic(_asked([2, 5], [3, 1], [20, 50], [90, 50]))
    showings.keep(_place("a", 0, 2))
    again = Showings(tmp_path / "kept")
    again.add_traffic(_asked([7, 2], [1, 4], [5, 10], [6, 80]))
    assert again.traffic().to_pydict() == {
        "caller": [2, 5, 7],
        "requests": [7, 1, 1],
        "errors": [0, 0, 0],
        "first": [10, 50, 5],
        "last": [90, 50, 6],
    }
    again.keep(_place("b", 0, 4))
    assert sorted(file.name for file in (tmp_path / "kept").glob("last*")) == ["last-4"]
    assert Showings(tmp_path / "kept").traffic() == again.traffic()


def test_what_was_not_kept_is_forgotten(tmp_path: Path) -> None:
    showings = Showings(tmp_path / "kept")
    showings.add([_shown([70, 80])])
    showings.keep(_place("a", 2, 0))
    showings.add([_shown([90])])
    again = Showings(tmp_path / "kept")
    assert (again.records, again.shown.rows, again.place.mark) == (2, 2, "a")


@pytest.mark.parametrize("damage", ["gone", "short", "foreign", "old"])
def test_what_is_not_whole_begins_anew(tmp_path: Path, damage: str) -> None:
    showings = Showings(tmp_path / "kept")
    showings.add([_shown([70, 80])])
    showings.keep(_place("a", 2, 0))
    place = tmp_path / "kept" / "place.json"
    if damage == "gone":
        (tmp_path / "kept" / "token").unlink()
    elif damage == "short":
        (tmp_path / "kept" / "code").write_bytes(b"1234567")
    elif damage == "foreign":
        place.write_text("{")
    else:
        place.write_text(place.read_text().replace('"version":1', '"version":0'))
    again = Showings(tmp_path / "kept")
    assert (again.records, again.shown.rows, again.place) == (0, 0, Place())


def test_a_token_of_zero_is_a_record_as_any(tmp_path: Path) -> None:
    showings = Showings(tmp_path / "kept")
    showings.add([_shown([0, 5, 0])])
    assert showings.shown.whole("record").tolist() == [0, 1, 0]


def test_a_folder_that_is_not_there_is_known_up_to_nothing(tmp_path: Path) -> None:
    assert known_place(tmp_path / "nowhere") == Place()
    assert showings_of(tmp_path / "people.ledger") == tmp_path / "people.ledger.showings"
    assert np.dtype(np.uint64) == Showings(tmp_path / "kept").tokens().dtype
