"""What reading a document gave, gathered for comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from headcount.model.leaves import Leaves
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Declared, Document, Limits, Named, Part, Skip, Units


@dataclass
class Collected:
    """All parts of one input."""

    values: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Unit to path to values."""
    answers: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """The same with the numbers of the answers."""
    total: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    declared: list[Declared] = field(default_factory=list)
    units: tuple[str, ...] = ()
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Unit to the paths that are names."""


def collected(parts: Iterable[Part]) -> Collected:
    """Every part, those of one unit and path one after the other."""
    found = Collected()
    for part in parts:
        if isinstance(part, Skip):
            found.skipped[part.reason] = found.skipped.get(part.reason, 0) + part.count
        elif isinstance(part, Declared):
            found.declared.append(part)
        elif isinstance(part, Units):
            found.units += part.units
        elif isinstance(part, Named):
            found.named[part.unit] = part.paths
        else:
            _add(found, part)
    return found


def _add(found: Collected, leaves: Leaves) -> None:
    found.total += leaves.total
    for path, values, answers in zip(leaves.paths, leaves.values, leaves.answers, strict=True):
        assert len(values) == len(answers)
        found.values.setdefault(leaves.unit, {}).setdefault(path, []).extend(values)
        found.answers.setdefault(leaves.unit, {}).setdefault(path, []).extend(answers)


def read(document: Document, text: bytes, limits: Limits | None = None) -> Collected:
    """A document's reading of bytes in memory, as unit `x`; what it raises stands under `skipped` as `raised: ...`."""
    found: list[Part] = []
    try:
        found.extend(document.read(Content.of(text, "x"), limits or Limits()))
    except Unreadable as error:
        found.append(Skip(f"raised: {error}"))
    return collected(found)
