import numpy as np

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
