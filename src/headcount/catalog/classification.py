"""From inputs to decided fields: values go in, and only paths, kinds and counts come out."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from headcount.catalog.examples import Examples
from headcount.catalog.formats import declared_fields
from headcount.catalog.grades import Levels, of_field
from headcount.catalog.map_keys import Keyed
from headcount.catalog.merging import Merging
from headcount.catalog.minors import Ages
from headcount.catalog.shapes import ENTRY
from headcount.catalog.tracks import with_tracks
from headcount.catalog.units import Templates
from headcount.model.classification import Classification, GradedField, InputCoverage
from headcount.model.field import Field
from headcount.model.kind import Kind
from headcount.model.leaves import Leaves
from headcount.recognizers.words import segments
from headcount.sources.documents import database_of, recognise
from headcount.sources.documents.interface import Declared, Limits, Named, Part, Skip, Units
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
            GradedField(found, of_field(found.kind, found.form, self.levels, found.reason).level, seen.examples.masked(found))
            for found in declared_fields(seen.fields(), seen.declared)
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
            elif isinstance(part, Named):
                seen.keyed[templates.of(part.unit)].know(part.paths)
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
    keyed: defaultdict[str, Keyed] = field(default_factory=lambda: defaultdict(Keyed))
    """Which objects of each unit are maps."""
    ages: Ages = field(default_factory=Ages)

    def look(self, batches: Iterable[Leaves]) -> None:
        for raw in batches:
            leaves = self.keyed[raw.unit].fold(raw)
            self.ages.look(leaves)
            self.judge.add(leaves)
            self.examples.add(leaves)
            self.columns.update((leaves.unit, path) for path in leaves.paths)

    def fields(self) -> list[Field]:
        """What was found; what an early batch told under a key that proved to be a value stands with the map's other entries."""
        found: dict[tuple[str, str, Kind], Field] = {}
        for one in self.judge.fields():
            path = self.keyed[one.unit].path(one.path)
            written = one if path == one.path else replace(one, path=path, reason=_without_keys(one.reason, one.path, path))
            same = found.get((one.unit, path, one.kind))
            found[one.unit, path, one.kind] = written if same is None else _together(same, written)
        told = [self.ages.told(held) for held in found.values()]
        units = dict.fromkeys(held.unit for held in told)
        paths = {unit: [path for there, path in self.columns if there == unit] for unit in units}
        return [held for unit in units for held in with_tracks([one for one in told if one.unit == unit], paths[unit])]


def _without_keys(reason: str, before: str, path: str) -> str:
    """A reason that names no step of the path `before` which `path` does not have."""
    for step in set(segments(before)) - set(segments(path)):
        reason = reason.replace(f"`{step}`", f"`{ENTRY}`")
    return reason


def _together(one: Field, other: Field) -> Field:
    """Two fields of one kind whose paths turned out to be one: the counts of both, and else the surer one."""
    surer = max(one, other, key=lambda held: (held.confidence, held.count))
    valid = None if one.valid is None and other.valid is None else (one.valid or 0) + (other.valid or 0)
    return replace(surer, count=one.count + other.count, valid=valid)


def _parts(reading: Reading) -> Iterator[Part]:
    database = database_of(reading.name)
    if database is None:
        yield from reading.file(recognise)
    else:
        address, reading.name = reading.name, database.shown(reading.name)
        yield from reading.database(database, address)
    if reading.name == "-":
        reading.name = "<stdin>"
