"""Posture over the REST API: what strangers could read in our own stores, as `headcount probe` found it last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from headcount.console.endpoint import Endpoint, Nothing
from headcount.console.interface import Parts, Permission, Viewer
from headcount.errors import HeadcountError, LedgerError
from headcount.ledger import postures
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.postures import Run, Spell
from headcount.model.posture import Posture, Reader, Severity, Store, Weakness
from headcount.probes import baseline
from headcount.probes.baseline import Accepted

_MOST_LOOKS = 200
_Told = TypeVar("_Told")


class StoreRow(msgspec.Struct, frozen=True):
    """One store of ours, as the last look found it."""

    url: str
    product: str
    version: str
    supported: bool | None
    """Whether its maker still mends this version; None when that is not known."""
    owner: str
    open: bool
    """Whether somebody without a credential of ours may read it."""
    reader: Reader
    since: dt.datetime | None
    """When it was first found open, UTC; None when it is not."""
    estimate: int | None
    """How many of `unit` could be read, as the store says; None when it does not."""
    unit: str
    grade: int
    """Highest grade of the personal data seen: 1 to 4; 0 for none."""
    kinds: tuple[str, ...]
    """Kinds of personal data among the values that were looked at, each once, highest grade first."""
    encrypted: bool | None
    """Whether what goes over the wire is encrypted; None when that was not found out."""
    laws: tuple[str, ...]
    weaknesses: int
    """Those that count: the baseline does not accept them."""
    accepted: int
    """Those that the baseline accepts."""
    sentence: str
    problem: str
    """Why it was not looked at to the end; empty when it was."""


class PostureTold(msgspec.Struct, frozen=True):
    """Every store that was ever looked at."""

    made: dt.datetime | None
    """When the last look was, UTC; None: nobody looked yet."""
    known: bool
    """Whether the ledger could be asked."""
    baseline: str
    """Name of the file of accepted weaknesses; empty: there is none."""
    baseline_problem: str
    """Why it cannot be read; nothing is accepted then."""
    rows: tuple[StoreRow, ...]
    """Open ones first."""


class WeaknessRow(msgspec.Struct, frozen=True):
    """One weakness of one store."""

    url: str
    code: str
    severity: Severity
    since: dt.datetime | None
    """First look that found it, UTC; None where that is not kept."""
    sentence: str
    """What a stranger could do."""
    remedy: str
    """The lines of the product's configuration that close it."""
    check: str
    """A command that tells whether it is closed."""
    detail: str
    accepted_by: str
    """Who accepts it, by the baseline; empty: nobody."""
    accepted_until: dt.date | None


class Weaknesses(msgspec.Struct, frozen=True):
    """Weaknesses of all stores, as the last looks found them."""

    rows: tuple[WeaknessRow, ...]


class Spells(msgspec.Struct, frozen=True):
    """Since when, and until when, each store had each weakness; the code `open` says that strangers could read it."""

    rows: tuple[Spell, ...]


class Looks(msgspec.Struct, frozen=True):
    """Who looked at which store when, newest first; the last 200."""

    rows: tuple[Run, ...]


def _asked(parts: Parts, question: Callable[[EmbeddedLedger], _Told]) -> _Told | None:
    """Ask the ledger; None where it cannot be asked just now."""
    if parts.beside is None:
        return None
    try:
        ledger = parts.beside()
    except LedgerError:  # the service has not opened it yet
        return None
    try:
        return question(ledger)
    finally:
        ledger.close()


def _accepted(parts: Parts) -> tuple[dict[tuple[str, str], Accepted], str]:
    """What the baseline accepts today, by (url, code); and why it cannot be read."""
    file = parts.config().probe.baseline
    if not file:
        return {}, ""
    try:
        known = baseline.read(Path(file))
    except HeadcountError as error:
        return {}, str(error)
    return {(one.url, one.code): one for one in known if one.until >= parts.clock().date()}, ""


def _posture(parts: Parts, _: Viewer, __: Nothing) -> PostureTold:
    known, problem = _accepted(parts)
    answer = _asked(parts, lambda ledger: (postures.newest(ledger),))
    found = answer[0] if answer else None
    rows = tuple(_row(store, known) for store in found.stores) if found else ()
    file = Path(parts.config().probe.baseline).name
    return PostureTold(found.made if found else None, answer is not None, file, problem, rows)


def _row(store: Store, accepted: Mapping[tuple[str, str], Accepted]) -> StoreRow:
    taken = sum((store.url, one.code) in accepted for one in store.weaknesses)
    return StoreRow(
        url=store.url,
        product=store.product,
        version=store.version,
        supported=store.supported,
        owner=store.owner,
        open=store.open,
        reader=store.reader,
        since=store.since if store.open else None,
        estimate=store.estimate,
        unit=store.unit,
        grade=store.grade,
        kinds=tuple(dict.fromkeys(one.kind for one in store.kinds)),
        encrypted=store.encrypted,
        laws=store.laws,
        weaknesses=len(store.weaknesses) - taken,
        accepted=taken,
        sentence=store.sentence,
        problem=store.problem,
    )


def _weaknesses(parts: Parts, _: Viewer, __: Nothing) -> Weaknesses:
    known, _problem = _accepted(parts)

    def told(ledger: EmbeddedLedger) -> tuple[Posture | None, dict[tuple[str, str], dt.datetime]]:
        return postures.newest(ledger), {(one.url, one.code): one.began for one in postures.spells(ledger) if not one.ended}

    found, since = _asked(parts, told) or (None, {})
    rows = [(store.url, one) for store in (found.stores if found else ()) for one in store.weaknesses]
    return Weaknesses(tuple(_weakness(url, one, since.get((url, one.code)), known.get((url, one.code))) for url, one in rows))


def _weakness(url: str, one: Weakness, since: dt.datetime | None, accepted: Accepted | None) -> WeaknessRow:
    by, until = (accepted.owner or "-", accepted.until) if accepted else ("", None)
    return WeaknessRow(url, one.code, one.severity, since, one.sentence, one.remedy, one.check, one.detail, by, until)


def _spells(parts: Parts, _: Viewer, __: Nothing) -> Spells:
    return Spells(tuple(reversed(_asked(parts, postures.spells) or ())))


def _looks(parts: Parts, _: Viewer, __: Nothing) -> Looks:
    return Looks(tuple(_asked(parts, lambda ledger: postures.runs(ledger, _MOST_LOOKS)) or ()))


POSTURE = Endpoint(
    "GET",
    "/posture",
    Permission.CLIENTS,
    "What strangers could read in our own stores, as the last looks found it.",
    Nothing,
    PostureTold,
    _posture,
    "rows",
)
WEAKNESSES = Endpoint(
    "GET",
    "/posture/weaknesses",
    Permission.CLIENTS,
    "Weaknesses of our own stores, with remedy and check.",
    Nothing,
    Weaknesses,
    _weaknesses,
    "rows",
)
SPELLS = Endpoint(
    "GET",
    "/posture/history",
    Permission.CLIENTS,
    "Since when and until when each store had each weakness, newest first.",
    Nothing,
    Spells,
    _spells,
    "rows",
)
LOOKS = Endpoint(
    "GET", "/posture/looks", Permission.CLIENTS, "Who looked at which store when, newest first.", Nothing, Looks, _looks, "rows"
)
ENDPOINTS = (POSTURE, WEAKNESSES, SPELLS, LOOKS)
