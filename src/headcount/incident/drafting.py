"""Drafting: the facts of one notice, for one step of one law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from headcount.errors import UsageError
from headcount.incident.facts import Facts
from headcount.incident.fields import values
from headcount.incident.laws import laws
from headcount.incident.severity import severity
from headcount.model.duty import Duty, Standing
from headcount.model.notice import Draft

GENERAL = ("what_happened", "time_occurred", "time_discovered", "data_types", "persons", "cause", "harm", "measures", "self_help")
"""The contents of a notice where the table has none."""
GENERAL_PUBLIC = ("what_happened", "time_occurred", "data_types", "harm", "measures", "self_help", "contact")
"""The same of what people and media are told."""
_OFFICIAL = (
    "org",
    "contact",
    "time_occurred",
    "time_discovered",
    "location",
    "systems",
    "data_types",
    "persons",
    "records",
    "grade",
)
_SENTENCES = frozenset({"what_happened", "attack_path"})
"""Contents that are whole sentences, and stand in no table of facts."""
_PUBLIC = ("org", "contact", "time_occurred", "data_types")


def draft(facts: Facts, duty: Duty, now: dt.datetime) -> Draft:
    """One notice; what people and media are told names no routes, clients or numbers that the law does not ask for.

    Args:
        facts: of the incident.
        duty: what the notice is for.
        now: a notice whose deadline is over by then says why, where the law wants that.
    """
    law = next(one for one in laws() if one.id == duty.law)
    known = values(facts, law)
    public = duty.to in {"individual", "media"}
    names = duty.fields or (GENERAL_PUBLIC if public else GENERAL)
    names += duty.late if duty.due is not None and duty.due < now else ()
    table = (*(_PUBLIC if public else _OFFICIAL), *(name for name in names if name not in _SENTENCES))
    parts = ("what_happened", "persons", "records", "time_occurred")
    return Draft(
        incident=facts.incident.number,
        duty=duty,
        contents=tuple(known[name] for name in names),
        general=not duty.fields,
        facts=tuple(known[name] for name in dict.fromkeys(table) if not known[name].missing),
        happened={name: known[name] for name in parts},
        at_least=facts.exposure.at_least,
        severity=severity(facts) if duty.to == "police" and law.jurisdiction == "CN" else None,
    )


def chosen(found: Sequence[Duty], law: str, step: int | None) -> list[Duty]:
    """The duties of one law that a notice is wanted for: one step, or all that apply or may.

    Raises:
        UsageError: there is no such law, it has no such step, or none of its steps applies.
    """
    known = list(dict.fromkeys(duty.law for duty in found))
    steps = [duty for duty in found if duty.law == law or duty.law.startswith(f"{law}.")]
    if not steps:
        raise UsageError(f"--law {law}: there is no such law with a notice; there are: {', '.join(known)}")
    if step is not None:
        one = [duty for duty in steps if duty.step == step and duty.law == law]
        if not one:
            raise UsageError(f"--step {step}: {law} has the steps 1 to {max(duty.step for duty in steps)}")
        return one
    asked = [duty for duty in steps if duty.standing is not Standing.NOT]
    if not asked:
        why = next((reason.because for reason in steps[0].reasons if reason.answer == "no"), "")
        raise UsageError(f"--law {law}: does not apply to this incident ({why}); name a --step to draft it nevertheless")
    return asked
