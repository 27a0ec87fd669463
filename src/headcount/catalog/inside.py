"""Inside the answers of one batch: the people that they show, as columns beside those of the requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.catalog.answers import Answers
from headcount.model.text import Text

I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True, repr=False)
class Inside:
    """What the bodies of a batch showed. Rows are those of the batch."""

    row: I64
    """Of each person who stood in a body, the row of the answer; ascending."""
    source: I64
    """Place in `sources`."""
    value: Text
    """Canonical identifier."""
    shows: NDArray[np.uint16]
    """Number of the set of kinds that was shown of the person."""
    sources: list[tuple[int, str]]
    """Where people stood: the route's place in the catalogue, and the path that named them (`$.items[].id`)."""
    own: NDArray[np.uint16]
    """Of each row, the number of the kinds shown of the record that the request names; 0 for none."""
    nobody: NDArray[np.bool_]
    """Whether the row's answer is known to show nobody, although answers of its route do."""


def teach(answers: Answers, body: Text, time: I64, place: I64, named: NDArray[np.bool_], unit: Callable[[int], str]) -> None:
    """Learn from the bodies of a batch without reading them; arguments as for `look`."""
    for here, part in _by_place(body, place):
        _teach(answers, here, unit, body.take(part).to_list(), time[part], named=bool(named[part].any()))


def _by_place(body: Text, place: I64) -> Iterator[tuple[int, I64]]:
    """The rows with a body, place by place."""
    rows = np.flatnonzero((body.size > 0) & (place >= 0))
    rows = rows[np.argsort(place[rows], kind="stable")]
    for part in np.split(rows, np.flatnonzero(np.diff(place[rows])) + 1) if len(rows) else ():
        yield int(place[part[0]]), part


def _teach(answers: Answers, place: int, unit: Callable[[int], str], bodies: list[bytes], time: I64, *, named: bool) -> None:
    answers.learn(place, lambda: unit(place), bodies, time.tolist(), named=named)


def look(answers: Answers, body: Text, time: I64, place: I64, named: NDArray[np.bool_], unit: Callable[[int], str]) -> Inside:
    """Learn from the bodies of a batch what is not known yet, and read them all.

    Args:
        answers: the shapes.
        body: of each row, empty where there is none.
        time: of each row, microseconds since 1970.
        place: of each row, the route's place in the catalogue; below 0 where there is none.
        named: whether the row's request names a record.
        unit: the name of a place's route.
    """
    own, nobody = np.zeros(len(place), np.uint16), np.zeros(len(place), np.bool_)
    sources: dict[tuple[int, str], int] = {}
    found: list[tuple[int, int, bytes, int]] = []
    for here, part in _by_place(body, place):
        bodies = body.take(part).to_list()
        _teach(answers, here, unit, bodies, time[part], named=bool(named[part].any()))
        people, steady = answers.read(here, bodies)
        shape = answers.shape(here)
        told = [
            sources.setdefault((here, person.parameter), len(sources)) if person.subject is not None else -1
            for person in (shape.persons if shape else ())
        ]
        for row, shown in zip(part.tolist(), people, strict=True):
            nobody[row] = steady and not shown
            for person, value, kinds in shown:
                if value:
                    found.append((row, told[person], value, kinds))
                else:
                    own[row] = kinds
    found.sort(key=lambda person: person[0])
    order, source, sets = (np.array([person[column] for person in found], np.int64) for column in (0, 1, 3))
    values = Text.of([person[2] for person in found])
    return Inside(order, source, values, sets.astype(np.uint16), list(sources), own, nobody)
