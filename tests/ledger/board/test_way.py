"""Who was shown most through one route."""

from __future__ import annotations

from tests.ledger.board.conftest import Site
from tests.ledger.board.grown import DAY, MIDNIGHT, ROUTES, firsts


def test_clients_of_a_route(site: Site) -> None:
    made, board = site
    since, until = MIDNIGHT + DAY, MIDNIGHT + 3 * DAY
    for number in (0, 2, 3):
        route = " ".join(ROUTES[number][:2])
        told = board.route_clients(route, since, until, 1000)
        wanted = {}
        for name in made.clients:
            rows = [row for row in made.of(name) if row.way == number]
            inside = [row for row in rows if since <= row.at < until]
            if inside:
                new = sum(since <= at < until for at in firsts(rows).values())
                wanted[name] = len({r.record for r in inside}), new, len(inside), inside[0].at, inside[-1].at
        assert {(r.lens, r.name): (r.records, r.new, r.showings, r.first, r.last) for r in told} == wanted
        assert [row.records for row in told] == sorted((row[0] for row in wanted.values()), reverse=True)
        assert [row.records for row in board.route_clients(route, since, until, 2)] == [row.records for row in told[:2]]
    assert board.route_clients("GET /pages/{page}", since, until) == []
    assert board.route_clients(" ".join(ROUTES[0][:2]), since, until, 0) == []
