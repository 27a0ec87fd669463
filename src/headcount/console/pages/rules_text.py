"""Budgets and rules as they stand: what the file says, what the console, and how a change of its text is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from headcount.config.declared import Config
from headcount.config.live import BudgetConfig, RuleConfig
from headcount.config.overlay import RulesText, laid_over, read_rules, write_rules
from headcount.console.endpoint import WrongError
from headcount.console.interface import Parts
from headcount.errors import ConfigError

KIND = "rules"
"""Of the documents in the store."""
MOST_TEXT = 100_000
"""Characters of a text at most."""
What = Literal["budgets", "rules"]
Origin = Literal["file", "console", "known"]
One = BudgetConfig | RuleConfig


@dataclass(frozen=True, slots=True)
class Standing:
    """All budgets and rules in force, and where each comes from."""

    base: Config
    """As the file has it."""
    merged: Config
    """As it is in force."""
    text: str
    """The console's own; empty before the first version."""
    version: int
    """Of the text; 0 before the first."""
    told: RulesText
    """The text, typed; empty when it does not fit the file (any more)."""
    unfit: str
    """What keeps the text from being in force; empty for nothing."""

    @property
    def known(self) -> list[BudgetConfig]:
        """Budgets of clients that somebody declared to be the operator's own."""
        others = {one.name for one in (*self.base.budgets, *self.told.budgets)}
        return [one for one in self.merged.budgets if one.name not in others]

    def all(self) -> Iterator[tuple[What, Origin, bool, One]]:
        """(table, where it comes from, whether it stands in place of one of the file, itself), budgets first."""
        known = {one.name for one in self.known}
        for what, merged, below, above in (
            ("budgets", self.merged.budgets, self.base.budgets, self.told.budgets),
            ("rules", self.merged.rules, self.base.rules, self.told.rules),
        ):
            ours, theirs = {one.name for one in above}, {one.name for one in below}
            table: What = "budgets" if what == "budgets" else "rules"
            for one in merged:
                own: Origin = "console" if one.name in ours else "known" if what == "budgets" and one.name in known else "file"
                yield table, own, own == "console" and one.name in theirs, one

    def find(self, what: What, name: str) -> One | None:
        """One that is in force."""
        return next((one for table, _, _, one in self.all() if table == what and one.name == name), None)

    def read(self, text: str) -> RulesText:
        """A text of the console, checked against the file and the known clients.

        Raises:
            ConfigError: it does not hold together; the message names the line and what to write.
        """
        return _read(text, self.base, self.merged)

    def with_text(self, told: RulesText) -> Config:
        """The configuration as it would be with these."""
        budgets = laid_over(laid_over(self.base.budgets, self.known), told.budgets)
        return msgspec.structs.replace(self.merged, budgets=budgets, rules=laid_over(self.base.rules, told.rules))


def standing(parts: Parts) -> Standing:
    """How things stand.

    Raises:
        LedgerError: the store cannot be read.
    """
    base = parts.base() if parts.base else parts.config()
    try:
        merged = parts.config()
    except ConfigError:
        merged = base
    kept = parts.documents.newest(KIND) if parts.documents else None
    text = kept.text if kept else ""
    try:
        told, unfit = _read(text, base, merged), ""
    except ConfigError as error:
        told, unfit = RulesText(), str(error)
    return Standing(base, merged, text, kept.version if kept else 0, told, unfit)


def _read(text: str, base: Config, merged: Config) -> RulesText:
    try:
        return read_rules(text, msgspec.structs.replace(base, agreements=merged.agreements))
    except RecursionError:
        raise ConfigError("rules of the console: the text is nested too deep") from None


def put(told: RulesText, what: What, one: One, before: str) -> str:
    """The text with one budget or rule added, or in the place of the one that was called `before`."""
    changed = [*getattr(told, what)]
    places = [at for at, other in enumerate(changed) if other.name == before]
    if places:
        changed[places[0]] = one
    else:
        changed.append(one)
    return write_rules(msgspec.structs.replace(told, **{what: changed}))


def take(told: RulesText, what: What, name: str) -> str:
    """The text without one budget or rule: that of the file, if there is one, holds again.

    Raises:
        WrongError: the console has none of this name.
    """
    left = [one for one in getattr(told, what) if one.name != name]
    if len(left) == len(getattr(told, what)):
        raise WrongError(f"the console has no {what.removesuffix('s')} of this name; what the file says is changed in the file")
    return write_rules(msgspec.structs.replace(told, **{what: left}))


def hold_back(told: RulesText, found: Standing) -> None:
    """Go on if nothing is enforced at once that nobody has seen in observe.

    Raises:
        WrongError: a budget or rule is new and would be enforced.
    """
    for what in ("budgets", "rules"):
        known = {one.name for one in getattr(found.merged, what)}
        for one in getattr(told, what):
            if one.mode == "enforce" and one.name not in known:
                name = what.removesuffix("s")
                raise WrongError(
                    f'{name} "{one.name}" is new: save it with mode = "observe" first; to enforce it is a second step'
                )
