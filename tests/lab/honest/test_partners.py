from __future__ import annotations

import dataclasses

import numpy as np

from headcount.lab import site
from headcount.lab.honest.partners import Partners
from headcount.lab.world import DAY
from tests.lab.made_site import SETTING, people


def test_partners_fetch_common_customers_in_bulk() -> None:
    part = Partners().come(dataclasses.replace(SETTING, people=4_000, clients=10_000), people(), np.random.default_rng(1))
    assert part.clients.name == ["p"] * 8
    assert set(part.events.route.tolist()) == {site.PARTNER_API}
    assert 0.996 < part.events.reason.mean() < 0.9995
    assert 80 < len(part.events) / 8 / 12 < 220
    assert set(np.unique(part.events.at % DAY // (DAY // 24)).tolist()) == set(range(24))
