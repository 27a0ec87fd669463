"""Whom a budget would have stopped, access after access."""

from __future__ import annotations

import pytest

from tests.ledger.board.conftest import Site
from tests.ledger.board.grown import DAY, HOUR, START


@pytest.mark.parametrize(("people", "new"), [(2, None), (None, 1), (4, 2), (0, None), (None, None)])
def test_whom_a_budget_would_have_stopped(site: Site, people: int | None, new: int | None) -> None:
    made, board = site
    since, until = START + 5 * HOUR, START + 4 * DAY
    trials = [((), (), {0, 3, 5}), (("/users/{id}",), (), {0, 5}), (("POST /orders/{id}",), (), {2}), ((), ("phone",), {0, 5})]
    for routes, kinds, ways in trials:
        for lens in ("account", "visitor"):
            for period in (HOUR, DAY, 7 * DAY):
                told = board.over(lens, people, new, period, since, until, routes, kinds)
                wanted = {
                    name: gone
                    for name in made.clients
                    if name[0] == lens and (gone := made.over(name, people, new, period, since, until, ways))
                }
                assert {(one.lens, one.name): (one.at, one.most) for one in told} == wanted
                assert [one.at for one in told] == sorted(one.at for one in told)
