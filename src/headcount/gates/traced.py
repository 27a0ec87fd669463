"""What a gate decided within a few seconds, as one span: nothing is added to a request."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from headcount.config.traces import Tracer
from headcount.gates.interface import Gate

EVERY = 10.0
"""Seconds between two spans."""
DECISIONS = "headcount.gate.decisions"


class TracedDecisions:
    """Tells a tracer what a gate has decided since it was last told. A span is for all requests of a while, and for no one."""

    def __init__(self, gate: Gate, failures: Counter[str], tracer: Tracer, clock: Callable[[], int]) -> None:
        """`failures` are questions without a decision, by type; `clock` gives nanoseconds since 1970 UTC."""
        self._gate, self._failures, self._tracer, self._clock = gate, failures, tracer, clock
        self._since, self._known = clock(), self._counted()

    def _counted(self) -> Counter[str]:
        """Requests so far, by what was done; in dry run that is `allow`, whatever would have been done."""
        counted = Counter({"allow": self._gate.allowed, "failed": self._failures.total()})
        for (action, _), times in self._gate.decided.items():
            counted[action.value] += times
        return counted

    def look(self) -> None:
        """Tell what is new; nothing where nobody asked."""
        now, counted = self._clock(), self._counted()
        new = counted - self._known
        if new:
            self._tracer.note(DECISIONS, self._since, now, requests=new.total(), **new)
        self._since, self._known = now, counted

    async def run(self, every: float = EVERY) -> None:
        """Look again and again, until it is cancelled; then once more."""
        try:
            while True:
                await asyncio.sleep(every)
                self.look()
        finally:
            self.look()
