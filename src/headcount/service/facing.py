"""What the console sees of the running service: its health, its verdicts, and the hands to set and lift them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.store import Change
from headcount.service.status import Snapshot, Status


class Hands(Protocol):
    """`service.desk.Desk`, as far as people use it."""

    def verdicts(self, after: int) -> list[Verdict]:
        """Those with a higher number, by number."""

    def order(self, lens: str, client: str, action: Action, mask: tuple[Kind, ...], seconds: int, by: str) -> Verdict:
        """Set a verdict because a person says so."""

    def lift(self, lens: str, client: str, by: str) -> Verdict | None:
        """Lift what is in force on a client."""


class Past(Protocol):
    """`policy.store.VerdictStore`, as far as it is read here."""

    def history(self, lens: str, client: str) -> Sequence[Change]:
        """What happened to a client, oldest first."""


class Facing:
    """Implements `console.interface.Running` over a service. Any thread may come."""

    live = True

    def __init__(self, status: Status, desk: Hands, past: Past, renew: Callable[[], None]) -> None:
        """`renew` puts changed rules of the console in force."""
        self._status, self._desk, self._past, self._renew = status, desk, past, renew

    def health(self) -> Snapshot:
        """How the service is."""
        return self._status.snapshot()

    def verdicts(self) -> list[Verdict]:
        """In force now, newest first, those of a dry run included."""
        now = time.time_ns() // 1000
        return [one for one in reversed(self._desk.verdicts(0)) if one.since <= now < one.until and not one.lifted]

    def history(self, lens: str, client: str) -> list[tuple[Verdict, str, str]]:
        """(verdict, `set` or `lifted`, by whom) for a client, oldest first."""
        return [(one.verdict, one.change, one.by) for one in self._past.history(lens, client)]

    def order(self, lens: str, client: str, action: Action, mask: tuple[Kind, ...], seconds: int, by: str) -> Verdict:
        """Set a verdict because a person says so."""
        return self._desk.order(lens, client, action, mask, seconds, by)

    def lift(self, lens: str, client: str, by: str) -> Verdict | None:
        """Lift what is in force on a client; None when nothing is."""
        return self._desk.lift(lens, client, by)

    def take_over(self) -> None:
        """Put changed budgets, rules and known clients of the console in force.

        Raises:
            ConfigError: they do not hold together; what was in force goes on.
        """
        self._renew()
