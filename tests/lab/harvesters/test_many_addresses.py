from __future__ import annotations

import numpy as np

from headcount.lab.harvesters.many_addresses import ManyAddresses
from tests.lab.made_site import day_of, harvested, honest, taken


def test_each_address_asks_a_few_times_with_one_user_agent() -> None:
    world = harvested(ManyAddresses(addresses=300, most=7, days=3.0))
    clients = world.harvesters[0].clients
    each = np.bincount(taken(world).client)[clients]
    assert (len(clients), each.min(), each.max()) == (300, 1, 7)
    assert len(set(world.clients.agent[clients].tolist())) == 1
    assert len(set(world.clients.address[clients].tolist())) == 300
    assert {world.clients.name[client] for client in clients} == {""}
    days = day_of(world, taken(world))
    assert (days.min(), days.max() <= 9) == (6, True)


def test_it_ends_with_the_world() -> None:
    world = harvested(ManyAddresses(addresses=300, days=500.0))
    rng = np.random.default_rng([world.seed, 0, 0, *b"many_addresses"])
    assert len(taken(world)) == len(ManyAddresses(addresses=300, days=500.0).plant(honest(), rng).events)
