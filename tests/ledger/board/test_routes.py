"""What each route showed in a period, counted by hand."""

from __future__ import annotations

from tests.ledger.board.conftest import Site
from tests.ledger.board.grown import DAY, MIDNIGHT, ROUTES


def test_routes_of_whole_days(site: Site) -> None:
    made, board = site
    names = made.names
    since, until = MIDNIGHT + DAY, MIDNIGHT + 3 * DAY
    told = board.routes(since, until)
    assert [(row.method, row.template) for row in sorted(told, key=lambda row: row.template)] == sorted(
        {route[:2] for number, route in enumerate(ROUTES) if number != 4}, key=lambda way: way[1]
    )
    for row in told:
        number = next(place for place, route in enumerate(ROUTES) if route[:2] == (row.method, row.template))
        every = [one for one in made.counted if one.way == number]
        mine = [one for one in every if since <= one.at < until]
        assert row.records == len({one.record for one in mine})
        assert row.clients == len({names[one.caller] for one in mine})
        assert row.showings == len(mine)
        assert row.misses == sum(since <= at < until and {5: 0}.get(way, way) == number for at, _, way in made.missed)
        assert row.last == max(one.at for one in every)
        assert row.people == ROUTES[number][4]
