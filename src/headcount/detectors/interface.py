"""The shape of every detector: a pure function of a Window that yields Findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from headcount.ledger.window import Window
from headcount.model.finding import Finding


class Detector(Protocol):
    """One claim about clients. Instances are frozen: the same window gives the same findings."""

    @property
    def name(self) -> str:
        """One word for file, finding, docs heading and test."""

    @property
    def false_per_10k(self) -> float:
        """Declared: honest clients falsely found, per 10,000 clients per 30 days."""

    def find(self, window: Window) -> Sequence[Finding]:
        """The clients that meet the claim, strongest first. Empty on an empty window."""


@runtime_checkable
class Noticing(Protocol):
    """A detector that learns from the log, and tells when what it learned stands on loose ground."""

    def notices(self, window: Window) -> Sequence[str]:
        """Sentences for the operator, of which no client is part; most often none. Cheap after `find` on the same window."""
