"""The desk: every verdict passes here on its way out, whoever set it: kept, counted, told, and handed to the gates that wait."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from headcount.errors import LedgerError
from headcount.model.alert import Alert, Concern
from headcount.model.finding import Finding
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.interface import Judge
from headcount.policy.judge import Entered
from headcount.service.logs import Log
from headcount.service.status import Status, without_files

PART = "verdicts"
PERSON = "person"
MOST_UNKEPT = 100_000
"""So many verdicts are held back while the store is away; beyond, the oldest are given up."""
UNKEPT = "verdicts hold, and cannot be kept for the next start; make room, or check store of [policy]"


class Store(Protocol):
    """Where verdicts outlive the process: `policy.store.VerdictStore`."""

    def keep(self, verdicts: Sequence[Verdict], by: Mapping[int, str]) -> None:
        """Keep these, all or none, each in place of the client's earlier one on the same ground, and add them to the history.

        `by` are logins of those who set or lifted some of them, by number.

        Raises:
            LedgerError: they cannot be written now; the same are brought again.
        """

    def kept(self) -> list[Verdict]:
        """Every verdict that has not ended, lifted ones included, by number; and the newest."""


class Desk:
    """One for each running service; any thread may come."""

    def __init__(
        self,
        judge: Judge,
        store: Store,
        status: Status,
        log: Log,
        tell: Callable[[Iterable[Alert]], None] = lambda _: None,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        """`tell` brings alerts on their way; `clock` gives nanoseconds since 1970 UTC."""
        self.files: Sequence[str] = ()
        """Names of the ledger's file, which health answers and alerts do not tell."""
        self.wake: Callable[[], None] = lambda: None
        """Called when there is a newer verdict; whoever serves gates sets it."""
        self._judge, self._store, self._status, self._log, self._tell, self._clock = judge, store, status, log, tell, clock
        self._lock = threading.Lock()
        self._told = 0
        self._unkept: deque[Verdict] = deque(maxlen=MOST_UNKEPT)
        self._by: dict[int, str] = {}

    def restore(self) -> None:
        """Put in force again what was kept, before anything else is judged.

        Raises:
            HeadcountError: the store cannot be read.
        """
        with self._lock:
            for verdict in self._store.kept():
                self._judge.put(verdict)
            self._told = max((verdict.number for verdict in self._judge.verdicts()), default=0)

    def settle(self) -> list[Verdict]:
        """Take up what is new since the last time: keep it, count it, tell it, wake the gates. Returns it."""
        with self._lock:
            new = self._judge.verdicts(self._told)
            self._told = max((verdict.number for verdict in new), default=self._told)
            self._unkept.extend(new)
            problem = self._keep()
            now = self._now()
            in_force = sum(v.since <= now < v.until and not v.lifted for v in self._judge.verdicts()) if new else None
        if in_force is not None:
            self._status.gauge(verdicts_in_force=in_force)
        self.trouble(PART, problem)
        for verdict in new:
            if not verdict.lifted:
                self._status.judged(verdict.action, observe=verdict.observe)
            mode = "lifted" if verdict.lifted else "observe" if verdict.observe else "enforce"
            self._log.say(
                "info", "verdict", action=verdict.action, mode=mode, reason=verdict.reason, reference=str(verdict.number)
            )
        self._tell([_alert(verdict) for verdict in new if not verdict.lifted])
        if new:
            self.wake()
        return new

    def _keep(self) -> str:
        """Write what is not kept yet; what keeps it from that, empty for nothing."""
        if self._unkept:
            try:
                self._store.keep(self._unkept, self._by)
            except LedgerError:
                return UNKEPT
            self._unkept.clear()
            self._by.clear()
        return ""

    @property
    def newest(self) -> int:
        """The highest number so far."""
        return self._told

    def verdicts(self, after: int) -> list[Verdict]:
        """Those with a higher number, by number."""
        return self._judge.verdicts(after)

    def order(self, lens: str, client: str, action: Action, mask: tuple[Kind, ...], seconds: int, by: str = "") -> Verdict:
        """Set a verdict because a person says so; from now on, for so long. `by` is their login, where it is known."""
        now = self._now()
        with self._lock:
            self._judge.put(Verdict(0, lens, client, action, now, now + seconds * 1_000_000, PERSON, mask))
            made = next(v for v in reversed(self._judge.verdicts()) if (v.lens, v.client, v.reason) == (lens, client, PERSON))
            if by:
                self._by[made.number] = by
        self.settle()
        return made

    def lift(self, lens: str, client: str, by: str = "") -> Verdict | None:
        """Lift what is in force on a client; None when nothing is. `by` is the login of whoever does it."""
        with self._lock:
            before = max((verdict.number for verdict in self._judge.verdicts()), default=0)
            lifted = self._judge.lift(lens, client, self._now())
            if by:
                self._by |= {
                    v.number: by for v in self._judge.verdicts(before) if v.lifted and (v.lens, v.client) == (lens, client)
                }
        self.settle()
        return lifted

    def found(self, findings: Sequence[tuple[str, Finding]], explained: Callable[[Finding], int] = lambda _: 0) -> None:
        """Tell of new findings: (reference, finding). `explained` says which incident explains a client; 0 for none."""
        for reference, finding in findings:
            self._status.found(finding.detector)
            self._log.say("info", "finding", detector=finding.detector, reference=reference)
        now = self._now()
        self._tell(
            Alert(
                Concern.FINDING,
                now,
                finding.detector,
                reference,
                finding.lens,
                finding.records,
                finding.people,
                max(len(finding.members), 1),
                incident=explained(finding),
            )
            for reference, finding in findings
        )

    def noticed(self, detector: str, sentence: str) -> None:
        """Write down what a detector says of its own footing, such as a bar that was given up."""
        self._log.say("warning", "detector", detector=detector, reason=sentence)

    def stepped(self, entered: Entered) -> None:
        """Write down that a client came to the next step of a budget, warnings included."""
        mode = "observe" if entered.observe else "enforce"
        action = "warn" if entered.action is Action.ALLOW else entered.action.value
        self._log.say("info", "budget", action=action, mode=mode, reason=f"budget:{entered.budget}", count=entered.people)

    def trouble(self, part: str, what: str) -> None:
        """Say what a part has; empty when it works again. Told once; files are named in the log only."""
        public = what
        for file in self.files:
            public = public.replace(file, "the ledger")
        public = without_files(public)
        if self._status.problem(part, public) and what:
            self._log.say("error", "problem", part=part, remedy=what)
            self._tell([Alert(Concern.PROBLEM, self._now(), part, "", detail=public)])

    def _now(self) -> int:
        return self._clock() // 1000


def _alert(verdict: Verdict) -> Alert:
    return Alert(Concern.VERDICT, verdict.since, verdict.action, verdict.reason, verdict.lens, observe=verdict.observe)
