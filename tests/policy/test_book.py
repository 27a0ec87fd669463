from __future__ import annotations

from headcount.model.seen import Seen
from headcount.model.verdict import Action
from headcount.policy.book import BudgetBook, Charge
from headcount.policy.budget import Budget, Step

NOW = 1_800_000_000_000_000
GUEST = (("visitor", "192.0.2.1 B/1"), ("address", "192.0.2.1"), ("prefix", "192.0.2.0/24"))
ANN = (("account", "ann"), ("address", "192.0.2.1"), ("prefix", "192.0.2.0/24"))


def seen(clients: tuple[tuple[str, str], ...] = ANN, route: str = "GET /users/{id}", *, people: bool = True) -> Seen:
    return Seen(clients, route, people=people, kinds=("phone",), entity="people", records=())


def charges(book: BudgetBook, one: Seen, *groups: str, records: tuple[int, ...] = (1,), more: int = 0) -> list[Charge]:
    return book.charges(one, one.kinds, records, frozenset(groups), NOW, more=more)


def names(book: BudgetBook, one: Seen, *groups: str) -> list[tuple[str, str]]:
    return [(charge.budget.name, charge.client) for charge in charges(book, one, *groups)]


def test_a_budget_for_everybody_is_for_those_whom_no_other_names_under_the_same_lens() -> None:
    book = BudgetBook(
        [
            Budget("all", 3),
            Budget("staff day", 9, groups=frozenset({"role:staff"})),
            Budget("staff week", 30, groups=frozenset({"role:staff"})),
            Budget("guests", 2, lens="address"),
            Budget("networks", 99, lens="prefix"),
        ]
    )
    assert names(book, seen()) == [("all", "ann"), ("networks", "192.0.2.0/24")]
    assert names(book, seen(), "role:staff") == [("staff day", "ann"), ("staff week", "ann"), ("networks", "192.0.2.0/24")]
    assert names(book, seen(), "role:merchant") == [("all", "ann"), ("networks", "192.0.2.0/24")]
    assert names(book, seen(GUEST)) == [("guests", "192.0.2.1"), ("networks", "192.0.2.0/24")]


def test_agreements_and_verified_crawlers_have_budgets_of_their_own_or_none() -> None:
    book = BudgetBook([Budget("all", 3), Budget("partner", 9, groups=frozenset({"agreement:Partner"}))])
    assert names(book, seen(), "agreement:Partner") == [("partner", "ann")]
    assert names(book, seen(), "agreement:Other") == []
    assert names(book, seen(), "crawler:ExampleBot") == []


def test_only_routes_that_it_counts() -> None:
    book = BudgetBook([Budget("people", 3), Budget("orders", 3, routes=frozenset({"/orders/{id}"}))])
    assert names(book, seen(route="GET /orders/{id}", people=False)) == [("orders", "ann")]
    assert names(book, seen(people=False)) == []
    assert names(book, seen()) == [("people", "ann")]


def test_the_step_that_a_request_leads_to() -> None:
    steps = (Step(0.5, Action.ALLOW), Step(1.0, Action.MASK), Step(2.0, Action.BLOCK))
    book = BudgetBook([Budget("daily", 3, steps=steps)])
    found = []
    for person in range(8):
        [charge] = charges(book, seen(), records=(person,))
        found.append((charge.number, charge.action, charge.left(counted=True), charge.left(counted=False)))
        charge.page.sightings.add("ann", (person,), NOW)
    assert found == [
        (0, Action.ALLOW, 2, 3),
        (1, Action.ALLOW, 1, 2),
        (1, Action.ALLOW, 0, 1),
        (2, Action.MASK, 0, 0),
        (2, Action.MASK, 0, 0),
        (2, Action.MASK, 0, 0),
        (3, Action.BLOCK, 0, 0),
        (3, Action.BLOCK, 0, 0),
    ]
    [again] = charges(book, seen(), records=(0,))
    assert (again.number, again.action) == (3, Action.ALLOW), "a person who was shown within the period stays visible"
    [unnamed] = charges(book, seen(), records=(), more=1)
    assert unnamed.action is Action.BLOCK


def test_new_people_have_a_limit_of_their_own() -> None:
    book = BudgetBook([Budget("daily", 10, new=2)])
    sightings = book.pages[0].sightings
    sightings.remember("ann", [100, 101, 102])
    [charge] = charges(book, seen(), records=(100, 101, 102, 1, 2))
    assert (charge.action, charge.left(counted=True)) == (Action.ALLOW, 0)
    sightings.add("ann", (100, 101, 102, 1, 2), NOW)
    assert [one.action for one in charges(book, seen(), records=(3,))] == [Action.BLOCK]
    sightings.remember("ann", [103])
    assert [one.action for one in charges(book, seen(), records=(103,))] == [Action.ALLOW]


def test_over_the_limit_of_new_people_known_ones_are_shown_and_masked_new_ones_stay_so() -> None:
    book = BudgetBook([Budget("daily", 10, new=2, steps=(Step(1.0, Action.MASK),))])
    sightings = book.pages[0].sightings
    sightings.remember("ann", [100])
    sightings.add("ann", (1, 2), NOW)
    sightings.add("ann", (3,), NOW, hidden=True)
    told = {person: [(one.number, one.action) for one in charges(book, seen(), records=(person,))] for person in (1, 3, 4, 100)}
    assert told == {1: [(1, Action.ALLOW)], 3: [(1, Action.MASK)], 4: [(1, Action.MASK)], 100: [(1, Action.ALLOW)]}


def test_a_budget_of_nobody() -> None:
    [charge] = charges(BudgetBook([Budget("none", 0)]), seen())
    assert (charge.action, charge.left(counted=True)) == (Action.BLOCK, 0)
