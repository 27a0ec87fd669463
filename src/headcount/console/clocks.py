"""The next deadline of an incident, without counting in the ledger: what its findings say is a lower bound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from headcount.config import Config
from headcount.console.told_texts import told as told_text
from headcount.console.words import N_, Words
from headcount.incident.duties import duties
from headcount.incident.facts import Facts
from headcount.model.duty import Duty, Standing
from headcount.model.exposure import Count, Exposure
from headcount.model.incident import Incident
from headcount.model.law import Unit
from headcount.model.organisation import Organisation
from headcount.reports.duty_lines import whom
from headcount.reports.notices.wording import words as notice_words

_BOUND = "counted from the findings only"
_UNITS = (N_("%(n)s d"), N_("%(n)s h"), N_("%(n)s min"))
_LEFT, _OVER = N_("in %(time)s"), N_("overdue by %(time)s")
_WHOM = {"individual": N_("the people"), "principal": N_("the controller"), "register": N_("the register")}
_WHOM |= {"authority": N_("the authority"), "media": N_("the media"), "police": N_("the police"), "internal": N_("internally")}


class Clock(msgspec.Struct, frozen=True):
    """One deadline."""

    due: dt.datetime
    """UTC; of what is due at once, since when."""
    law: str
    """Id, such as `eu.gdpr`."""
    step: int
    whom: str
    """Who is to be told, in English; `body_word` says it in another language."""
    standing: Standing
    at_once: bool
    """Due at once: it has no later end."""


def next_clock(
    incident: Incident, said: Mapping[str, str], config: Config, now: dt.datetime, exposure: Exposure | None = None
) -> Clock | None:
    """The next deadline that is not over, else the latest that is; what certainly applies goes before what may.

    Args:
        incident: as it stands.
        said: what people said about it (`incident.facts.said_in`).
        config: its `[organisation]` counts.
        now: what is over by then.
        exposure: its scope, where it was counted; else its findings are the lower bound.

    Returns:
        None for a closed incident, and where no clock runs.
    """
    if not incident.state.open or incident.part_of:
        return None
    known = list(_asked(incident, tuple(sorted(said.items())), msgspec.json.encode(config.organisation.made()), exposure))
    for standing in (Standing.APPLIES, Standing.MAY):
        running = sorted((clock for clock in known if clock.standing is standing), key=lambda one: (one.due, one.law))
        dated = [clock for clock in running if not clock.at_once]
        if dated:
            return next((clock for clock in dated if clock.due >= now), dated[-1])
        if running:
            return running[0]
    return None


@lru_cache(maxsize=512)
def _asked(
    incident: Incident, said: tuple[tuple[str, str], ...], organisation: bytes, exposure: Exposure | None
) -> tuple[Clock, ...]:
    """Every clock that runs. Working this out takes some milliseconds, and boards ask for the same ones again and again."""
    who = msgspec.json.decode(organisation, type=Organisation)
    found = duties(Facts(incident, exposure or lower_bound(incident), who, dict(said)))
    running = [duty for duty in found if duty.standing is not Standing.NOT and duty.due and not duty.done]
    return tuple(
        Clock(duty.due.astimezone(dt.UTC), duty.law, duty.step, whom(duty), duty.standing, is_at_once(duty))
        for duty in running
        if duty.due
    )


def is_at_once(duty: Duty) -> bool:
    """Whether it is due as soon as its clock runs."""
    return duty.deadline is not None and duty.deadline.unit is Unit.IMMEDIATE


def lower_bound(incident: Incident) -> Exposure:
    """What is known of an incident before it is counted: the most that one of its findings counts."""
    lead = max(incident.signals, key=lambda signal: (signal.people or 0, signal.records), default=None)
    records, people = (lead.records, lead.people) if lead else (0, None)
    total = Count("all", records, people, 0, 0, 0, records, incident.first, incident.last)
    return Exposure(incident.clients, incident.first, incident.last, total, at_least=(_BOUND,))


def countdown_words(due: dt.datetime, now: dt.datetime, say: Words) -> str:
    """How long there is, in the reader's language: `in 2 d 3 h`, `overdue by 45 min`."""
    minutes = int(abs(due - now).total_seconds() // 60)
    parts = [minutes // 1440, minutes % 1440 // 60, minutes % 60 if minutes < 1440 else 0]
    shown = [say(unit, n=n) for n, unit in zip(parts, _UNITS, strict=True) if n] or [say(_UNITS[2], n=0)]
    return say(_OVER if due < now else _LEFT, time=" ".join(shown))


def body_word(name: str, say: Words) -> str:
    """Who is told, in the reader's language; a name that it has none for stays as it is."""
    known = next((said for key, said in _WHOM.items() if name in {key, said}), "")
    if known:
        return say(known)
    told = notice_words(say.language).named("bodies", name)
    return told_text(name, say) if told == name else told


def law_word(law: str, say: Words) -> str:
    """A law by its name in the reader's language, else its id."""
    return notice_words(say.language).named("laws", law)
