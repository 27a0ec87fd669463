from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from headcount.detectors.automation import programs_of
from headcount.ledger.together import Together
from headcount.ledger.window import Window
from tests.detectors.world import DAY, World, change


def _window(seconds: float, number: int = 800, begin: float = 2.0 * DAY) -> Window:
    world = World(300, 10, 1)
    world.add("one", begin + np.arange(number) * seconds, world.rng.permutation(number))
    return world.window()


def _because(window: Window) -> list[str]:
    return [one.told.rpartition(": ")[2] for one in programs_of(window, 10.0, 1 / 3, 500)]


def _called(window: Window, agent: str) -> Window:
    count = window.together
    assert count is not None

    def called(clients: np.ndarray[tuple[int], np.dtype[np.int64]], since: int | None = None) -> Together:
        return replace(count(clients, since), user_agent=agent)

    return replace(window, together=called)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("curl/8.5.0", ["its user agent is curl."]),
        ("python-requests/2.32", ["its user agent is python-requests."]),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0", ["its user agent is HeadlessChrome."]),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/143.0", []),
        ("Curlew/1.0 (a browser with javascript)", []),
        ("", []),
    ],
)
def test_a_tool_is_known_by_its_name(agent: str, said: list[str]) -> None:
    assert _because(_called(_window(30.0), agent)) == said


def test_round_the_clock_and_faster_than_by_hand() -> None:
    assert _because(_window(108.0)) == ["it asked evenly in 24 hours of that day."]
    assert _because(_window(90.0)) == []  # 20 hours
    fast = _window(0.9, 4000, 2.0 * DAY + 3_600)
    assert _because(fast) == ["it asked 4,000 times within one hour from one browser."]
    assert _because(change(fast, agents=[2] * len(fast.clients))) == []


def test_an_answer_with_many_records_is_one_request() -> None:
    window = _window(0.0, 4000)
    [program] = programs_of(window, 10.0, 1 / 3, 500)
    assert "it asked 4,000 times" in program.told
    requests = window.clients["requests"].to_pylist()
    assert programs_of(change(window, requests=[*requests[:-1], 1]), 10.0, 1 / 3, 500) == []


def test_all_requests_by_the_length_of_the_log_count_when_they_are_more() -> None:
    window = _window(108.0)
    requests = [*window.clients["requests"].to_pylist()[:-1], 30_000]
    [program] = programs_of(change(window, requests=requests), 10.0, 1 / 3, 500)
    assert program.told.startswith("it asked 3,000 times a day on average, 8")
