"""What `headcount classify` tells: which fields of the inputs hold which personal data, and what that rests on. No values."""

from __future__ import annotations

from dataclasses import dataclass, field

from headcount.model.field import Field


@dataclass(frozen=True, slots=True)
class InputCoverage:
    """One input, as far as it was read."""

    name: str
    """The path as it was given; `<stdin>` for standard input; a database's address without user, password and options."""
    format: str
    """The document's name, such as `har`; empty when it was not recognised."""
    bytes: int
    """Bytes read, after decompression; 0 for databases."""
    answers: int
    """HTTP answers, rows, lines or whole documents whose values were looked at."""
    skipped: dict[str, int]
    """Why something of it was not read, to how often."""
    readable: bool
    """Whether anything could be read."""


@dataclass(frozen=True, slots=True)
class GradedField:
    """A field with its grade."""

    field: Field
    grade: int
    """1 (coarse or self-published) to 4 (sensitive by law, or a credential); masked and hashed forms a step lower."""
    examples: tuple[str, ...] = ()
    """Some values under the mask of their kind; empty unless they were asked for."""


@dataclass(frozen=True, slots=True)
class Classification:
    """The whole answer of `headcount classify`."""

    inputs: tuple[InputCoverage, ...]
    fields: tuple[GradedField, ...]
    """Surest of the highest grade first."""
    seconds: float
    """Wall time of reading and deciding."""
    columns: int = 0
    """Different paths looked at, personal or not."""
    minimum: float = field(default=0.5)
    """Confidence from which on a field counts as personal: the others are hints."""

    @property
    def answers(self) -> int:
        """Of all inputs."""
        return sum(entry.answers for entry in self.inputs)

    @property
    def bytes(self) -> int:
        """Of all inputs."""
        return sum(entry.bytes for entry in self.inputs)

    @property
    def readable(self) -> int:
        """How many inputs could be read."""
        return sum(entry.readable for entry in self.inputs)

    @property
    def personal(self) -> tuple[GradedField, ...]:
        """The fields that count."""
        return tuple(entry for entry in self.fields if entry.field.confidence >= self.minimum)
