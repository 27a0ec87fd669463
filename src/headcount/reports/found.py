"""The found clients: one entry a client, even when several detectors found it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from headcount.model.finding import Finding
from headcount.model.summary import FindingView, Pictures


@dataclass(frozen=True, slots=True)
class FoundClient:
    """One client and everything that was found of it."""

    views: tuple[FindingView, ...]
    """Its findings, the one with the most records first (then the strongest)."""

    @property
    def lead(self) -> Finding:
        """The finding that speaks for the client."""
        return self.views[0].finding

    @property
    def pictures(self) -> Pictures:
        """The pictures of the finding that speaks for the client."""
        return self.views[0].pictures

    @property
    def detectors(self) -> tuple[str, ...]:
        """Names of the detectors that found it, in the order of `views`, each once."""
        return tuple(dict.fromkeys(view.finding.detector for view in self.views))

    @property
    def incident(self) -> int:
        """The incident that its findings are part of; 0 where none is kept."""
        return self.views[0].incident

    @property
    def explanation(self) -> str:
        """What is known about it from an earlier false alarm; empty: nothing."""
        return next((view.explanation for view in self.views if view.explanation), "")

    @property
    def first(self) -> dt.datetime:
        """Earliest disclosure that counts in any of its findings, UTC."""
        return min(view.finding.first for view in self.views)

    @property
    def last(self) -> dt.datetime:
        """Latest disclosure that counts in any of its findings, UTC."""
        return max(view.finding.last for view in self.views)


def found_clients(findings: Iterable[FindingView]) -> tuple[FoundClient, ...]:
    """The findings put together by client, most people first, then most records."""
    by_client: dict[tuple[str, str], list[FindingView]] = {}
    for view in findings:
        by_client.setdefault((view.finding.lens, view.finding.client), []).append(view)
    clients = [FoundClient(tuple(sorted(views, key=_weight, reverse=True))) for views in by_client.values()]
    return tuple(sorted(clients, key=lambda client: (-(client.lead.people or 0), -client.lead.records, client.lead.client)))


def _weight(view: FindingView) -> tuple[int, float]:
    return view.finding.records, view.finding.strength
