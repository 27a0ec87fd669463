"""What becomes of findings: new ones are told, and each leads to the verdicts that the rules give for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

from headcount.policy.interface import Judge
from headcount.policy.rules import Rule, verdicts_of
from headcount.service.desk import Desk
from headcount.service.looking import Look

MOST_REMEMBERED = 100_000
Groups = Callable[[tuple[tuple[str, str], ...]], Collection[str]]


class Findings:
    """Hears of every look of the detectors."""

    def __init__(self, judge: Judge, desk: Desk, rules: Sequence[Rule], groups: Groups) -> None:
        """`groups` says which roles and agreements a client belongs to."""
        self._judge, self._desk = judge, desk
        self._told: dict[tuple[str, str, str], None] = {}
        self._noticed: set[tuple[str, str]] = set()
        self.take_over(rules, groups)

    def take_over(self, rules: Sequence[Rule], groups: Groups) -> None:
        """Go on by these rules."""
        self._rules, self._groups = rules, groups

    def hear(self, look: Look) -> None:
        """One look at the whole ledger: the findings of earlier looks are among them."""
        findings = look.findings
        new = [finding for finding in findings if (finding.detector, finding.lens, finding.client) not in self._told]
        self._told |= {(finding.detector, finding.lens, finding.client): None for finding in new}
        for key in list(self._told)[: max(len(self._told) - MOST_REMEMBERED, 0)]:
            del self._told[key]
        self._desk.found([(f"finding:{finding.detector}:{finding.client_id}", finding) for finding in new])
        for detector, sentence in look.notices:
            if (detector, sentence) not in self._noticed:
                self._desk.noticed(detector, sentence)
        self._noticed = set(look.notices)
        now = time.time_ns() // 1000
        for verdict in verdicts_of(findings, self._rules, self._groups, now, lambda name: look.lenses.get(name, "")):
            self._judge.put(verdict)
        self._desk.settle()
