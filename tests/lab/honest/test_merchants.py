from __future__ import annotations

import dataclasses

import numpy as np

from headcount.lab import site
from headcount.lab.honest.merchants import Merchants
from tests.lab.made_site import SETTING, people


def test_merchants_mostly_see_their_own_buyers() -> None:
    part = Merchants().come(dataclasses.replace(SETTING, clients=5_000), people(), np.random.default_rng(1))
    assert len(part.clients) == 230
    assert set(part.events.route.tolist()) == {site.RATING, site.API}
    assert 0.97 < part.events.reason.mean() < 0.995


def test_their_buyers_are_people_whom_nobody_else_knows() -> None:
    part = Merchants().come(dataclasses.replace(SETTING, clients=5_000), people(), np.random.default_rng(1))
    depth = people().depth
    tail = people().ranked(np.repeat(np.arange(24), depth // 2), np.tile(np.arange(depth - depth // 2, depth), 24))
    assert 0.35 < np.isin(part.events.subject, tail).mean() < 0.5


def test_the_tail_gets_heavier_when_asked() -> None:
    plain, heavy = (
        Merchants().come(dataclasses.replace(SETTING, clients=5_000, tail_weight=w), people(), np.random.default_rng(1))
        for w in (1.0, 2.0)
    )
    assert 1.7 < len(heavy.events) / len(plain.events) < 2.1
