"""The pause between attempts."""

from __future__ import annotations

from headcount.sources.taps.retry import FIRST, LAST, Pause


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_pauses_grow_and_are_waited_for_in_parts() -> None:
    clock = Clock()
    pause = Pause(clock, clock.sleep)
    assert pause.over(1.0)
    pause.failed("away")
    assert pause.problem == "away"
    assert pause.over(1.0)
    assert clock.now == 100.0 + FIRST
    pause.failed("away")
    assert not pause.over(0.05)
    assert not pause.over(0.05)
    assert pause.over(0.2)
    assert abs(clock.now - (100.0 + FIRST + 2 * FIRST)) < 1e-9
    for _ in range(20):
        pause.failed("away")
    start = clock.now
    while not pause.over(1.0):
        pass
    assert abs(clock.now - start - LAST) < 1e-9


def test_success_begins_anew() -> None:
    clock = Clock()
    pause = Pause(clock, clock.sleep)
    for _ in range(5):
        pause.failed("away")
    pause.succeeded()
    assert (pause.problem, pause.over(0.0)) == ("", True)
    pause.failed("again")
    assert pause.over(FIRST)
    assert clock.now == 100.0 + FIRST
