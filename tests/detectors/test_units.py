import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from headcount.detectors.units import column, places, units_of
from headcount.ledger.window import CLIENTS_SCHEMA, ROLLUP_SCHEMA, Window
from tests.detectors.world import DAY, START, World, empty


def _window(rows: list[tuple[int, int, int, int]]) -> Window:
    """Rows are (client, bucket start in seconds, records, new records)."""
    table = pa.Table.from_pylist(
        [
            dict.fromkeys(ROLLUP_SCHEMA.names, 0) | {"client": c, "bucket": b, "records": r, "new_records": n}
            for c, b, r, n in rows
        ],
        schema=ROLLUP_SCHEMA,
    )
    base = {"lens": "address", "requests": 9, "errors": 0, "records": 9, "people": 0, "first": 0, "last": 0, "agents": 1}
    clients = [
        base | {"client": c, "name": f"198.51.100.{c}", "declared_crawler": None, "agreement": None}
        for c in sorted({row[0] for row in rows})
    ]
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return Window(table, pa.Table.from_pylist(clients, schema=CLIENTS_SCHEMA), moment, moment, 0.5, 3, {})


ROWS = [(4, 600, 3, 3), (4, 3000, 2, 1), (4, 3600, 5, 4), (9, 0, 1, 1), (9, 7200, 2, 2)]


def test_a_span_of_time_holds_its_begin_and_not_its_end() -> None:
    some = units_of(_window(ROWS), 3600).between(3600, 7200)
    assert (some.client.tolist(), some.time.tolist()) == ([0], [3600])


def test_buckets_are_summed_into_units() -> None:
    units = units_of(_window(ROWS), 3600)
    assert units.client.tolist() == [0, 0, 1, 1]
    assert units.time.tolist() == [0, 3600, 0, 7200]
    assert units.counts["records"].tolist() == [5, 5, 1, 2]
    assert units.start.tolist() == [0, 2, 4]
    assert units.owners().tolist() == [0, 1]


def test_history_counts_earlier_units_only() -> None:
    assert units_of(_window(ROWS), 3600).history.tolist() == [0, 4, 0, 1]
    assert units_of(_window(ROWS), 86_400).history.tolist() == [0, 0]


@pytest.mark.parametrize("order", [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3]])
def test_the_order_of_the_rows_does_not_matter(order: list[int]) -> None:
    units, again = units_of(_window(ROWS), 3600), units_of(_window([ROWS[place] for place in order]), 3600)
    assert again.counts["new_records"].tolist() == units.counts["new_records"].tolist()
    assert again.history.tolist() == units.history.tolist()


def test_chosen_clients_keep_their_history() -> None:
    chosen = units_of(_window(ROWS), 3600).of(np.array([False, True]))
    assert chosen.client.tolist() == [1, 1]
    assert chosen.start.tolist() == [0, 2]
    assert chosen.history.tolist() == [0, 1]
    assert len(units_of(_window(ROWS), 3600).of(np.array([True, True]), "adjacent_records")) == 0


def test_an_empty_window_has_no_units() -> None:
    units = units_of(empty(), 3600)
    assert len(units) == 0
    assert units.start.tolist() == [0]


def test_no_record_is_lost() -> None:
    window = World(300, 3, 1).window()
    assert units_of(window, 86_400).counts["new_records"].sum() == column(window.clients, "records").sum()


def test_places_are_found_however_far_the_numbers_reach() -> None:
    for numbers in (np.array([7, 2, 9]), np.array([7, 2, 9_000_000])):
        assert places(numbers, numbers[[2, 0, 1, 2]]).tolist() == [2, 0, 1, 2]
    assert places(np.zeros(0, np.int64), np.zeros(0, np.int64)).tolist() == []


def test_rows_and_clients_of_a_time_are_counted_without_being_taken() -> None:
    units = units_of(World(50, 10, 3).window(), DAY)
    for since, until in ((0, 2**40), (START + 3 * DAY, START + 7 * DAY), (START + 20 * DAY, START + 30 * DAY)):
        assert units.rows_between(since, until) == len(units.between(since, until))
    for second in (0, START + 6 * DAY, START + 20 * DAY):
        assert units.clients_after(second) == len(units.after(second).start) - 1


def test_one_clients_rows_are_those_of_a_choice_of_one() -> None:
    window = World(40, 5, 2).window()
    units = units_of(window, 3600)
    for place in range(len(window.clients)):
        one, chosen = units.of_one(place), units.of(np.arange(len(window.clients)) == place)
        assert (one.client.tolist(), one.time.tolist(), one.start.tolist()) == (
            chosen.client.tolist(),
            chosen.time.tolist(),
            chosen.start.tolist(),
        )
        assert one.counts["new_records"].tolist() == chosen.counts["new_records"].tolist()
        assert one.history.tolist() == chosen.history.tolist()


def test_a_column_is_summed_when_it_is_asked_for() -> None:
    units = units_of(_window(ROWS), 86_400)
    assert list(units.counts) == []
    assert units.counts["page_new"].tolist() == [8, 3]
    assert list(units.counts) == ["page_new"]
    with pytest.raises(KeyError):
        units.counts["no such column"]


def test_those_who_have_any_of_some_rows_keep_all_of_theirs() -> None:
    units = units_of(_window(ROWS), 600)
    some = units.of_those(units.time >= 3600)
    assert (some.client.tolist(), some.time.tolist()) == (units.client.tolist(), units.time.tolist())
    some = units.of_those(units.time == 3000)
    assert (some.client.tolist(), some.time.tolist(), some.start.tolist()) == ([0, 0, 0], [600, 3000, 3600], [0, 3])
    assert some.history.tolist() == [0, 3, 4]
    assert len(units.of_those(units.time < 0)) == len(some.of_those(some.time < 0).of_those(np.zeros(0, np.bool_))) == 0
