"""From samples to kinds of personal data: values go in, and only kinds, places and grades come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headcount.catalog.grades import Levels, of_field, of_route, regimes_of
from headcount.model.posture import KindSeen
from headcount.probes.places import place
from headcount.probes.seen import Sample
from headcount.recognizers.columns import Columns
from headcount.sources.documents.gather import Gather
from headcount.sources.documents.walk import walk

_MOST_NODES = 2_000
"""Values of one row that are looked at."""
SURE = 0.5
"""Confidence from which on a field counts as personal, as for `headcount classify`."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the samples hold."""

    kinds: tuple[KindSeen, ...] = ()
    grade: int = 0
    rules: tuple[str, ...] = ()
    """The rules of regimes that speak of these kinds."""
    sampled: int = 0


def judge(samples: Sequence[Sample], levels: Levels = Levels(), most: int = 10_000) -> Judged:  # noqa: B008  # it is frozen
    """Which kinds of personal data the samples hold, where, and at which grade; `most` rows of a container are looked at."""
    columns, sampled = Columns(), 0
    for sample in samples:
        gather = Gather(sample.container)
        for row in sample.rows[:most]:
            for path, value in walk(row, most=_MOST_NODES):
                if value:
                    gather.add(path, value)
            gather.close_answer()
            sampled += 1
            if gather.full:
                columns.add(gather.take())
        columns.add(gather.take())
    found = [field for field in columns.fields() if field.confidence >= SURE]
    kinds = [
        KindSeen(
            str(field.kind),
            str(field.form),
            of_field(field.kind, field.form, levels, field.reason).level,
            f"{place(field.unit)}: {field.path}" if field.path else place(field.unit),
            round(field.confidence, 3),
        )
        for field in found
    ]
    kinds.sort(key=lambda kind: (-kind.grade, -kind.confidence, kind.path))
    units = {field.unit for field in found}
    together = [of_route([(f.kind, f.form) for f in found if f.unit == unit], 1, levels).level for unit in units]
    rules = dict.fromkeys(rule for field in found for rule in regimes_of(field.kind, levels))
    return Judged(tuple(kinds), max(together, default=0), tuple(rules), sampled)
