"""From counted rows to the judge: whoever was shown somebody is judged at once, not when the detectors look next."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from headcount.catalog.catalog import Catalogue
from headcount.model.kind import Form
from headcount.model.seen import Seen
from headcount.policy.interface import Judge
from headcount.service.callers import Callers, Clients


class Feed:
    """Tells the judge of every disclosure of one catalogue, in the order of the log."""

    def __init__(self, judge: Judge, catalogue: Catalogue) -> None:
        self._judge, self._catalogue = judge, catalogue
        self._callers = Callers()
        self._kinds: dict[tuple[int, int], tuple[str, ...]] = {}

    def __len__(self) -> int:
        """How many callers it knows."""
        return len(self._callers)

    def tell(self, rows: Mapping[str, pa.RecordBatch], now: int, *, judged: bool = True) -> None:
        """One batch of the catalogue; `now` in microseconds since 1970.

        An access counts at its own time, or now when its clock is ahead. With `judged` False only the callers are noted.
        """
        self._callers.add(rows["caller"], rows["agent"])
        shown = rows["disclosure"]
        if not judged or not len(shown):
            return
        caller, route, record, shows = (shown.column(name).to_numpy() for name in ("caller", "route", "record", "shows"))
        at = shown.column("shown_at").cast(pa.int64()).to_numpy()
        routes = self._catalogue.routes
        telling = np.array([r.subject is not None and not r.tentative for r in routes], np.bool_)[route]
        new = np.ones(len(caller), np.bool_)
        new[1:] = (caller[1:] != caller[:-1]) | (route[1:] != route[:-1]) | (at[1:] != at[:-1]) | (shows[1:] != shows[:-1])
        starts = np.flatnonzero(new & telling)
        ends = np.append(np.flatnonzero(new), len(caller))
        ends = ends[np.searchsorted(ends, starts, side="right")]
        clients = self._callers.clients(caller[starts].tolist())
        told = (starts, ends, route[starts], shows[starts], np.minimum(at[starts], now))
        records = record.tolist()
        for asked, start, end, number, shown_as, when in zip(clients, *(column.tolist() for column in told), strict=True):
            kinds, people = self._shown(number, shown_as), tuple(records[start:end])
            self._judge.shown(self._seen(asked, number, kinds, people), people, kinds, when, past=True)

    def _seen(self, clients: Clients, number: int, kinds: tuple[str, ...], records: tuple[int, ...]) -> Seen:
        route = self._catalogue.routes[number]
        return Seen(clients, f"{route.method} {route.template}", route.people, kinds, route.entity or "", records)

    def _shown(self, route: int, shows: int) -> tuple[str, ...]:
        """The kinds that an answer showed in clear; those of its route where it was not seen."""
        if not shows:
            return self._catalogue.routes[route].kinds
        known = self._kinds.get((route, shows))
        if known is None:
            found = self._catalogue.kind_sets[shows]
            known = self._kinds[route, shows] = tuple(sorted({str(kind) for kind, form in found if form == Form.CLEAR}))
        return known
