"""Bring alerts to everybody who is to hear of them: grouped, throttled, tried again, and never in anybody's way."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from headcount.alerts.interface import AlertError, Channel, Destination
from headcount.alerts.wording import message
from headcount.model.alert import Alert, Concern

MOST_WAITING = 1_000
"""So many alerts are kept for one receiver; further ones are only counted."""
_LONGEST_PAUSE = 900.0


@dataclass(slots=True)
class Subscription:
    """One receiver, and what it wants to hear."""

    channel: Channel
    to: Destination
    concerns: frozenset[Concern] = frozenset(Concern)
    every: float = 60.0
    """Seconds between two messages at the least: chats take about 20 a minute, people fewer."""
    delivered: int = 0
    """Messages that it took."""
    problem: str = ""
    """Why it did not take the last one; empty when it did."""
    _waiting: deque[Alert] = field(default_factory=deque)
    _more: int = 0
    _next: float = 0.0
    _failures: int = 0

    def tell(self, alert: Alert, settle: float, now: float) -> None:
        """Keep an alert for the next message; the first of a quiet time waits `settle` seconds for company."""
        if alert.concern not in self.concerns:
            return
        if not self._waiting:
            self._next = max(self._next, now + settle)
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(alert)
        else:
            self._more += 1

    def due(self) -> float | None:
        """When the next message may go; None when there is nothing to say."""
        return self._next if self._waiting else None

    def send(self, now: Callable[[], float], lock: threading.Lock) -> None:
        """Send what is there. What is not taken is kept, and tried again after 1, 2, 4 ... times `every`."""
        with lock:
            alerts, more = list(self._waiting), self._more
        problem = ""
        try:
            self.channel.deliver(message(alerts, int(time.time()), self.to.language, more), self.to)
        except AlertError as error:
            problem = str(error)
        with lock:
            self.problem = problem
            if problem:
                self._next = now() + min(self.every * 2**self._failures, _LONGEST_PAUSE)
                self._failures = min(self._failures + 1, 16)
                return
            for _ in alerts:
                self._waiting.popleft()
            self._more -= more
            self.delivered, self._failures, self._next = self.delivered + 1, 0, now() + self.every


class Dispatcher:
    """Hands alerts to subscriptions in a thread of its own: `tell` returns at once, whatever the receivers do."""

    def __init__(
        self, subscriptions: Sequence[Subscription], settle: float = 2.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`settle` and `clock` in seconds."""
        self.subscriptions = subscriptions
        self._settle, self._clock = settle, clock
        self._changed = threading.Condition()
        self._lock = threading.Lock()
        self._ended = False
        self._threads = [
            threading.Thread(target=self._work, args=(subscription,), name="alerts", daemon=True)
            for subscription in subscriptions
        ]
        for thread in self._threads:
            thread.start()

    def tell(self, alerts: Iterable[Alert]) -> None:
        """Have these told to everybody who wants to hear of them."""
        with self._changed, self._lock:
            for alert in alerts:
                for subscription in self.subscriptions:
                    subscription.tell(alert, self._settle, self._clock())
            self._changed.notify_all()

    def close(self, patience: float = 5.0) -> None:
        """Send what is left, once, and end; receivers that do not answer get `patience` seconds in all."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))

    def _work(self, subscription: Subscription) -> None:
        while True:
            with self._changed:
                due = subscription.due()
                if not self._ended and (due is None or due > self._clock()):
                    self._changed.wait(None if due is None else min(due - self._clock(), 1.0))
                    continue
                if self._ended and due is None:
                    return
            subscription.send(self._clock, self._lock)
            if self._ended and subscription.problem:
                return
