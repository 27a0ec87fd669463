from __future__ import annotations

from headcount.lab import addresses, site
from headcount.lab.harvesters.station_scanner import StationScanner
from headcount.lab.world import DAY
from tests.lab.made_site import harvested, people, taken


def test_it_reads_the_parcels_of_other_regions() -> None:
    world = harvested(StationScanner(factor=2.0))
    harvest = taken(world)
    home = addresses.region(world.clients.address[world.harvesters[0].clients])[0]
    assert home not in people().region(harvest.subject)
    mine = world.events.take(world.events.client == world.harvesters[0].clients[0])
    assert 0.3 < len(harvest) / (~mine.planted).sum() < 0.8
    assert set(harvest.route.tolist()) == {site.PARCEL}


def test_by_night_between_midnight_and_five() -> None:
    harvest = taken(harvested(StationScanner(by_night=True)))
    assert (harvest.at % DAY).max() < 5 * DAY // 24
    assert len(set(harvest.at.tolist())) > 0.99 * len(harvest)
