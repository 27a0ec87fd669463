from __future__ import annotations

import datetime as dt
from dataclasses import replace

from headcount.detectors.automation_share import AutomationShare
from headcount.detectors.example import example_window
from headcount.detectors.newcomers import waves
from headcount.ledger.lengths import AVERAGED, FAMILIAR, days_of
from headcount.ledger.window import Window
from tests.detectors.world import World

SECOND = dt.timedelta(seconds=1)


def _lasting(window: Window, days: int, less: dt.timedelta = dt.timedelta()) -> Window:
    return replace(window, last=window.first + dt.timedelta(days=days) - less)


def test_days_are_counted_from_the_first_request_to_the_last() -> None:
    window = example_window([(0, 1, 0)])
    assert (days_of(_lasting(window, 5)), days_of(_lasting(window, 5, dt.timedelta(hours=12)))) == (5.0, 4.5)


def test_the_detectors_begin_where_the_lengths_say() -> None:
    robot = example_window([(86_400 + 600 * part, 40, 0) for part in range(144)])
    assert [len(AutomationShare().find(_lasting(robot, AVERAGED, less))) for less in (SECOND, 0 * SECOND)] == [0, 1]
    crowd = World(2000, FAMILIAR + 1, 3).window()
    assert [len(list(waves(_lasting(crowd, FAMILIAR, less), 0.2))) for less in (SECOND, 0 * SECOND)] == [0, 1]
