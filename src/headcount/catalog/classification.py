"""From inputs to decided fields: values go in, and only paths, kinds and counts come out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from headcount.catalog.examples import Examples
from headcount.catalog.formats import declared_fields
from headcount.catalog.grades import Levels, of_field
from headcount.catalog.merging import Merging
from headcount.catalog.units import Templates
from headcount.model.classification import Classification, GradedField, InputCoverage
from headcount.model.field import Field
from headcount.model.leaves import Leaves
from headcount.sources.documents import database_of, recognise
from headcount.sources.documents.interface import Declared, Limits, Part, Skip, Units
from headcount.sources.documents.reading import Reading


class Judge(Protocol):
    """Takes values column by column and decides what each column holds (`recognizers.columns`)."""

    def add(self, leaves: Leaves) -> None:
        """Look at a batch. Memory does not grow with the values."""

    def fields(self) -> Sequence[Field]:
        """What was found in all batches."""


Progress = Callable[[str, int], None]
"""Told the input at hand and how many answers were read so far."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """The parts of one classification."""

    judge: Callable[[], Judge]
    """Makes a judge that has seen nothing."""
    limits: Limits = Limits()  # noqa: RUF009 - frozen: shared by all is as good as one for each
    examples: int = 0
    """So many masked values are kept of each field."""
    minimum: float = 0.5
    """Confidence from which on a field counts as personal."""
    levels: Levels = Levels()  # noqa: RUF009 - frozen, too
    """Which regimes grade the fields."""

    def run(self, inputs: Sequence[str], progress: Progress = lambda _name, _answers: None) -> Classification:
        """Look at every input. One that cannot be read is told in the result; nothing is raised."""
        started = time.monotonic()
        seen = _Seen(self.judge(), Examples(self.examples))
        covered = [self._input(name, seen, progress) for name in inputs]
        seen.look(seen.merging.rest())
        graded = [
            GradedField(found, of_field(found.kind, found.form, self.levels).level, seen.examples.masked(found))
            for found in declared_fields(seen.judge.fields(), seen.declared)
        ]
        graded.sort(key=lambda g: (-g.grade * g.field.confidence, g.field.unit, g.field.path, g.field.kind))
        return Classification(tuple(covered), tuple(graded), time.monotonic() - started, len(seen.columns), self.minimum)

    def _input(self, name: str, seen: _Seen, progress: Progress) -> InputCoverage:
        reading, answers, skipped = Reading(name, self.limits), 0, Counter[str]()
        templates = Templates()
        for part in _parts(reading):
            if isinstance(part, Skip):
                skipped[part.reason] += part.count
            elif isinstance(part, Units):
                templates = Templates(part.units)
            elif isinstance(part, Declared):
                seen.declared.append(part)
            else:
                answers += part.total
                progress(reading.name, answers)
                seen.look(seen.merging.add(replace(part, unit=templates.of(part.unit))))
        return InputCoverage(reading.name, reading.format, reading.size, answers, dict(skipped), readable=reading.readable)


@dataclass(slots=True)
class _Seen:
    """What has been looked at so far, of all inputs."""

    judge: Judge
    examples: Examples
    declared: list[Declared] = field(default_factory=list)
    columns: set[tuple[str, str]] = field(default_factory=set)
    merging: Merging = field(default_factory=Merging)

    def look(self, batches: Iterable[Leaves]) -> None:
        for leaves in batches:
            self.judge.add(leaves)
            self.examples.add(leaves)
            self.columns.update((leaves.unit, path) for path in leaves.paths)


def _parts(reading: Reading) -> Iterator[Part]:
    database = database_of(reading.name)
    if database is None:
        yield from reading.file(recognise)
    else:
        address, reading.name = reading.name, database.shown(reading.name)
        yield from reading.database(database, address)
    if reading.name == "-":
        reading.name = "<stdin>"
