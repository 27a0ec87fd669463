"""Duties: what each law asks of an incident, step by step, with deadlines, and what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from headcount.errors import ConfigError
from headcount.incident import clocks
from headcount.incident.conditions import ask, binds, exception
from headcount.incident.facts import Facts
from headcount.incident.fields import missing, values
from headcount.incident.laws import laws
from headcount.incident.territory import languages_of, zone_of
from headcount.model.duty import Answer, Duty, Reason, Standing
from headcount.model.incident import State
from headcount.model.law import Clock, Law, Mark, Step

_FROM_SIGNAL = (Clock.AWARENESS, Clock.ASSESSMENT)
"""Clocks that do not run yet but could have started with the first signal."""


def duties(facts: Facts) -> list[Duty]:
    """Every step of every law, in the order of the table, those that do not apply too; none for a false alarm.

    Example:
        >>> import datetime as dt
        >>> from headcount.model.exposure import Count, Exposure
        >>> from headcount.model.incident import Incident, Stamps
        >>> from headcount.model.organisation import Organisation
        >>> noon = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
        >>> incident = Incident(1, State.TRIAGED, "one client", (), (), noon, noon, Stamps(noon, aware=noon))
        >>> shown = Exposure((), noon, noon, Count("all", 700, 700, 700, 700, 0, 700, noon, noon))
        >>> asked = duties(Facts(incident, shown, Organisation(role="controller", jurisdictions=("EU",))))
        >>> [(d.law, d.step, str(d.due)) for d in asked if d.standing is Standing.APPLIES][0]
        ('eu.gdpr', 1, '2026-11-23 13:00:00+01:00')
    """
    if facts.incident.state is State.FALSE_ALARM:
        return []
    return [duty for law in laws() for duty in _of_law(facts, law)]


def remarks(facts: Facts) -> list[tuple[str, str]]:
    """What else to know, as heading and text: lower bounds, residences without a code, and what asks nothing, or nothing yet."""
    unplaced = facts.unplaced()
    named = ", ".join(unplaced[:5]) + (" ..." if len(unplaced) > 5 else "")
    bounds = "; ".join(reason.rstrip(".") for reason in facts.exposure.at_least)
    told = f"{len(unplaced)} places are no codes of countries or states ({named}): name them in [organisation] places"
    silent = [law for law in laws() if not law.steps and binds(facts, law).answer is not Answer.NO]
    notes = [("Counts are lower bounds", bounds)] if bounds else []
    notes += [("Residence", told)] if unplaced else []
    return [*notes, *((law.instrument, law.note) for law in silent)]


def _of_law(facts: Facts, law: Law) -> Iterator[Duty]:
    reasons = [_in_force(facts, law), binds(facts, law), *_asked(facts, law, law)]
    known = values(facts, law)
    for number, step in enumerate(law.steps, 1):
        marked = [_from_memory(step)] if Mark.RECALL in (step.mark, law.mark) else []
        yield _duty(facts, law, number, step, (*reasons, *_asked(facts, law, step), *marked), missing(step.fields, known))


def _asked(facts: Facts, law: Law, part: Law | Step) -> list[Reason]:
    reasons = [ask(condition, facts, law) for condition in part.all]
    choice = [ask(condition, facts, law) for condition in part.any]
    for answer in (Answer.YES, Answer.UNKNOWN, Answer.NO):  # one that holds is enough; else those that may; else all
        decisive = [reason for reason in choice if reason.answer is answer]
        if decisive:
            reasons += decisive
            break
    return [*reasons, *(exception(name, facts) for name in part.unless)]


def _in_force(facts: Facts, law: Law) -> Reason:
    """Whether the version was in force on the day of awareness (else of the first signal), where the authority is."""
    when = clocks.started(Clock.AWARENESS, facts, law.zone) or facts.incident.stamps.signalled
    day = when.astimezone(ZoneInfo(law.zone)).date()
    begins, ends = law.begins or dt.date.min, law.ends or dt.date.max
    span = f"from {law.begins or 'a day that is not in the table'}" + (f" until {law.ends}" if law.ends else "")
    span += " (the date is from memory)" if law.begins_mark is Mark.RECALL else ""
    answer = Answer.YES if begins <= day <= ends else Answer.NO
    if law.status in {"proposal", "none"}:
        answer = Answer.NO
    return Reason("in force", answer, f"in force {span}; the incident became known on {day}")


def _from_memory(step: Step) -> Reason:
    say = f"check this rule ({step.body or step.to}) before you rely on it: the table has it from memory only"
    return Reason("confirmed", Answer.UNKNOWN, "the table has this rule from memory, not confirmed", say)


def _end(start: dt.datetime | None, law: Law, step: Step, zone: str) -> tuple[dt.datetime | None, str]:
    """When a deadline ends, and what there is to note: without the calendar of holidays there is no end."""
    if start is None or step.deadline is None:
        return None, step.note
    try:
        return clocks.due(start, step.deadline, zone, law.jurisdiction.partition("-")[0]), step.note
    except ConfigError as error:
        return None, "; ".join(part for part in (step.note, str(error)) if part)


def _duty(facts: Facts, law: Law, number: int, step: Step, reasons: tuple[Reason, ...], gaps: tuple[str, ...]) -> Duty:
    answers = {reason.answer for reason in reasons}
    standing = Standing.NOT if Answer.NO in answers else Standing.MAY if Answer.UNKNOWN in answers else Standing.APPLIES
    clock, zone = step.clock or law.clock, zone_of(law, facts.organisation)
    start = clocks.started(clock, facts, zone, law.id)
    guess = facts.incident.stamps.signalled if start is None and clock in _FROM_SIGNAL else None
    when, note = _end(start or guess, law, step, zone)
    return Duty(
        law=law.id,
        step=number,
        instrument=law.instrument,
        articles=law.articles,
        jurisdiction=law.jurisdiction,
        who=law.who,
        trigger=law.trigger,
        standing=standing,
        status=law.status,
        to=step.to,
        name=step.name,
        body=step.body,
        clock=clock,
        deadline=step.deadline,
        started=start,
        due=when if start else None,
        earliest=when if guess else None,
        zone=zone,
        phased=step.phased,
        approximate=step.approximate,
        reasons=reasons,
        fields=step.fields,
        fields_first=step.fields_first,
        late=step.late,
        fields_mark=step.fields_mark or step.mark,
        missing=gaps,
        mark=max(step.mark, law.mark, key=list(Mark).index),
        sources=law.sources,
        when=step.when,
        note=note,
        exceptions=law.exceptions,
        penalty=law.penalty,
        also=law.also,
        pending=law.pending,
        languages=languages_of(law, facts.organisation),
        channels=law.channels,
        done=facts.moment(f"done.{law.id}.{number}"),
    )
