from __future__ import annotations

from headcount.catalog.agreements import Standing
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.erasure import erase
from headcount.ledger.removal import Why, removals
from headcount.ledger.rollup import roll_up
from headcount.ledger.trace import count_client, who_saw
from tests.ledger.accesses import Shown, feed, successes, token, traffic


def test_every_row_of_one_person_goes_and_no_other(ledger: EmbeddedLedger) -> None:
    rows = [
        *traffic(3, 2000),
        Shown(99_000, "192.0.2.1", 1, path="/u/{}"),
        Shown(99_001, "192.0.2.1", 1, path="/u/{}", status=404),
    ]
    feed(ledger, rows)
    roll_up(ledger, Standing())
    person = token(rows[-2])
    mine = [row for row in rows if token(row) == person]
    shown, missed = successes(mine), [row for row in mine if row.status == 404]
    erased = erase(ledger, [person])
    assert (erased.removal.what, erased.removal.disclosures, erased.removal.attempts) == (Why.ERASED, len(shown), len(missed))
    assert (erased.clients, erased.left) == (len({row.address for row in shown}), 0)
    roll_up(ledger, Standing())
    assert who_saw(ledger, [person]) == []
    others = {token(row) for row in successes(rows) if row.address == "192.0.2.1"} - {person}
    assert count_client(ledger, "192.0.2.1")[0].records == len(others)
    assert removals(ledger) == [erased.removal]


def test_a_person_whom_nobody_saw_leaves_no_trace(ledger: EmbeddedLedger) -> None:
    feed(ledger, [Shown(0, "192.0.2.1", 1)])
    roll_up(ledger, Standing())
    erased = erase(ledger, [token(Shown(0, "", 2)), token(Shown(0, "", 3))])
    assert (erased.removal.rows, erased.clients, erased.left, removals(ledger)) == (0, 0, 0, [])
