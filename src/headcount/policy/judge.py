"""The judge in memory: verdicts in force, and budgets counted at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from threading import Lock
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from headcount.model.kind import Kind
from headcount.model.seen import Seen
from headcount.model.verdict import Action, Decision, Verdict
from headcount.policy.book import BudgetBook, Charge, Page
from headcount.policy.budget import Budget
from headcount.policy.counted import Counted, Held
from headcount.policy.docket import Docket
from headcount.policy.rows import Shown
from headcount.policy.sightings import SHARDS

Groups = Callable[[tuple[tuple[str, str], ...]], frozenset[str]]
"""The groups that a client belongs to, such as `role:staff` and `agreement:Partner`."""
_ALLOW = Action.ALLOW
PASS = Decision(_ALLOW)
_AT_ONCE = 50
"""So many clients are told of in one piece."""
_REFUSING = (Action.CHALLENGE, Action.THROTTLE, Action.BLOCK)


class Entered(msgspec.Struct, frozen=True):
    """A client has come to the next step of a budget: what a log and an alert say of it."""

    budget: str
    lens: str
    client: str
    action: Action
    """What is done from here on; `allow` for a warning."""
    people: int
    """Different people who count by now."""
    observe: bool
    """Whether it is only said."""
    now: int
    """Microseconds since 1970 UTC."""


class Sharing(Protocol):
    """Where a judge tells what it has counted: `sharing.Sharing`, `kept_counts.KeptCounts`."""

    @property
    def problem(self) -> str:
        """Why it is not told on just now; empty when it is."""

    @property
    def lost(self) -> int:
        """Changes that were given up."""

    def tell(self, counted: Counted) -> None:
        """Take this; returns at once."""

    def close(self) -> None:
        """Tell what is left, and stop."""


def _nobody(_: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset()


def _unheard(_: Entered) -> None:
    return


class MemoryJudge:
    """A `Judge` of one process. It may be asked by several threads."""

    def __init__(
        self,
        book: BudgetBook | None = None,
        groups: Groups = _nobody,
        *,
        reads_answers: bool = False,
        tell: Callable[[Entered], None] | None = None,
    ) -> None:
        """Make a judge.

        Args:
            book: the budgets; None: none.
            groups: who belongs to which role, agreement, crawler.
            reads_answers: whether answers are told by `shown`. If not, a request whose answer shows people whom it does not name
                is judged as if it showed one more.
            tell: hears of each client that comes to the next step of a budget; None: nobody does.
        """
        self._book = book if book is not None else BudgetBook()
        self._docket = Docket()
        self._groups = groups
        self._reads_answers = reads_answers
        self._tell = tell or _unheard
        self._lock = Lock()
        self.sharing: Sharing | None = None
        """Hears of everything that is counted, and tells other gates; None: nobody does."""
        self.keeping: Sharing | None = None
        """Hears of everything that is counted, and keeps it for the next start; None: nobody does."""

    def take_over(self, budgets: Sequence[Budget], groups: Groups) -> None:
        """Go on with other budgets and groups. Budgets of a known name, lens and period keep whom they counted; verdicts stay."""
        with self._lock:
            self._book.take_over(budgets)
            self._groups = groups

    def hear(self, counted: Iterable[Counted]) -> None:
        """Count what other gates have counted."""
        with self._lock:
            for one in counted:
                for page in self._book.pages:
                    if page.budget.name == one.budget:
                        page.sightings.add(one.client, one.records, one.now, hidden=one.hidden)

    def remember(self, budget: str, client: str, records: Sequence[int] | NDArray[np.uint64]) -> None:
        """Know people whom a client was shown before this judge was made: they are not new to it."""
        with self._lock:
            for page in self._book.pages:
                if page.budget.name == budget:
                    page.sightings.remember(client, records)

    def load(self, budget: str, shown: Shown, now: int) -> None:
        """Know whom some clients were shown, and when, as `Sightings.load`: nobody is told, and no verdict comes of it."""
        with self._lock:
            for page in self._book.pages:
                if page.budget.name == budget:
                    page.sightings.load(shown, now, page.step)

    def held(self, now: int, name: Callable[[str], str]) -> Iterator[list[Held]]:
        """Everything that is counted, a few clients at a time, each by its `name`: others may ask in between."""
        with self._lock:
            pages = [(page.budget, page.sightings) for page in self._book.pages]
        for budget, sightings in pages:
            for one, asleep in ((sightings, False), (sightings.asleep, True)):
                for shard in range(SHARDS if one is not None else 0):
                    assert one is not None  # noqa: S101  # there are no shards of nothing
                    with self._lock:
                        names = one.names(shard)
                    for start in range(0, len(names), _AT_ONCE):
                        some = names[start : start + _AT_ONCE]
                        with self._lock:
                            found = [(client, *one.held(client, now)) for client in some]
                        yield [
                            Held(budget.name, budget.period, client if asleep else name(client), row, known)
                            for client, row, known in found
                            if row or known
                        ]

    def restore(self, held: Iterable[Held], counted: Iterable[Counted], name: Callable[[str], str]) -> None:
        """Know what was kept before this process: of clients by their `name`, from when they come."""
        with self._lock:
            pages = {page.budget.name: page for page in self._book.pages}
            for one in held:
                page = pages.get(one.budget)
                if page is not None and page.budget.period == one.period:
                    (page.sightings.asleep or page.sightings.sleeping(name)).restore(one.client, one.row, one.known)
            for told in counted:
                page = pages.get(told.budget)
                if page is not None:
                    asleep = page.sightings.asleep or page.sightings.sleeping(name)
                    asleep.add(told.client, told.records, told.now, hidden=told.hidden)

    def sizes(self) -> list[tuple[str, int, int]]:
        """(budget, clients that it counts now, clients that were forgotten too early)."""
        with self._lock:
            return [(page.budget.name, page.sightings.clients, page.sightings.forgotten) for page in self._book.pages]

    def problems(self) -> dict[str, str]:
        """Why what it counts is not shared or kept just now, by part."""
        return {part: one.problem for part, one in self._hearing() if one.problem}

    def lost(self) -> dict[str, int]:
        """Changes that were given up, by part."""
        return {part: one.lost for part, one in self._hearing()}

    def _hearing(self) -> list[tuple[str, Sharing]]:
        told = (("shared", self.sharing), ("state", self.keeping))
        return [(part, one) for part, one in told if one is not None]

    def budgets(self) -> list[Budget]:
        """The budgets in force."""
        with self._lock:
            return [page.budget for page in self._book.pages]

    def budgets_of(self, clients: tuple[tuple[str, str], ...]) -> list[tuple[Budget, str]]:
        """The budgets that count one who is all of `clients`, each with the client's name under its lens."""
        groups, names = self._groups(clients), dict(clients)
        with self._lock:
            return [(page.budget, names[page.budget.lens]) for page in self._book.of(groups, tuple(names))]

    def decide(self, seen: Seen, now: int) -> Decision:
        """See `Judge`."""
        records = seen.records
        if len(records) == 1:
            return self._calm(seen, records, now) or self._judge(seen, records, seen.kinds, now)
        more = not records and bool(seen.people or seen.kinds) and not self._reads_answers
        if not (records or more):
            with self._lock:
                verdicts = self._docket.on(seen.clients, now)
            return decided(verdicts, ()) if verdicts else PASS
        return self._judge(seen, records, seen.kinds, now, more=int(more))

    def shown(self, seen: Seen, records: Sequence[int], kinds: Collection[str], now: int, *, past: bool = False) -> Decision:
        """See `Judge`."""
        calm = self._calm(seen, records, now) if len(records) == 1 and kinds == seen.kinds else None
        return calm or self._judge(seen, records, kinds, now, past=past)

    def put(self, verdict: Verdict) -> None:
        """See `Judge`."""
        with self._lock:
            self._docket.put(verdict)

    def verdicts(self, after: int = 0) -> list[Verdict]:
        """See `Judge`."""
        with self._lock:
            return self._docket.verdicts(after)

    def lift(self, lens: str, client: str, now: int) -> Verdict | None:
        """See `Judge`."""
        with self._lock:
            return self._docket.lift(lens, client, now)

    def close(self) -> None:
        """Stop sharing and keeping, if it does."""
        for _, hearing in self._hearing():
            hearing.close()

    def _judge(
        self, seen: Seen, records: Sequence[int], kinds: Collection[str], now: int, *, more: int = 0, past: bool = False
    ) -> Decision:
        groups = self._groups(seen.clients)
        different = records if len(records) < 2 else tuple(dict.fromkeys(records))
        with self._lock:
            verdicts = self._docket.on(seen.clients, now)
            charges = self._book.charges(seen, tuple(kinds), different, groups, now, more=more)
            if not charges:
                return decided(verdicts, ())
            if not verdicts and max([charge.number for charge in charges]) == 0:
                for charge in charges:
                    self._count(charge, different, now, passes=True, masked=False)
                return Decision(Action.ALLOW, remaining=min([charge.left(counted=True) for charge in charges]))
            excused = any(verdict.action is Action.ALLOW for verdict in verdicts)
            binding = [charge for charge in charges if not (excused or self._is_lifted(charge, now))]
            decision = decided(verdicts, binding)
            passes = past or decision.action not in _REFUSING
            for charge in charges:
                self._count(charge, different, now, passes=passes, masked=not past and charge in binding)
            if past:
                for charge in binding:
                    self._set(charge, now)
            left = min(charge.left(counted=passes) for charge in charges)
        self._say(binding, now, passes=passes)
        return msgspec.structs.replace(decision, remaining=left)

    def _say(self, charges: Sequence[Charge], now: int, *, passes: bool) -> None:
        """Tell of the steps that a client comes to."""
        for charge in charges:
            if charge.number > charge.weight.step and (passes or charge.action in _REFUSING):
                self._tell(_entered(charge, now, passes=passes))

    def _calm(self, seen: Seen, records: Sequence[int], now: int) -> Decision | None:
        """Count the one person whom a request names, where no verdict refuses and no budget has anything to say.

        This is what is asked nearly always. `_judge` would say the same; None where it has to, and nothing was counted.
        """
        groups = self._groups(seen.clients)
        with self._lock:
            verdicts = self._docket.on(seen.clients, now)
            said = decided(verdicts, ()) if verdicts else PASS
            if verdicts and said.action in _REFUSING:
                return None
            left, changed = self._book.calm(seen, records[0], groups, now)
            if left is None:
                return said
            if left < 0:
                return None
            if changed and (self.sharing is not None or self.keeping is not None):
                for page, client in changed:
                    self._tell_on(page, client, records, now)
        if said is PASS:
            return Decision(_ALLOW, remaining=left)
        return Decision(said.action, said.mask, said.reason, said.until, left, said.would)

    def _count(self, charge: Charge, records: Sequence[int], now: int, *, passes: bool, masked: bool) -> None:
        """Count what passes; of a request that does not pass, only note that its budget refused it."""
        sightings = charge.page.sightings
        if passes and records:
            hidden = masked and charge.action is Action.MASK and not charge.budget.observe
            changed = sightings.add(charge.client, records, now, hidden=hidden, step=charge.number)
            if changed:
                self._tell_on(charge.page, charge.client, records, now, hidden=hidden)
        elif charge.number > charge.weight.step and (passes or charge.action in _REFUSING):
            sightings.add(charge.client, (), now, step=charge.number)

    def _tell_on(self, page: Page, client: str, records: Sequence[int], now: int, *, hidden: bool = False) -> None:
        """Tell other gates, and the next start, what was counted."""
        if self.sharing is not None or self.keeping is not None:
            counted = Counted(page.budget.name, client, tuple(records), now, hidden)
            for _, hearing in self._hearing():
                hearing.tell(counted)

    def _is_lifted(self, charge: Charge, now: int) -> bool:
        return self._docket.lifted(charge.budget.lens, charge.client, charge.page.reason, now)

    def _set(self, charge: Charge, now: int) -> None:
        """Make a verdict of a step that was found out after the fact, unless it is in force."""
        budget, step = charge.budget, charge.step
        if step is None or step.action is Action.ALLOW:
            return
        reason = charge.page.reason
        client = ((budget.lens, charge.client),)
        if any(verdict.reason == reason and verdict.action is step.action for verdict in self._docket.on(client, now)):
            return
        self._docket.put(
            Verdict(
                number=0,
                lens=budget.lens,
                client=charge.client,
                action=step.action,
                since=now,
                until=now + budget.period,
                reason=reason,
                mask=step.mask,
                observe=budget.observe,
            )
        )


def decided(verdicts: Sequence[Verdict], charges: Sequence[Charge]) -> Decision:
    """The most severe of all that is in force; where a person excused the client, none of it."""
    if not verdicts and not any(charge.acts for charge in charges):
        return PASS
    if any(verdict.action is Action.ALLOW for verdict in verdicts):
        return PASS
    would, chosen = _ALLOW, PASS
    masks: list[tuple[Kind, ...]] = []
    found = [(v.action, v.mask, v.reason, v.until, v.observe) for v in verdicts]
    found += [(c.action, c.mask, c.page.reason, c.weight.until, c.budget.observe) for c in charges]
    for action, mask, reason, until, observe in found:
        if action.severity > would.severity:
            would = action
        if observe or action is Action.ALLOW:
            continue
        if action is Action.MASK:
            masks.append(mask)
        if action.severity > chosen.action.severity:
            chosen = Decision(action, mask, reason, until)
    if chosen.action is Action.MASK and len(masks) > 1:
        every = () if not all(masks) else tuple(dict.fromkeys(kind for mask in masks for kind in mask))
        chosen = msgspec.structs.replace(chosen, mask=every)
    return Decision(chosen.action, chosen.mask, chosen.reason, chosen.until, would=would)


def _entered(charge: Charge, now: int, *, passes: bool) -> Entered:
    budget, weight = charge.budget, charge.weight
    action = budget.steps[charge.number - 1].action
    people = weight.people + passes * weight.fresh
    return Entered(budget.name, budget.lens, charge.client, action, people, budget.observe, now)
