"""Gate: what every door has in common: it makes of a request what the judge may know, asks, and says the answer in headers."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Protocol

from headcount.gates.failing import FailPolicy
from headcount.gates.identity import Identities, Request
from headcount.model.seen import Seen
from headcount.model.verdict import Action, Decision
from headcount.policy.interface import Judge

ACTION, MASK, REMAINING, REASON, WOULD = (
    f"X-Headcount-{name}" for name in ("Action", "Mask", "Budget-Remaining", "Reason-Id", "Would")
)
COPIED = (ACTION, MASK, REMAINING, REASON)
"""What proxies hand on to the site."""
EVERY_KIND = "*"
"""`X-Headcount-Mask` when every kind that has a mask is masked."""
_ALLOW = Action.ALLOW
_ACTIONS = [(ACTION, action.value) for action in sorted(Action, key=lambda action: action.severity)]
"""The first header of every decision, by severity."""
_UNPRINTABLE = re.compile(r"[^\x21-\x7e]")


class Door(Protocol):
    """What a gate asks about one request: `catalog.inline.InlineDoor`."""

    def see(
        self,
        method: str,
        target: str,
        address: str,
        forwarded: str = "",
        account: str = "",
        credential: str = "",
        user_agent: str = "",
        crawler: str = "",
    ) -> Seen:
        """The request, as the judge may know it; its arguments are the fields of a `Request`, in their order."""


class Gate:
    """One gate: the door to tokens, the judge, the rules about who is believed, and what happens when any of them fails."""

    def __init__(
        self, door: Door, judge: Judge, identities: Identities, failing: FailPolicy, clock: Callable[[], int] = time.time_ns
    ) -> None:
        """`clock` gives nanoseconds since 1970 UTC."""
        self.door = door
        self.judge = judge
        self.identities = identities
        self.failing = failing
        self.allowed = 0
        """Requests that were allowed, and would have been in enforcement too."""
        self.decided = Counter[tuple[Action, Action]]()
        """All others, by what was done and what would have been done."""
        self._clock = clock

    def take(self, other: Gate) -> None:
        """Go on by the door and the rules of another gate; the judge, who has counted, stays."""
        self.door, self.identities, self.failing = other.door, other.identities, other.failing

    def now(self) -> int:
        """Microseconds since 1970 UTC."""
        return self._clock() // 1000

    def ask(self, request: Request) -> tuple[Seen, Decision]:
        """What to do with a request, before its answer. The records that it names are counted at once."""
        seen = self.door.see(*request)
        decision = self.judge.decide(seen, self._clock() // 1000)
        if decision.action is _ALLOW and decision.would is _ALLOW:
            self.allowed += 1
        else:
            self.decided[decision.action, decision.would] += 1
        return seen, decision

    def shown(self, seen: Seen, records: Sequence[int], kinds: Collection[str], *, past: bool = False) -> Decision:
        """What to do with an answer that shows these people, who are counted; `past` when it has gone out already."""
        return self.judge.shown(seen, records, kinds, self._clock() // 1000, past=past)


def headers(decision: Decision) -> list[tuple[str, str]]:
    """A decision as headers. `X-Headcount-Action` is always there, so that it overwrites one that a client made up."""
    action = decision.action
    found = [_ACTIONS[action.severity]]
    if action is Action.MASK:
        found.append((MASK, ",".join(decision.mask) or EVERY_KIND))
    if decision.remaining is not None:
        found.append((REMAINING, str(decision.remaining)))
    if decision.reason:
        found.append((REASON, _printable(decision.reason)))
    if decision.would is not _ALLOW:
        found.append((WOULD, decision.would.value))
    return found


def retry_after(decision: Decision, now: int) -> int:
    """Seconds until it may be asked again, rounded up, at least one (RFC 9110, section 10.2.3)."""
    return max(1, -(-(decision.until - now) // 1_000_000))


@lru_cache(maxsize=10_000)
def _printable(reason: str) -> str:
    """A reason as a header can hold it: budgets and rules may be named in any alphabet."""
    return _UNPRINTABLE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode("utf-8", "replace")), reason)
