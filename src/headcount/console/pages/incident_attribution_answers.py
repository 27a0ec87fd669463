"""Whose leak: which clients' exposure explains a list of people that surfaced outside. Nothing of the list is kept."""

from __future__ import annotations

import datetime as dt
import math
import os
import threading
from typing import Annotated

import msgspec

from headcount.catalog.samples import MOST_ROWS, Sample, read_sample
from headcount.console.counting import opened
from headcount.console.endpoint import BusyError, Endpoint, WrongError
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.incident_answers import incident_of
from headcount.console.pages.incident_deeds import utc
from headcount.console.pages.incidents_answers import Number
from headcount.errors import InputError
from headcount.incident.attribution import FALSE_RATE, explain
from headcount.incident.attribution_answer import Read, answer
from headcount.intake.sampling import choose
from headcount.ledger.explains import Exposures
from headcount.model.attribution import Attribution, Candidate

MOST_BYTES = 10_000_000
SECONDS = 20.0
"""So long a list is read; what comes after it is told as not read."""
_ONE = threading.Lock()
"""One list is read at a time: it holds one of the threads that pages need."""
_BUSY = "somebody asks about a list already, and that is done one at a time; try again in a minute"


class ListAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list that surfaced outside, asked about for an incident."""

    number: Number
    content: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MOST_BYTES)]
    """CSV, TSV, JSON, JSON lines or text, plain or compressed; base64 in JSON. Read in memory, and kept nowhere."""
    surfaced: dt.datetime | None = None
    """When it was first seen, UTC where no zone is written: nothing that was shown later counts."""


class Explained(msgspec.Struct, frozen=True):
    """Which clients' exposure explains the list: counts and clients, nothing of the list."""

    found: Attribution
    decisive: tuple[str, ...]
    """Clients whom a canary of theirs decides about, whatever else is said."""


def _explain(parts: Parts, viewer: Viewer, asks: ListAsked) -> Explained:
    if parts.tokens is None:
        raise WrongError("the token key is not at hand: run headcount attribute on the machine that has it")
    with parts.cases() as cases:
        incident_of(cases, asks.number)
        parts.watch.did(viewer, "attribution", f"incident {asks.number}: a list of {len(asks.content):,} bytes")
        sample = _read_alone(asks.content)
        with opened(parts) as ledger:
            chosen = choose(sample, ledger, parts.tokens)
            span = ledger.span()
            until = utc(asks.surfaced) if asks.surfaced else span[1] if span else parts.clock()
            exposures = Exposures(ledger, chosen.entities, until)
            explained = explain(exposures, chosen.row, chosen.token)
            read = Read(sample.format, sample.rows, chosen.different, chosen.columns, tuple(sample.skipped.items()))
            found = answer(exposures, explained, read, until, FALSE_RATE)
        cases.add(asks.number, "attribution", f"a list of {found.rows:,} rows: {found.sentence}", viewer.login)
    decisive = tuple(one.client for one in found.candidates if not math.isfinite(one.strength))
    return Explained(msgspec.structs.replace(found, candidates=tuple(map(_finite, found.candidates))), decisive)


def _finite(one: Candidate) -> Candidate:
    """JSON has no infinity."""
    return one if math.isfinite(one.strength) else msgspec.structs.replace(one, strength=0.0)


def _read_alone(content: bytes) -> Sample:
    """The list, while nobody else has one read.

    Raises:
        BusyError: somebody has.
        WrongError: as `_read`.
    """
    if not _ONE.acquire(blocking=False):
        raise BusyError(_BUSY)
    try:
        return _read(content)
    finally:
        _ONE.release()


def _read(content: bytes) -> Sample:
    """The list, out of memory: no file has it.

    Raises:
        WrongError: it is empty, binary, or cannot be read.
    """
    handle = os.memfd_create("list")
    try:
        with os.fdopen(os.dup(handle), "wb") as file:
            file.write(content)
        return read_sample(f"/proc/self/fd/{handle}", MOST_ROWS, SECONDS)
    except InputError as error:
        raise WrongError("the list cannot be read: it is empty, binary, or of a format that headcount does not know") from error
    finally:
        os.close(handle)


EXPLAIN_LIST = Endpoint(
    "POST",
    "/incidents/{number:number}/attribution",
    Permission.REIDENTIFY,
    "Which clients' exposure explains a list that surfaced outside; the list is read in memory, and kept nowhere.",
    ListAsked,
    Explained,
    _explain,
)
