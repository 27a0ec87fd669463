"""Canaries in a list that surfaced outside: whose variant is in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from headcount.catalog.canary_people import FIELDS, Recipe
from headcount.catalog.canary_plan import Canaries
from headcount.catalog.samples import Column, Sample
from headcount.model.attribution import CanaryHit

MOST_ROWS_NAMED = 5
RARE = 1_000
"""A number is somebody's by chance at most once in so many, where its range holds so many times more numbers than canaries."""
_PIECES = re.compile(
    r"[\w.+-]+@[\w.-]+\w | [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} | \+?[0-9][0-9\ ().-]{4,24}[0-9Xx]",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNS = re.compile(r"[\s().+-]")
_COUNTRY = {"us": "1", "gb": "44", "fr": "33", "cn": "86"}


@dataclass(slots=True)
class _Met:
    """What was found of one variant."""

    people: set[int] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    certain: bool = False


def search(sample: Sample, canaries: Canaries) -> tuple[CanaryHit, ...]:
    """The variants whose people are in a list, those with most people first.

    Names are not looked for: others bear them, too. A number of the operator's range counts for certain where the column holds
    no other number of that range; elsewhere it may be an amount, or a count.
    """
    known = _known(canaries)
    met: defaultdict[str, _Met] = defaultdict(_Met)
    for column in sample.columns.values():
        _look(column, known, canaries, met)
    hits = [
        CanaryHit(
            variant,
            len(found.people),
            tuple(name for name in FIELDS if name in found.fields),
            tuple(row + 1 for row in sorted(found.rows)[:MOST_ROWS_NAMED]),
            found.certain,
        )
        for variant, found in met.items()
    ]
    return tuple(sorted(hits, key=lambda hit: (not hit.certain, -hit.people, hit.variant)))


Known = dict[str, tuple[str, int, str]]
"""From how something is written to variant, number and field."""


def _known(canaries: Canaries) -> Known:
    known: Known = {}
    for person in canaries.people:
        for name in ("email", "national_id", "phone", "id"):
            if name in person.fields:
                for text in _written(name, person.fields[name], canaries.recipe):
                    known.setdefault(text, (person.variant, person.number, name))
    return known


def _written(name: str, value: str, recipe: Recipe) -> Iterator[str]:
    """Every way in which a value is looked for; as `_plain` leaves it."""
    plain = _plain(value)
    yield plain
    if name == "phone":
        code = _COUNTRY[recipe.country]
        if value.startswith("+"):
            national = plain.removeprefix(code)
            yield from (national, f"0{national}", f"00{plain}")
        else:
            yield from (f"{code}{plain.removeprefix('0')}", f"00{code}{plain.removeprefix('0')}")


def _plain(value: str) -> str:
    text = value.strip().lower()
    return text if "@" in text or (len(text) == 36 and text.count("-") == 4) else _SIGNS.sub("", text)


def _look(column: Column, known: Known, canaries: Canaries, met: defaultdict[str, _Met]) -> None:
    ids, strange = canaries.recipe.ids, 0
    by_number: list[tuple[str, int, int]] = []
    for row, value in zip(column.row, column.values, strict=True):
        for piece in dict.fromkeys((value, *_PIECES.findall(value))):
            plain = _plain(piece)
            hit = known.get(plain)
            if hit is None:
                strange += ids is not None and ids.holds(plain)
                continue
            variant, number, name = hit
            found = met[variant]
            found.people.add(number)
            found.fields.add(name)
            found.rows.add(row)
            if name == "id" and ids is not None:
                by_number.append((variant, number, row))
            else:
                found.certain = True
    if by_number and not strange and ids is not None:
        few = len(ids) >= RARE * len(canaries.people)
        for variant in {variant for variant, _, _ in by_number}:
            met[variant].certain |= few or len({number for v, number, _ in by_number if v == variant}) > 1
