from __future__ import annotations

import numpy as np
import pyarrow as pa

from headcount.catalog.sealed import Seal
from headcount.ledger.cluster.parts import ASKED, Counted, Routes
from headcount.ledger.cluster.steps import stepping
from tests.pieces import TOKENS

ROUTES = Routes(np.array([30, 31, 32], np.uint32), np.array([0, 0, 1]))
PIECES = [Counted(2, 5, 100, np.array([0, 1])), Counted(4, 6, 0, np.array([0, 2, 1]))]
SEAL = Seal(TOKENS, 3)


def _asked(rows: list[tuple[int, int, int, int | None]]) -> pa.RecordBatch:
    """(piece, place within it, route, number) of one caller."""
    place = np.array([piece << 32 | at for piece, at, _, _ in rows], np.int64)
    number = SEAL(np.array([value or 0 for *_, value in rows], np.int64), place)
    columns = {
        "piece": [piece for piece, *_ in rows],
        "place": place,
        "micros": np.arange(len(rows)),
        "who": [9] * len(rows),
        "route": [route for _, _, route, _ in rows],
        "record": [77] * len(rows),
        "line": [at + 1 for _, at, *_ in rows],
        "shown": [True] * len(rows),
        "number": pa.array(number, mask=np.array([value is None for *_, value in rows])),
    }
    batch = pa.record_batch([pa.array(columns[field.name]).cast(field.type) for field in ASKED], schema=ASKED)
    return batch.append_column("caller", pa.array([1] * len(rows), pa.int64()))


def test_steps_go_on_from_piece_to_piece_among_records_of_one_kind() -> None:
    batches = [
        _asked([(2, 0, 0, 4711), (2, 1, 1, 4712), (3, 0, 0, 9)]),
        _asked([(4, 0, 1, 50), (4, 1, 2, 4715), (4, 2, 0, None)]),
    ]
    rows = [row for batch in stepping(PIECES, ROUTES, SEAL)(iter(batches)) for row in batch.to_pylist()]
    assert [row["step"] for row in rows] == [0, 1, 0, 3, 0]
    assert [row["route"] for row in rows] == [30, 31, 32, 31, 30]
    assert [(row["file"], row["line"]) for row in rows] == [(5, 101), (5, 102), (6, 1), (6, 2), (6, 3)]
    assert {row["record"] for row in rows} == {77}
