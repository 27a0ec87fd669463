"""Attribution: which client, or small group of clients, explains a list of people that surfaced outside.

Each client is tried against chance twice. First against what a client of its size would be shown of people as popular as these
(`stats.explained_share`, an e-value). Those that pass are tried against the list's own background (`stats.background`): the
mixture of popularity and of all other clients under which the list is likeliest; so a list of one region, circle or week is not
laid at the door of those who care for that region, circle or week. The weaker of the two results counts. A client that was
shown nearly everybody never wins by its size.

Members of a group are found one after the other, each on the rows that those before it were not shown, and each at the same
bar (greedy set cover, Chvatal 1979, with the bar as the price of a member).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.explains import Exposures, Overlap
from headcount.stats.background import evidence_of, fit
from headcount.stats.explained_share import evidence

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

FALSE_RATE = 1e-3
"""At most so many samples that no client explains are said to be somebody's."""
FLOOR = 0.35
"""Less of the known rows than this is no explanation, however surely it is more than chance."""
FEWEST = 8
"""Known rows; fewer are too few to say anything."""
MOST_MEMBERS = 5
LEAST_GAIN = 0.04
"""A further member explains at least this share of the known rows."""
MOST_ROWS = 1_500
"""So many rows are held against the background; of a longer list every n-th."""
_SHORTLIST, _BY_COVERAGE = 120, 20
_TRIED = 40
"""So many of the clients that pass the first trial come to the second."""
_SUPPORT, _SUPPORT_SHARE = 4, 0.05
"""Rows that a client was shown, and share of all rows, from which on it is part of the background."""
_BARE = 1e-3
"""Share of the background that is anybody of a row's popularity, at least."""
_TWIN = 0.8
"""Clients that were shown so much of the same rows are no background for each other."""
_TWIN_SIZE = 3.0
_TELLING = math.log(1000.0)
"""Two clients are told apart when one explains the sample a thousand times better."""
BROAD_SIZE, BROAD_COVERAGE = 0.2, 0.8
"""A client that was shown such a share of all records is broad; it covers a sample when it was shown such a share of it."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """One client of the shortlist."""

    client: int
    log_e: float
    """Natural logarithm of the e-value; the weaker of both trials."""
    share: float
    """Likeliest share of the known rows that came from it."""
    hits: int
    """Rows of the list that it was shown."""
    records: int
    """Records that it was shown at all."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What explains a list; clients by their number."""

    suspects: tuple[Suspect, ...] = ()
    """Best first; not only those above the bar."""
    members: tuple[Suspect, ...] = ()
    """Who explains it: one, or several; empty for nobody."""
    together: bool = False
    """Whether several members explain it together; else each of them does."""
    share: float = 0.0
    """Share of the known rows that came from the members."""
    coverage: float = 0.0
    """Share of the known rows that some member was shown."""
    broad: tuple[Suspect, ...] = ()
    """Clients that were shown most of the list and most of everybody, where nobody explains it."""
    known: int = 0
    bar: float = 0.0
    """Natural logarithm of the e-value from which on a client counts."""


def explain(exposures: Exposures, row: I64, record: NDArray[np.uint64], false_rate: float = FALSE_RATE) -> Explanation:
    """What explains a list, of which `record[i]` is a token of row `row[i]`; rows are numbered from 0."""
    overlap = exposures.ask(row, record)
    known = int(overlap.rows.sum())
    bar = math.log(max(exposures.clients, 1) / false_rate)
    if known < FEWEST or not len(overlap.client):
        return Explanation(known=known, bar=bar)
    board = _Board.of(exposures, overlap)
    first = [place for place in range(len(board.client)) if board.log_e[place] >= bar][:_TRIED]
    every = np.arange(board.stratum.size)
    tried = {place: board.tried(place, every, ()) for place in first}
    told = sorted(
        (board.suspect(place, tried.get(place)) for place in range(len(board.client))), key=lambda s: (-s.log_e, s.client)
    )
    members, share = _members(board, tried, bar)
    covered = float(board.shown[list(members)].any(axis=0).mean()) if members else 0.0
    found = [board.suspect(place, tried[place]) for place in members]
    if len(found) == 1:
        found += [one for one in told if _is_rival(one, found[0])]
    broad = () if found else tuple(one for one in told if _is_broad(one, exposures, known))
    return Explanation(tuple(told), tuple(found), len(members) > 1, share, covered, broad, known, bar)


@dataclass(frozen=True, slots=True)
class _Board:
    """The shortlist against the rows that are looked at, row by row."""

    client: I64
    log_e: F64
    """Of the first trial; descending but for those that are here for their coverage."""
    hits: I64
    sizes: I64
    """(clients, STRATA)"""
    shown: NDArray[np.bool_]
    """(clients, rows)"""
    stratum: I64
    """Of each row."""
    strata: I64 = field(repr=False)
    """Records of each stratum."""

    @classmethod
    def of(cls, exposures: Exposures, overlap: Overlap) -> _Board:
        """The clients that explain most and those that were shown most."""
        chance = np.minimum((overlap.sizes + (overlap.hits > 0)) / np.maximum(exposures.strata, 1), 1.0)
        log_e = evidence(overlap.hits, overlap.rows, chance)
        best = np.argsort(-log_e, kind="stable")[:_SHORTLIST]
        wide = np.argsort(-overlap.hits.sum(axis=1), kind="stable")[:_BY_COVERAGE]
        chosen = np.concatenate([best, np.setdiff1d(wide, best)])
        rows, stratum = exposures.rows()
        step = -(-len(rows) // MOST_ROWS)
        rows, stratum = rows[::step], stratum[::step]
        client = overlap.client[chosen]
        shown = np.zeros((len(client), len(rows)), np.bool_)
        seen = exposures.hits(client.tolist())
        place = np.minimum(np.searchsorted(rows, seen.row), len(rows) - 1)
        kept = rows[place] == seen.row
        order = np.argsort(client)
        shown[order[np.searchsorted(client[order], seen.client[kept])], place[kept]] = True
        hits = overlap.hits[chosen].sum(axis=1)
        return cls(client, log_e[chosen], hits, overlap.sizes[chosen], shown, stratum, exposures.strata)

    def tried(self, place: int, rows: I64, without: Sequence[int]) -> tuple[float, float]:
        """The second trial on some rows: the logarithm of the e-value, and the share of these rows that came from the client.

        Args:
            place: of the client.
            rows: places of rows.
            without: clients that are no part of the background.
        """
        here, stratum = self.shown[:, rows], self.stratum[rows]
        mine = self.shown[place]
        both, either = (self.shown & mine).sum(axis=1), np.maximum(self.shown.sum(axis=1), mine.sum())
        size = self.sizes.sum(axis=1)
        others = ~((both >= _TWIN * either) & (size <= _TWIN_SIZE * size[place])) & (
            here.sum(axis=1) >= max(_SUPPORT, _SUPPORT_SHARE * len(rows))
        )
        others[[place, *without]] = False
        levels = np.unique(stratum)
        level = (levels[:, None] == stratum) / self.strata[levels][:, None]
        weights, background = fit(np.concatenate([level, here[others] / size[others][:, None]]))
        background = np.maximum(background, _BARE / self.strata[stratum])
        of_stratum = np.zeros(len(self.strata))
        of_stratum[levels] = weights[: len(levels)]
        of_stratum += weights[len(levels) :] @ (self.sizes[others] / size[others][:, None])
        own = np.maximum(self.sizes[place], 1)
        ratio = np.where(here[place], of_stratum[stratum] / (own[stratum] * background), 0.0)
        return evidence_of(ratio)

    def suspect(self, place: int, tried: tuple[float, float] | None) -> Suspect:
        """One client, with what both trials say."""
        log_e, share = tried or (0.0, 0.0)
        weaker = min(float(self.log_e[place]), log_e)
        return Suspect(int(self.client[place]), weaker, share, int(self.hits[place]), int(self.sizes[place].sum()))


def _members(board: _Board, tried: dict[int, tuple[float, float]], bar: float) -> tuple[tuple[int, ...], float]:
    """Who explains the list, by place on the board, and the share that they explain."""
    members, explained = list[int](), 0.0
    left = np.arange(board.stratum.size)
    now = {place: told for place, told in tried.items() if told[0] >= bar}
    while now and len(members) < MOST_MEMBERS:
        best = max(now, key=lambda place: now[place][0])
        gain = now[best][1] * len(left) / board.stratum.size
        if min(now[best][0], float(board.log_e[best])) < bar or gain < LEAST_GAIN:
            break
        members.append(best)
        explained += gain
        left = left[~board.shown[best][left]]
        now = {place: board.tried(place, left, members) for place in now if place != best}
    return (tuple(members), explained) if explained >= FLOOR else ((), explained)


def _is_rival(one: Suspect, best: Suspect) -> bool:
    """Whether another client explains the list as well as the best one does."""
    same = one.client != best.client and 2 * one.hits >= best.hits and one.share >= FLOOR
    return same and one.log_e >= best.log_e - _TELLING


def _is_broad(one: Suspect, exposures: Exposures, known: int) -> bool:
    return one.records >= BROAD_SIZE * int(exposures.strata.sum()) and one.hits >= BROAD_COVERAGE * known
