import doctest
from dataclasses import replace

import numpy as np

from headcount.detectors import automation_share
from headcount.detectors.automation_share import AutomationShare
from headcount.ledger.window import Window
from tests.detectors.world import DAY, World, change


def _world(days: float = 10) -> World:
    world = World(500, days, 1)
    world.add("robot", 2.0 * DAY + np.arange(1440) * 60.0, world.rng.permutation(1440))
    return world


def _said(window: Window, *numbers: int, crawler: str = "Examplebot") -> Window:
    return change(window, declared_crawler=[crawler if n in numbers else None for n in window.clients["client"].to_pylist()])


def test_the_docstring_runs() -> None:
    assert doctest.testmod(automation_share) == doctest.TestResults(failed=0, attempted=4)


def test_a_robot_above_a_third_of_the_average_day_is_found() -> None:
    window = _world().window()
    average = sum(window.clients["requests"].to_pylist()) / 10
    [found] = AutomationShare().find(window)
    assert (found.client_id, found.records) == (500, 1440)
    assert found.sentence == (
        f"address {found.client} was shown 1,440 different records; on 2026-01-03 it asked 1,440 times, "
        f"{100 * 1440 // round(average)} % of the {average:,.0f} requests that the site answers on an average day (more than a "
        "third on 1 day). It is taken for a program: it asked evenly in 24 hours of that day."
    )


def test_requests_that_showed_no_record_count_in_the_average() -> None:
    window = _world().window()
    assert len(AutomationShare().find(replace(window, requests=10 * 3 * 1440))) == 1
    assert AutomationShare().find(replace(window, requests=10 * 3 * 1440 + 30)) == []


def test_a_log_of_two_days_has_no_daily_average() -> None:
    window = _world(3).window()
    assert len(AutomationShare().find(window)) == 1
    assert AutomationShare().find(replace(window, first=window.last.replace(hour=1))) == []


def test_addresses_of_one_operator_are_one_finding() -> None:
    world = World(500, 10, 2)
    for number in range(3):
        world.add(f"bot {number}", 2.0 * DAY + np.arange(200) * 90.0, world.rng.permutation(200))
    window = world.window()
    assert AutomationShare().find(window) == []
    [found] = AutomationShare().find(_said(window, 500, 501, 502))
    assert len(found.members) == 3
    assert found.sentence.startswith("3 addresses with the user agent ")
    assert "it asked 600 times" in found.sentence
    assert found.sentence.endswith("It is taken for a program: it says that it is Examplebot.")
    assert AutomationShare().find(_said(window, 500, 501)) == []


def test_a_busy_person_is_no_program() -> None:
    world = World(500, 10, 3)
    world.add("person", 2.0 * DAY + 36_000 + np.arange(1200) * 20.0, world.rng.permutation(1200))
    assert AutomationShare().find(world.window()) == []
