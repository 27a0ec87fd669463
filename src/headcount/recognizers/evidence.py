"""How strongly the values of a column and its name speak for one kind, as log-odds.

Terms are added up as if they were independent, the usual naive Bayes; each is bounded, so that no single one decides
against all others (I. J. Good, Probability and the Weighing of Evidence, 1950).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields

from headcount.model.kind import Form, Kind
from headcount.recognizers.column import Mark
from headcount.recognizers.field_names import AMONG_PERSONS, IN_COMPANY, NAMED, Reading

PRIOR = -2.5
"""Log-odds of a kind in a column of which only the name is known: one field in thirteen."""
FITS = 0.7
"""Added when the values can be what the name says and no recogniser knows more."""
DOES_NOT_FIT = -5.0
"""Added when they cannot."""
MOST_CERTAIN = 0.99
"""No decision is surer than this."""

_PASSED_BY_CHANCE = {
    Kind.BANK_CARD: 0.05,
    Kind.BANK_ACCOUNT: 0.02,
    Kind.NATIONAL_ID_CN: 1 / 11,
    Kind.NATIONAL_ID_HK: 0.1,
    Kind.NATIONAL_ID_TW: 0.1,
    Kind.NATIONAL_ID_IN: 0.1,
    Kind.NATIONAL_ID_KR: 0.1,
    Kind.NATIONAL_ID_JP: 0.1,
    Kind.NATIONAL_ID_OTHER: 0.1,
    Kind.DEVICE_ID: 0.1,
    Kind.PARCEL: 0.1,
    Kind.VEHICLE: 0.1,
    Kind.PHONE: 0.5,
    Kind.IP_ADDRESS: 0.9,
    Kind.BIRTH_DATE: 0.9,
    Kind.LOCATION_PRECISE: 0.9,
    Kind.EMAIL: 0.9,
}
"""Share of look-alikes that pass the check of a kind by chance: check digits, issuer ranges, number plans."""
SOMETHING_ELSE = -4.0
"""Added for a kind that the name contradicts; less the surer the value is, where numbers cannot mimic the kind."""
OF_ANOTHER = -1.5
"""Added for words of people where the name may mean something other than a person: `company`."""
REPEATED = -1.5
"""Added where few different words are repeated in a column: brands and categories, seldom people."""
_MIMICKED = frozenset(Kind) - {
    Kind.EMAIL,
    Kind.PERSON_NAME,
    Kind.ADDRESS,
    Kind.REGION,
    Kind.NATIONAL_ID_CN,
    Kind.BANK_ACCOUNT,
    Kind.CREDENTIAL,
    Kind.SPECIAL_CATEGORY,
    Kind.HEALTH,
    Kind.DEMOGRAPHIC,
}
"""Kinds that numbers of other things look like."""
_OTHER_CHECKS = 0.6
_PASSED_BY_RIGHT = 0.95
_SHAPED_BY_CHANCE = {Kind.PERSON_NAME: 0.3}
"""Share of other words that have the shape of a kind; where most values of a column have it, it is no chance."""
_SHAPED_BY_RIGHT = 0.9

BY_WORDS = frozenset({Kind.PERSON_NAME, Kind.REGION, Kind.HEALTH})
"""Kinds that are told by words, which names of things are made of too."""

FAMILY = frozenset(
    {Kind.PASSPORT, Kind.TRAVEL_PERMIT, Kind.DRIVER_LICENSE, Kind.SOCIAL_INSURANCE}
    | {k for k in Kind if k.startswith("national_id.")}
)
"""What a field with a general name for numbers of documents (`idNumber`, `证件号码`) may hold."""


@dataclass(slots=True)
class Tally:
    """Counts of one kind in a column."""

    shaped: int = 0
    """Values that are recognised as this kind and nothing else."""
    fitting: int = 0
    """Values that only do not contradict the name."""
    within: int = 0
    """Texts that hold this kind among other things."""
    certainty: float = 0.0
    """Sum over `shaped`."""
    certainty_within: float = 0.0
    """Sum over `within`."""
    passed: int = 0
    failed: int = 0
    clear: int = 0
    masked: int = 0
    hashed: int = 0

    def add(self, mark: Mark, count: int) -> None:
        """Count values with this mark."""
        if not mark.whole:
            self.within += count
            self.certainty_within += count * mark.certainty
        elif mark.certainty:
            self.shaped += count
            self.certainty += count * mark.certainty
        else:
            self.fitting += count
        self.passed += count if mark.valid else 0
        self.failed += count if mark.valid is False else 0
        self.clear += count if mark.form is Form.CLEAR else 0
        self.masked += count if mark.form is Form.MASKED else 0
        self.hashed += count if mark.form is Form.HASHED else 0

    def merge(self, other: Tally) -> None:
        """Add the counts of other values."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def values(self) -> int:
        """Values that count as this kind."""
        return self.shaped + self.fitting + self.within

    @property
    def valid(self) -> int | None:
        """How many pass the kind's check; None where nothing was checked."""
        return self.passed if self.passed or self.failed else None

    @property
    def form(self) -> Form:
        """The form of most values."""
        return max((Form.CLEAR, Form.MASKED, Form.HASHED), key=lambda form: getattr(self, form.value))


def tallies(signatures: Iterable[tuple[frozenset[Mark], int]]) -> dict[Kind, Tally]:
    """Counts per kind; a value with several marks of one kind counts by the most certain."""
    found: dict[Kind, Tally] = {}
    for signature, count in signatures:
        best: dict[Kind, Mark] = {}
        for mark in sorted(signature, key=lambda mark: (mark.whole, mark.certainty, mark.valid is True, mark.form)):
            best[mark.kind] = mark
        for kind, mark in best.items():
            found.setdefault(kind, Tally()).add(mark, count)
    return found


def log_odds(probability: float) -> float:
    """Log-odds of a probability, within -5 and 5."""
    return max(-5.0, min(5.0, math.log(max(probability, 1e-9) / max(1 - probability, 1e-9))))


def confidence(odds: float) -> float:
    """The probability of log-odds, to two decimals, below `MOST_CERTAIN`.

    >>> confidence(0.0), confidence(20.0)
    (0.5, 0.99)
    """
    return min(MOST_CERTAIN, round(1 / (1 + math.exp(-max(-50.0, min(50.0, odds)))), 2))


def named(kind: Kind, name: Reading) -> float | None:
    """Log-odds that the name adds for a kind; None where it does not speak of it."""
    weight = name.weight(kind)
    if weight is None and kind in FAMILY:
        general = name.weight(Kind.NATIONAL_ID_OTHER)
        special = max((w for k, w in name.weights if k in FAMILY), default=None)
        return general if general is not None else special - 1.5 if special is not None and special > 0 else None
    return weight


def _of_name(kind: Kind, name: Reading, certainty: float) -> float:
    """What the name adds to a kind that was recognised; a name of something else says less the surer the value is."""
    weight = named(kind, name)
    doubt = 1.0 if kind in _MIMICKED else max(0.75 if kind in BY_WORDS else 0.0, min(1.0, 2 * (1 - certainty)))
    if weight is not None:
        return weight if weight > 0 else weight * doubt
    if name.otherwise or any(other >= IN_COMPANY for _, other in name.weights):
        return SOMETHING_ELSE * doubt
    return OF_ANOTHER * doubt if kind in BY_WORDS and any(other > 0 for _, other in name.weights) else 0.0


def _of_checks(kind: Kind, tally: Tally, different: int, supported: bool) -> float:  # noqa: FBT001 - one of four numbers of one formula
    """Log-likelihood ratio of the values that pass, right against chance (binomial), beyond what one value says."""
    checked = tally.passed + tally.failed
    if not checked:
        return 0.0
    trials = min(checked, different, 50)
    share = tally.passed / checked
    chance = _PASSED_BY_CHANCE.get(kind, _OTHER_CHECKS)
    ratio = share * math.log(_PASSED_BY_RIGHT / chance) + (1 - share) * math.log((1 - _PASSED_BY_RIGHT) / (1 - chance))
    return max(-1.5 if supported else -4.0, min(3.0, ratio * max(trials - 1, 0)))


def _of_share(kind: Kind, tally: Tally, total: int, different: int, certainty: float, supported: bool) -> float:  # noqa: FBT001 - one of six numbers of one formula
    """What it says that most, or only few, of the column's values have the shape."""
    share = (tally.shaped + tally.fitting) / max(total, 1)
    many = min(1.0, max(different - 1, 0) / 10)
    if kind in _SHAPED_BY_CHANCE:
        chance = _SHAPED_BY_CHANCE[kind]
        ratio = share * math.log(_SHAPED_BY_RIGHT / chance) + (1 - share) * math.log((1 - _SHAPED_BY_RIGHT) / (1 - chance))
        return max(-3.0, min(2.5, ratio * min(different, 20) / 4))
    if supported:
        return (share - 0.5) * many
    doubt = min(1.0, 2.5 * (1 - certainty))
    ratio = share * math.log(0.95 / 0.5) + (1 - share) * math.log(0.05 / 0.5)
    return max(-4.0 * doubt, min(1.0, ratio * (min(different, 20) - 1) / 2)) if many else 0.0


def weigh(kind: Kind, tally: Tally, name: Reading, total: int, different: int) -> float:
    """Log-odds that the values which fill their field are of this kind.

    Parameters:
        tally: counts of the kind.
        name: what the name of the field says.
        total: values of the column that no surer kind explains.
        different: different values of the column.
    """
    supports = named(kind, name)
    if not tally.shaped:
        if supports is None:
            return -50.0
        share = tally.fitting / total if total else 1.0
        fit = 0.0 if not total else FITS if share >= 0.7 else -1.0 if share >= 0.4 else DOES_NOT_FIT
        if kind is Kind.PERSON_NAME and total and AMONG_PERSONS <= supports < NAMED and fit > 0:
            fit = -fit
        return PRIOR + supports + fit
    certainty = tally.certainty / tally.shaped
    supported = supports is not None and supports >= 2
    by_value = log_odds(certainty) + _of_checks(kind, tally, different, supported)
    by_column = _of_share(kind, tally, total, different, certainty, supported)
    repeated = kind in _SHAPED_BY_CHANCE and not supported and total >= 8 and different * 3 < total
    return by_value + by_column + _of_name(kind, name, certainty) + (REPEATED if repeated else 0.0)


def weigh_within(kind: Kind, tally: Tally, name: Reading) -> float:
    """Log-odds that what was found inside texts is of this kind: each place stands for itself."""
    certainty = tally.certainty_within / tally.within
    weight = named(kind, name)
    against = name.otherwise or (weight is not None and weight < 0)
    sure = kind not in BY_WORDS and kind not in _MIMICKED
    if against and not sure:
        return log_odds(certainty) + SOMETHING_ELSE * 0.6
    another = kind is Kind.PERSON_NAME and weight is None and Kind.WORK_EDUCATION in dict(name.weights)
    return log_odds(certainty) + (OF_ANOTHER if another else max(0.0, weight or 0.0))
