"""What budgets and rules would have done last week, before they are in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import cast

import msgspec

from headcount import config as composition
from headcount.config.declared import Config
from headcount.config.durations import microseconds
from headcount.config.live import BudgetConfig
from headcount.config.overlay import RulesText
from headcount.console.interface import Parts
from headcount.console.pages.rules_text import One, Standing, What
from headcount.model.finding import Finding
from headcount.model.incident import Incident, Signal, State
from headcount.model.verdict import Action
from headcount.policy.book import BudgetBook
from headcount.policy.rules import Rule

DAYS = 7
"""How far back a trial goes."""
MOST_SHOWN = 100
"""Clients of one budget or rule that a trial names, unless more are asked for."""
_LENSES = ("account", "credential", "address", "visitor")
"""Those that the ledger has clients under."""
Client = tuple[str, str]


class Stopped(msgspec.Struct, frozen=True):
    """One client that would have been held up."""

    lens: str
    name: str
    at: dt.datetime
    """When first, UTC: of a budget when it would have been gone over, of a rule when its finding begins."""
    people: int
    """Different people (records where no route shows people) that counted."""
    incident: int
    """Number of an incident with a finding on it; 0: there is none."""


class Tried(msgspec.Struct, frozen=True):
    """What one budget or rule would have done."""

    table: str
    """`budgets` or `rules`."""
    name: str
    change: str
    """`added`, `changed` or `removed`, against what is in force."""
    mode: str
    was: str
    """The mode that is in force now; empty: there is none of this name."""
    action: str
    """The gentlest thing that it does; empty: it only warns."""
    clients: int
    """How many it would have held up."""
    found: int
    """Of these, how many there is a finding on that nobody called a false alarm."""
    rows: tuple[Stopped, ...]
    """The first of them, those with a finding first."""
    untried: bool = False
    """Whether it cannot be told, since the ledger has no clients under its lens: networks."""


def tried(parts: Parts, found: Standing, told: RulesText, config: Config, most: int = MOST_SHOWN) -> tuple[Tried, ...]:
    """What would have been done in the last week by every budget and rule that differs from what is in force.

    Args:
        parts: of the console.
        found: how things stand.
        told: the console's text as it would be.
        config: the configuration as it would be.
        most: so many clients are named of each at most.

    Raises:
        ConfigError: a table of a role cannot be read.
        LedgerError: the ledger or the store of incidents cannot be read.
    """
    cases = parts.cases()
    try:
        incidents = [one for one in cases.list() if one.state is not State.FALSE_ALARM]
    finally:
        cases.close()
    trial = _Trial(parts, config, incidents, most)
    return tuple(trial.of(found, told))


def week(parts: Parts) -> tuple[dt.datetime, dt.datetime]:
    """The whole days (UTC) that a trial is about: the last seven that the ledger knows."""
    last = parts.board.known().last or parts.clock()
    until = last.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    return until - dt.timedelta(days=DAYS), until


class _Trial:
    """One of them."""

    def __init__(self, parts: Parts, config: Config, incidents: Collection[Incident], most: int) -> None:
        asked = msgspec.structs.replace(config, policy=msgspec.structs.replace(config.policy, crawler_dns=False))
        self._board, self._most = parts.board, most
        self._since, self._until = week(parts)
        self._groups = composition.groups(asked)
        self._book = BudgetBook(composition.budgets(config))
        self._rules = {rule.name: rule for rule in composition.rules(config)}
        self._signals = [signal for incident in incidents for signal in incident.signals if signal.last >= self._since]
        self._incidents = _by_client(incidents)

    def of(self, found: Standing, told: RulesText) -> Iterator[Tried]:
        for budget in told.budgets:
            blank = _blank(found, "budgets", budget)
            if blank is not None and budget.lens not in _LENSES:
                yield msgspec.structs.replace(blank, untried=True)
            elif blank is not None:
                yield self._with(blank, *self._budget(budget))
        for rule in told.rules:
            blank = _blank(found, "rules", rule)
            if blank is not None:
                yield self._with(blank, rule.action, self._rule(self._rules[rule.name]))
        for table, kept, had in (("budgets", told.budgets, found.told.budgets), ("rules", told.rules, found.told.rules)):
            left = {one.name for one in kept}
            for one in had:
                if one.name not in left:
                    yield Tried(table, one.name, "removed", "", one.mode or "", "", 0, 0, ())

    def _with(self, blank: Tried, action: str, rows: Iterable[Stopped]) -> Tried:
        told = sorted(rows, key=lambda row: (not row.incident, row.at, row.lens, row.name))
        found = sum(bool(row.incident) for row in told)
        return msgspec.structs.replace(blank, action=action, clients=len(told), found=found, rows=tuple(told[: self._most]))

    def _budget(self, told: BudgetConfig) -> tuple[str, list[Stopped]]:
        """The gentlest action, and whom it would have met."""
        page = next(page for page in self._book.pages if page.budget.name == told.name)
        acting = [
            (step, floor) for step, floor in zip(page.budget.steps, page.floors, strict=True) if step.action is not Action.ALLOW
        ]
        if not acting:
            return "", []
        step = acting[0][0]
        people, new = (None if most is None else int(step.at * most) for most in (told.people, told.new))
        period = dt.timedelta(microseconds=microseconds(told.period))
        rows = self._board.over(told.lens, people, new, period, self._since, self._until, told.routes, told.kinds)
        met = (row for row in rows if page in self._book.of(frozenset(self._groups(((row.lens, row.name),))), (row.lens,)))
        return step.action.value, [Stopped(r.lens, r.name, r.at, r.most, self._incidents.get((r.lens, r.name), 0)) for r in met]

    def _rule(self, rule: Rule) -> list[Stopped]:
        met: dict[Client, Signal] = {}
        for signal in self._signals:
            if rule.fits(cast("Finding", signal)):  # a signal has every field of a finding that a rule looks at
                many = [(member.lens, member.name) for member in signal.members] if rule.members else []
                for lens, name in many or [(signal.lens, signal.client)]:
                    if rule.covers(lens, self._groups(((lens, name),))):
                        met.setdefault((lens, name), signal)
        return [
            Stopped(lens, name, signal.first, signal.people or signal.records, self._incidents.get((lens, name), 0))
            for (lens, name), signal in met.items()
        ]


def _blank(found: Standing, what: What, one: One) -> Tried | None:
    """What changes with one of the text; None when it is in force as it stands."""
    before = found.find(what, one.name)
    was = "" if before is None else before.mode or found.merged.policy.mode
    if before == one:
        return None
    return Tried(what, one.name, "added" if before is None else "changed", one.mode or "", was, "", 0, 0, ())


def _by_client(incidents: Iterable[Incident]) -> Mapping[Client, int]:
    """Of each client that a finding is on, the newest incident."""
    return {(client.lens, client.name): incident.number for incident in incidents for client in incident.clients}
