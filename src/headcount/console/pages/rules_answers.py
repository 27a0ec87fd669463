"""Budgets and rules over the REST API: what is in force, what a change would do, saving it, and every version."""

from __future__ import annotations

import datetime as dt
import difflib
from typing import Annotated

import msgspec

from headcount.config.live import BudgetConfig, RuleConfig
from headcount.config.overlay import RulesText, write_rules
from headcount.console.endpoint import AbsentError, Endpoint, Nothing, WrongError
from headcount.console.interface import Documents, Parts, Permission, Viewer
from headcount.console.pages.rules_text import KIND, MOST_TEXT, One, hold_back, standing
from headcount.console.pages.rules_trial import MOST_SHOWN, Tried, tried, week
from headcount.errors import ConfigError, UsageError

Number = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
"""Of a version."""
Text = Annotated[str, msgspec.Meta(max_length=MOST_TEXT)]
_HEADCOUNT = "headcount"
"""Who saves a version that nobody did: the one before, when a new one could not be put in force."""


class StepRow(msgspec.Struct, frozen=True):
    """One thing that a budget or rule does."""

    action: str
    """`warn`, `mask`, `challenge`, `throttle` or `block`."""
    at: float | None
    """From which share of the budget on; None of a rule."""


class RuleRow(msgspec.Struct, frozen=True):
    """One budget or rule that is in force."""

    table: str
    """`budgets` or `rules`."""
    name: str
    origin: str
    """`file`, `console`, or `known`: the budget of a client that somebody declared to be the operator's own."""
    replaces: bool
    """Whether the console's stands in place of one of the same name in the file."""
    mode: str
    """`observe` or `enforce`."""
    lens: tuple[str, ...]
    """Whom it counts; of a rule, empty is everybody."""
    people: int | None
    new: int | None
    length: str
    """The period of a budget, the duration of a rule's verdict."""
    steps: tuple[StepRow, ...]
    """What it does, by share."""
    whom: tuple[str, ...]
    """`role:NAME`, `agreement:NAME`, `crawler:NAME`, `accounts:HOW MANY`; empty: everybody else."""
    routes: tuple[str, ...]
    kinds: tuple[str, ...]
    """Of a budget what counts, of a rule what it masks."""
    detectors: tuple[str, ...]
    text: str
    """Its table of the TOML text."""


class Rules(msgspec.Struct, frozen=True):
    """Everything in force, and the console's own text."""

    rows: tuple[RuleRow, ...]
    text: str
    version: int
    """Of the text; 0: nothing was saved yet."""
    unfit: str
    """Why the text is not in force; empty: it is."""


class Trying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text to be tried."""

    text: Text
    """The console's whole text as it would be: `[[budgets]]` and `[[rules]]` as in headcount.toml."""
    most: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = MOST_SHOWN
    """So many clients are named of each budget and rule at most."""


class Preview(msgspec.Struct, frozen=True):
    """What a text would have done."""

    since: dt.datetime
    """Beginning of the days that it was tried on, UTC."""
    until: dt.datetime
    tried: tuple[Tried, ...]
    """Every budget and rule that differs from what is in force."""
    difference: tuple[str, ...]
    """Lines as `diff -u` writes them, against the text that is in force."""


class Saving(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text to be put in force."""

    text: Text
    """The console's whole text."""
    after: Number
    """The version that it was made from; 0: there was none."""
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""
    """Why. Not for a person's data: versions are kept for good."""
    reverts: Number = 0
    """The version whose text this is; 0: it is a new one."""


class VersionRow(msgspec.Struct, frozen=True):
    """One version."""

    version: int
    by: str
    at: dt.datetime
    note: str
    reverts: int | None


class Versions(msgspec.Struct, frozen=True):
    """Every version, newest first."""

    rows: tuple[VersionRow, ...]


class OneVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which version."""

    version: Number
    against: Number | None = None
    """The version to compare it with; left out, the one before."""


class Compared(msgspec.Struct, frozen=True):
    """One version with what is different in it."""

    row: VersionRow
    text: str
    against: int
    difference: tuple[str, ...]
    newest: int
    """The version that is in force."""


def _rules(parts: Parts, _: Viewer, __: Nothing) -> Rules:
    found = standing(parts)
    default = found.merged.policy.mode
    rows = tuple(_row(table, origin, one, default, replaces=replaces) for table, origin, replaces, one in found.all())
    return Rules(rows, found.text, found.version, found.unfit)


def _row(table: str, origin: str, one: One, default: str, *, replaces: bool) -> RuleRow:
    """How one is told; of a budget steps in their order, of accounts only how many."""
    row = RuleRow(
        table=table,
        name=one.name,
        origin=origin,
        replaces=replaces,
        mode=one.mode or default,
        lens=(one.lens,) if isinstance(one, BudgetConfig) else tuple(one.lens),
        people=one.people,
        new=None,
        length="",
        steps=(),
        whom=(f"role:{one.role}",) if one.role else (),
        routes=(),
        kinds=(),
        detectors=(),
        text="",
    )
    return _budget_row(row, one) if isinstance(one, BudgetConfig) else _rule_row(row, one)


def _budget_row(row: RuleRow, one: BudgetConfig) -> RuleRow:
    groups = [f"{what}:{name}" for what, name in (("agreement", one.agreement), ("crawler", one.crawler)) if name]
    accounts = [f"accounts:{len(one.accounts)}"] if one.accounts else []
    steps = sorted(one.steps, key=lambda step: step.at)
    return msgspec.structs.replace(
        row,
        new=one.new,
        length=one.period,
        steps=tuple(StepRow(step.action, step.at) for step in steps) or (StepRow("block", 1.0),),
        whom=(*row.whom, *groups, *accounts),
        routes=tuple(one.routes),
        kinds=tuple(one.kinds),
        text=write_rules(RulesText(budgets=[one])),
    )


def _rule_row(row: RuleRow, one: RuleConfig) -> RuleRow:
    return msgspec.structs.replace(
        row,
        length=one.duration,
        steps=(StepRow(one.action, None),),
        kinds=tuple(map(str, one.mask)),
        detectors=tuple(one.detectors),
        text=write_rules(RulesText(rules=[one])),
    )


def _preview(parts: Parts, viewer: Viewer, asks: Trying) -> Preview:
    found = standing(parts)
    told = found.read(asks.text)
    if asks.most > MOST_SHOWN:
        parts.watch.did(viewer, "export", f"clients that budgets and rules would have stopped: up to {asks.most} of each")
    since, until = week(parts)
    done = tried(parts, found, told, found.with_text(told), asks.most)
    return Preview(since, until, done, _difference(found.text, asks.text, found.version, None))


def _save(parts: Parts, viewer: Viewer, asks: Saving) -> VersionRow:
    documents = _documents(parts)
    if not parts.running.live:
        raise WrongError("no service is running behind this console, so nothing can be put in force")
    if not asks.note.isprintable():
        raise WrongError("the note is one line of text, without control characters")
    found, text = standing(parts), asks.text.replace("\r\n", "\n")
    told = found.read(text)
    if not asks.reverts:
        hold_back(told, found)
    made = documents.write(KIND, text, viewer.login, parts.clock(), asks.note, after=asks.after, reverts=asks.reverts or None)
    parts.watch.did(viewer, "rules", f"version {made.version}" + (f", which brings back {made.reverts}" if made.reverts else ""))
    try:
        parts.running.take_over()
    except ConfigError:
        why = f"version {made.version} could not be put in force"
        documents.write(KIND, found.text, _HEADCOUNT, parts.clock(), why, after=made.version, reverts=found.version or None)
        raise
    return VersionRow(made.version, made.by, made.at, made.note, made.reverts)


def _versions(parts: Parts, _: Viewer, __: Nothing) -> Versions:
    kept = parts.documents.versions(KIND) if parts.documents else []
    return Versions(tuple(VersionRow(one.version, one.by, one.at, one.note, one.reverts) for one in kept))


def _version(parts: Parts, _: Viewer, asks: OneVersion) -> Compared:
    documents = _documents(parts)
    one, newest = documents.version(KIND, asks.version), documents.newest(KIND)
    if one is None or newest is None:
        raise AbsentError(f"there is no version {asks.version} of budgets and rules")
    against = asks.version - 1 if asks.against is None else asks.against
    other = documents.version(KIND, against) if against else None
    if against and other is None:
        raise AbsentError(f"there is no version {against} of budgets and rules")
    row = VersionRow(one.version, one.by, one.at, one.note, one.reverts)
    return Compared(
        row, one.text, against, _difference(other.text if other else "", one.text, against, one.version), newest.version
    )


def _difference(before: str, after: str, old: int, new: int | None) -> tuple[str, ...]:
    names = f"version {old}", "as it would be" if new is None else f"version {new}"
    return tuple(difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""))


def _documents(parts: Parts) -> Documents:
    if parts.documents is None:
        raise UsageError("this console keeps nothing; budgets and rules are those of headcount.toml")
    return parts.documents


RULES = Endpoint(
    "GET", "/rules", Permission.CLIENTS, "Budgets and rules in force, and where each comes from.", Nothing, Rules, _rules, "rows"
)
PREVIEW = Endpoint(
    "POST",
    "/rules/preview",
    Permission.CLIENTS,
    "What a text of budgets and rules would have done in the last week; nothing is saved.",
    Trying,
    Preview,
    _preview,
)
SAVE = Endpoint(
    "PUT", "/rules", Permission.CONFIGURE, "Save a text of budgets and rules, and put it in force.", Saving, VersionRow, _save
)
VERSIONS = Endpoint(
    "GET",
    "/rules/versions",
    Permission.CLIENTS,
    "Who saved budgets and rules, when and why.",
    Nothing,
    Versions,
    _versions,
    "rows",
)
VERSION = Endpoint(
    "GET",
    "/rules/versions/{version}",
    Permission.CLIENTS,
    "One version of budgets and rules, compared with another.",
    OneVersion,
    Compared,
    _version,
)
ENDPOINTS = (RULES, PREVIEW, SAVE, VERSIONS, VERSION)
