from __future__ import annotations

import numpy as np
import pytest

from headcount.ledger.routes import RoutesOf

TEMPLATES = {0: "/u/{id}", 1: "/orders/{id}", 2: "/u/{id}", 5: "/about/{name}"}


def _routes(*rows: tuple[int, int, int]) -> RoutesOf:
    client, route, times = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    return RoutesOf(client, route, times, TEMPLATES)


def test_the_busiest_comes_first_and_equals_by_name() -> None:
    routes = _routes((7, 5, 3), (7, 0, 3), (7, 1, 9), (2, 1, 1))
    assert dict(routes) == {2: ("/orders/{id}",), 7: ("/orders/{id}", "/about/{name}", "/u/{id}")}


def test_routes_of_one_template_are_one() -> None:
    assert dict(_routes((1, 0, 2), (1, 1, 3), (1, 2, 2))) == {1: ("/u/{id}", "/orders/{id}")}


def test_a_client_that_is_not_there_is_a_key_error() -> None:
    routes = _routes((1, 0, 2))
    assert (routes.get(2), len(routes)) == (None, 1)
    with pytest.raises(KeyError):
        routes[2]


def test_nothing_shown_and_no_route_known() -> None:
    none = np.zeros(0, np.int64)
    assert dict(RoutesOf(none, none, none, {})) == dict(RoutesOf(none, none, none, TEMPLATES)) == {}
