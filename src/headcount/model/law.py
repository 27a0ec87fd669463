"""Law: a duty to notify as data: whom, of what, until when, from which numbers on, and how sure the table is of each."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

import msgspec


class Mark(StrEnum):
    """How sure the table is of a fact."""

    TEXT = "text"
    """The text of the rule, or an official or quoted copy of it, was read."""
    SECONDARY = "secondary"
    """Read in a summary by others; the rule itself was not seen."""
    RECALL = "recall"
    """From memory, not confirmed: a person has to check it. Never shown as a fact."""


class Clock(StrEnum):
    """When a deadline begins to run."""

    OCCURRENCE = "occurrence"
    AWARENESS = "awareness"
    """Reasonable certainty that personal data are concerned."""
    DISCOVERY = "discovery"
    """Awareness, or the day when it would have been known with reasonable diligence."""
    ASSESSMENT = "assessment"
    """The organisation concluded that it has to notify."""
    NOTICE_TO_INDIVIDUALS = "notice_to_individuals"
    FIRST_REPORT = "first_report"
    HANDLING_END = "handling_end"
    REQUEST = "request"
    """The authority asked."""
    YEAR_END = "year_end"
    """Last day of the calendar year of discovery."""


class Unit(StrEnum):
    """What a deadline counts. Hours run through nights and weekends."""

    IMMEDIATE = "immediate"
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    BUSINESS_DAY = "business_day"
    MONTH = "month"


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So long after the clock's start."""

    n: int
    """0 with `immediate`."""
    unit: Unit


Recipient = Literal["authority", "individual", "police", "media", "register", "internal", "principal"]
"""`register`: the organisation's own list of breaches; `principal`: the controller that a processor works for."""


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A grade of incidents."""

    grade: int
    """Higher is worse, from 1."""
    zh: str
    people: int
    """From so many people on; the number itself is included."""
    sensitive: int | None = None
    """Or from so many people on of whom sensitive data are concerned."""
    mark: Mark = Mark.TEXT


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do under a law."""

    to: Recipient
    mark: Mark
    deadline: Deadline | None = None
    """None: the table holds none."""
    name: str = ""
    """Such as `final report`; empty where the law has one only for this recipient."""
    body: str = ""
    """Which authority."""
    clock: Clock | None = None
    """Where it is not the law's own."""
    when: str = ""
    """In words, when it has to be done; empty: whenever the law applies."""
    all: tuple[str, ...] = ()
    """Conditions that must all hold; see `headcount.incident.conditions` for how they are written."""
    any: tuple[str, ...] = ()
    """Conditions of which one must hold, where there are any."""
    unless: tuple[str, ...] = ()
    """Exceptions: the duty falls away where one of them is known to hold."""
    phased: bool = False
    """It may be handed in piece by piece."""
    approximate: bool = False
    """The rule itself says that numbers may be approximate."""
    fields: tuple[str, ...] = ()
    """What has to be in it; empty: not in the table."""
    fields_first: tuple[str, ...] = ()
    """What suffices while the rest is not known; empty: all of them."""
    late: tuple[str, ...] = ()
    """What has to be in it besides when the deadline is over."""
    fields_mark: Mark | None = None
    """How sure the list of fields is, where it differs."""
    note: str = ""


class Law(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One law, regulation or guideline, in one of its versions."""

    id: str
    """Such as `eu.gdpr`; versions of one law differ in their last part."""
    jurisdiction: str
    """ISO 3166-1 code, `EU`, or ISO 3166-2 for states, such as `US-CA`."""
    instrument: str
    mark: Mark
    sources: tuple[str, ...]
    """Where it was read, in words."""
    zone: str
    """Time zone of its authority, IANA name; deadlines in days end there."""
    languages: tuple[str, ...]
    """Of the authority, ISO 639-1, first choice first."""
    articles: tuple[str, ...] = ()
    begins: dt.date | None = None
    """First day in force; None: not in the table."""
    ends: dt.date | None = None
    """Last day in force; None: in force."""
    begins_mark: Mark = Mark.TEXT
    dates_note: str = ""
    status: Literal["law", "proposal", "voluntary", "none"] = "law"
    """`none`: it was looked for, and there is no such duty."""
    who: str = ""
    trigger: str = ""
    clock: Clock = Clock.AWARENESS
    territory: Literal["organisation", "residents"] = "organisation"
    """Whether it binds by where the organisation works, or by where the people live too."""
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    grades: tuple[Grade, ...] = ()
    """Worst first."""
    steps: tuple[Step, ...] = ()
    penalty: str = ""
    exceptions: tuple[str, ...] = ()
    also: str = ""
    pending: str = ""
    """What is about to change."""
    note: str = ""
    channels: dict[str, str] = {}
    """How the authority is reached."""


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a regime wants something kept, at the least."""

    jurisdiction: str
    rule: str
    months: int
    what: str
    about: Literal["logs", "records"]
    """`logs`: access logs and what is made of them, as headcount's ledger; `records`: papers about incidents and processing."""
    mark: Mark
    draft: bool = False
    """Not in force yet."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that only a person can say about an incident."""

    name: str
    ask: str
    """The question, in English."""
    kind: Literal["yes_no", "time", "text", "number"]
