"""A whole log, read by many processes, as one process would have read it.

Pieces are read in waves. All pieces of a wave begin with what was learned before it; then they are put in order. The first of
them has read what one process would have read. So has each piece after it, as long as no piece before it in the wave learned of
a path, and it took the same words for pages (`catalog.learned`). From the first one on that has not, all are read again in the
next wave. Waves are small at the beginning, when there is much to learn, and grow as long as whole waves are right.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from headcount.catalog.catalog import Catalogue
from headcount.catalog.learned import add_route, adopt, fits, learned, places
from headcount.errors import OrderError
from headcount.intake.files import Progress, Tally, choose
from headcount.intake.known import recall, route_rows, shape_rows
from headcount.intake.pieces import Piece, PieceRead
from headcount.intake.queue import Queue
from headcount.ledger.cluster.parts import Counted, Routes
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position
from headcount.sources.interface import Source
from headcount.sources.taps.file import BLOCK

Crew = Callable[[Sequence[Piece], bytes], Sequence[PieceRead]]
"""Reads pieces, all of which begin with what was learned (`Learned`, pickled), and tells what they hold, in their order."""
_MOST_BYTES = 8 << 30
"""A wave has no more bytes: what its pieces tell is in memory together."""


@dataclass(slots=True)
class Reading:
    """What was read in one run."""

    tally: Tally = field(default_factory=Tally)
    pieces: list[Counted] = field(default_factory=list)
    """Those that count, in the order of the log."""
    positions: list[tuple[Position, dict[str, tuple[int, int]]]] = field(default_factory=list)
    """How far each file was counted, with what was skipped."""
    routes: Routes = field(default_factory=lambda: Routes(np.zeros(0, np.uint32), np.zeros(0, np.int64)))
    """The routes that they name, as they stood when each was met first."""
    waves: int = 0
    again: int = 0
    """Pieces that were read in vain, and later again."""


def count_pieces(
    paths: Sequence[str],
    ledger: EmbeddedLedger,
    catalogue: Catalogue,
    source: Source | None,
    crew: Crew,
    progress: Progress | None = None,
    *,
    width: int = 2,
) -> Reading:
    """Read every file of `paths` with a crew of so many (`width`); see `intake.count_files`.

    The ledger is told of routes. The rest is the caller's to put in: `Reading.pieces` and `Reading.positions`.

    Raises:
        OrderError: it has to be read in order, by one process; catalogue and ledger are of no use any more.
    """
    reading = Reading()
    recall(ledger, catalogue)
    chosen = choose(paths, catalogue, source, reading.tally)
    queue = Queue(chosen, ledger.positions(), ledger.next_file())
    order, budget = _Order(catalogue, ledger), BLOCK
    while wave := queue.wave(budget, width):
        reading.waves += 1
        known = len(catalogue.routes)
        reads = crew([queued.piece for queued in wave], pickle.dumps(learned(catalogue)))
        right = 0
        for queued, read in zip(wave, reads, strict=True):
            routes = order.take(read, known, first=right == 0)
            if routes is None:
                queued.file.whole |= read.refused == "whole"
                break
            reading.pieces.append(Counted(read.number, queued.file.number, queued.file.before, routes))
            queue.take(queued, read, reading.tally)
            right += 1
            if progress:
                progress(reading.tally.bytes, reading.tally.lines)
            if read.learned:
                break
        reading.again += len(wave) - right
        budget = min(2 * budget, _MOST_BYTES) if right == len(wave) else max(budget // 4, BLOCK)
    entities: dict[str, int] = {}
    entity = [entities.setdefault(route.key_entity or route.entity or "", len(entities)) for route in catalogue.routes]
    numbers = ledger.know_routes(route_rows(catalogue.settle()))
    reading.routes = Routes(numbers, np.array(entity, np.int64))
    ledger.know_shapes(shape_rows(catalogue))
    reading.positions = queue.positions
    return reading


class _Order:
    """Puts together what pieces say of routes."""

    def __init__(self, catalogue: Catalogue, ledger: EmbeddedLedger) -> None:
        self._catalogue, self._ledger = catalogue, ledger

    def take(self, read: PieceRead, known: int, *, first: bool) -> NDArray[np.intp] | None:
        """The run's numbers of a piece's routes; None where it did not read what one process would have read.

        `known` routes were known before the wave; `first` is the wave's first piece.

        Raises:
            OrderError: it is not to be read in pieces.
        """
        catalogue = self._catalogue
        if read.refused == "order":
            raise OrderError("what its lines say depends on all lines before")
        if read.refused or (read.learned and not first):
            return None
        if read.learned:
            adopt(catalogue, pickle.loads(read.learned))  # noqa: S301  # of a process of ours
            mine = list(range(len(catalogue.routes)))
        elif fits(catalogue, [block.met for block in read.blocks]):
            mine = [*range(known), *self._met(read)]
        else:
            return None
        if len(catalogue.routes) > self._ledger.known_routes:
            self._ledger.know_routes(route_rows(catalogue.routes))
            self._ledger.know_shapes(shape_rows(catalogue))
        return np.array(mine, np.intp)

    def _met(self, read: PieceRead) -> list[int]:
        """The catalogue's numbers of the routes that a piece met first, which it learns of where others did not."""
        numbers = {place: number for number, place in enumerate(places(self._catalogue))}
        for place, route in read.routes:
            if place not in numbers:
                numbers[place] = len(self._catalogue.routes)
                add_route(self._catalogue, place, route)
        return [numbers[place] for place, _ in read.routes]
