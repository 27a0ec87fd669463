"""Judge: what gates ask before an answer and tell after it. One shape, whatever counts behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from headcount.model.seen import Seen
from headcount.model.verdict import Decision, Verdict


class Judge(Protocol):
    """Says what to do with a request. No clear text reaches it: clients are names, people are tokens."""

    def decide(self, seen: Seen, now: int) -> Decision:
        """Decide before the answer. The records that the request names count at once, unless the decision keeps them back.

        Args:
            seen: the request, as the door knows it.
            now: microseconds since 1970 UTC.
        """

    def shown(self, seen: Seen, records: Sequence[int], kinds: Collection[str], now: int, *, past: bool = False) -> Decision:
        """Count people whom the answer itself shows, and decide what may be done with that answer.

        Args:
            seen: the request that was answered.
            records: tokens of the people in the answer; those that the request named may be among them, and count once.
            kinds: kinds of personal data that the answer holds of them.
            now: microseconds since 1970 UTC.
            past: whether the answer has gone out already: all its people count, whatever is decided.
        """

    def put(self, verdict: Verdict) -> None:
        """Take a verdict, in place of the client's earlier one on the same ground.

        It keeps its number when that is above every number so far, and gets the next one otherwise. A verdict on a ground that
        a person has lifted is not taken before the lifted one's end.
        """

    def verdicts(self, after: int = 0) -> list[Verdict]:
        """Verdicts with a number above `after`, by number: those in force, lifted ones, and those that ended of late."""

    def lift(self, lens: str, client: str, now: int) -> Verdict | None:
        """Lift every verdict in force on a client, and return the most severe one as it stands now; None when there is none."""
