from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from headcount.catalog.agreements import Standing
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up, roll_up_by_number
from headcount.ledger.summary import crowd
from headcount.ledger.trace import count_client, route_summaries, who_saw
from headcount.ledger.window import Window
from tests.ledger.accesses import START, Shown, feed, identity, new_catalogue, successes, token, traffic

Rolled = Callable[[EmbeddedLedger], Window]


@pytest.fixture(params=["in the engine", "by number"])
def rolled(request: pytest.FixtureRequest, tmp_path: Path) -> Rolled:
    """Both ways to count a ledger."""

    def by_number(ledger: EmbeddedLedger) -> Window:
        return roll_up_by_number(ledger, tmp_path, Standing())

    return by_number if request.param == "by number" else lambda ledger: roll_up(ledger, Standing())


TEMPLATES = {"/orders/{}": "/orders/{id}", "/u/{}": "/u/{id}", "/orders/{}/rating": "/orders/{id}/rating"}


@pytest.mark.parametrize("seed", range(4))
def test_every_client_is_counted_exactly(ledger: EmbeddedLedger, seed: int) -> None:
    rows = traffic(seed, 800)
    feed(ledger, rows, catalogue=new_catalogue(people=True), batches=2)
    roll_up(ledger, Standing())
    for address in {row.address for row in rows}:
        asked = [row for row in rows if row.address == address]
        shown = successes(asked)
        [count] = count_client(ledger, address)
        through = {
            TEMPLATES[path]: len({identity(row) for row in shown if row.path == path}) for path in {row.path for row in shown}
        }
        assert (count.lens, count.client, count.requests) == ("address", address, len(asked))
        assert count.records == len({identity(row) for row in shown})
        people = len({identity(row) for row in shown if row.path == "/u/{}"})
        assert count.people == (people if "/u/{id}" in through else None)
        assert dict(count.routes) == through
        assert count.first == START + dt.timedelta(seconds=min(row.second for row in shown))
        assert count.last == START + dt.timedelta(seconds=max(row.second for row in shown))


@pytest.mark.parametrize("seed", range(4))
def test_every_record_names_its_viewers(ledger: EmbeddedLedger, seed: int) -> None:
    rows = traffic(seed, 800)
    feed(ledger, rows)
    roll_up(ledger, Standing())
    by_record: dict[tuple[str, int], list[Shown]] = {}
    for row in successes(rows):
        by_record.setdefault(identity(row), []).append(row)
    lines = {id(row): number for number, row in enumerate(rows, 1)}
    for showings in list(by_record.values())[:60]:
        viewers = who_saw(ledger, [token(showings[0])])
        assert {viewer.client: viewer.times for viewer in viewers} == Counter(row.address for row in showings)
        assert [viewer.first for viewer in viewers] == sorted(viewer.first for viewer in viewers)
        for viewer in viewers:
            own = [row for row in showings if row.address == viewer.client]
            assert (viewer.file, viewer.line) == ("0.log", lines[id(own[0])])
            assert viewer.last == START + dt.timedelta(seconds=own[-1].second)
            assert viewer.routes == tuple(sorted({TEMPLATES[row.path] for row in own}))
    assert who_saw(ledger, [token(Shown(0, "", 999_999))]) == []


def test_a_client_that_became_many_visitors_is_told_as_visitors(ledger: EmbeddedLedger) -> None:
    catalogue = new_catalogue()
    feed(ledger, [Shown(n, "192.0.2.1", n, agent="A0") for n in range(3)], catalogue=catalogue)
    roll_up(ledger, Standing())
    assert [(count.lens, count.records) for count in count_client(ledger, "192.0.2.1")] == [("address", 3)]
    feed(ledger, [Shown(10 + n, "192.0.2.1", n, agent=f"A{n}") for n in range(5)], catalogue=catalogue, file=1)
    roll_up(ledger, Standing())
    counts = count_client(ledger, "192.0.2.1")
    assert [(count.client, count.records) for count in counts] == [(f"192.0.2.1 A{n}", 3 if n == 0 else 1) for n in range(5)]
    assert {count.lens for count in counts} == {"visitor"}
    assert count_client(ledger, "192.0.2") == []


def test_routes_totals_and_crowd_equal_a_recount(ledger: EmbeddedLedger, rolled: Rolled) -> None:
    rows = traffic(21)
    feed(ledger, rows, catalogue=new_catalogue(people=True))
    window = rolled(ledger)
    shown = successes(rows)
    summaries = {route.template: route for route in route_summaries(ledger)}
    assert set(summaries) == set(TEMPLATES.values())
    for path, template in TEMPLATES.items():
        route = summaries[template]
        assert route.requests == sum(row.path == path for row in shown)
        assert route.records == len({row.record for row in shown if row.path == path})
        assert route.misses == sum(row.path == path and row.status == 404 for row in rows)
        assert (route.people, route.method) == (path == "/u/{}", "GET")
    assert [route.requests for route in route_summaries(ledger)] == sorted((r.requests for r in summaries.values()), reverse=True)
    people = {identity(row) for row in shown if row.path == "/u/{}"}
    assert (window.records, window.people) == (len({identity(row) for row in shown}), len(people))
    sizes = Counter(address for address, _ in {(row.address, identity(row)) for row in shown})
    assert crowd(window) == tuple(
        (low, 2 * low - 1, count)
        for low in (2**power for power in range(12))
        if (count := sum(low <= size < 2 * low for size in sizes.values()))
    )


def test_nothing_is_people_while_nothing_is_declared(ledger: EmbeddedLedger, rolled: Rolled) -> None:
    feed(ledger, traffic(22, 100))
    assert rolled(ledger).people is None
    assert all(count.people is None for count in count_client(ledger, "192.0.2.1"))


def test_an_empty_ledger_has_answers(ledger: EmbeddedLedger, rolled: Rolled) -> None:
    window = rolled(ledger)
    assert (count_client(ledger, "192.0.2.1"), who_saw(ledger, [1]), route_summaries(ledger)) == ([], [], [])
    assert (window.records, window.people, crowd(window)) == (0, None, ())
