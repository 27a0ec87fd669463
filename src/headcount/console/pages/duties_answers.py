"""What the laws ask of an incident, with clocks; and what only people can say of it."""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from headcount.console.clocks import is_at_once, lower_bound
from headcount.console.counting import kept
from headcount.console.endpoint import Endpoint, WrongError
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.incident_answers import IncidentAsked, incident_of
from headcount.console.pages.incident_deeds import Long, decidable
from headcount.console.pages.incidents_answers import Number, Text
from headcount.errors import UsageError
from headcount.incident.duties import duties, remarks
from headcount.incident.facts import WHAT, Facts, checked, said_in
from headcount.incident.severity import severity
from headcount.model.duty import Duty, Severity, Standing
from headcount.model.incident import Incident
from headcount.model.law import Clock as Starts
from headcount.model.law import Mark
from headcount.reports.duties import DISCLAIMER
from headcount.reports.duty_lines import whom

_ASK = re.compile(r"--fact ([\w.-]+)=")


class DutyRow(msgspec.Struct, frozen=True):
    """One step of one law for the incident."""

    law: str
    step: int
    instrument: str
    jurisdiction: str
    standing: Standing
    whom: str
    name: str
    due: dt.datetime | None
    """UTC; of what is due at once, since when. None: the clock does not run, or there is no deadline."""
    at_once: bool
    has_deadline: bool
    clock: Starts
    """What starts it."""
    started: dt.datetime | None
    earliest: dt.datetime | None
    """What `due` would be if the clock had started with the first signal."""
    missing: tuple[str, ...]
    """Fields of the notice that nobody can fill yet."""
    asks: tuple[str, ...]
    """What has to be said so that it can be told whether it applies."""
    question: str
    """The name of the fact that the first of these asks for; empty: it is answered otherwise."""
    because: tuple[str, ...]
    """Conditions, with what the incident says to them."""
    done: dt.datetime | None
    mark: Mark
    """How sure the rule is: its text was read, summaries were, or it is from memory."""
    status: str
    """`law`, `proposal`, `voluntary` or `none`."""
    note: str
    sources: tuple[str, ...]
    languages: tuple[str, ...]


class Remark(msgspec.Struct, frozen=True):
    """What else there is to know."""

    heading: str
    text: str


class Duties(msgspec.Struct, frozen=True):
    """What the laws ask of an incident. No legal advice."""

    counted: dt.datetime | None
    """When its scope was counted; None: these duties rest on what its findings say, a lower bound."""
    disclaimer: str
    rows: tuple[DutyRow, ...]
    """In the order of the table of laws, those that do not apply too."""
    severity: Severity | None
    """How the PRC's criminal law counts it."""
    remarks: tuple[Remark, ...]
    said: dict[str, str]
    """What people said, by name."""


class FactAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say what only a person can say."""

    number: Number
    name: Text
    """Such as `high_risk`, `residents.US-CA`, `done.eu.gdpr.1`, or a field of a notice."""
    value: Long
    """`yes`, `no`, a number, a time with its zone, or text; `unknown` takes back what was said. Never a person's data."""


def facts_of(parts: Parts, number: int) -> tuple[Facts, dt.datetime | None]:
    """Everything that is known of an incident, and when its scope was counted.

    Raises:
        AbsentError: there is no such incident.
        WrongError: it became part of another one.
    """
    with parts.cases() as cases:
        incident = incident_of(cases, number)
        said = said_in(cases.changes(number))
    if incident.part_of:
        raise WrongError(f"incident {number} is part of incident {incident.part_of}; ask for that one")
    return _facts(parts, incident, said)


def _facts(parts: Parts, incident: Incident, said: dict[str, str]) -> tuple[Facts, dt.datetime | None]:
    measured = kept(parts, incident)
    found = measured.found if measured else lower_bound(incident)
    return Facts(incident, found, parts.config().organisation.made(), said), measured.at if measured else None


def _duties(parts: Parts, _: Viewer, asks: IncidentAsked) -> Duties:
    facts, counted = facts_of(parts, asks.number)
    told = tuple(Remark(heading, text) for heading, text in remarks(facts))
    rows = tuple(map(_row, duties(facts)))
    return Duties(counted, DISCLAIMER, rows, severity(facts), told, dict(facts.said))


def _row(duty: Duty) -> DutyRow:
    asked = _ASK.match(duty.asks[0]) if duty.asks else None
    return DutyRow(
        duty.law,
        duty.step,
        duty.instrument,
        duty.jurisdiction,
        duty.standing,
        whom(duty),
        duty.name,
        duty.due.astimezone(dt.UTC) if duty.due else None,
        is_at_once(duty),
        duty.deadline is not None,
        duty.clock,
        duty.started,
        duty.earliest.astimezone(dt.UTC) if duty.earliest else None,
        duty.missing,
        duty.asks,
        asked.group(1) if asked else "",
        tuple(f"{reason.answer}: {reason.because}" for reason in duty.reasons),
        duty.done,
        duty.mark,
        duty.status,
        duty.note,
        duty.sources,
        duty.languages,
    )


def _say(parts: Parts, viewer: Viewer, asks: FactAsked) -> Duties:
    decidable(parts)
    try:
        name, value = checked(f"{asks.name}={asks.value}")
    except UsageError as error:
        raise WrongError(str(error).replace("--fact ", "")) from error
    with parts.cases() as cases:
        incident_of(cases, asks.number)
        cases.add(asks.number, WHAT, f"{name}={value}", viewer.login)
    parts.watch.did(viewer, "incident", f"incident {asks.number}: fact {name}")
    return _duties(parts, viewer, IncidentAsked(asks.number))


DUTIES = Endpoint(
    "GET",
    "/incidents/{number:number}/duties",
    Permission.CLIENTS,
    "What the laws ask of an incident, to whom, and until when. No legal advice.",
    IncidentAsked,
    Duties,
    _duties,
    "rows",
)
SAY = Endpoint(
    "POST",
    "/incidents/{number:number}/facts",
    Permission.DECIDE,
    "Say what only a person can say, such as high_risk=yes; kept in the incident's log.",
    FactAsked,
    Duties,
    _say,
)
