from __future__ import annotations

import dataclasses

import numpy as np

from headcount.lab import site
from headcount.lab.honest import surprises
from headcount.lab.world import DAY, Events
from tests.lab.made_site import SETTING, people

START = round(SETTING.first.timestamp()) * 1_000_000


def _views(number: int = 12_000) -> Events:
    at = START + np.sort(np.arange(number) * (12 * DAY // number))
    zero = np.zeros(number, np.int32)
    return Events.of(at, zero, zero + 7, site.PROFILE, reason=True)


def test_on_viral_days_the_same_thirty_are_looked_up() -> None:
    views = _views()
    changed = surprises.viral(dataclasses.replace(SETTING, viral_day=4), people(), np.random.default_rng(1), views)
    rows = np.flatnonzero(changed.subject != 7)
    assert set(((views.at[rows] - START) // DAY).tolist()) == {4, 5, 6}
    assert len(set(changed.subject[rows].tolist())) == 30
    assert 0.12 < len(rows) / 3_000 < 0.18
    assert not changed.reason[rows].any()
    assert surprises.viral(SETTING, people(), np.random.default_rng(1), views) is views


def test_the_app_fetches_whole_lists_and_the_web_shows_neighbours() -> None:
    views, category = _views(), np.full(12_000, 5)
    app = np.arange(12_000) < 6_000
    shown = surprises.lists(people(), np.random.default_rng(1), views, app, category)
    fetched = shown.take(shown.route == site.API)
    assert len(fetched) % surprises.AHEAD == 0
    assert len(fetched) > 1_000
    one = fetched.take(slice(0, surprises.AHEAD))
    assert one.at[-1] - one.at[0] < 2_000_000
    assert len(set(one.subject.tolist())) == surprises.AHEAD
    assert set(people().region(one.subject).tolist()) == {1}
    beside = shown.take(shown.route == site.PROFILE)
    assert set(beside.subject.tolist()) == {8, 9, 10}


def test_nobody_uses_a_feature_before_it_is_there() -> None:
    used = surprises.friends(dataclasses.replace(SETTING, feature_day=9), people(), np.random.default_rng(1), _views())
    assert used.at.min() >= START + 9 * DAY
    assert set(used.route.tolist()) == {site.FRIENDS}
    assert 400 < len(used) < 600
    assert len(surprises.friends(SETTING, people(), np.random.default_rng(1), _views())) == 0
