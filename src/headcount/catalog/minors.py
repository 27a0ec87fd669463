"""People under 14: dates of birth, ages and resident identity numbers that tell of them make a field more sensitive.

Source: Personal Information Protection Law of the PRC, art. 28: personal information of minors under 14 is sensitive.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from headcount.model.field import Field
from headcount.model.kind import Kind
from headcount.model.leaves import Leaves
from headcount.recognizers.field_names import read
from headcount.recognizers.words import segments, split

UNDER = 14
_AGE = frozenset({"age", "ages", "alter", "edad", "tuoi", "nianling", "nl", "年龄", "岁"})
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)\D{0,3}(0?[1-9]|1[0-2])\D{0,3}(0?[1-9]|[12]\d|3[01])(?:\D.*)?")
_YEAR_LAST = re.compile(r"(0?[1-9]|[12]\d|3[01])[./-](0?[1-9]|[12]\d|3[01])[./-]((?:19|20)\d\d)")
_RESIDENT = re.compile(r"\d{6}((?:19|20)\d\d)(\d\d)(\d\d)\d{3}[\dXx]")


def with_minors(leaves: Leaves, fields: Sequence[Field], today: dt.date) -> list[Field]:
    """The fields; the reason of one whose values tell of people under 14 says how many of the values do."""
    columns = dict(zip(leaves.paths, leaves.values, strict=True))
    return [_told(held, minors(held.kind, held.path, columns.get(held.path, ()), today)) for held in fields]


def _told(held: Field, counted: tuple[int, int]) -> Field:
    young, looked = counted
    return replace(held, reason=f"{held.reason}; {young} of {looked} are of people under {UNDER}") if young else held


def minors(kind: Kind, path: str, values: Iterable[str], today: dt.date) -> tuple[int, int]:
    """How many of the values are of people under 14, and how many tell an age at all.

    Args:
        kind: what the values are: dates of birth, resident identity numbers, or ages by the name of the field.
        path: of the column.
        values: in the clear.
        today: the day on which they were shown.
    """
    if kind in {Kind.BIRTH_DATE, Kind.NATIONAL_ID_CN}:
        ages = [age for value in values if (age := _age(kind, value, today)) is not None]
    elif kind is Kind.DEMOGRAPHIC and not _AGE.isdisjoint(split(segments(path)[-1]) if segments(path) else ()):
        ages = [int(value) for value in values if value.isdecimal() and len(value) < 4]
    else:
        return 0, 0
    return sum(age < UNDER for age in ages), len(ages)


def _age(kind: Kind, value: str, today: dt.date) -> int | None:
    """Full years; None where the value tells no day of birth."""
    text = value.strip()
    if kind is Kind.NATIONAL_ID_CN:
        parts = found.groups() if (found := _RESIDENT.fullmatch(text)) else None
    elif found := _YEAR_FIRST.fullmatch(text):
        parts = found.groups()
    else:
        parts = (found[3], found[2], found[1]) if (found := _YEAR_LAST.fullmatch(text)) else None
    if parts is None:
        return None
    year, month, day = map(int, parts)
    age = today.year - year - ((today.month, today.day) < (month, day))
    return age if age >= 0 else None


class Ages:
    """Counts of columns that come batch by batch, before it is known what they hold: of those whose names may tell an age."""

    def __init__(self, today: dt.date | None = None) -> None:
        """`today` is the day on which values are taken to be shown; None is the day at hand, UTC."""
        self._today = today or dt.datetime.now(dt.UTC).date()
        self._counts: dict[tuple[str, str, Kind], tuple[int, int]] = {}

    def look(self, leaves: Leaves) -> None:
        """Take a batch in."""
        for path, values in zip(leaves.paths, leaves.values, strict=True):
            for kind in _may_hold(path):
                young, looked = self._counts.get((leaves.unit, path, kind), (0, 0))
                more, seen = minors(kind, path, values, self._today)
                self._counts[leaves.unit, path, kind] = young + more, looked + seen

    def told(self, held: Field) -> Field:
        """The field, with what was counted in its reason."""
        return _told(held, self._counts.get((held.unit, held.path, held.kind), (0, 0)))


@lru_cache(maxsize=1 << 14)
def _may_hold(path: str) -> tuple[Kind, ...]:
    """What tells an age and may stand at a path, by its name."""
    named = {kind for kind, _ in read(path).weights}
    return tuple(kind for kind in (Kind.BIRTH_DATE, Kind.NATIONAL_ID_CN, Kind.DEMOGRAPHIC) if kind in named)
