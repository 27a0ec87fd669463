import numpy as np

from headcount.detectors.peers import crowd_of
from headcount.detectors.regions import regions_of
from tests.detectors.regions import Regions


def test_minutes_and_records_are_those_of_the_window() -> None:
    world = Regions(300, 10, 1)
    world.visit("reader", 40, 3, 2, 6)
    window = world.window()
    crowd = crowd_of(window)
    regions = regions_of(window, crowd)
    number = crowd.number[regions.client]
    rows = window.places.to_pylist()
    owner, place, minutes = regions.pairs()
    told = {(int(number[at]), int(where)): int(n) for at, where, n in zip(owner, place, minutes, strict=True)}
    counted: dict[tuple[int, int], int] = {}
    for row in rows:
        counted[row["client"], row["place"]] = counted.get((row["client"], row["place"]), 0) + row["minutes"]
    assert told == counted
    reader = int(np.flatnonzero(number == world.planted["reader"])[0])
    assert regions.of(reader).tolist() == [0, 0, 0, 0, 0, 0, 80, 0]
    shares = regions.shares(np.array([reader, reader, reader]), np.array([6, 5, -1]))
    assert shares.start.tolist() == [0, 2, 4, 6]
    assert shares.hits.tolist() == [*shares.draws[:2].tolist(), 0, 0, 0, 0]


def test_a_share_of_the_day_can_be_asked_for() -> None:
    window = Regions(300, 10, 2).window()
    regions = regions_of(window, crowd_of(window))
    everything, large = regions.pairs()[2], regions.pairs(0.5)[2]
    assert (large <= everything).all()
    assert 0 < large.sum() < everything.sum()


def test_clients_of_which_nothing_is_declared_belong_where_they_read_at_first() -> None:
    world = Regions(300, 30, 3, declared=False)
    window = world.window()
    regions = regions_of(window, crowd_of(window))
    told = regions.home[:300] >= 0
    assert not regions.declared.any()
    assert np.mean(regions.home[:300][told] == np.arange(300)[told] % 8) > 0.8
