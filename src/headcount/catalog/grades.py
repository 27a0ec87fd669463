"""Grades: how sensitive a field, and what a route shows together, is; each grade with the rule that said so.

The grade of a kind, 1 (coarse) to 4 (sensitive by law, or a credential), stands in the taxonomy. A route is graded by what one
answer joins, by how many people one answer holds, and by the regimes that apply.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from headcount.model.kind import Form, Kind
from headcount.model.taxonomy import entry

HIGHEST = 4

_WHO = frozenset({Kind.PERSON_NAME, Kind.PHONE})
_IDS = frozenset(kind for kind in Kind if kind.startswith("national_id."))
_HARD = frozenset({Kind.BANK_CARD, Kind.ADDRESS}) | _IDS


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade with its reasons."""

    level: int
    """1 to 4; 0 for nothing personal."""
    why: tuple[str, ...]
    """The rules that made it, the first the one of the taxonomy."""

    def raised(self, to: int, rule: str) -> Grade:
        """The grade, at least `to`; a rule that changes nothing is not told."""
        level = min(to, HIGHEST)
        return Grade(level, (*self.why, rule)) if level > self.level else self


@dataclass(frozen=True, slots=True)
class Regime:
    """A body of rules that makes some kinds more sensitive."""

    name: str
    """The word for it in the configuration."""
    kinds: frozenset[Kind]
    """What it speaks of."""
    floor: int
    """The least grade that these kinds have in clear under it."""
    rule: str
    """Where it says so."""


@cache
def regimes() -> tuple[Regime, ...]:
    """Every regime, by kinds; one name may stand for several rules."""
    sensitive = "sensitive personal information (PIPL art. 28; GB/T 45574-2025, annex A)"
    unreadable = "card number that has to be unreadable when it is shown (PCI DSS 3.4)"
    return (
        Regime("pipl", frozenset(kind for kind in Kind if entry(kind).cn_sens == "yes"), 4, sensitive),
        Regime("gdpr", frozenset(kind for kind in Kind if entry(kind).gdpr == "art9"), 4, "special category (GDPR art. 9)"),
        Regime("gdpr", frozenset(kind for kind in Kind if entry(kind).gdpr == "art10"), 4, "criminal convictions (GDPR art. 10)"),
        Regime("pci", frozenset({Kind.BANK_CARD}), 4, unreadable),
        Regime("hipaa", frozenset({Kind.HEALTH}), 4, "protected health information (HIPAA, 45 CFR 160.103)"),
    )


ALL_REGIMES = frozenset({"pipl", "gdpr", "pci", "hipaa"})
"""Their names."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What raises a grade, as the configuration may set it."""

    many_people: int = 50
    """So many people in one answer raise the grade of a route by one."""
    regimes: frozenset[str] = ALL_REGIMES
    """Which regimes apply."""


MINORS = "personal information of minors under 14 (PIPL art. 28 and 31; GB/T 45574-2025)"
"""The rule that makes what tells of them sensitive, whatever kind it is."""
_OF_MINORS = re.compile(r"\d+ of \d+ are of people under 14")
"""How `catalog.minors` says it in a field's reason."""


def of_field(kind: Kind, form: Form, levels: Levels, reason: str = "") -> Grade:
    """The grade of one field: of a value in clear the kind's own, raised by regimes; of a masked or hashed one a step lower.

    `reason` is the field's: it says whether its values are of people under 14.
    """
    known = entry(kind)
    grade = Grade(known.grade, (f"{known.en}: grade {known.grade}",))
    if form != Form.CLEAR:
        return Grade(max(known.grade - 1, 1), (*grade.why, f"{form}: one grade lower"))
    for regime in regimes():
        if regime.name in levels.regimes and kind in regime.kinds:
            grade = grade.raised(regime.floor, regime.rule)
    return grade.raised(HIGHEST, MINORS) if "pipl" in levels.regimes and _OF_MINORS.search(reason) else grade


def regimes_of(kind: Kind, levels: Levels) -> tuple[str, ...]:
    """The rules of the regimes in force that speak of a kind, whether or not they raise its grade."""
    return tuple(regime.rule for regime in regimes() if regime.name in levels.regimes and kind in regime.kinds)


def of_route(fields: Iterable[tuple[Kind, Form]], most_people: int, levels: Levels, reasons: Iterable[str] = ()) -> Grade:
    """The grade of what one answer shows together.

    Args:
        fields: kinds with their forms.
        most_people: the most people that one answer was seen to hold.
        levels: what raises a grade.
        reasons: of the fields, as for `of_field`.
    """
    shown = list(fields)
    grades = [of_field(kind, form, levels) for kind, form in shown]
    grade = max(grades, key=lambda one: one.level, default=Grade(0, ()))
    if "pipl" in levels.regimes and any(map(_OF_MINORS.search, reasons)):
        grade = grade.raised(HIGHEST, MINORS)
    clear = {kind for kind, form in shown if form == Form.CLEAR}
    for joined in _joined(clear):
        grade = grade.raised(grade.level + 1, joined)
    if shown and most_people >= levels.many_people:
        grade = grade.raised(
            grade.level + 1, f"{most_people:,} people in one answer (from {levels.many_people:,} on: one grade more)"
        )
    return grade


def _joined(clear: Collection[Kind]) -> Iterable[str]:
    """What an answer joins that raises its grade, once."""
    who = [kind for kind in sorted(_WHO) if kind in clear]
    hard = [kind for kind in sorted(_HARD) if kind in clear]
    if who and hard:
        named = f"{entry(who[0]).en} together with {entry(hard[0]).en}"
        yield f"{named}: one grade more (GB/T 45574-2025 looks at what is shown together)"
