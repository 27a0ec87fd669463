"""The book: every budget with its clients, and what one request would mean to those that count it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from math import inf
from operator import itemgetter

import msgspec

from headcount.model.kind import Kind
from headcount.model.seen import Seen
from headcount.model.verdict import Action
from headcount.policy.budget import Budget, Step
from headcount.policy.sightings import Sightings, Weight

EXEMPT = ("agreement:", "crawler:")
"""Groups whose clients no budget counts that is for everybody: only one that names them."""
_NAMED = ("account", "credential")
_ALONE = ("address", "visitor")
_MOST_WAYS = 20_000
_LENS = itemgetter(0)
_PLENTY = 1 << 62
"""People left where nothing is limited."""


class Page:
    """One budget with its clients."""

    __slots__ = ("budget", "calm", "floors", "most", "reason", "sightings")

    def __init__(self, budget: Budget, sightings: Sightings) -> None:
        self.budget = budget
        self.sightings = sightings
        self.reason = f"budget:{budget.name}"
        """As verdicts and decisions say it."""
        self.floors = [
            (
                inf if budget.people is None else int(step.at * budget.people),
                inf if budget.new is None else int(step.at * budget.new),
            )
            for step in budget.steps
        ]
        """Of each step, how many people and how many new people there are before it."""
        self.calm = min((floor for floor, _ in self.floors), default=inf), min((floor for _, floor in self.floors), default=inf)
        """So many people and new ones lead to no step."""
        self.most = _PLENTY if budget.people is None else budget.people, _PLENTY if budget.new is None else budget.new
        """So many people and new ones are in the budget."""

    def step(self, people: int, new: int) -> int:
        """The step that a client is on who was shown so many, counted from 1; 0: none."""
        for number in range(len(self.floors), 0, -1):
            floor, of_new = self.floors[number - 1]
            if people > floor or new > of_new:
                return number
        return 0


class Charge(msgspec.Struct, frozen=True, gc=False):
    """One request on one budget."""

    page: Page
    client: str
    weight: Weight
    number: int
    """Which step the client is on once it is counted, from 1; 0: none."""
    acts: int
    """Which step's action is for this request: 0 when it shows nobody but those who were shown in clear within the period."""

    @property
    def budget(self) -> Budget:
        """The budget."""
        return self.page.budget

    @property
    def step(self) -> Step | None:
        """The step that the client is on once it is counted."""
        return self.budget.steps[self.number - 1] if self.number else None

    @property
    def action(self) -> Action:
        """What the budget would do with the request."""
        return self.budget.steps[self.acts - 1].action if self.acts else Action.ALLOW

    @property
    def mask(self) -> tuple[Kind, ...]:
        """The kinds that the step masks; empty: every kind."""
        return self.budget.steps[self.acts - 1].mask if self.acts else ()

    def left(self, *, counted: bool) -> int:
        """People left in the budget, once the request is `counted` or not."""
        budget, weight = self.page.budget, self.weight
        people = inf if budget.people is None else budget.people - weight.people - counted * weight.fresh
        new = inf if budget.new is None else budget.new - weight.new - counted * weight.fresh_new
        return max(int(min(people, new)), 0)


class BudgetBook:
    """Budgets and who was shown whom under each. Not for several threads at once: who has it locks."""

    def __init__(self, budgets: Sequence[Budget] = (), most_clients: int = 2_000_000) -> None:
        """Of each budget, at most so many clients are remembered."""
        self._most = most_clients
        self.pages = [self._page(budget, None) for budget in budgets]
        """Each budget with its clients."""
        self._ways: dict[tuple[object, ...], tuple[tuple[Page, int], ...]] = {}
        self._for: dict[tuple[frozenset[str], tuple[str, ...]], tuple[Page, ...]] = {}

    def take_over(self, budgets: Sequence[Budget]) -> None:
        """Go on with other budgets; those of a known name, lens and period keep whom they have counted."""
        before = {(page.budget.name, page.budget.lens, page.budget.period): page.sightings for page in self.pages}
        self.pages = [self._page(budget, before.get((budget.name, budget.lens, budget.period))) for budget in budgets]
        self._ways.clear()
        self._for.clear()

    def _page(self, budget: Budget, known: Sightings | None) -> Page:
        """A budget with its clients: those it has, if any."""
        sightings = known or Sightings(budget.period, remember=False, most=self._most)
        if budget.new is not None:
            sightings.start_remembering()
        return Page(budget, sightings)

    def charges(
        self,
        seen: Seen,
        kinds: tuple[str, ...],
        records: Collection[int],
        groups: frozenset[str],
        now: int,
        *,
        more: int = 0,
    ) -> list[Charge]:
        """What a request means to each budget that counts it; `more` people are asked for without being named."""
        found = []
        for page, place in self._counting(seen, kinds, groups):
            client = seen.clients[place][1]
            weight = page.sightings.weigh(client, records, now)
            people = weight.people + weight.fresh + more
            new = weight.new + weight.fresh_new + more
            number = acts = 0 if people <= page.calm[0] and new <= page.calm[1] else page.step(people, new)
            if number and not (weight.fresh_new or weight.hidden or more):
                acts = page.step(people, 0) if weight.fresh else 0
            found.append(Charge(page, client, weight, number, acts))
        return found

    def calm(self, seen: Seen, record: int, groups: frozenset[str], now: int) -> tuple[int | None, Sequence[tuple[Page, str]]]:
        """Count one person for every budget that counts the request, if none of them comes to a step.

        Returns:
            The people left in the tightest, -1 if this is one for `charges`, None if no budget counts it; and where the count
            changed something: a budget and the client.
        """
        pages = self._counting(seen, seen.kinds, groups)
        if not pages:
            return None, ()
        if len(pages) == 1:  # as nearly always
            [(page, place)] = pages
            client = seen.clients[place][1]
            glance = page.sightings.glance(client, record, now)
            people, new = glance[3], glance[4]
            if people > page.calm[0] or new > page.calm[1]:
                return -1, ()
            more = page.sightings.take(client, record, glance)
            return max(0, min(page.most[0] - people, page.most[1] - new)), ((page, client),) if more else ()
        left, found = _PLENTY, []
        changed: list[tuple[Page, str]] = []
        for page, place in pages:
            client = seen.clients[place][1]
            glance = page.sightings.glance(client, record, now)
            people, new = glance[3], glance[4]
            if people > page.calm[0] or new > page.calm[1]:
                return -1, ()
            left = min(left, page.most[0] - people, page.most[1] - new)
            found.append((page, client, glance))
        for page, client, glance in found:
            if page.sightings.take(client, record, glance):
                changed.append((page, client))
        return max(0, left), changed

    def _counting(self, seen: Seen, kinds: tuple[str, ...], groups: frozenset[str]) -> tuple[tuple[Page, int], ...]:
        """The budgets that count a request, each with the place of the client whom it counts among `seen.clients`."""
        lenses = tuple(map(_LENS, seen.clients))
        key = (seen.route, seen.people, kinds, groups, lenses)
        pages = self._ways.get(key)
        if pages is None:
            if len(self._ways) >= _MOST_WAYS:
                self._ways.clear()
            pages = self._ways[key] = tuple(
                (page, lenses.index(page.budget.lens))
                for page in self.of(groups, lenses)
                if page.budget.counts(seen.route, kinds, people=seen.people)
            )
        return pages

    def of(self, groups: frozenset[str], lenses: tuple[str, ...]) -> tuple[Page, ...]:
        """The budgets of a client: those for its groups; under each lens without such, those for everybody."""
        found = self._for.get((groups, lenses))
        if found is None:
            if len(self._for) >= _MOST_WAYS:
                self._for.clear()
            found = self._for[groups, lenses] = tuple(self._found(groups, lenses))
        return found

    def _found(self, groups: frozenset[str], lenses: tuple[str, ...]) -> Iterator[Page]:
        own = {page.budget.lens for page in self.pages if page.budget.groups & groups}
        exempt = any(group.startswith(EXEMPT) for group in groups)
        guest = not any(lens in _NAMED for lens in lenses)
        for page in self.pages:
            lens = page.budget.lens
            for_it = page.budget.groups & groups if page.budget.groups else lens not in own and not exempt
            if for_it and lens in lenses and (guest or lens not in _ALONE):
                yield page
