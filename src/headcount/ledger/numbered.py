"""The roll-up of showings by number: what `rollup` counts in the engine's tables, for ledgers that are looked at often.

Everything is told in one pass over sorted parts (`pairing`), but for what is cold: of each pair is kept which row of the roll-up
it counts in, and once it is known how many see each record, one more pass over the pairs marks the cold ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

from headcount.ledger.buckets import (
    BUCKET,
    BUCKET_BITS,
    FIRST_SHOWN,
    LOOKED_UP,
    MISSED,
    ONCE,
    STEPS,
    TOUCHED,
    Tallies,
    asked,
    count_pairs,
    joined,
)
from headcount.ledger.columns import Columns
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.lookups import MISSED as MISSED_SHARE
from headcount.ledger.pairing import Dealt, Part, arrange, count_viewers, counted, mark, mark_routes, spans
from headcount.ledger.showings import Showings

_BITS = 64
I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
_PAIR: dict[str, DTypeLike] = {"record": np.uint32, "row": np.uint32, "people": np.uint8, "code": np.int64}
_MORE: dict[str, DTypeLike] = {"client": np.uint32, "times": np.uint32}
"""What the engine is told of pairs besides."""
_SIGHT = {"client": np.uint32, "route": np.uint32, "token": np.uint64, "code": np.int64}
_TRIED = """
SELECT client, record, min(seconds(asked_at)) // 600 AS bucket FROM attempt JOIN client_caller USING (caller) GROUP BY ALL
"""
_EXPLAINED = """
SELECT client, (code >> 24) // 600 AS bucket, count(*)::UINTEGER AS explained_records
FROM pair SEMI JOIN explained USING (client, record) GROUP BY ALL
"""
_ROUTES = "SELECT route, people, subject IS NOT NULL AND NOT tentative AS counts FROM route ORDER BY route"
_SHOWN = """
INSERT INTO disclosure SELECT moment(code >> 24), caller, route, record, 0, 0, 0, shows FROM incoming
"""


class Numbered:
    """Counts once, when it is made. Its tables and files are those of the run."""

    def __init__(self, ledger: EmbeddedLedger, showings: Showings, folder: Path, *, engine: bool) -> None:
        """Count.

        Args:
            ledger: routes, callers, clients and attempts; its clients are named.
            showings: what was shown.
            folder: for files of the run.
            engine: whether the engine will be asked about pairs, besides those of look-up routes.
        """
        self._ledger, self._showings, self._folder = ledger, showings, folder
        run = ledger.connection.execute
        named = run("SELECT caller, client FROM client_caller").fetchnumpy()
        self._clients = np.full(int(np.max(named["caller"], initial=0)) + 1, -1, np.int64)
        self._clients[named["caller"]] = named["client"]
        shown = showings.shown
        callers = max((int(shown.part("caller", *span).max()) + 1 for span in spans(shown.rows)), default=0)
        short = callers - len(self._clients)
        if short > 0:  # of callers that asked while clients were named
            self._clients = np.concatenate([self._clients, np.full(short, -1, np.int64)])
        told = run(_ROUTES).fetchnumpy()
        self._visible, people = (np.zeros(int(np.max(told["route"], initial=0)) + 1, np.bool_) for _ in range(2))
        self._visible[told["route"]], people[told["route"]] = told["counts"], told["people"]
        dealt = Dealt(showings.shown, self._clients, self._visible, folder)
        most = len(dealt.rows)
        self.engine = engine or self._looks_up(dealt.hits)
        """Whether the engine may be told of pairs."""
        self.viewers = np.zeros(showings.records, np.uint32)
        """To how many clients each record was shown, by its number; 0 for one that no route shows any more."""
        self._pairs = Columns(folder / "pairs", _PAIR | (_MORE if self.engine else {}))
        self._told = {name: np.zeros(most, np.int64) for name in ("records", "first", "last", "people")}
        self._keys, self._counts, self.through = self._count(dealt, people)
        self._until = np.cumsum(self._told["records"])

    def _looks_up(self, hits: I64) -> bool:
        """Whether so much is missed on a route that it may be one for look-ups."""
        rows = self._ledger.connection.execute("SELECT route, count(*) AS misses FROM attempt GROUP BY route").fetchnumpy()
        misses = np.zeros_like(hits)
        misses[rows["route"]] = rows["misses"]
        return bool(np.any((misses > 0) & (misses >= MISSED_SHARE / 2 * (misses + hits))))

    def _count(self, dealt: Dealt, people: NDArray[np.bool_]) -> tuple[I64, dict[str, U32], dict[str, I64]]:
        """Every part: keys, columns by key, and how often which client was shown something through which route."""
        through: list[tuple[I64, I64, I64]] = []
        keys: list[I64] = []
        counts: list[dict[str, U32]] = []
        rows = 0
        missed, tried = _sorted(asked(self._ledger, MISSED, {})), self._tried()
        for part in dealt.parts(people, self._showings.records):
            count_viewers(part.record, self.viewers)
            order = part.by_time()
            own, place, shown = _first_shown(part, order)
            key, columns = joined([(own, shown), _again(part), _between(part, missed), self._in_vain(part, tried)])
            self._keep(part, order, np.searchsorted(key, own)[place] + rows)
            keys.append(key)
            counts.append(columns)
            through.append(part.through)
            rows += len(key)
        names = tuple(counts[0] if counts else joined([(np.zeros(0, np.int64), {})])[1])
        told = {name: _joined([one.pop(name) for one in counts], rows) for name in names}
        routes = [np.concatenate([np.zeros(0, np.int64), *(one[at] for one in through)]) for at in range(3)]
        return np.concatenate([np.zeros(0, np.int64), *keys]), told, dict(zip(("client", "route", "times"), routes, strict=True))

    def _keep(self, part: Part, order: NDArray[np.intp], row: I64) -> None:
        """Keep the part's pairs, by time, with their rows of the roll-up; and what is told of its clients."""
        more = {"client": part.client, "times": part.times} if self.engine else {}
        columns = {"record": part.record, "people": part.people, "code": part.code} | more
        self._pairs.add({name: values[order] for name, values in columns.items()} | {"row": row})
        begins = np.flatnonzero(np.diff(part.client, prepend=-1))
        client = part.client[begins]
        self._told["records"][client] = np.diff(begins, append=len(part.client))
        if len(begins):
            self._told["first"][client] = np.minimum.reduceat(part.code, begins) >> 24
            self._told["people"][client] = np.add.reduceat(part.people.astype(np.int64), begins)
        client, last = part.last
        self._told["last"][client] = last >> 24

    def _tried(self) -> tuple[I64, I64, I64]:
        """What was missed for the first time, by client: client, number of the record (-1: nobody was shown it), bucket."""
        rows = self._ledger.connection.execute(_TRIED).fetchnumpy()
        number, known = self._showings.known().find(np.maximum(rows["record"].astype(np.uint64), np.uint64(1)))
        order = np.argsort(rows["client"], kind="stable")
        told = rows["client"], np.where(known, number.astype(np.int64), -1), rows["bucket"]
        client, record, bucket = (values.astype(np.int64)[order] for values in told)
        return client, record, bucket

    def _in_vain(self, part: Part, tried: tuple[I64, I64, I64]) -> Tallies:
        """What the part's clients missed and were never shown."""
        begin, end = np.searchsorted(tried[0], (part.since, part.until))
        client, record, bucket = (values[begin:end] for values in tried)
        pairs = part.client << 32 | part.record
        wanted = client << 32 | record
        place = np.searchsorted(pairs, wanted).clip(max=max(len(pairs) - 1, 0))
        shown = (record >= 0) & (pairs[place] == wanted) if len(pairs) else np.zeros(len(wanted), np.bool_)
        key, times = _runs(np.sort((client << BUCKET_BITS | bucket)[~shown]))
        return key, {"new_misses": times.astype(np.uint32)}

    def popularity(self) -> tuple[I64, I64]:
        """How many records (the second) have so many viewers (the first, ascending, from 1 up)."""
        records = np.bincount(self.viewers)
        viewers = np.flatnonzero(records[1:]) + 1
        return viewers, records[viewers]

    def buckets(self, cold: int, *, explained: bool) -> tuple[I64, I64, dict[str, U32]]:
        """As `buckets.count_buckets`."""
        for begin, end in spans(self._pairs.rows):
            record, row = (self._pairs.part(name, begin, end) for name in ("record", "row"))
            mark(self.viewers, cold + 1, record, row, self._counts["cold_records"])
        if self.engine:
            for key, counts in [asked(self._ledger, LOOKED_UP, {"cold": cold}), asked(self._ledger, TOUCHED, {})]:
                self._add(key, counts)
            if explained:
                key, counts = asked(self._ledger, _EXPLAINED, {})
                self._counts["unexplained_records"][np.searchsorted(self._keys, key)] -= counts["explained_records"]
        return self._keys >> BUCKET_BITS, (self._keys & ((1 << BUCKET_BITS) - 1)) * BUCKET, self._counts

    def _add(self, key: I64, counts: Mapping[str, U32]) -> None:
        place = np.searchsorted(self._keys, key)
        for name, told in counts.items():
            self._counts[name][place] += told

    def clients(self) -> Sequence[Mapping[str, NDArray[np.generic]]]:
        """What was shown to each client, as `clients.list_clients` takes it."""
        client = np.flatnonzero(self._told["records"])
        return [{"client": client} | {name: values[client] for name, values in self._told.items()}]

    def by_route(self, groups: I64) -> tuple[I64, I64]:
        """Showings and different records of groups of routes.

        Args:
            groups: number of the group of each route, from 0 up; -1 for a route of none.
        """
        most = int(groups.max(initial=-1)) + 1
        requests, records = np.zeros(most, np.int64), np.zeros(most, np.int64)
        grouped = groups[self.through["route"]]
        np.add.at(requests, grouped[grouped >= 0], self.through["times"][grouped >= 0])
        shown, marks = self._showings.shown, np.zeros(self._showings.records, np.uint64)
        for first in range(0, most, _BITS):  # one pass tells of so many groups
            own = (groups >= first) & (groups < first + _BITS)
            bits = np.where(own, np.uint64(1) << (groups - first).clip(0, _BITS - 1).astype(np.uint64), np.uint64(0))
            marks.fill(0)
            for begin, end in spans(shown.rows):
                mark_routes(shown.part("route", begin, end), shown.part("record", begin, end), bits, marks)
            for group in range(first, min(first + _BITS, most)):
                records[group] = np.count_nonzero(marks & np.uint64(1 << (group - first)))
        return requests, records

    def busy(self, fewest: int) -> Mapping[str, I64]:
        """`through`, of clients that were shown so many different records."""
        keep = np.flatnonzero(self._told["records"][self.through["client"]] >= fewest)
        return {name: values[keep] for name, values in self.through.items()}

    def shown(self, clients: I64) -> tuple[I64, U32, NDArray[np.bool_], I64]:
        """The pairs of some clients, client after client.

        Returns how many each of them has; and of each pair the number of the record, whether it is of people, and the second (of
        year 1) of the first showing.
        """
        count, end = np.zeros_like(clients), np.zeros_like(clients)
        some = clients < len(self._until)
        count[some], end[some] = self._told["records"][clients[some]], self._until[clients[some]]
        pair = np.repeat(end - np.cumsum(count), count) + np.arange(int(count.sum()))
        record, people, code = (self._pairs.whole(name)[pair] for name in ("record", "people", "code"))
        return count, record, people > 0, code >> 24

    def late(self, since: int) -> U32:
        """To how many clients each record was shown for the first time from a second (of year 1) on, by its number."""
        viewers = np.zeros_like(self.viewers)
        for begin, end in spans(self._pairs.rows):
            record, code = (self._pairs.part(name, begin, end) for name in ("record", "code"))
            count_viewers(record[code >> 24 >= since].astype(np.int64), viewers)
        return viewers

    def tell_pairs(self) -> None:
        """Name the pairs and the popularity of records to the engine, as tables of these names; once `engine` was asked for."""
        tokens = self._showings.tokens()
        named = Columns(self._folder / "pair-tokens", {"token": np.uint64})
        for begin, end in spans(self._pairs.rows):
            record = self._pairs.part("record", begin, end)
            named.add({"token": tokens[record]})
        pairs = {name: self._pairs.whole(name) for name in ("client", "code", "times")} | {"record": named.whole("token")}
        self._ledger.connection.register("pair", pa.table(pairs))
        seen = np.flatnonzero(self.viewers)
        self._ledger.connection.register("popularity", pa.table({"record": tokens[seen], "viewers": self.viewers[seen]}))

    def tell_sights(self) -> None:
        """Name the showings to the engine, as the table `sight`."""
        tokens = self._showings.tokens()
        sights = Columns(self._folder / "sights", _SIGHT)
        for rows in counted(self._showings.shown, self._clients, self._visible):
            sights.add(rows | {"token": tokens[rows["record"]]})
        told = {name: sights.whole(name) for name in ("client", "route", "code")}
        self._ledger.connection.register("sight", pa.table(told | {"record": sights.whole("token")}))

    def tell_disclosures(self, clients: I64) -> None:
        """Put the disclosures to some clients into the ledger's own table, to the second, for queries that read them there."""
        wanted = np.append(np.isin(self._clients, clients), False)
        tokens, shown = self._showings.tokens(), self._showings.shown
        for begin, end in spans(shown.rows):
            keep = np.flatnonzero(wanted[shown.part("caller", begin, end)])
            rows = {name: shown.part(name, begin, end)[keep] for name in ("caller", "route", "code", "shows", "record")}
            rows["record"] = tokens[rows["record"]]
            self._ledger.connection.register("incoming", pa.table(rows))
            self._ledger.connection.execute(_SHOWN).fetchall()
            self._ledger.connection.unregister("incoming")


def _first_shown(part: Part, order: NDArray[np.intp]) -> tuple[I64, I64, Mapping[str, U32]]:
    """Keys, of each pair by time which of them it was first shown in, and what is counted of first showings."""
    second, flags, place = (np.empty(len(order), np.int64) for _ in range(3))
    arrange(order, part.client, part.code, part.times, STEPS, ONCE, second, flags, place)
    most = int(place[-1]) + 1 if len(place) else 0
    keys, counts = np.empty(most, np.int64), np.zeros((len(FIRST_SHOWN), most), np.uint32)
    count_pairs(part.client, second, flags, keys, counts)  # ordered by client as they are
    return keys, place, dict(zip(FIRST_SHOWN, counts, strict=True))


def _again(part: Part) -> Tallies:
    """Showings, and different records within ten minutes, of pairs with more than one showing."""
    place, code = part.again
    shown, times = _runs(np.sort(place << BUCKET_BITS | (code >> 24) // BUCKET))
    key = part.client[shown >> BUCKET_BITS] << BUCKET_BITS | shown & ((1 << BUCKET_BITS) - 1)
    order = np.argsort(key)
    key, records = _runs(key[order])
    requests = np.add.reduceat(times[order], np.cumsum(records) - records) if len(key) else records
    return key, {"requests": requests.astype(np.uint32), "records": records.astype(np.uint32)}


def _joined(parts: Sequence[U32], rows: int) -> U32:
    """The parts one after the other, `rows` in all. A column that counts nothing is never written, and so takes no memory."""
    told = np.zeros(rows, np.uint32)
    end = 0
    for part in parts:
        begin, end = end, end + len(part)
        if part.any():
            told[begin:end] = part
    return told


def _between(part: Part, told: Tallies) -> Tallies:
    """What is told of the part's clients; keys ascending."""
    begin, end = np.searchsorted(told[0], (part.since << BUCKET_BITS, part.until << BUCKET_BITS))
    return told[0][begin:end], {name: values[begin:end] for name, values in told[1].items()}


def _sorted(told: Tallies) -> Tallies:
    order = np.argsort(told[0])
    return told[0][order], {name: values[order] for name, values in told[1].items()}


def _runs(values: I64) -> tuple[I64, I64]:
    """Ascending values, each once, and how often each was there."""
    first = np.flatnonzero(np.diff(values, prepend=-1))
    return values[first], np.diff(first, append=len(values))
