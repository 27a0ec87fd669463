from __future__ import annotations

import datetime as dt

import pytest

from headcount.catalog.agreements import Standing
from headcount.ledger.affected import SCHEMA, affected
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure import exposure
from headcount.ledger.rollup import roll_up
from headcount.model.incident import ClientName
from tests.ledger.accesses import START, Shown, feed, identity, new_catalogue, successes, token, traffic

CLIENTS = [ClientName("address", "192.0.2.3"), ClientName("address", "192.0.2.4")]


@pytest.mark.parametrize("entity", ["", "users", "orders"])
def test_every_record_stands_in_one_row(ledger: EmbeddedLedger, entity: str) -> None:
    rows = traffic(8, 3000)
    feed(ledger, rows, catalogue=new_catalogue(people=True))
    ledger.connection.execute("UPDATE route SET kinds = 'phone,person_name' WHERE entity = 'users'")
    roll_up(ledger, Standing())
    counted = exposure(ledger, CLIENTS)
    mine: dict[tuple[str, int], list[Shown]] = {}
    for row in successes(rows):
        if row.address in ("192.0.2.3", "192.0.2.4") and entity in ("", identity(row)[0]):
            mine.setdefault((identity(row)[0], token(row)), []).append(row)
    batches = list(affected(ledger, entity))
    told = [row for batch in batches for row in batch.to_pylist()]
    assert [batch.schema for batch in batches] == [SCHEMA] * len(batches)
    assert [(row["entity"], row["token"]) for row in told] == sorted(mine)
    if not entity:
        assert len(told) == counted.total.records
    for row in told:
        shown = mine[row["entity"], row["token"]]
        times = [START + dt.timedelta(seconds=one.second) for one in shown]
        assert (row["first"], row["last"], row["times"]) == (min(times), max(times), len(times))
        assert set(row["clear"].split()) == ({"phone", "person_name"} if row["entity"] == "users" else set())
        assert row["masked"] == ""
