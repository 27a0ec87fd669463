"""Files to a ledger on a cluster: read by its executors in pieces, or, where that cannot be, in order by this process."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from functools import partial

from headcount.catalog.catalog import Catalogue
from headcount.catalog.sealed import Seal
from headcount.intake.files import Progress, Tally, count_files
from headcount.intake.pieces import Errand, Piece, PieceRead, read_piece
from headcount.intake.waves import count_pieces
from headcount.ledger.cluster.parts import TABLES
from headcount.ledger.cluster.session import Session
from headcount.ledger.cluster.stored import put_in, put_out
from headcount.ledger.embedded import EmbeddedLedger
from headcount.sources.interface import Source


def count_in_pieces(
    paths: Sequence[str],
    ledger: EmbeddedLedger,
    catalogue: Catalogue,
    source: Source | None,
    progress: Progress | None = None,
    *,
    session: Session,
) -> Tally:
    """Count every file of `paths`, as `count_files` does, with the executors of a session.

    Raises:
        OrderError: it has to be read in order (`count_in_order`), into another ledger, by another catalogue.
        LedgerError: the cluster failed.
    """
    run = secrets.randbits(63)
    for name in TABLES:
        (session.folder / name).mkdir(mode=0o700, exist_ok=True)

    def crew(pieces: Sequence[Piece], learned: bytes) -> list[PieceRead]:
        errand = Errand(catalogue.tokenizer, catalogue.callers.trusted, learned, str(session.folder), run)
        read: Callable[[Piece], PieceRead] = partial(read_piece, errand=errand)
        return session.each(read, pieces)

    reading = count_pieces(paths, ledger, catalogue, source, crew, progress, width=session.width)
    put_in(session, ledger, reading.pieces, reading.routes, Seal(catalogue.tokenizer, run))
    for position, skipped in reading.positions:
        ledger.commit(position, skipped)
    ledger.commit(None, {})
    return reading.tally


def count_in_order(
    paths: Sequence[str],
    ledger: EmbeddedLedger,
    catalogue: Catalogue,
    source: Source | None,
    progress: Progress | None = None,
    *,
    session: Session,
) -> Tally:
    """Count every file of `paths` in this process, and put what was counted where the cluster counts on.

    Raises:
        LedgerError: it cannot be stored.
    """
    tally = count_files(paths, ledger, catalogue, source, progress)
    put_out(session, ledger)
    return tally
