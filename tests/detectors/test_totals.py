from dataclasses import replace

import numpy as np
import pyarrow as pa

from headcount.detectors.totals import per_client
from tests.detectors.world import World, empty


def test_sums_and_maxima_are_those_of_each_client_whatever_the_order() -> None:
    window = World(50, 3, 1).window()
    rows = window.rollup.to_pylist()
    numbers = window.clients["client"].to_pylist()
    for name, combine, by_hand in (("new_records", np.add, sum), ("records", np.maximum, max)):
        expected = [by_hand(row[name] for row in rows if row["client"] == number) for number in numbers]
        assert per_client(window, name, combine).tolist() == expected


def test_nobody_has_nothing() -> None:
    assert per_client(empty(), "records", np.add).tolist() == []


def test_rows_of_a_client_need_not_be_together() -> None:
    window = World(50, 3, 1).window()
    mixed = replace(window, rollup=window.rollup.take(pa.array(np.random.default_rng(1).permutation(len(window.rollup)))))
    for combine in (np.add, np.maximum):
        assert per_client(mixed, "new_records", combine).tolist() == per_client(window, "new_records", combine).tolist()
