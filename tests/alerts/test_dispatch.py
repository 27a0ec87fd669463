from __future__ import annotations

import threading
from dataclasses import dataclass, field

from headcount.alerts import dispatch
from headcount.alerts.dispatch import Dispatcher, Subscription
from headcount.alerts.interface import AlertError, Destination, Message
from headcount.model.alert import Alert, Concern
from tests.alerts.receivers import FOUND

PROBLEM = Alert(Concern.PROBLEM, 0, "ledger", "", detail="away")


@dataclass
class Fake:
    """A channel that keeps messages, and refuses as often as it is told."""

    name: str = "fake"
    refusals: int = 0
    came: list[Message] = field(default_factory=list)
    one_came: threading.Event = field(default_factory=threading.Event)

    def deliver(self, message: Message, to: Destination) -> None:  # noqa: ARG002  # the shape of a channel
        if self.refusals:
            self.refusals -= 1
            raise AlertError("fake: not now")
        self.came.append(message)
        self.one_came.set()


def _subscription(channel: Fake, **more: object) -> Subscription:
    return Subscription(channel, Destination("x"), **more)  # type: ignore[arg-type]  # fields by name


def test_what_comes_together_goes_together_and_only_to_who_wants_it() -> None:
    everything, problems = Fake(), Fake()
    wanted = frozenset({Concern.PROBLEM})
    alerts = Dispatcher([_subscription(everything), _subscription(problems, concerns=wanted)], settle=0.05)
    alerts.tell([FOUND, PROBLEM])
    alerts.tell([FOUND])
    alerts.close()
    assert [message.alerts for message in everything.came] == [(FOUND, PROBLEM, FOUND)]
    assert [message.alerts for message in problems.came] == [(PROBLEM,)]


def _send(subscription: Subscription, now: float) -> None:
    subscription.send(lambda: now, threading.Lock())


def test_the_next_message_waits_for_its_time() -> None:
    subscription = _subscription(Fake(), every=60.0)
    subscription.tell(FOUND, 2.0, 100.0)
    assert subscription.due() == 102.0
    _send(subscription, 102.0)
    assert (subscription.due(), subscription.delivered) == (None, 1)
    subscription.tell(FOUND, 2.0, 103.0)
    assert subscription.due() == 162.0


def test_what_was_not_taken_is_kept_and_tried_again_with_growing_pauses() -> None:
    channel = Fake(refusals=3)
    subscription = _subscription(channel, every=60.0)
    subscription.tell(FOUND, 0.0, 0.0)
    pauses = []
    for _ in range(3):
        _send(subscription, 1000.0)
        pauses.append((subscription.due() or 0) - 1000.0)
        assert subscription.problem == "fake: not now"
    subscription.tell(PROBLEM, 0.0, 1000.0)
    _send(subscription, 2000.0)
    assert pauses == [60.0, 120.0, 240.0]
    assert [message.alerts for message in channel.came] == [(FOUND, PROBLEM)]
    assert subscription.problem == ""


def test_beyond_the_bound_alerts_are_counted() -> None:
    channel = Fake()
    subscription = _subscription(channel)
    for _ in range(dispatch.MOST_WAITING + 30):
        subscription.tell(PROBLEM, 0.0, 0.0)
    _send(subscription, 1.0)
    assert (len(channel.came[0].alerts), channel.came[0].more) == (dispatch.MOST_WAITING, 30)
    subscription.tell(PROBLEM, 0.0, 1.0)
    _send(subscription, 90.0)
    assert channel.came[1].more == 0


def test_telling_does_not_wait_for_a_receiver_that_hangs() -> None:
    hold, entered = threading.Event(), threading.Event()

    class Hanging(Fake):
        def deliver(self, message: Message, to: Destination) -> None:
            entered.set()
            hold.wait(30)
            super().deliver(message, to)

    slow, quick = Hanging(), Fake()
    alerts = Dispatcher([_subscription(slow, every=0.0), _subscription(quick, every=0.0)], settle=0.0)
    alerts.tell([FOUND])
    assert entered.wait(30)
    assert quick.one_came.wait(30)
    alerts.tell([FOUND])
    hold.set()
    alerts.close(30)
    assert sum(len(message.alerts) for message in slow.came) == 2
