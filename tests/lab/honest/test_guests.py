from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from headcount.lab.honest.guests import Guests
from headcount.lab.world import DAY
from tests.lab.made_site import SETTING, people


def test_guests_have_no_name_and_come_once_or_a_few_times() -> None:
    setting = dataclasses.replace(SETTING, guests=20.0)
    part = Guests().come(setting, people(), np.random.default_rng(1))
    assert part.clients.name == [""] * 6_000
    assert len(set(part.events.client.tolist())) == 6_000
    assert len(part.events) / 6_000 == pytest.approx(4 * 1.31, rel=0.05)
    day = (part.events.at - round(SETTING.first.timestamp()) * 1_000_000) // DAY
    days = np.unique(part.events.client.astype(np.int64) * 100 + day) // 100
    assert np.bincount(days).max() <= 3
    assert (np.bincount(days) == 1).mean() > 0.7


def test_a_sale_brings_guests() -> None:
    setting = dataclasses.replace(SETTING, guests=20.0, sale_day=3)
    part = Guests().come(setting, people(), np.random.default_rng(1))
    count = np.bincount((part.events.at - round(SETTING.first.timestamp()) * 1_000_000) // DAY, minlength=12)
    assert count[3:5].mean() / np.delete(count, [3, 4]).mean() == pytest.approx(2.2, rel=0.15)
