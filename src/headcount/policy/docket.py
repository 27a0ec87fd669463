"""The docket: every verdict there is, by client and by number."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import msgspec

from headcount.model.verdict import Verdict

KEPT = 86_400_000_000
"""Microseconds for which a verdict is still told after its end, so that gates hear of it."""
PERSON = "person"
"""Reason of a verdict that a person set."""
_BY_MACHINE = ("address", "visitor")
_NAMED = ("account", "credential")


class Docket:
    """Verdicts in memory. Not for several threads at once: who has it locks."""

    def __init__(self) -> None:
        self._by_client: dict[tuple[str, str], dict[str, Verdict]] = {}
        self._by_number: dict[int, Verdict] = {}
        self._ends: list[tuple[int, int]] = []
        """(end, number) of each, as a heap; some have been replaced since."""
        self._last = 0

    def put(self, verdict: Verdict) -> Verdict | None:
        """Take a verdict, as `Judge.put` says; returns it as it was taken, None when it was not, or when it changes nothing."""
        ground = verdict.rule or verdict.reason
        client = (verdict.lens, verdict.client)
        before = self._by_client.get(client, {}).get(ground)
        if before and before.until > verdict.since and not verdict.lifted and verdict.reason != PERSON:
            same = msgspec.structs.replace(verdict, number=before.number, since=before.since) == before
            if before.lifted or same:
                return None
        number = max(verdict.number, self._last + 1)
        verdict = verdict if verdict.number == number else msgspec.structs.replace(verdict, number=number)
        if before:
            del self._by_number[before.number]
        self._by_client.setdefault(client, {})[ground] = self._by_number[verdict.number] = verdict
        self._last = number
        heapq.heappush(self._ends, (verdict.until, number))
        self._forget(verdict.since - KEPT)
        return verdict

    def lift(self, lens: str, client: str, now: int) -> Verdict | None:
        """Lift every verdict in force on a client; returns the most severe one as it stands now, None when there was none."""
        found = [v for v in self._by_client.get((lens, client), {}).values() if v.since <= now < v.until and not v.lifted]
        lifted = [self.put(msgspec.structs.replace(verdict, lifted=True)) for verdict in found]
        return max(filter(None, lifted), key=lambda verdict: verdict.action.severity, default=None)

    def verdicts(self, after: int = 0) -> list[Verdict]:
        """Verdicts with a number above `after`, by number."""
        found = []
        for number in reversed(self._by_number):
            if number <= after:
                break
            found.append(self._by_number[number])
        return found[::-1]

    def on(self, clients: Sequence[tuple[str, str]], now: int) -> list[Verdict]:
        """What is in force on one who is all of `clients`.

        A machine's verdict on an address or visitor is not for those who named themselves: others may share the address.
        """
        found: list[Verdict] = []
        if not self._by_client:
            return found
        for client in clients:
            grounds = self._by_client.get(client)
            if grounds is None:
                continue
            for verdict in grounds.values():
                apart = client[0] in _BY_MACHINE and clients[0][0] in _NAMED and verdict.reason != PERSON
                if verdict.since <= now < verdict.until and not verdict.lifted and not apart:
                    found.append(verdict)
        return found

    def lifted(self, lens: str, client: str, ground: str, now: int) -> bool:
        """Whether a person lifted what this ground led to, and it would still be in force."""
        before = self._by_client.get((lens, client), {}).get(ground) if self._by_client else None
        return before is not None and before.lifted and now < before.until

    def _forget(self, before: int) -> None:
        """Let go of verdicts that ended before a time."""
        while self._ends and self._ends[0][0] < before:
            _, number = heapq.heappop(self._ends)
            ended = self._by_number.pop(number, None)
            if ended is not None:
                client = (ended.lens, ended.client)
                grounds = self._by_client[client]
                del grounds[ended.rule or ended.reason]
                if not grounds:
                    del self._by_client[client]
