"""What is well-formed in the tables for `serve` and `gate` and makes no sense: where, and what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import inf

from headcount.catalog.identity import networks
from headcount.config.declared import Config
from headcount.config.durations import microseconds
from headcount.config.live import BudgetConfig, RuleConfig, StepConfig
from headcount.errors import ConfigError
from headcount.policy.keys import is_hash

_SHORTEST, _LONGEST = "1m", "400d"
_ROUTE = re.compile(r"(?:[A-Z]+ )?/")
_LISTEN = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}")
_SHARED = ("redis://", "rediss://", "unix://")
Told = tuple[str, str]
"""(the key, such as `$.budgets[1].period`; what is wrong and what to write)"""


def live_problems(config: Config) -> Iterator[Told]:
    """Every mistake, table by table."""
    yield from _budgets(config)
    yield from _rules(config)
    yield from _crawlers(config)
    for key, most in (("shared_timeout", "1s"), ("shared_retry", "1h")):
        yield from _duration(f"$.policy.{key}", getattr(config.policy, key), "1ms", most)
    if config.policy.shared and not config.policy.shared.startswith(_SHARED):
        yield "$.policy.shared", f"shared is an address that begins with {', '.join(_SHARED)}"
    if config.policy.most_clients < 1:
        yield "$.policy.most_clients", "most_clients is a number of clients, 1 or more"
    yield from _duration("$.serve.commit_every", config.serve.commit_every, "1ms", "1m")
    yield from _duration("$.serve.detect_every", config.serve.detect_every, "1s", "7d")
    yield from _duration("$.incidents.gap", config.incidents.gap, "1h", _LONGEST)
    for table, part in (("gate", config.gate), ("serve", config.serve)):
        if part.listen and not _LISTEN.fullmatch(part.listen):
            yield f"$.{table}.listen", "listen is address:port, such as 127.0.0.1:4280, or empty"
        if not all(map(is_hash, part.keys)):
            yield f"$.{table}.keys", "keys holds hashes, as headcount gate --hash-key prints them, never the key itself"
    if config.gate.admin and not _LISTEN.fullmatch(config.gate.admin):
        yield "$.gate.admin", "admin is address:port, such as 127.0.0.1:4282, or empty"
    try:
        networks(config.gate.trusted_proxies)
    except ConfigError as error:
        yield "$.gate.trusted_proxies", str(error)


def _budgets(config: Config) -> Iterator[Told]:
    names: set[str] = set()
    for number, budget in enumerate(config.budgets):
        here = f"$.budgets[{number}]"
        yield from ((f"{here}.{key}", what) for key, what in _budget(budget))
        yield from _named(f"{here}.name", budget.name, names)
        yield from _known(here, budget.role, budget.agreement, config)
        yield from _duration(f"{here}.period", budget.period, _SHORTEST, _LONGEST)


def _budget(budget: BudgetConfig) -> Iterator[Told]:
    """(key, what is wrong) of one budget."""
    if budget.people is None and budget.new is None:
        yield "people", "a budget needs people or new: how many different people a client may be shown"
    for key, many in (("people", budget.people), ("new", budget.new)):
        if many is not None and many < 0:
            yield key, f"{key} is a number of people, 0 or more"
    if budget.people is not None and budget.new is not None and budget.new > budget.people:
        yield "new", "new counts some of people, so it is not more than people"
    if budget.lens != "account" and (budget.role or budget.accounts):
        yield "lens", 'roles and accounts are of accounts; leave lens out, or write "account"'
    if not all(map(_ROUTE.match, budget.routes)):
        yield "routes", "routes are templates as headcount routes prints them, alone or after a method: GET /users/{id}"
    if not (all(budget.kinds) and all(budget.accounts)):
        yield "kinds" if not all(budget.kinds) else "accounts", "an empty text stands for nothing here; leave it out"
    yield from (("steps", what) for what in _steps(budget.steps))


def _steps(steps: Sequence[StepConfig]) -> Iterator[str]:
    if not all(0 < step.at < inf for step in steps):
        yield "at is a share of the budget above 0, such as 0.5; 1.0 is what would go over it"
    if len({step.at for step in steps}) < len(steps):
        yield "two steps begin at the same share; leave one out"
    if any(step.mask and step.action != "mask" for step in steps):
        yield 'mask names kinds for the action "mask" only'


def _rules(config: Config) -> Iterator[Told]:
    names: set[str] = set()
    for number, rule in enumerate(config.rules):
        here = f"$.rules[{number}]"
        yield from ((f"{here}.{key}", what) for key, what in _rule(rule))
        yield from _named(f"{here}.name", rule.name, names)
        yield from _known(here, rule.role, "", config)
        yield from _duration(f"{here}.duration", rule.duration, _SHORTEST, _LONGEST)


def _rule(rule: RuleConfig) -> Iterator[Told]:
    """(key, what is wrong) of one rule."""
    if rule.detectors:
        from headcount.detectors import DETECTORS  # noqa: PLC0415  # a gate has no rules, and need not load the whole shelf

        known = [detector.name for detector in DETECTORS]
        if wrong := [name for name in rule.detectors if name not in known]:
            yield "detectors", f"there is no detector {wrong[0]}; there are {', '.join(known)}"
    if not 1 <= rule.strength < inf:
        yield "strength", "strength is how many times the detector's own bar, 1 or more"
    if rule.people < 0:
        yield "people", "people is a number of people, 0 or more"
    if rule.mask and rule.action != "mask":
        yield "mask", 'mask names kinds for the action "mask" only'


def _crawlers(config: Config) -> Iterator[Told]:
    names: set[str] = set()
    for number, crawler in enumerate(config.crawlers):
        here = f"$.crawlers[{number}]"
        yield from _named(f"{here}.name", crawler.name, names)
        if not (crawler.networks or crawler.ranges or crawler.keys):
            yield f"{here}.name", "say how this crawler is known: by networks, ranges or keys"
        try:
            networks(crawler.networks)
        except ConfigError as error:
            yield f"{here}.networks", str(error)


def _named(where: str, name: str, names: set[str]) -> Iterator[Told]:
    if not name:
        yield where, "a name is needed: verdicts and logs say it"
    elif name in names:
        yield where, "this name is taken, and one would hide what the other says; give each its own"
    names.add(name)


def _known(here: str, role: str, agreement: str, config: Config) -> Iterator[Told]:
    """Roles and agreements that are not there."""
    if role and role not in {one.name for one in config.roles}:
        yield f"{here}.role", f"there is no role {role}; declare it as [[roles]]"
    if agreement and agreement not in {one.name for one in config.agreements}:
        yield f"{here}.agreement", f"there is no agreement {agreement}; declare it as [[agreements]]"


def _duration(where: str, text: str, least: str, most: str) -> Iterator[Told]:
    try:
        length = microseconds(text)
    except ConfigError as error:
        yield where, str(error)
        return
    if not microseconds(least) <= length <= microseconds(most):
        yield where, f"{text} is out of range; write something from {least} to {most}"
