import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from headcount.detectors.traits import day_of, labels_of
from headcount.ledger.window import Window
from tests.detectors.world import World, change


@pytest.fixture(scope="module")
def window() -> Window:
    return World(60, 20, 1).window()


def _arriving(window: Window, days: list[int]) -> Window:
    moments = [window.first + dt.timedelta(days=days[at % len(days)]) for at in range(len(window.clients))]
    return change(window, first=pa.array(moments, window.clients["first"].type))


def test_days_and_weeks_count_from_the_beginning_and_the_first_week_says_nothing(window: Window) -> None:
    came = _arriving(window, [0, 6, 7, 8, 14, 15])
    assert labels_of(came, "arrival")[:6].tolist() == [-1, -1, 7, 8, 14, 15]
    assert labels_of(came, "week")[:6].tolist() == [-1, -1, 1, 1, 2, 2]


def test_a_day_is_named_and_a_week_by_its_first_day(window: Window) -> None:
    came, begin = _arriving(window, [0, 6, 7, 8, 14, 17]), window.first.date()
    assert day_of(came, 5, "arrival") == str(begin + dt.timedelta(days=17))
    assert day_of(came, 5, "week") == str(begin + dt.timedelta(days=14))
    assert day_of(came, 5, "agent") == ""


def test_an_unknown_network_is_no_trait(window: Window) -> None:
    names = ["192.0.2.0/24", "", "198.51.100.0/24", "192.0.2.0/24"]
    known = change(window, prefix=[names[at % 4] for at in range(len(window.clients))])
    labels = labels_of(known, "prefix")[:4]
    assert labels[1] == -1
    assert labels[0] == labels[3]
    assert len(np.unique(labels)) == 3
