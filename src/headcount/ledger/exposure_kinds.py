"""What a showing told of a record: the kinds that its answer was seen to hold, else those that its route is known to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa

from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.kind import Form, Kind
from headcount.model.kind_words import known_as
from headcount.model.taxonomy import entry

Grader = Callable[[Kind, Form, str], int]
"""The grade (1 to 4) of a kind in a form; the text is the reason of the route's field, which may tell of minors, or empty."""
KINDS: tuple[Kind, ...] = tuple(Kind)
"""The place of a kind here is its bit in a mask."""
_BIT = {kind: 1 << place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one set of kinds on one route tells."""

    route: int
    shows: int
    held: int
    """Mask of the kinds."""
    clear: int
    """Mask of those in clear."""
    grade: int
    """The highest; 0 where no kind is known."""
    presumed: bool
    """Whether the answer was not seen, and the kinds are those that the route is known to show."""


def own_grade(kind: Kind, form: Form, _reason: str) -> int:
    """The grade of the taxonomy; of a masked or hashed value one less. For who applies no regime."""
    return entry(kind).grade if form == Form.CLEAR else max(entry(kind).grade - 1, 1)


def mask_of(kinds: Iterable[Kind]) -> int:
    """The kinds as one number."""
    return sum(_BIT[kind] for kind in set(kinds))


def kinds_in(mask: int) -> list[Kind]:
    """The kinds of a mask, in the order of the taxonomy."""
    return [kind for kind, bit in _BIT.items() if mask & bit]


def meanings(ledger: EmbeddedLedger, pairs: Iterable[tuple[int, int]], grade: Grader) -> list[Meaning]:
    """What each (route, set of kinds) tells, by the ledger's numbers."""
    seen: dict[int, list[tuple[Kind, Form]]] = {}
    for shows, kind, form in ledger.connection.execute("SELECT shows, kind, form FROM shows").fetchall():
        seen.setdefault(shows, []).append((Kind(kind), Form(form)))
    known, reasons = _known(ledger)
    return [
        _meaning(route, shows, seen.get(shows, ()) if shows else known.get(route, ()), reasons, grade) for route, shows in pairs
    ]


def _meaning(
    route: int, shows: int, told: Iterable[tuple[Kind, Form]], reasons: dict[tuple[int, Kind, Form], str], grade: Grader
) -> Meaning:
    told = list(told)
    highest = max((grade(kind, form, reasons.get((route, kind, form), "")) for kind, form in told), default=0)
    clear = mask_of(kind for kind, form in told if form == Form.CLEAR)
    return Meaning(route, shows, mask_of(kind for kind, _ in told), clear, highest, presumed=not shows and bool(told))


def _known(ledger: EmbeddedLedger) -> tuple[dict[int, list[tuple[Kind, Form]]], dict[tuple[int, Kind, Form], str]]:
    """The kinds that each route is known to show, from its answers and as declared; and the reasons of its fields."""
    known: dict[int, list[tuple[Kind, Form]]] = {}
    reasons: dict[tuple[int, Kind, Form], str] = {}
    for shape in ledger.shapes():
        for field in shape.fields:
            kind, form = Kind(field.kind), Form(field.form)
            known.setdefault(shape.route, []).append((kind, form))
            reasons[shape.route, kind, form] = f"{reasons.get((shape.route, kind, form), '')} {field.reason}".strip()
    for number, route in enumerate(ledger.routes(all_counted=False)):
        found = {kind for kind, _ in known.get(number, ())}
        declared = {kind for word in route.kinds for kind in known_as(word)} - found
        known.setdefault(number, []).extend((kind, Form.CLEAR) for kind in sorted(declared))
    return known, reasons


def as_table(rows: Iterable[Meaning]) -> pa.Table:
    """The columns `route`, `shows`, `held`, `clear`, `grade`, `presumed`."""
    told = list(rows)
    return pa.table(
        {
            "route": pa.array([row.route for row in told], pa.uint32()),
            "shows": pa.array([row.shows for row in told], pa.uint16()),
            "held": pa.array([row.held for row in told], pa.int64()),
            "clear": pa.array([row.clear for row in told], pa.int64()),
            "grade": pa.array([row.grade for row in told], pa.int8()),
            "presumed": pa.array([row.presumed for row in told], pa.bool_()),
        }
    )
