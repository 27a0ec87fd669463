"""Deadlines as a calendar (iCalendar, RFC 5545, by the package `ics`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from headcount.errors import ConfigError
from headcount.model.duty import Duty, Standing
from headcount.model.incident import Incident
from headcount.model.law import Unit

_TASKS = {
    "individual": "tell the people",
    "principal": "tell the controller",
    "register": "enter it in the register",
    "internal": "finish the own assessment",
}
"""What there is to do where the table names nobody to be told."""


def calendar(incident: Incident, duties: Iterable[Duty]) -> str:
    """An event for every duty that applies or may and has a deadline in time.

    A clock that does not run yet is in it as if it had started with the first signal, and says so. The same duties give the same
    calendar, so that a newer one replaces the events of an older one.

    Raises:
        ConfigError: `headcount[incident]` is not installed.
    """
    try:
        import ics  # type: ignore[import-untyped]  # noqa: PLC0415 - ships no types; of the extra headcount[incident]
    except ImportError as error:
        raise ConfigError("a calendar needs the package ics: install headcount[incident]") from error
    made = ics.Calendar(creator="headcount")
    made.events = [
        ics.Event(
            name=_name(incident, duty),
            begin=when.astimezone(dt.UTC),
            uid=f"{incident.number}-{duty.law}-{duty.step}@headcount",
            description=_description(duty),
            created=incident.stamps.signalled,
        )
        for duty in duties
        if duty.standing is not Standing.NOT and duty.done is None and (when := duty.due or duty.earliest) is not None
    ]  # a list: the package's own set has no order
    return str(made.serialize()) + "\r\n"


def _name(incident: Incident, duty: Duty) -> str:
    """What has to be seen first in a full calendar: that it may not apply, and that a time in the past is no missed date."""
    doubt = "voluntary, " if duty.status == "voluntary" else "" if duty.standing is Standing.APPLIES else "may apply, "
    at_once = duty.deadline is not None and duty.deadline.unit is Unit.IMMEDIATE
    until = "at once, from this time on until it is done" if at_once else "deadline"
    until += " if the clock had started with the first signal" if duty.due is None else ""
    task = f"tell {duty.body}" if duty.body else _TASKS.get(duty.to, f"tell {duty.to}")
    what = f" ({duty.name})" if duty.name and duty.to != "internal" else ""
    return f"Incident {incident.number}, {doubt}{until}: {duty.law} {duty.step}, {task}{what}"


def _description(duty: Duty) -> str:
    parts = [f"{duty.instrument}, {', '.join(duty.articles)}" if duty.articles else duty.instrument]
    if duty.due is None:
        parts.append(f"The clock ({duty.clock}) does not run yet; this is the time if it had started with the first signal.")
    parts += [f"Still missing: {', '.join(duty.missing)}."] if duty.missing else []
    parts += [*duty.asks, f"How sure the rule is: {duty.mark}.", "Not legal advice."]
    return "\n".join(parts)
