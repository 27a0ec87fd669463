from __future__ import annotations

from headcount.catalog.agreements import Standing
from headcount.ledger.clients import list_clients
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up
from tests.ledger.accesses import Shown, feed


def test_a_client_that_only_missed_has_the_times_of_its_requests(ledger: EmbeddedLedger) -> None:
    rows = [Shown(5, "192.0.2.1", 1), Shown(9, "192.0.2.1", 2, status=403), Shown(20, "192.0.2.2", 3, status=404)]
    rows += [Shown(31, "192.0.2.2", 4, status=403), Shown(40, "192.0.2.3", 4, status=403)]
    feed(ledger, rows)
    roll_up(ledger, Standing())
    told = list_clients(ledger).select(["name", "records", "requests", "errors", "first", "last"]).to_pylist()
    start = told[0]["first"] - 5
    for row in told:
        row["first"], row["last"] = row["first"] - start, row["last"] - start
    assert told == [
        {"name": "192.0.2.1", "records": 1, "requests": 2, "errors": 1, "first": 5, "last": 5},
        {"name": "192.0.2.2", "records": 0, "requests": 2, "errors": 2, "first": 20, "last": 31},
    ]


def test_a_client_is_introduced_by_the_caller_that_asked_most(ledger: EmbeddedLedger) -> None:
    rows = [Shown(n, "192.0.2.1", n, account="erin", agent="A") for n in range(2)]
    rows += [Shown(10 + n, "192.0.2.2", n, account="erin", agent="B") for n in range(3)]
    rows += [Shown(20 + n, f"192.0.2.{7 - n}", n, account="finn", agent=f"C{n}") for n in range(2)]
    feed(ledger, rows)
    roll_up(ledger, Standing())
    told = list_clients(ledger).select(["named", "address", "user_agent", "agents"]).to_pylist()
    assert told == [
        {"named": "erin", "address": "192.0.2.2", "user_agent": "B", "agents": 2},
        {"named": "finn", "address": "192.0.2.7", "user_agent": "C0", "agents": 2},  # of equals the first
    ]


def test_an_empty_ledger_has_no_clients(ledger: EmbeddedLedger) -> None:
    roll_up(ledger, Standing())
    assert len(list_clients(ledger)) == 0
