from __future__ import annotations

import pytest

from headcount.catalog.agreements import Standing
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up
from tests.ledger.accesses import Shown, feed


def _asked(path: str, clients: int, asked: int, missed: int, first: int = 0) -> list[Shown]:
    """So many clients ask for so many identifiers each, of which the last ones do not exist."""
    return [
        Shown(
            100 * client + n,
            f"192.0.2.{first + client}",
            1000 * client + n,
            status=404 if n >= asked - missed else 200,
            path=path,
        )
        for client in range(clients)
        for n in range(asked)
    ]


def _lookups(ledger: EmbeddedLedger, rows: list[Shown]) -> set[str]:
    feed(ledger, sorted(rows, key=lambda row: row.second))
    roll_up(ledger, Standing())
    found = ledger.connection.execute("SELECT template FROM lookup_route JOIN route USING (route)").fetchall()
    return {template for (template,) in found}


@pytest.mark.parametrize(
    ("clients", "asked", "missed", "found"),
    [
        (12, 10, 1, {"/u/{id}"}),
        (9, 10, 1, set()),  # too few clients to call it a custom
        (12, 4, 1, set()),  # asked too little
        (12, 10, 0, set()),
    ],
)
def test_a_route_where_many_clients_miss_some_is_a_look_up(
    ledger: EmbeddedLedger, clients: int, asked: int, missed: int, found: set[str]
) -> None:
    pages = _asked("/orders/{}", 20, 10, 0)
    assert _lookups(ledger, pages + _asked("/u/{}", clients, asked, missed)) == found


def test_one_guesser_does_not_make_a_page_a_look_up(ledger: EmbeddedLedger) -> None:
    pages = _asked("/orders/{}", 40, 10, 0)
    guesser = [Shown(n, "203.0.113.9", 50_000 + n, status=404 if n % 2 else 200) for n in range(600)]
    assert _lookups(ledger, pages + guesser) == set()


def test_what_was_looked_up_is_counted_apart(ledger: EmbeddedLedger) -> None:
    rows = _asked("/orders/{}", 20, 10, 0) + _asked("/u/{}", 12, 10, 1, first=100)
    feed(ledger, sorted(rows, key=lambda row: row.second))
    rollup = roll_up(ledger, Standing()).rollup
    assert sum(rollup["lookup_new"].to_pylist()) == sum(rollup["lookup_records"].to_pylist()) == 12 * 9
    assert sum(rollup["new_records"].to_pylist()) == 12 * 9 + 20 * 10
