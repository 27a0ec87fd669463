"""Reading in pieces without a cluster: a crew that is this process, and what it and one process made of the same log."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.sealed import Seal
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.intake import Tally, count_files
from headcount.intake.pieces import Errand, Piece, PieceRead, read_piece
from headcount.intake.waves import Reading, count_pieces
from headcount.ledger.cluster.parts import TABLES
from headcount.ledger.cluster.steps import stepping
from headcount.ledger.embedded import EmbeddedLedger

TOKENS = Tokenizer(key_of_passphrase("pieces"))
RUN = 7
_SHOWN = "SELECT epoch_us(shown_at), caller, route, record, step, file, line, shows FROM disclosure ORDER BY ALL"
_MISSED = "SELECT epoch_us(asked_at), caller, route, record, file, line FROM attempt ORDER BY ALL"
_ROUTES = "FROM route ORDER BY route"


def catalogue() -> Catalogue:
    return Catalogue(TOKENS, Callers(TOKENS))


def in_order(paths: Sequence[str]) -> tuple[Tally, dict[str, list[tuple[Any, ...]]]]:
    """What one process makes of a log."""
    with EmbeddedLedger(None, TOKENS.key_id) as ledger:
        tally = count_files(paths, ledger, catalogue())
        run = ledger.connection.execute
        return tally, {
            "shown": run(_SHOWN).fetchall(),
            "missed": run(_MISSED).fetchall(),
            "routes": run(_ROUTES).fetchall(),
            "files": [(at.file, at.path, at.position, at.lines, at.accesses, at.tail_digest) for at in ledger.positions()],
        }


def in_pieces(paths: Sequence[str], folder: Path, width: int = 2) -> tuple[Reading, dict[str, list[tuple[Any, ...]]]]:
    """What pieces make of it, put together without a cluster."""
    for name in TABLES:
        (folder / name).mkdir()

    def crew(pieces: Sequence[Piece], learned: bytes) -> list[PieceRead]:
        errand = Errand(TOKENS, (), learned, str(folder), RUN)
        return [read_piece(pickle.loads(pickle.dumps(piece)), errand) for piece in pieces]  # noqa: S301  # made in this test

    with EmbeddedLedger(None, TOKENS.key_id) as ledger:
        reading = count_pieces(paths, ledger, catalogue(), None, crew, width=width)
        routes = ledger.connection.execute(_ROUTES).fetchall()
    numbers = _numbers(folder, {piece.number for piece in reading.pieces})
    tables = [pq.read_table(file) for file in sorted((folder / "asked").glob("*.parquet"))]
    moved: list[dict[str, Any]] = []
    if tables:
        asked = pa.concat_tables(tables)
        known = np.array([who in numbers for who in asked["who"].to_pylist()])
        asked = asked.filter(pa.array(known))
        asked = asked.append_column("caller", pa.array([numbers[who] for who in asked["who"].to_pylist()], pa.int64()))
        asked = asked.sort_by([("caller", "ascending"), ("place", "ascending")])
        move = stepping(reading.pieces, reading.routes, pickle.loads(pickle.dumps(Seal(TOKENS, RUN))))  # noqa: S301  # made in this test
        for batch in move(iter(asked.to_batches(max_chunksize=100))):
            moved += batch.to_pylist()
    token = {row["record"]: row["record"] % (1 << 64) for row in moved}
    shown = [
        (r["micros"], r["caller"], r["route"], token[r["record"]], r["step"], r["file"], r["line"], r["shows"])
        for r in moved
        if r["shown"]
    ]
    missed = [(r["micros"], r["caller"], r["route"], token[r["record"]], r["file"], r["line"]) for r in moved if not r["shown"]]
    last = {at.file: (at.file, at.path, at.position, at.lines, at.accesses, at.tail_digest) for at, _ in reading.positions}
    files = [last[number] for number in sorted(last)]
    return reading, {"shown": sorted(shown), "missed": sorted(missed), "routes": routes, "files": files}


def _numbers(folder: Path, counted: set[int]) -> dict[int, int]:
    """Which key is the how-manieth caller of the log."""
    rows = [row for file in (folder / "callers").glob("*.parquet") for row in pq.read_table(file).to_pylist()]
    numbers: dict[int, int] = {}
    for row in sorted((row for row in rows if row["place"] >> 32 in counted), key=lambda row: int(row["place"])):
        numbers.setdefault(row["who"], len(numbers))
    return numbers
