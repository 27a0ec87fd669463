from __future__ import annotations

import pytest

from headcount.detectors import DETECTORS, cadence
from headcount.detectors.cadence import try_cadence
from headcount.detectors.canary import Canary
from headcount.detectors.fast_crawl import FastCrawl
from headcount.detectors.notices import notices
from headcount.detectors.slow_crawl import SlowCrawl
from headcount.ledger.window import Window
from tests.detectors.world import World, empty


class _Says:
    def __init__(self, name: str, *told: str) -> None:
        self.name, self.false_per_10k, self._told = name, 0.0, told

    def find(self, window: Window) -> list[None]:
        raise AssertionError(window)

    def notices(self, window: Window) -> tuple[str, ...]:
        assert window is not None
        return self._told


def _poisoned() -> Window:
    world = World(1500, 40, 8)
    world.sweep("early", 60, 25, begin=13)
    return world.window()


def test_each_sentence_is_told_once_by_the_first_who_says_it() -> None:
    shelf = (_Says("one", "a", "b"), Canary(), _Says("two", "b", "c"))
    assert list(notices(shelf, empty())) == [("one", "a"), ("one", "b"), ("two", "c")]  # type: ignore[arg-type]  # find is never asked


def test_an_empty_and_a_clean_log_are_no_news() -> None:
    assert list(notices(DETECTORS, empty())) == []
    assert list(notices(DETECTORS, World(1500, 40, 6).window())) == []


def test_a_harvester_of_the_learning_period_is_news() -> None:
    [(detector, told)] = notices(DETECTORS, _poisoned())
    assert detector == "slow_crawl"
    assert told.startswith("the learning period (2026-01-01 to 2026-01-20) was not clean: 1 client in it passed")


def test_drift_is_news(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cadence, "drifted", lambda calm, now, exposure: len(calm) > 0 < len(now) * exposure)
    window = World(1500, 40, 3, views=60.0).window()
    [told] = SlowCrawl().notices(window)
    assert told.startswith("from 2026-01-21 on more than twice as many clients as before go without a pause")
    assert try_cadence(window, 3_600, SlowCrawl().false_per_10k / 2) is not None


def test_too_many_who_sweep_are_told_as_a_role_that_nobody_declared() -> None:
    world = World(700, 40, 5)
    for number in range(25):
        world.sweep(f"clerk {number}", 40, 40)
    [told] = SlowCrawl().notices(world.window())
    assert told.startswith("about 29 clients are shown records that are new to them")
    assert FastCrawl().notices(world.window()) == ()
