"""Recalling: a judge that starts is told from the ledger what the one before it had counted, so a restart forgets nobody."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import pyarrow as pa

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.prefixes import networks_of
from headcount.ledger.shown_lately import callers_since, latest, shown_since, ways
from headcount.policy.budget import Budget
from headcount.policy.judge import MemoryJudge
from headcount.policy.rows import GRAIN, Shown
from headcount.service.callers import named

EVER = 0
"""Since when showings matter to a budget that asks who is new to a client: microseconds since 1970."""


@dataclass(slots=True)
class _Members:
    """Whom one budget counts: callers, and the clients that they are under its lens."""

    callers: array[int] = field(default_factory=lambda: array("I"))
    clients: array[int] = field(default_factory=lambda: array("I"))
    names: dict[str, int] = field(default_factory=dict)

    def add(self, caller: int, name: str) -> None:
        """One more caller."""
        self.callers.append(caller)
        self.clients.append(self.names.setdefault(name, len(self.names)))

    def table(self) -> pa.Table:
        """As `shown_since` wants it."""
        return pa.table({"caller": pa.array(self.callers, pa.uint32()), "client": pa.array(self.clients, pa.uint32())})


def recall_counts(judge: MemoryJudge, ledger: EmbeddedLedger, now: int) -> None:
    """Tell a judge whom each client was shown within each budget's period, as if it had heard of it then.

    Nothing is decided by it: no verdict is set, and nobody hears of a step that was entered before. A period reaches back from
    the last disclosure of the ledger, since lines that came meanwhile count at their own time.

    Args:
        judge: before it is asked for the first time.
        ledger: with nothing uncommitted.
        now: microseconds since 1970.
    """
    budgets, last = judge.budgets(), latest(ledger)
    if not budgets or last is None:
        return
    last = min(last, now)
    begins = {budget.name: _since(budget, last) for budget in budgets}
    members = _members(judge, ledger, min(begins.values()), budgets)
    known = ways(ledger)
    for budget in budgets:
        counting = [way for way in known if budget.counts(way.name, way.kinds, people=way.people)]
        mine = members[budget.name]
        if not counting or not mine.names:
            continue
        names = list(mine.names)
        for some in shown_since(ledger, mine.table(), counting, begins[budget.name]):
            clients = [names[number] for number in some.client.tolist()]
            judge.load(budget.name, Shown(clients, some.ends, some.record, some.first, some.last.clip(max=now)), last)


def _since(budget: Budget, last: int) -> int:
    """When the first showing is that may count."""
    return max(last - budget.period - 2 * (budget.period // GRAIN), EVER) if budget.new is None else EVER


def _members(judge: MemoryJudge, ledger: EmbeddedLedger, since: int, budgets: list[Budget]) -> dict[str, _Members]:
    members = {budget.name: _Members() for budget in budgets}
    for batch in callers_since(ledger, since):
        prefixes = networks_of(pa.chunked_array([batch.column("address")])).to_pylist()
        columns = (batch.column(name).to_pylist() for name in ("caller", "address", "account", "credential", "user_agent"))
        for caller, address, account, credential, agent, prefix in zip(*columns, prefixes, strict=True):
            for budget, name in judge.budgets_of(named(address, account, credential, agent, prefix)):
                members[budget.name].add(caller, name)
    return members
