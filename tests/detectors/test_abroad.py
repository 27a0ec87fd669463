import numpy as np

from headcount.detectors.abroad import judge
from headcount.detectors.peers import crowd_of, groups_of
from headcount.detectors.regions import regions_of
from tests.detectors.regions import Regions


def test_the_reader_of_another_place_stands_out_and_only_who_is_asked_about_is_judged() -> None:
    world = Regions(600, 30, 1)
    world.visit("reader", 30, 10, 2, 6)
    crowd = crowd_of(world.window())
    regions = regions_of(world.window(), crowd)
    [group] = groups_of(crowd)
    everybody = group.peers[regions.client]
    told = {int(crowd.number[regions.client[at]]): (place, evidence) for at, place, evidence in judge(regions, group, everybody)}
    place, (peak, final) = told.pop(world.planted["reader"])
    assert place == 6
    assert peak >= final > 5e5
    assert all(most < 1e3 for _, (most, _) in told.values())
    assert list(judge(regions, group, np.zeros_like(everybody))) == []
    some = crowd.number[regions.client] == world.planted["reader"]
    assert [place for _, place, _ in judge(regions, group, some)] == [6]
