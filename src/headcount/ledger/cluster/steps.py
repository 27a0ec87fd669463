"""The steps between the identifiers that a caller asked for, once the pieces of a log are in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.catalog.interner import Interner
from headcount.catalog.sealed import Seal
from headcount.catalog.spans import join
from headcount.catalog.subjects import Walks, step_codes
from headcount.ledger.cluster.parts import MOVED, Counted, Routes

I64 = NDArray[np.int64]
_MOST_WALKERS = 1 << 40


def stepping(
    pieces: Sequence[Counted], routes: Routes, seal: Seal
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What makes disclosures and attempts (`MOVED`) of what pieces wrote (`ASKED`, with `caller`, the ledger's number).

    The function is for `mapInArrow`: it wants all rows of a caller in one part, ordered by place within it. Rows of pieces that
    do not count are left out.
    """
    most = max((piece.number for piece in pieces), default=-1) + 1
    file, lines, begin = (np.full(most, -1, np.int64) for _ in range(3))
    for piece, at in zip(pieces, np.cumsum([0, *(len(piece.routes) for piece in pieces)]).tolist(), strict=False):
        file[piece.number], lines[piece.number], begin[piece.number] = piece.file, piece.lines, at
    run = np.concatenate([np.zeros(0, np.intp), *(piece.routes for piece in pieces)]).astype(np.int64)

    def move(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        walks, walkers = Walks(_MOST_WALKERS), Interner()
        for batch in batches:
            number = batch.column("piece").to_numpy()
            counts = number < most
            counts[counts] = file[number[counts]] >= 0
            rows = batch if counts.all() else batch.filter(pa.array(counts))
            told = {name: rows.column(name).to_numpy(zero_copy_only=False) for name in rows.schema.names if name != "number"}
            piece = told["piece"]
            route = run[begin[piece] + told["route"]]
            step = np.zeros(len(rows), np.int64)
            asked = np.flatnonzero(rows.column("number").is_valid().to_numpy(zero_copy_only=False))
            sealed = rows.column("number").fill_null(0).to_numpy()[asked]
            keys = join(told["caller"][asked].astype(np.uint64), routes.entity[route[asked]].astype(np.uint64))
            walker, _ = walkers.intern(keys)
            taken = walks.steps(walker, seal(sealed, told["place"][asked]))
            some = taken != np.iinfo(np.int64).min
            step[asked[some]] = step_codes(taken[some])
            columns = {
                "micros": told["micros"],
                "caller": told["caller"],
                "route": routes.ledger[route].astype(np.int64),
                "record": told["record"],
                "step": step,
                "file": file[piece],
                "line": told["line"] + lines[piece],
                "shows": np.zeros(len(rows), np.int64),
                "shown": told["shown"],
            }
            yield pa.record_batch([pa.array(columns[name]) for name in MOVED.names], schema=MOVED)

    return move
