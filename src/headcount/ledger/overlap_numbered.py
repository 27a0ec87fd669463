"""What groups of clients were shown in common, from showings by number: the same counts as `overlap.InTables`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.numbered import Numbered
from headcount.ledger.overlap import I64, Popularity, in_common
from headcount.ledger.showings import Showings

_ROWS = 1 << 22


class InNumbers:
    """Reads showings by number: the pairs of the clients that are asked for, and one pass over the showings for entities."""

    def __init__(self, ledger: EmbeddedLedger, numbered: Numbered, showings: Showings) -> None:
        """`numbered` has counted `showings`; `ledger` knows the routes."""
        self._ledger, self._numbered, self._showings = ledger, numbered, showings
        self._taken: tuple[I64, I64] = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self._groups = 0

    def shared(self, groups: Sequence[Sequence[int]]) -> I64:
        """Shape (groups, groups): different records that both were shown; on the diagonal those of each."""
        self._groups = len(groups)
        records = [_different(self._numbered.shown(np.array(group, np.int64))[1].astype(np.int64)) for group in groups]
        group = np.repeat(np.arange(len(groups)), [len(one) for one in records])
        self._taken = group, np.concatenate([np.zeros(0, np.int64), *records])
        return in_common(*self._taken, len(groups))

    def popularity(self) -> list[Popularity]:
        """Of each entity that the groups of the last `shared` were shown anything of, by its name."""
        rows = self._ledger.connection.execute("SELECT route, coalesce(entity, '') FROM route").fetchall()
        names = sorted({entity for _, entity in rows})
        of_route = np.zeros(max((route for route, _ in rows), default=0) + 1, np.int16)
        for route, entity in rows:
            of_route[route] = names.index(entity)
        entity_of = np.zeros(self._showings.records, np.int16)
        shown = self._showings.shown
        for begin in range(0, shown.rows, _ROWS):
            end = min(begin + _ROWS, shown.rows)
            entity_of[shown.part("record", begin, end)] = of_route[shown.part("route", begin, end)]
        group, record = self._taken
        told: list[Popularity] = []
        for entity in np.flatnonzero(np.bincount(entity_of[record], minlength=1) * bool(len(record))).tolist():
            records = np.bincount(self._numbered.viewers[entity_of == entity])
            viewers = np.flatnonzero(records[1:]) + 1
            mine = np.bincount(group[entity_of[record] == entity], minlength=self._groups)
            told.append(Popularity(viewers, records[viewers], mine))
        return told


def _different(records: I64) -> I64:
    """Each value once, ascending."""
    every = np.sort(records)
    once: I64 = every[np.concatenate([np.ones(min(len(every), 1), np.bool_), every[1:] != every[:-1]])]
    return once
