"""The door for one piece of a log: it goes on from what was learned before, and tells what depended on that (see `learned`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.catalog import requests, spans
from headcount.catalog.catalog import Catalogue
from headcount.catalog.found import Found, Named
from headcount.catalog.identity import Callers, Network
from headcount.catalog.learned import Learned, Met, adopt
from headcount.catalog.matcher import Match
from headcount.catalog.tokens import Tokenizer
from headcount.model.access import AccessBatch
from headcount.model.text import Text

I64 = NDArray[np.int64]
NOTHING = int(np.iinfo(np.int64).min)
"""In place of a number, where an identifier has none."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """One row for each record that a batch showed or was asked for, in the order of the lines."""

    at: I64
    """Microseconds since 1970 UTC."""
    caller: NDArray[np.uint32]
    """Number of the caller, in this piece."""
    route: NDArray[np.uint32]
    """Number of the route: those that were known before the piece, then those that it met first."""
    record: NDArray[np.uint64]
    line: I64
    shown: NDArray[np.bool_]
    """False: asked for in vain."""
    rank: I64
    """Place in the order of time within the batch."""
    number: I64
    """What the identifier ends with, for the step from the one before; NOTHING where it counts for none."""


class PieceCallers(Callers):
    """Numbers callers within a piece, and names them by keys that mean the same in every process under one token key."""

    def __init__(self, tokenizer: Tokenizer, trusted: Sequence[Network] = ()) -> None:
        super().__init__(tokenizer, trusted)
        self._secret = np.frombuffer(tokenizer.entity_key("callers of pieces"), np.uint64)[0] | np.uint64(1)
        self.who: I64 = np.zeros(0, np.int64)
        """Key of each caller, by its number here."""
        self.agent: I64 = np.zeros(0, np.int64)
        """Key of each caller's user agent, as it was sent."""

    def identify(self, batch: AccessBatch) -> tuple[NDArray[np.uint32], pa.RecordBatch, pa.RecordBatch]:
        """As of all callers; `who` and `agent` are told of those that are new."""
        ids, callers, agents = super().identify(batch)
        known = len(self.who)
        later = np.flatnonzero(ids >= known)[::-1]
        first = np.zeros(len(callers), np.intp)
        first[ids[later] - known] = later
        agent = spans.keys(batch.user_agent.take(first), self._secret)
        key = spans.join(spans.keys(batch.address.take(first), self._secret), agent)
        for column in (batch.account, batch.credential, *((batch.forwarded,) if self.trusted else ())):
            key = spans.join(key, spans.keys(column.take(first), self._secret))
        self.who = np.concatenate([self.who, key.view(np.int64)])
        self.agent = np.concatenate([self.agent, agent.view(np.int64)])
        return ids, callers, agents


class PieceDoor(Catalogue):
    """A catalogue for one piece, of a log without bodies of answers."""

    def __init__(self, tokenizer: Tokenizer, callers: Callers, told: Learned) -> None:
        """Goes on where `told` ends, which is its own from now on."""
        super().__init__(tokenizer, callers)
        adopt(self, told)
        self._route_keys.intern(self._keys_of_routes(told))
        self._before = self._matcher
        self._met: Met | None = None
        self._asked: dict[str, NDArray[np.generic]] = {}
        self._access: NDArray[np.intp] = np.zeros(0, np.intp)

    @property
    def loud(self) -> bool:
        """Whether it learned of a path or a parameter."""
        return self._matcher is not self._before

    def ask(self, batch: AccessBatch) -> tuple[Asked, Met, dict[str, pa.RecordBatch]]:
        """Take a batch through the door: its records, the nodes that it met, and the tables of `disclose`."""
        counted = self.disclose(batch, 0)
        shown, missed = requests.answered(batch.status)
        rows = np.flatnonzero((shown | missed) & (requests.method_codes(batch.method) >= 0))
        access = rows[self._access]
        met = self._met or Met(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.bool_))
        asked = Asked(at=batch.time[access], line=batch.line[access], shown=shown[access], **self._asked)  # type: ignore[arg-type]  # by column
        return asked, met, counted

    @staticmethod
    def _keys_of_routes(told: Learned) -> NDArray[np.uint64]:
        """The keys under which the routes known so far are found again, by number."""
        place = np.array([node * (requests.NO_METHOD + 1) + method for (node, method, _), _ in told.routes], np.int64)
        key = np.zeros(len(place), np.uint64)
        by_query = [number for number, ((_, _, parameter), _) in enumerate(told.routes) if parameter]
        names = [told.routes[number][0][2].encode() for number in by_query]
        key[by_query] = spans.keys(Text.of(names))
        return spans.join(place.astype(np.uint64), key)

    def _find_records(self, match: Match, named: Named, method: I64) -> Found:
        ends = np.bincount(match.node[match.node >= 0], minlength=1)
        node = np.flatnonzero(ends)
        loose, _ = self._tentative_nodes()
        self._met = Met(node, ends[node], loose[node])
        return super()._find_records(match, named, method)

    def _tokenise(
        self, found: Found, caller: NDArray[np.uint32], time: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint64], NDArray[np.int8]]:
        rank = np.empty(len(time), np.int64)
        rank[np.argsort(time, kind="stable")] = np.arange(len(time))
        record, step = super()._tokenise(found, caller, time)
        self._asked |= {"caller": caller, "route": found.route, "record": record, "rank": rank}
        self._access = found.access
        return record, step

    def _walked(self, rows: NDArray[np.intp], caller: NDArray[np.uint32], entity: I64, number: I64) -> NDArray[np.int8]:  # noqa: ARG002  # all pieces are put in order first
        """No steps; the numbers are kept, so that they can be told once all pieces are there."""
        told = np.full(len(number), NOTHING, np.int64)
        told[rows] = number[rows]
        self._asked["number"] = told
        return np.zeros(len(number), np.int8)
