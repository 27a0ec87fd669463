from __future__ import annotations

import datetime as dt

import pytest

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_kinds import own_grade
from headcount.ledger.exposure_showings import clients_called, give_meaning, set_apart
from headcount.model.incident import ClientName
from tests.ledger.accesses import START, Shown, feed
from tests.ledger.showings import Look, fill

END = START + dt.timedelta(days=1)


def _told(ledger: EmbeddedLedger, *clients: ClientName) -> int:
    set_apart(ledger, clients, START, END)
    [[showings]] = ledger.connection.execute("SELECT coalesce(sum(showings), 0) FROM told").fetchall()
    return int(showings)


@pytest.fixture
def crowd(ledger: EmbeddedLedger) -> EmbeddedLedger:
    rows = [Shown(0, "192.0.2.1", 1), Shown(1, "192.0.2.1", 2, agent="Edge"), Shown(2, "192.0.2.1", 3, account="ann")]
    rows += [Shown(3, "192.0.2.2", 4, credential="k1"), Shown(4, "192.0.2.2", 5, account="ann", credential="k1")]
    feed(ledger, rows)
    ledger.name_clients()
    return ledger


@pytest.mark.parametrize(
    ("lens", "name", "showings"),
    [
        ("address", "192.0.2.1", 2),
        ("account", "ann", 2),
        ("account", "192.0.2.1", 0),
        ("visitor", "192.0.2.1 Edge", 1),
        ("address", "192.0.2.2", 0),
        ("prefix", "192.0.2.0/24", 0),
        ("account", "", 0),
    ],
)
def test_a_client_is_found_by_what_its_callers_said(crowd: EmbeddedLedger, lens: str, name: str, showings: int) -> None:
    assert _told(crowd, ClientName(lens, name)) == showings


def test_a_credential_counts_where_there_is_no_account(crowd: EmbeddedLedger) -> None:
    [[digest]] = crowd.connection.execute("SELECT name FROM client WHERE lens = 'credential'").fetchall()
    assert _told(crowd, ClientName("credential", digest)) == 1


def test_an_address_counts_also_when_its_visitors_are_told_apart_by_now(ledger: EmbeddedLedger) -> None:
    feed(ledger, [Shown(n, "192.0.2.1", n, agent=f"Agent {n}") for n in range(5)])
    ledger.name_clients()
    assert {client.lens for client in clients_called(ledger, "192.0.2.1")} == {"visitor"}
    address, visitor = ClientName("address", "192.0.2.1"), ClientName("visitor", "192.0.2.1 Agent 3")
    assert _told(ledger, address) == 5
    assert _told(ledger, address, visitor) == 5


def test_clients_of_whom_nothing_is_known_are_told(crowd: EmbeddedLedger) -> None:
    missing = ClientName("account", "zoe")
    assert set_apart(crowd, [missing, ClientName("account", "ann")], START, END) == [missing]


def test_routes_that_are_not_settled_show_nothing(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, 1), Look(1, "ann", 1, 2)])
    ledger.connection.execute("UPDATE route SET tentative = true WHERE route = 1").fetchall()
    assert _told(ledger, ClientName("account", "ann")) == 1


def test_meaning_is_given_to_what_was_told(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, 1, 1), Look(1, "ann", 1, 2), Look(2, "bob", 2, 2)])
    set_apart(ledger, [ClientName("account", "ann")], START, END)
    give_meaning(ledger, own_grade)
    run = ledger.connection.execute
    assert run("SELECT route, shows FROM meaning ORDER BY ALL").fetchall() == [(0, 1), (1, 0)]
    assert run("SELECT name, people FROM shown_by ORDER BY route").fetchall() == [
        ("GET /users/{id}", True),
        ("GET /users/{id}/orders", True),
        ("POST /orders/{id}", False),
        ("GET /staff/{id}", True),
    ]
