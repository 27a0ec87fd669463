"""The timeline of an incident: from the first disclosure to the last, signals, verdicts, and what people did about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from headcount.model.exposure import Exposure
from headcount.model.incident import Change, Incident, Signal
from headcount.model.verdict import Verdict

PACKING = frozenset({"pack", "export"})
"""Entries of the log that tell of copies made, and not of the incident: left out, so that making one does not change the next."""
_REPEATED = frozenset({"opened", "joined", "grew"})
"""Entries that repeat what the signals say."""


class Moment(msgspec.Struct, frozen=True):
    """One line of it."""

    at: dt.datetime
    """UTC."""
    what: str
    """`first shown`, `last shown`, `signal`, `signalled`, `verdict`, `state`, `stamp`, `note` ..."""
    text: str
    """In words; clients as the reports name them, never a record."""
    by: str = ""
    """Who did it: a person, a rule or a budget; empty where nobody did."""


class VerdictChange(msgspec.Struct, frozen=True):
    """A verdict that was set or lifted, as the store of verdicts tells it."""

    verdict: Verdict
    change: str
    """`set` or `lifted`."""
    by: str


def timeline(
    incident: Incident, found: Exposure, changes: Iterable[Change], verdicts: Iterable[VerdictChange] = ()
) -> list[Moment]:
    """Everything that happened, oldest first.

    Args:
        incident: as it stands now.
        found: its scope.
        changes: the incident's log.
        verdicts: on any clients; those of others are left out.
    """
    moments = [
        *_shown(found),
        *(moment for signal in incident.signals for moment in _signal(signal)),
        *(moment for change in verdicts for moment in _verdict(incident, change)),
        *_stamps(incident),
        *(_change(change) for change in changes if change.what not in PACKING | _REPEATED),
    ]
    return sorted(moments, key=lambda one: (one.at, one.what, one.text))


def _shown(found: Exposure) -> Iterator[Moment]:
    if found.total.records:
        yield Moment(found.total.first, "first shown", "the first record that is counted was shown")
        yield Moment(found.total.last, "last shown", f"the last of {found.total.records:,} records was shown, as far as is known")


def _signal(signal: Signal) -> Iterator[Moment]:
    who = f"{signal.detector}, {signal.lens} {signal.client}"
    yield Moment(signal.first, "signal begins", f"{who}: what this finding counts begins here")
    yield Moment(signal.last, "signal", f"{who}: {signal.sentence}")


def _stamps(incident: Incident) -> Iterator[Moment]:
    said = {
        "signalled": "the first finding reached the operator's system",
        "aware": "somebody was reasonably certain that personal data were concerned",
        "confirmed": "confirmed",
        "contained": "contained: nothing more goes out",
        "closed": "closed",
    }
    for name, text in said.items():
        at = getattr(incident.stamps, name)
        if at is not None:
            yield Moment(at, name, text)


def _change(change: Change) -> Moment:
    return Moment(change.at, change.what, change.detail, change.by)


def _verdict(incident: Incident, change: VerdictChange) -> Iterator[Moment]:
    """A verdict on one of the incident's clients, at its beginning: the store does not keep when a person lifted it."""
    verdict = change.verdict
    if not any((client.lens, client.name) == (verdict.lens, verdict.client) for client in incident.clients):
        return
    tried = ", in dry run" if verdict.observe else ""
    ends = "was lifted before" if verdict.lifted else "until"
    text = f"{verdict.action.value} for {verdict.lens} {verdict.client}{tried} ({verdict.reason})"
    yield Moment(_moment(verdict.since), "verdict", f"{text}, {ends} {_moment(verdict.until):%Y-%m-%d %H:%M} UTC", change.by)


def _moment(micros: int) -> dt.datetime:
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=micros)
