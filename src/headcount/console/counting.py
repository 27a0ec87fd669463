"""Scope, counted anew from the ledger: one count at a time, and what was counted is kept."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from headcount import config as composition
from headcount.config.casework import grader
from headcount.console.endpoint import BusyError
from headcount.console.interface import Parts
from headcount.errors import LedgerError
from headcount.incident.scope import scope_of
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_rows import LoggedFile, files, lines, steps
from headcount.model.exposure import Exposure
from headcount.model.incident import ClientName, Incident
from headcount.pipeline import take_in

AT_ONCE = 300_000
"""A ledger of so many showings is counted while somebody waits; of a larger one, when somebody asks for it."""
MOST_FILES = 50
"""So many logs are named with the lines that prove the count."""
_KEPT = 64
PATIENCE = 5.0
"""Seconds that one waits for another to have counted."""
WAITING = 4
"""So many wait at a time: each holds a thread that pages need."""
_BUSY = "somebody counts already, and that is done one at a time; try again in a minute"
_ONE = threading.Lock()
_PLACES = threading.BoundedSemaphore(WAITING + 1)
_Key = tuple[str, int, tuple[ClientName, ...], dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True)
class Proving:
    """One log that proves showings of an incident."""

    file: LoggedFile
    lines: int
    """Lines of it that prove one."""
    first: int
    """The number of the first of them."""
    last: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What was counted of one incident."""

    found: Exposure
    steps: tuple[tuple[dt.datetime, int], ...]
    """(time, different records so far), for the picture."""
    logs: tuple[Proving, ...]
    """The first `MOST_FILES` logs."""
    log_count: int
    """How many logs prove showings."""
    at: dt.datetime
    """When it was counted, UTC."""


_SCOPES: OrderedDict[_Key, Measured] = OrderedDict()


@contextmanager
def opened(parts: Parts) -> Iterator[EmbeddedLedger]:
    """A connection to the ledger, with the site's own tables of relations and places, for one who counts alone.

    Raises:
        BusyError: somebody else counts.
        LedgerError: there is no ledger to count in, or the engine failed.
        ConfigError: a table of the site cannot be read.
    """
    if parts.beside is None:
        raise LedgerError("this console has no ledger at hand to count in; run headcount incident on the machine of the ledger")
    with _alone():
        ledger = parts.beside()
        try:
            with ledger.told():
                if parts.tokens is not None:
                    settings = parts.config()
                    take_in(ledger, composition.relations(settings, parts.tokens), composition.places(settings, parts.tokens))
                yield ledger
        finally:
            ledger.close()


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else counts meanwhile.

    Raises:
        BusyError: somebody does, for longer than one waits, or enough wait already.
    """
    if not _PLACES.acquire(blocking=False):
        raise BusyError(_BUSY)
    try:
        if not _ONE.acquire(timeout=PATIENCE):
            raise BusyError(_BUSY)
        try:
            yield
        finally:
            _ONE.release()
    finally:
        _PLACES.release()


def counted_before(parts: Parts, incident: Incident) -> Measured | None:
    """What was counted of the incident as it stands; None where nobody has asked since."""
    return _SCOPES.get(_key(parts, incident))


def kept(parts: Parts, incident: Incident) -> Measured | None:
    """What was counted of the incident as it stands; of a small ledger it is counted now. None: somebody has to ask for it.

    Raises:
        HeadcountError: as `count`; where somebody else counts, nothing is counted.
    """
    known = counted_before(parts, incident)
    if known is not None or parts.beside is None or parts.board.known().showings > AT_ONCE:
        return known
    try:
        return count(parts, incident)
    except BusyError:
        return None


def count(parts: Parts, incident: Incident) -> Measured:
    """Count the incident's scope anew.

    Raises:
        BusyError: somebody else counts.
        LedgerError: there is no ledger to count in, or the engine failed.
        ConfigError: a table of the site cannot be read.
    """
    with opened(parts) as ledger:
        found = scope_of(ledger, incident, grade=grader(parts.config()))
        logs = files(ledger, found) if found.total.records else []
        proving = [(file, lines(ledger, found, file.file)) for file in logs[:MOST_FILES]]
        made = Measured(
            found,
            tuple(steps(ledger, found)) if found.total.records else (),
            tuple(Proving(file, len(told), int(told[0]), int(told[-1])) for file, told in proving if len(told)),
            len(logs),
            parts.clock(),
        )
        _SCOPES[_key(parts, incident)] = made
        while len(_SCOPES) > _KEPT:
            _SCOPES.popitem(last=False)
    return made


def _key(parts: Parts, incident: Incident) -> _Key:
    """A scope follows from the clients and the period; what is done about an incident changes neither."""
    return str(parts.ledger), incident.number, incident.clients, incident.first, incident.last
