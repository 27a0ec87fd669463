from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from headcount.catalog.agreements import Standing
from headcount.catalog.places import Homes, networks_in
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.places import locate
from headcount.ledger.rollup import roll_up
from headcount.ledger.window import PLACES_SCHEMA
from tests.ledger.accesses import START, TOKENS, Shown, feed

DAY = 86_400


def _living(places: dict[int, str]) -> list[pa.RecordBatch]:
    tokens = pa.array(TOKENS.tokens_of("orders", [b"%d" % record for record in places]), pa.uint64())
    return [pa.record_batch([tokens, pa.array(places.values(), pa.string())], ["record", "place"])]


def test_new_records_are_counted_by_day_and_place_and_a_minute_once(ledger: EmbeddedLedger) -> None:
    seconds = [(0, 1), (5, 2), (6, 3), (65, 4), (70, 1), (DAY, 5), (DAY + 1, 1), (DAY + 2, 9)]
    feed(ledger, [Shown(second, "192.0.2.1", record) for second, record in seconds])
    assert locate(ledger, _living({1: "west", 2: "west", 3: "east", 4: "west", 5: "east", 7: "north"})) == 6
    window = roll_up(ledger, Standing())
    assert window.place_names == ("east", "north", "west")
    midnight = START.replace(hour=0)
    rows = [
        (row["day"], window.place_names[row["place"]], row["new_records"], row["minutes"]) for row in window.places.to_pylist()
    ]
    later = midnight + dt.timedelta(days=1)
    assert rows == [(midnight, "east", 1, 1), (midnight, "west", 3, 2), (later, "east", 1, 1)]
    assert window.places.schema == PLACES_SCHEMA


def test_a_record_of_two_places_is_of_the_first_by_alphabet(ledger: EmbeddedLedger) -> None:
    feed(ledger, [Shown(0, "192.0.2.1", 1)])
    assert locate(ledger, [*_living({1: "west"}), *_living({1: "east"})]) == 2
    window = roll_up(ledger, Standing())
    assert [window.place_names[row["place"]] for row in window.places.to_pylist()] == ["east"]


def test_without_places_there_is_nothing_to_count(ledger: EmbeddedLedger) -> None:
    feed(ledger, [Shown(0, "192.0.2.1", 1)])
    window = roll_up(ledger, Standing())
    assert (len(window.places), window.place_names, window.places.schema) == (0, (), PLACES_SCHEMA)
    assert window.clients["place"].to_pylist() == [""]


def test_clients_are_where_their_network_is(ledger: EmbeddedLedger, tmp_path_factory: pytest.TempPathFactory) -> None:
    table = tmp_path_factory.mktemp("places") / "networks.csv"
    table.write_text("network,place\n192.0.2.0/24,west\n")
    feed(ledger, [Shown(0, "192.0.2.1", 1), Shown(1, "198.51.100.1", 1)])
    clients = roll_up(ledger, Standing(), homes=Homes(networks=(networks_in(table),))).clients.to_pylist()
    assert {row["name"]: row["place"] for row in clients} == {"192.0.2.1": "west", "198.51.100.1": ""}
