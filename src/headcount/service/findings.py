"""What becomes of findings: new ones are told, and each leads to the verdicts that the rules give for it."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from headcount.errors import LedgerError
from headcount.incident.signals import signals_of
from headcount.model.finding import Finding
from headcount.model.incident import Incident, Signal, Tie
from headcount.policy.interface import Judge
from headcount.policy.rules import Rule, verdicts_of
from headcount.service.desk import Desk
from headcount.service.looking import Look

MOST_REMEMBERED = 100_000
PART = "incidents"
UNKEPT = "findings cannot be joined into incidents; make room, or check store of [incidents]"
Groups = Callable[[tuple[tuple[str, str], ...]], Collection[str]]


class Cases(Protocol):
    """Where findings become incidents: `incident.cases.Cases`."""

    def hear(self, findings: Iterable[Signal], ties: Iterable[Tie]) -> list[Incident]:
        """Join findings into incidents; the same ones heard again change nothing but their figures.

        Raises:
            LedgerError: they cannot be written now; the same are brought again.
        """


class Memory(Protocol):
    """Where it stands what was told, for the next start: `policy.store.VerdictStore`."""

    def told(self) -> list[str]:
        """Marks of the findings that were told, oldest first."""

    def tell(self, marks: Sequence[str]) -> None:
        """Keep marks of findings that have been told now.

        Raises:
            LedgerError: they cannot be written now; the same are brought again.
        """


class Findings:
    """Hears of every look of the detectors."""

    def __init__(
        self,
        judge: Judge,
        desk: Desk,
        rules: Sequence[Rule],
        groups: Groups,
        cases: Cases | None = None,
        memory: Memory | None = None,
    ) -> None:
        """`groups` says which roles and agreements a client belongs to.

        Without `cases`, no incident is kept; without `memory`, standing findings are told again after a restart.
        """
        self._judge, self._desk, self._cases, self._memory = judge, desk, cases, memory
        self._told: dict[str, None] = dict.fromkeys(memory.told() if memory else ())
        self._unkept: list[str] = []
        self._noticed: set[tuple[str, str]] = set()
        self.take_over(rules, groups)

    def take_over(self, rules: Sequence[Rule], groups: Groups) -> None:
        """Go on by these rules."""
        self._rules, self._groups = rules, groups

    def hear(self, look: Look) -> None:
        """One look at the whole ledger: the findings of earlier looks are among them."""
        findings = look.findings
        new = [finding for finding in findings if _mark(finding) not in self._told]
        marks = [_mark(finding) for finding in new]
        self._told |= dict.fromkeys(marks)
        for key in list(self._told)[: max(len(self._told) - MOST_REMEMBERED, 0)]:
            del self._told[key]
        explained = self._join(look) if findings else {}
        self._desk.found(
            [(f"finding:{finding.detector}:{finding.client_id}", finding) for finding in new],
            lambda finding: explained.get((finding.detector, finding.lens, finding.client), 0),
        )
        self._remember(marks)
        for detector, sentence in look.notices:
            if (detector, sentence) not in self._noticed:
                self._desk.noticed(detector, sentence)
        self._noticed = set(look.notices)
        now = time.time_ns() // 1000
        for verdict in verdicts_of(findings, self._rules, self._groups, now, lambda name: look.lenses.get(name, "")):
            self._judge.put(verdict)
        self._desk.settle()

    def _join(self, look: Look) -> dict[tuple[str, str, str], int]:
        """Join the findings into incidents. Of those with an explanation: which incident has it, by (detector, lens, client)."""
        if self._cases is None:
            return {}
        try:
            incidents = self._cases.hear(signals_of(look.findings, look.lenses), look.ties)
        except LedgerError:
            self._desk.trouble(PART, UNKEPT)
            return {}
        self._desk.trouble(PART, "")
        return {(s.detector, s.lens, s.client): one.number for one in incidents if one.explanation for s in one.signals}

    def _remember(self, marks: Sequence[str]) -> None:
        """Keep what was told; after it was told, so that a kill in between has it told twice, and never not at all."""
        self._unkept += marks
        if self._memory is not None and self._unkept:
            with contextlib.suppress(LedgerError):  # the desk says that the store is away, and it is tried again
                self._memory.tell(self._unkept)
                self._unkept.clear()


def _mark(finding: Finding) -> str:
    """What tells a finding from others, without naming its client."""
    name = f"{finding.detector}\0{finding.lens}\0{finding.client}"
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
