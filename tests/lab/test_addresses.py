from __future__ import annotations

import ipaddress

import numpy as np

from headcount.lab import addresses


def test_addresses_tell_their_region() -> None:
    rng = np.random.default_rng(1)
    region = np.arange(8_000) % 8
    for drawn in (addresses.homes(rng, region), addresses.carriers(rng, region), addresses.private(rng, region)):
        assert np.array_equal(addresses.region(drawn), region)
    assert np.array_equal(addresses.region(addresses.offices(region, np.arange(8_000))), region)


def test_only_networks_set_aside_are_used() -> None:
    rng = np.random.default_rng(1)
    region = np.arange(4_000) % 8
    every = np.concatenate([addresses.private(rng, region), addresses.offices(region, region * 1_000)])
    allowed = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("198.18.0.0/15")]
    assert all(any(ipaddress.ip_address(text) in network for network in allowed) for text in addresses.dotted(every))


def test_carriers_are_shared() -> None:
    drawn = addresses.carriers(np.random.default_rng(1), np.zeros(10_000, np.int64))
    assert len(set(drawn.tolist())) == addresses.CARRIERS
    assert addresses.dotted(np.array([drawn.min(), drawn.max()])) == ["198.18.0.1", "198.18.0.40"]
