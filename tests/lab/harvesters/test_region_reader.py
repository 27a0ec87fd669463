from __future__ import annotations

from headcount.lab import addresses
from headcount.lab.harvesters.region_reader import RegionReader
from tests.lab.made_site import harvested, people, taken


def test_all_are_of_one_other_region() -> None:
    world = harvested(RegionReader(people_a_day=40.0))
    harvest = taken(world)
    home = addresses.region(world.clients.address[world.harvesters[0].clients])[0]
    (other,) = set(people().region(harvest.subject).tolist())
    assert other != home
    assert len(set(harvest.subject.tolist())) == len(harvest) > 150


def test_a_region_can_be_read_out() -> None:
    harvest = taken(harvested(RegionReader(people_a_day=400.0)))
    assert sorted(harvest.subject.tolist()) == people().people_of(int(people().region(harvest.subject[:1])[0])).tolist()
