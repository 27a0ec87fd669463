"""What findings, verdicts and incidents say, in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from headcount.console.words import N_, Words
from headcount.model.incident import Signal, State
from headcount.model.kind import Kind
from headcount.model.taxonomy import entry
from headcount.model.verdict import Action
from headcount.reports.phrases import phrases
from headcount.reports.zone import minute

_ACTIONS = {
    Action.ALLOW: N_("allow"),
    Action.MASK: N_("mask"),
    Action.CHALLENGE: N_("challenge"),
    Action.THROTTLE: N_("throttle"),
    Action.BLOCK: N_("block"),
}
_STATES = {
    State.NEW: N_("new"),
    State.TRIAGED: N_("triaged"),
    State.CONFIRMED: N_("confirmed"),
    State.CONTAINED: N_("contained"),
    State.CLOSED: N_("closed"),
    State.FALSE_ALARM: N_("false alarm"),
}
_BUDGET = N_("budget %(name)s")
_FINDING = N_("found by %(detector)s")
_PERSON = N_("set by a person")
_ALONE = N_("%(who)s: %(what)s")
_OTHERS = N_("%(who)s and others: %(what)s")


class Titled(Protocol):
    """A row about an incident: its title, and what its strongest finding names."""

    @property
    def title(self) -> str:
        """In English."""

    @property
    def detector(self) -> str:
        """Of the strongest finding."""

    @property
    def lens(self) -> str:
        """Of what that finding names."""

    @property
    def client(self) -> str:
        """What that finding names."""


def finding_sentence(signal: Signal, say: Words) -> str:
    """In English the detector's own sentence; in other languages one made of the same numbers."""
    if say.language == "en":
        return signal.sentence
    told = phrases(say.language)
    amount = told("unit.people", n=signal.people) if signal.people else told("unit.records", n=signal.records)
    times = {"first": minute(signal.first, dt.UTC), "last": f"{minute(signal.last, dt.UTC)} UTC"}
    return told("finding.sentence", lens=told.named("lens", signal.lens), client=signal.client, amount=amount, **times)


def incident_title(one: Titled, say: Words) -> str:
    """In English the incident's own title; in other languages one made of the same words."""
    if say.language == "en" or not one.detector:
        return one.title
    told = phrases(say.language)
    who = f"{told.named('lens', one.lens)} {one.client}"
    return say(_OTHERS if one.title.endswith(" and others") else _ALONE, who=who, what=told.named("detector", one.detector))


def kind_word(kind: str, say: Words) -> str:
    """A kind of personal data by its name in the taxonomy; a word of the operator's own stays as it is."""
    try:
        known = entry(Kind(kind))
    except ValueError:
        return kind
    return known.zh if say.language == "zh" else known.en


def action_word(action: Action, say: Words) -> str:
    """What a gate does."""
    return say(_ACTIONS[action])


def state_word(state: State, say: Words) -> str:
    """How far an incident is."""
    return say(_STATES[state])


def ground(reason: str, say: Words) -> str:
    """Why a verdict was set, of its `reason`: `budget:NAME`, `finding:DETECTOR:NUMBER`, or `person`."""
    what, _, name = reason.partition(":")
    if what == "budget":
        return say(_BUDGET, name=name)
    if what == "finding":
        return say(_FINDING, detector=phrases(say.language).named("detector", name.partition(":")[0]))
    return say(_PERSON) if what == "person" else reason
