from __future__ import annotations

from headcount.lab import site
from headcount.lab.harvesters.partner_scope import PartnerScope
from tests.lab.made_site import harvested, taken


def test_beyond_the_contract_on_another_route() -> None:
    world = harvested(PartnerScope(people_a_day=100.0))
    harvest = taken(world)
    assert set(harvest.route.tolist()) == {site.API}
    assert len(set(harvest.subject.tolist())) == len(harvest) > 400
    mine = world.events.take(world.events.client == world.harvesters[0].clients[0])
    assert set(mine.route[~mine.planted].tolist()) == {site.PARTNER_API}
    assert world.clients.role[world.harvesters[0].clients].tolist() == [site.PARTNER]
