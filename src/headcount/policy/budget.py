"""Budget: how many different people a client may be shown in a while, and what happens on the way there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from headcount.model.kind import Kind
from headcount.model.verdict import Action


@dataclass(frozen=True, slots=True)
class Step:
    """What is done from a share of a budget on."""

    at: float
    """Share of the budget: 1.0 is what would go over it, 0.5 what would go over half of it."""
    action: Action
    """`allow` only warns: the decision says the budget's reason and lets the request pass."""
    mask: tuple[Kind, ...] = ()
    """For `mask`: the kinds; empty: those of the budget, and every kind that has a mask where it names none."""


OVER = (Step(1.0, Action.BLOCK),)
"""What happens when a budget says nothing else: what would go over it is refused."""


@dataclass(frozen=True, slots=True)
class Budget:
    """So many different people in any period of this length, for each client."""

    name: str
    people: int | None = None
    """Different people in any period; None: as many as one likes."""
    new: int | None = None
    """Of these, people whom the client was never shown before; None: as many as one likes."""
    period: int = 86_400_000_000
    """Microseconds."""
    lens: str = "account"
    """Which identity is counted: `account`, `credential`, `address`, `visitor`, `prefix`."""
    routes: frozenset[str] = frozenset()
    """`METHOD /template`, or `/template` for every method; empty: every route."""
    kinds: frozenset[str] = frozenset()
    """Only routes that show one of these kinds; empty: whatever they show."""
    groups: frozenset[str] = frozenset()
    """Whom it is for, such as `role:staff`; empty: everybody whom no budget under the same lens is for by name."""
    steps: tuple[Step, ...] = OVER
    """By `at`, rising."""
    observe: bool = True
    """Whether it only says what it would have done."""

    def counts(self, route: str, kinds: Collection[str], *, people: bool) -> bool:
        """Whether what a route shows is counted. A budget that names neither routes nor kinds counts people only."""
        if not self.routes and not self.kinds:
            return people
        if self.routes and route not in self.routes and route.partition(" ")[2] not in self.routes:
            return False
        return not self.kinds or not self.kinds.isdisjoint(kinds)
