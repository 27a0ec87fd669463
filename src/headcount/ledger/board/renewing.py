"""Renewing a board: taking in what is new in its ledger. Nobody sees any of it before all of it is there.

Read again is what may count otherwise than before: clients with new rows, clients whose callers changed, and clients and hours
with rows of a route that counts now and did not, or the other way round. All of it is counted as it is when a board is made anew.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from headcount.errors import LedgerError
from headcount.ledger.board import pictures, site, writing
from headcount.ledger.board.callers import LENSES, Callers
from headcount.ledger.board.counting import Counts, Members, by_day, count, keep_day, kept_day
from headcount.ledger.board.files import array, write_arrays
from headcount.ledger.board.latest import NEVER, with_last, with_seen
from headcount.ledger.board.log import LOG, MISSED, TOKENS, Log
from headcount.ledger.board.moments import DAY, HOUR
from headcount.ledger.board.orders import keep_orders
from headcount.ledger.board.place import Place, generation_of, keep_place, known_place, turn_of
from headcount.ledger.board.state import State
from headcount.ledger.board.telling import Told
from headcount.ledger.board.through import changed, counted_as
from headcount.ledger.board.times import NO_TIMES, Times, count_times
from headcount.ledger.board.touched import touched
from headcount.ledger.board.writing import Progress
from headcount.ledger.columns import Columns

I64 = NDArray[np.int64]
_AT_ONCE = 1 << 22


def renew(folder: Path, told: Told, progress: Progress = lambda _: None, drawn_every: float = 0.0) -> Place:
    """Take in what is told; returns the place that the board has come to.

    Args:
        folder: of the board; this process has it for itself.
        told: from the place of the board, or all.
        progress: hears the share that is done, 0 to 1.
        drawn_every: so many seconds the bands of peers are kept.

    Raises:
        OSError: there is no room, or files of the board are missing: without its folder it is made anew.
        LedgerError: the board does not stand where it is told on.
    """
    before = known_place(folder)
    if told.news.anew:
        before = Place(generation=before.generation + 1, turn=before.turn)
        _begin(folder, before)
    elif told.news.since != before.mark:
        raise LedgerError(f"{folder} is damaged; it is made anew")
    after = writing.add(folder, before, told, lambda share: progress(0.6 * share))
    after = msgspec.structs.replace(
        after, mark=told.news.mark, ends=told.news.ends, rows=told.news.rows, turn=before.turn + 1, made=time.time_ns() // 1000
    )
    turn = turn_of(folder, after)
    shutil.rmtree(turn, ignore_errors=True)  # of a process that was killed
    turn.mkdir(mode=0o700)
    write_arrays(turn, writing.blocks(folder, before, after))
    after = msgspec.structs.replace(after, days=_count(folder, before, after, told))
    keep_place(folder, _drawn(folder, before, after, drawn_every))
    _clean(folder, after, {before.turn, after.turn})
    progress(1.0)
    return after


def _drawn(folder: Path, before: Place, after: Place, every: float) -> Place:
    """The place with what is told of the whole."""
    state = State(folder, after)
    bands, drawn = before.bands, before.drawn
    if after.made - drawn >= every * 1_000_000:
        bands, drawn = tuple(pictures.band(state, lens) for lens in range(len(LENSES))), after.made
    return msgspec.structs.replace(after, known=site.known(state), bands=bands, drawn=drawn)


def _begin(folder: Path, place: Place) -> None:
    log = generation_of(folder, place)
    shutil.rmtree(log, ignore_errors=True)
    log.mkdir(mode=0o700)
    for types in (LOG, TOKENS, MISSED):
        Columns(log, types)


def _count(folder: Path, before: Place, after: Place, told: Told) -> dict[int, int]:
    """Count into the turn's folder; returns by which turn each day was counted last."""
    old, new, log = turn_of(folder, before), turn_of(folder, after), Log(folder, after)
    anew = not before.mark
    callers = Callers.none() if anew else Callers.kept(old)
    counts = Counts.none() if anew else Counts.kept(old)
    was = callers.client
    callers = callers.own()
    callers.meet(told.batches("caller"), told.batches("agent"))
    _tell(callers, log, before, told)
    callers.name()
    counts.grow(len(callers.lens))
    counted = counted_as(after.small.routes)
    ways = changed(before.small.routes, after.small.routes)
    what = touched(log, before.log, ways, callers.client, was)
    clients = what.clients(callers.client, was, len(callers.lens))
    members = Members.found(callers.client, len(callers.lens))
    fresh = count(log, callers, members, counted, clients, counts)
    days = _count_days(generation_of(folder, after), before, after.turn, clients, fresh, len(callers.lens))
    hours, most = what.hours, len(callers.lens)
    for name, wanted, length in (
        ("hour", hours, HOUR),
        ("day", hours[np.flatnonzero(np.diff(hours // 24, prepend=NEVER))] // 24, DAY),
    ):
        known = NO_TIMES if anew else Times.kept(old, name)
        known.with_counted(wanted, count_times(log, callers.client, most, counted, wanted, length)).keep(new, name)
    seen = np.zeros(0, np.bool_) if anew or len(ways) else array(old / "seen", np.bool_)
    write_arrays(new, {"seen": with_seen(log, seen, 0 if anew or len(ways) else before.log, counted)})
    last = np.zeros(0, np.int64) if anew else array(old / "route-last", np.int64)
    write_arrays(new, {"route-last": with_last(log, last, before.log)})
    write_arrays(
        new, {"client-requests": callers.by_client(callers.requests), "client-misses": callers.by_client(callers.misses)}
    )
    for kept in (callers, counts, members):
        kept.keep(new)
    keep_orders(new, callers, counts)
    return days


def _tell(callers: Callers, log: Log, before: Place, told: Told) -> None:
    """Tell the callers of their new rows, misses and requests."""
    for begin in range(before.log, log.rows, _AT_ONCE):
        callers.rows += np.bincount(log["caller"][begin : begin + _AT_ONCE], minlength=len(callers.rows)).astype(np.uint32)
    missed = log.missed["missed-caller"][before.missed :]
    callers.reach(max(int(values.max()) + 1 if len(values) else 0 for values in (missed, log["caller"][before.log :])))
    callers.misses += np.bincount(missed, minlength=len(callers.misses)).astype(np.uint32)
    for batch in told.batches("traffic"):
        np.add.at(callers.requests, batch.column("caller").to_numpy(), batch.column("requests").to_numpy().astype(np.uint64))


def _count_days(log: Path, before: Place, turn: int, clients: I64, fresh: I64, most: int) -> dict[int, int]:
    """Replace what some clients have of each day; days on which that changes nothing stay as they are."""
    again = np.zeros(most, np.bool_)
    again[clients] = True
    days = dict(before.days)
    now = {day: (who, new) for day, who, new in by_day(fresh)}
    nothing = np.zeros(0, np.uint32), np.zeros(0, np.uint32)
    for day in sorted(days.keys() | now):
        had, had_new = kept_day(log, day, days[day]) if day in days else nothing
        who, new = now.get(day, nothing)
        mine = again[had]
        if day in days and np.array_equal(had[mine], who) and np.array_equal(had_new[mine], new):
            continue
        joined = np.concatenate([had[~mine], who])
        order = np.argsort(joined, kind="stable")
        keep_day(log, day, turn, joined[order], np.concatenate([had_new[~mine], new])[order])
        days[day] = turn
    return days


def _clean(folder: Path, after: Place, turns: set[int]) -> None:
    """Remove what nobody needs any more; of the turn before, what those need who just open it."""
    log = generation_of(folder, after)
    names = {turn_of(folder, msgspec.structs.replace(after, turn=turn)).name for turn in turns}
    for found in folder.iterdir():
        if found.is_dir() and found != log and found.name not in names:
            shutil.rmtree(found, ignore_errors=True)
    for found in log.glob("day-*"):
        day, turn = found.name.removeprefix("day-").rsplit("-", 2)[:2]
        if after.days.get(int(day)) != int(turn):
            found.unlink()
    writing.clean(folder, after)
