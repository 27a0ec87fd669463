"""When to try again after a failure: soon at first, then ever later, and at once when something succeeded."""

from __future__ import annotations

import time
from collections.abc import Callable

FIRST, LAST = 0.1, 10.0
"""Seconds of the first and of the longest pause."""


class Pause:
    """A pause that doubles with every failure in a row."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] = time.sleep) -> None:
        self.problem = ""
        """What failed last; empty when nothing has failed since the last success."""
        self._clock, self._sleep = clock, sleep
        self._next, self._until = FIRST, 0.0

    def failed(self, problem: str) -> None:
        """Something failed: pause from now on, twice as long as the last time."""
        self.problem = problem
        self._until = self._clock() + self._next
        self._next = min(2 * self._next, LAST)

    def succeeded(self) -> None:
        """Something worked: the next failure begins with a short pause again."""
        self.problem, self._next, self._until = "", FIRST, 0.0

    def over(self, wait: float) -> bool:
        """Whether the pause is over, after waiting for its end up to `wait` seconds."""
        left = self._until - self._clock()
        if left > 0:
            self._sleep(min(left, wait))
        return left <= wait
