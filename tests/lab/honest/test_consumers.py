from __future__ import annotations

import numpy as np
import pytest

from headcount.lab import site
from headcount.lab.honest.consumers import SHARE, Consumers, Habits
from headcount.lab.world import DAY
from tests.lab.made_site import SETTING, honest, people


def test_habits_have_the_tails_that_they_are_said_to_have() -> None:
    habits = Habits.draw(SETTING, np.random.default_rng(1), 100_000)
    assert np.median(habits.volume) == pytest.approx(3.5, rel=0.03)
    assert (habits.volume > 100).mean() == pytest.approx(0.0007, abs=0.0006)
    assert habits.volume.max() == 400
    assert (habits.taste < 0.45).mean() == pytest.approx(0.02, abs=0.003)
    assert (habits.begins >= 0).mean() == pytest.approx(0.12, abs=0.01)
    assert habits.private.mean() == pytest.approx(0.4, abs=0.01)
    assert len(habits.take(slice(10, 30)).app) == 20


def test_they_come_back_to_their_circle_and_only_half_of_it_is_known_to_the_site() -> None:
    world = honest()
    mine = world.clients.role[world.events.client] == site.CONSUMER
    seen = world.events.take(mine & (world.events.route != site.LOOKUP) & (world.events.subject >= 0))
    pairs = np.unique(seen.client.astype(np.int64) << 32 | seen.subject)
    assert 0.3 < len(pairs) / len(seen) < 0.9
    assert 0.1 < seen.reason.mean() < 0.3


def test_who_signs_up_late_is_not_seen_before() -> None:
    part = Consumers().come(SETTING, people(), np.random.default_rng(2))
    assert len(part.clients) == round(300 * SHARE)
    late = np.flatnonzero(part.clients.cohort >= 151)
    assert len(late) > 5
    early = part.events.at < round(SETTING.first.timestamp()) * 1_000_000 + 6 * DAY
    assert not np.isin(part.events.client[early], late).any()
