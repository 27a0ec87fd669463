from __future__ import annotations

import dataclasses

import numpy as np

from headcount.lab import addresses, site
from headcount.lab.honest.scanners import Scanners
from headcount.lab.world import DAY
from tests.lab.made_site import SETTING, people


def test_scanners_read_the_parcels_of_their_region() -> None:
    part = Scanners().come(dataclasses.replace(SETTING, clients=4_000), people(), np.random.default_rng(1))
    home = addresses.region(part.clients.address)[part.events.client]
    own = people().region(part.events.subject) == home
    assert own[part.events.reason].all()
    assert 0.01 < (~own).mean() < 0.03
    assert set(part.clients.agent.tolist()) == {site.SCANNER}


def test_stations_are_shut_by_night() -> None:
    part = Scanners().come(SETTING, people(), np.random.default_rng(1))
    hour = part.events.at % DAY / DAY * 24
    assert hour.min() >= 7.2
    assert hour.max() < 19.2
