"""Duty: what one law asks of one incident: whether, whom to tell, until when, what has to be in it, and what is not known."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from headcount.model.law import Clock, Deadline, Mark, Recipient


class Answer(StrEnum):
    """Whether a condition holds."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """Nobody said, or a count is only a lower bound."""


class Standing(StrEnum):
    """Whether a duty applies."""

    APPLIES = "applies"
    MAY = "may apply"
    """A fact is missing, or the table has the rule from memory only."""
    NOT = "does not apply"


class Reason(msgspec.Struct, frozen=True):
    """One condition of a law, and what the incident says to it."""

    condition: str
    answer: Answer
    because: str
    """In words, with the figures."""
    ask: str = ""
    """What to say so that it can be told, such as `--fact high_risk=yes|no: ...`; empty where nothing helps."""


class Value(msgspec.Struct, frozen=True):
    """What is known for one field of a notice."""

    field: str
    """Name in the vocabulary, such as `persons`."""
    text: str = ""
    """As a person gave it, in whatever language; empty: the parts say it."""
    kinds: tuple[str, ...] = ()
    """Ids of kinds of personal data, for `data_types`."""
    masked: tuple[str, ...] = ()
    """Those of the kinds that were shown masked only."""
    number: int | None = None
    """For `persons`, `records` and `grade`."""
    at_least: bool = False
    """The number is a lower bound."""
    counted: int | None = None
    """What the ledger counts, where the number is another one that a person named."""
    times: tuple[dt.datetime, ...] = ()
    """UTC; one moment, or the first and the last."""
    items: tuple[str, ...] = ()
    """Names that need no translation: routes, clients."""
    lenses: tuple[str, ...] = ()
    """What tells the clients apart, for `attack_path`: `account`, `credential`, `address`, `visitor`; `items` are the routes."""

    @property
    def missing(self) -> bool:
        """Whether nothing is known."""
        return not (self.text or self.kinds or self.times or self.items or self.lenses) and self.number is None


class Duty(msgspec.Struct, frozen=True):
    """One step of one law for one incident."""

    law: str
    """Id of the law."""
    step: int
    """Which of its steps, from 1."""
    instrument: str
    articles: tuple[str, ...]
    jurisdiction: str
    who: str
    """Whom the law binds, as the table says; empty: nothing in it."""
    trigger: str
    """What sets it off."""
    standing: Standing
    status: str
    """`law`, `proposal`, `voluntary` or `none`, as `Law.status`."""
    to: Recipient
    name: str
    body: str
    clock: Clock
    deadline: Deadline | None
    started: dt.datetime | None
    """When the clock started, UTC; None: not yet."""
    due: dt.datetime | None
    """Until when, in the zone of the authority; None: the clock does not run, or the table has no deadline."""
    earliest: dt.datetime | None
    """What `due` would be if the clock had started with the first signal; None where it runs, or does not start so."""
    zone: str
    phased: bool
    approximate: bool
    reasons: tuple[Reason, ...]
    """What was asked of the incident, and the answers."""
    fields: tuple[str, ...]
    fields_first: tuple[str, ...]
    late: tuple[str, ...]
    """Fields besides, when the deadline is over."""
    fields_mark: Mark
    missing: tuple[str, ...]
    """Fields that cannot be filled yet."""
    mark: Mark
    sources: tuple[str, ...]
    when: str
    note: str
    exceptions: tuple[str, ...]
    penalty: str
    also: str
    pending: str
    languages: tuple[str, ...]
    channels: dict[str, str] = {}
    done: dt.datetime | None = None
    """When it was said to be done, UTC."""

    @property
    def asks(self) -> tuple[str, ...]:
        """What to say so that a duty that may apply can be told."""
        return tuple(dict.fromkeys(r.ask for r in self.reasons if r.answer is Answer.UNKNOWN and r.ask))


class Class(msgspec.Struct, frozen=True):
    """Pieces of one class of the PRC's criminal law."""

    least: int
    """From so many pieces on it is serious: 50, 500 or 5000."""
    pieces: int


class Severity(msgspec.Struct, frozen=True):
    """How the PRC's criminal law counts an incident (Criminal Law art. 253-1; Fa Shi [2017] no. 10, arts. 5, 6, 11, 12)."""

    classes: tuple[Class, ...]
    share: float
    """n50/50 + n500/500 + n5000/5000: 1 is serious, 10 especially serious."""
    serious: Answer
    especially: Answer
    insider: Answer
    """Whether half of each number suffices: got in duty or service, and sold or provided."""
    mark: Mark
    source: str
