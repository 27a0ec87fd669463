from __future__ import annotations

import datetime as dt

from headcount.catalog.agreements import Agreement, Standing
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up
from headcount.ledger.window import USED_SCHEMA, Window
from headcount.model.scope import Scope
from tests.ledger.accesses import START, Shown, feed

AGREED = Scope(kinds=frozenset({"name"}))


def _window(ledger: EmbeddedLedger, *agreements: Agreement) -> Window:
    rows = [
        Shown(0, "192.0.2.1", 1, path="/u/{}"),
        *(Shown(60 * n, "192.0.2.7", 10 + n % 3, "svc") for n in range(1, 6)),
        Shown(400, "192.0.2.7", 2, "svc", path="/u/{}"),
        Shown(500, "192.0.2.7", 3, "svc", path="/u/{}", status=404),
        Shown(600, "192.0.2.7", 4, "svc", path="/style.css"),
    ]
    feed(ledger, rows)
    return roll_up(ledger, Standing(agreements))


def test_the_routes_of_clients_under_an_agreement(ledger: EmbeddedLedger) -> None:
    window = _window(ledger, Agreement("partner", accounts=frozenset({"svc"}), scope=AGREED))
    number = window.clients["client"].to_pylist()[window.clients["name"].to_pylist().index("svc")]
    second = dt.timedelta(seconds=1)
    assert window.used.schema == USED_SCHEMA
    assert [tuple(row.values()) for row in window.used.to_pylist()] == [
        (number, "/orders/{id}", [], 3, START + 60 * second, START + 300 * second, START + 60 * second),
        (number, "/u/{id}", [], 1, START + 400 * second, START + 400 * second, START),
    ]
    assert window.scopes == {"partner": AGREED}


def test_without_an_agreement_nothing_is_looked_up(ledger: EmbeddedLedger) -> None:
    window = _window(ledger)
    assert (len(window.used), window.scopes, window.requests) == (0, {}, 9)
