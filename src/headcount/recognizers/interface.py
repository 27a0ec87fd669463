"""The shape of every recogniser: it finds one family of kinds in a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from headcount.model.kind import Form, Kind


class Span(NamedTuple):
    """One place in a text that has the shape of a kind. Carries positions, not the value."""

    start: int
    """First character of the place in the text."""
    end: int
    """One past its last character."""
    kind: Kind
    form: Form
    valid: bool | None
    """Whether the own check of the kind (check digit, issuer, number plan, calendar) passes; None without one, or when masked."""
    certainty: float
    """0 to 1: how sure the text alone makes it, without a field name. Over 0.5 only where look-alikes are rare."""


class Recognizer(Protocol):
    """One family of kinds. Instances are frozen: the same text gives the same spans."""

    @property
    def name(self) -> str:
        """One word for the file, the registry, the docs heading and the test."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that it can tell."""

    @property
    def gates(self) -> tuple[str, ...]:
        """RE2 patterns: the recogniser is asked about a text only where one of them occurs. Cheap and a little too wide."""

    def find(self, text: str) -> Iterable[Span]:
        """The places in `text` that have the shape, left to right, not overlapping. Linear in `text`, never raises."""
