from headcount.detectors.example_regions import region_window
from headcount.ledger.window import CLIENTS_SCHEMA, PLACES_SCHEMA, ROLLUP_SCHEMA


def test_the_window_is_one_that_a_ledger_could_give() -> None:
    window = region_window(abroad=30)
    assert (window.rollup.schema, window.clients.schema, window.places.schema) == (ROLLUP_SCHEMA, CLIENTS_SCHEMA, PLACES_SCHEMA)
    assert sum(window.rollup["new_records"].to_pylist()) == sum(window.places["new_records"].to_pylist()) == 300 * 30 * 4 + 30
    assert window.clients["place"].to_pylist()[-1] == "east"
    assert len(region_window(abroad=0).clients) == 300
