from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from headcount.catalog.agreements import Standing
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.prefixes import networks_of, prefix_summaries
from headcount.ledger.rollup import roll_up
from headcount.model.summary import ClientSummary
from tests.ledger.accesses import START, Shown, feed, identity, new_catalogue, successes, traffic


def _prefixes(ledger: EmbeddedLedger, rows: list[Shown], *, top: int = 9, people: bool = False) -> list[ClientSummary]:
    feed(ledger, rows, catalogue=new_catalogue(people=people))
    roll_up(ledger, Standing())
    return prefix_summaries(ledger, top, people=people)


def test_a_network_is_counted_over_its_addresses(ledger: EmbeddedLedger) -> None:
    rows = traffic(1, 600)
    [network] = _prefixes(ledger, rows, people=True)
    shown = successes(rows)
    assert (network.lens, network.client, network.requests) == ("prefix", "192.0.2.0/24", len(rows))
    assert network.records == len({identity(row) for row in shown})
    assert network.people == len({identity(row) for row in shown if row.path == "/u/{}"})
    assert network.first == START + dt.timedelta(seconds=min(row.second for row in shown))
    assert network.last == START + dt.timedelta(seconds=max(row.second for row in shown))


def test_networks_of_both_families_are_named_most_records_first(ledger: EmbeddedLedger) -> None:
    addresses = ["198.51.100.1", "198.51.100.254", "203.0.113.9", "2001:db8:0:7::1", "2001:db8:0:7:ffff::", "2001:db8:0:8::1"]
    rows = [Shown(n, address, n % (3 if ":" in address else 2)) for address in addresses for n in range(6)]
    networks = _prefixes(ledger, sorted(rows, key=lambda row: row.second))
    assert [(network.client, network.records, network.requests, network.agents) for network in networks] == [
        ("2001:db8:0:7::/64", 3, 12, 1),
        ("198.51.100.0/24", 2, 12, 1),
    ]
    assert prefix_summaries(ledger, 1, people=False) == networks[:1]
    assert networks[0].people is None


@pytest.mark.parametrize("top", [1, 2, 5])
def test_networks_that_are_shown_the_same_again_do_not_hide_others(ledger: EmbeddedLedger, top: int) -> None:
    loud = [Shown(n, f"198.51.{net}.{n % 2}", n % 2) for net in range(30) for n in range(40 - net)]
    quiet = [Shown(n, f"203.0.{net}.{n % 2}", n) for net in range(6) for n in range(3 + net)]
    networks = _prefixes(ledger, sorted(loud + quiet, key=lambda row: row.second), top=top)
    assert [(network.client, network.records) for network in networks] == [
        (f"203.0.{net}.0/24", 3 + net) for net in (5, 4, 3, 2, 1)
    ][:top]


def test_the_network_of_an_address() -> None:
    told = {
        "198.51.100.7": "198.51.100.0/24",
        "2001:db8:0:7:1:2:3:4": "2001:db8:0:7::/64",
        "2001:db8:0:7:9:9:9:9": "2001:db8:0:7::/64",
        "2001:db8::1": "2001:db8::/64",
        "::1": "::/64",
        "host.example.org": "host.example.org",
        "": "",
        "unknown": "unknown",
    }
    assert networks_of(pa.chunked_array([list(told)])).to_pylist() == list(told.values())
