from __future__ import annotations

import pytest

from headcount.policy.budget import Budget


@pytest.mark.parametrize(
    ("budget", "route", "kinds", "people", "counts"),
    [
        (Budget("b", 1), "GET /users/{id}", (), True, True),
        (Budget("b", 1), "GET /orders/{id}", ("phone",), False, False),
        (Budget("b", 1, kinds=frozenset({"phone"})), "GET /orders/{id}", ("phone", "email"), False, True),
        (Budget("b", 1, kinds=frozenset({"phone"})), "GET /users/{id}", ("email",), True, False),
        (Budget("b", 1, routes=frozenset({"/orders/{id}"})), "GET /orders/{id}", (), False, True),
        (Budget("b", 1, routes=frozenset({"GET /orders/{id}"})), "GET /orders/{id}", (), False, True),
        (Budget("b", 1, routes=frozenset({"POST /orders/{id}"})), "GET /orders/{id}", (), False, False),
        (Budget("b", 1, routes=frozenset({"/orders/{id}"}), kinds=frozenset({"phone"})), "GET /orders/{id}", (), False, False),
        (Budget("b", 1, routes=frozenset({"/o"}), kinds=frozenset({"phone"})), "GET /users/{id}", ("phone",), True, False),
    ],
)
def test_what_a_budget_counts(budget: Budget, route: str, kinds: tuple[str, ...], people: bool, counts: bool) -> None:
    assert budget.counts(route, kinds, people=people) is counts
