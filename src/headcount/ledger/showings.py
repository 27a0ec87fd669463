"""Showings beside a ledger: what its table of disclosures says, in numbers, for those who look at all of it again and again.

A record is a number here, a caller and a route have the ledger's. Only what is new since the last look is read from the ledger.
The folder can be thrown away at any time, and is made anew when it is not of this ledger as it is now, such as after something
was taken out of it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.catalog.interner import Interner
from headcount.errors import LedgerError
from headcount.ledger.columns import Columns

_VERSION = 1
_PLACE = "place.json"
_SHOWN = {"caller": np.uint32, "record": np.uint32, "route": np.uint32, "code": np.int64, "shows": np.uint16}
_TOKENS = {"token": np.uint64}
_ASKED = {"caller": np.uint32, "route": np.uint32, "record": np.uint64, "asked_at": np.int64}
_AT_A_TIME = 1 << 22


class Place(msgspec.Struct, frozen=True):
    """How far a ledger was read."""

    mark: str = ""
    """What tells the ledger, and that nothing was taken out of it; see `handover`."""
    ends: dict[str, int] = {}
    """Of its tables disclosure, attempt and traffic: number of the row to go on with."""
    rows: dict[str, int] = {}
    """And how many rows were there up to it."""
    records: int = 0
    """Different records among the disclosures."""
    version: int = _VERSION


def known_place(folder: Path) -> Place:
    """How far the showings in a folder go."""
    with suppress(OSError, msgspec.MsgspecError):
        found = msgspec.json.decode((folder / _PLACE).read_bytes(), type=Place)
        return found if found.version == _VERSION else Place()
    return Place()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have the folder for oneself: the lock (flock(2)) goes with the process, however it ends.

    Raises:
        LedgerError: another process has it, such as a look that went on after its service was killed.
        OSError: the folder cannot be made.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LedgerError("another look at this ledger is still under way; the next one waits for its hour") from error
    except OSError:
        return  # a file system without locks


class Showings:
    """The columns of one folder; one process at a time."""

    def __init__(self, folder: Path) -> None:
        """Open them, or begin anew where they are not whole or of another version.

        Raises:
            OSError: the folder cannot be made or read.
        """
        folder.mkdir(mode=0o700, exist_ok=True)
        self._folder = folder
        self.place = known_place(folder)
        try:
            self._open()
        except OSError:
            self.clear()

    def _open(self) -> None:
        at = self.place
        self.shown = Columns(self._folder, _SHOWN, at.rows.get("disclosure", 0))
        """`caller`, `record` (its number), `route`, `code` (see `rollup`) and `shows` of every disclosure."""
        self.asked = Columns(self._folder, {f"asked-{name}": kind for name, kind in _ASKED.items()}, at.rows.get("attempt", 0))
        """`asked-caller`, `-route`, `-record` (its token) and `-asked_at` (microseconds since 1970) of every attempt."""
        self._tokens = Columns(self._folder, _TOKENS, at.records)
        self._traffic = self._read_traffic() if at.rows.get("traffic") else _no_traffic(0)
        self._numbers: Interner | None = None

    def clear(self) -> None:
        """Begin anew.

        Raises:
            OSError: a file cannot be removed.
        """
        for file in self._folder.iterdir():
            file.unlink()
        self.place = Place()
        self._open()

    @property
    def records(self) -> int:
        """How many different records there are; their numbers are those below."""
        return self._tokens.rows

    def tokens(self) -> NDArray[np.uint64]:
        """The token of each record, by its number."""
        return self._tokens.whole("token").view(np.uint64)

    def known(self) -> Interner:
        """Token to number."""
        if self._numbers is None:
            self._numbers = Interner()
            for begin in range(0, self.records, _AT_A_TIME):
                self._numbers.intern(self._tokens.part("token", begin, min(begin + _AT_A_TIME, self.records)).view(np.uint64))
        return self._numbers

    def rest(self) -> None:
        """Let go of the memory that takes in disclosures; the next ones make it anew."""
        self._numbers = None

    def add(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Take in disclosures: `caller`, `route`, `record` (token), `code`, `shows`."""
        for batch in batches:
            rows = {name: batch.column(name).to_numpy() for name in batch.schema.names}
            tokens = np.maximum(rows["record"], np.uint64(1))  # of which 0 is none, and as likely as any other
            rows["record"], first = self.known().intern(tokens)
            self._tokens.add({"token": tokens[first]})
            self.shown.add(rows)

    def add_attempts(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Take in attempts: `caller`, `route`, `record` (token), `asked_at` (microseconds since 1970)."""
        for batch in batches:
            self.asked.add({f"asked-{name}": batch.column(name).to_numpy() for name in _ASKED})

    def add_traffic(self, table: pa.Table) -> None:
        """Take in requests by caller: `caller`, `requests`, `errors`, `first`, `last` (microseconds since 1970)."""
        caller = table["caller"].to_numpy().astype(np.int64)
        had = self._traffic
        told = _no_traffic(max(len(had["requests"]), int(caller.max(initial=-1)) + 1))
        for name, values in told.items():
            values[: len(had[name])] = had[name]
        for name, joined in (("requests", np.add), ("errors", np.add), ("first", np.minimum), ("last", np.maximum)):
            told[name][caller] = joined(told[name][caller], table[name].to_numpy())
        self._traffic = told

    def traffic(self) -> pa.Table:
        """Requests by caller, of those that asked at all: the columns of `add_traffic`."""
        caller = np.flatnonzero(self._traffic["requests"])
        return pa.table({"caller": caller.astype(np.uint32)} | {name: rows[caller] for name, rows in self._traffic.items()})

    def keep(self, place: Place) -> None:
        """Have all that was taken in last, as what the ledger said up to a place.

        Raises:
            OSError: there is no room.
        """
        for columns in (self.shown, self.asked, self._tokens):
            columns.keep()
        if self.place.ends.get("traffic") != place.ends["traffic"]:
            traffic = Columns(self._folder, _traffic_files(place))
            traffic.add(dict(zip(_traffic_files(place), self._traffic.values(), strict=True)))
            traffic.keep()
        told = msgspec.structs.replace(place, records=self.records)
        draft = self._folder / "draft"
        draft.write_bytes(msgspec.json.encode(told))
        draft.replace(self._folder / _PLACE)
        for name in _no_traffic(0):
            for file in self._folder.glob(f"{name}-*"):  # of other places, also of runs that were killed
                if file.name not in _traffic_files(told):
                    file.unlink()
        self.place = told

    def _read_traffic(self) -> dict[str, NDArray[np.int64]]:
        read = (np.fromfile(self._folder / file, np.int64) for file in _traffic_files(self.place))
        return dict(zip(_no_traffic(0), read, strict=True))


def _traffic_files(place: Place) -> dict[str, type[np.int64]]:
    return {f"{name}-{place.ends.get('traffic', 0)}": np.int64 for name in _no_traffic(0)}


def _no_traffic(callers: int) -> dict[str, NDArray[np.int64]]:
    """Of each caller: nothing asked yet."""
    none, most = np.zeros(callers, np.int64), np.iinfo(np.int64).max
    return {"requests": none, "errors": none.copy(), "first": none + most, "last": none - most}
