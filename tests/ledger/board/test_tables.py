"""Tables of clients are what a plain recount gives, whole and page by page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.board import ClientRow
from tests.ledger.board.conftest import Site, renewed
from tests.ledger.board.grown import DAY, LONG, MIDNIGHT, RIGHT_TO_LEFT, START, Grown, Name


def test_clients_are_counted(site: Site) -> None:
    made, board = site
    names = made.names
    page = board.clients(limit=1000)
    assert {(row.lens, row.name) for row in page.rows} == set(made.clients)
    assert (page.total, page.exact, page.following) == (len(made.clients), True, "")
    assert [row.records for row in page.rows] == sorted((row.records for row in page.rows), reverse=True)
    for row in page.rows:
        name = (row.lens, row.name)
        mine = made.of(name)
        callers = {number for number, one in enumerate(names) if one == name}
        assert row.records == len({one.record for one in mine}) == row.new
        assert row.showings == len(mine)
        assert row.routes == len({one.way for one in mine})
        assert (row.first, row.last) == (mine[0].at, mine[-1].at)
        assert row.requests == sum(made.requests[caller] for caller in callers)
        assert row.misses == sum(caller in callers for _, caller, _ in made.missed)
        assert board.client(row.lens, row.name) == row
    assert board.client("account", "nobody") is None
    assert board.client("prefix", "Ann") is None


def test_new_records_of_whole_days_make_the_top(site: Site) -> None:
    made, board = site
    for begin, end in ((0, 1), (1, 3), (0, 60)):
        since, until = MIDNIGHT + begin * DAY, MIDNIGHT + end * DAY
        expected = {name: count for name in made.clients if (count := made.new(name, since, until))}
        told = board.top(since, until, limit=1000)
        assert {(row.lens, row.name): row.new for row in told} == expected
        assert [row.new for row in told] == sorted(expected.values(), reverse=True)
        assert [row.new for row in board.top(since, until, limit=2)] == [row.new for row in told[:2]]
        accounts = board.top(since, until, "account", 1000)
        assert {row.name for row in accounts} == {name for lens, name in expected if lens == "account"}
        by_new = board.clients(order="new", since=since, limit=1000).rows
        assert {(row.lens, row.name): row.new for row in by_new} == {
            n: made.new(n, since, dt.datetime.max.replace(tzinfo=dt.UTC)) for n in made.clients
        }


@pytest.mark.parametrize("order", ["records", "new", "last", "name"])
def test_pages_hold_everybody_once(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path, order: str) -> None:
    board = renewed(ledger, tmp_path / "b")
    whole = board.clients(order=order, since=START + DAY, limit=1000).rows
    following = ""
    told: list[ClientRow] = []
    while True:
        page = board.clients(order=order, since=START + DAY, following=following, limit=3)
        told += page.rows
        following = page.following
        if not following:
            break
    assert tuple(told) == whole
    assert {(row.lens, row.name) for row in whole} == set(grown.clients)
    if order == "name":
        assert [row.name.lower() for row in whole] == sorted(row.name.lower() for row in whole)
    assert board.clients(order=order, following="no such place", limit=3).rows == board.clients(order=order, limit=3).rows


def test_names_are_searched_case_apart(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    board = renewed(ledger, tmp_path / "b")

    def found(text: str, lens: str = "") -> set[Name]:
        return {(row.lens, row.name) for row in board.clients(text, lens, limit=1000).rows}

    assert found("AN") == {("account", "Ann"), ("account", "ann")} & set(grown.clients)
    assert len(found("AN")) == 2
    assert found("b%") == {("account", "bob%")}
    assert found("N" * 200) == {("account", LONG)}
    assert found(RIGHT_TO_LEFT[1:]) == {("account", RIGHT_TO_LEFT)}
    assert found("192.0.2.1", "visitor") == {name for name in grown.clients if name[0] == "visitor" and "192.0.2.1" in name[1]}
    assert found("192.0.2.", "account") == set()
    assert board.clients("no such client").total == 0
