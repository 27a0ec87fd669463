"""Taps in threads, and what they may hold together."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from headcount.service import flow as module
from headcount.service.flow import Came, Flow
from headcount.service.status import Status
from headcount.sources.taps.interface import Lag, Piece
from tests.service.serving import ToldTap

TEXTS = [b"%04d\n" % number for number in range(100)]


def _size(came: Sequence[Came]) -> int:
    return sum(piece.block.size for _, piece in came)


def _all(flow: Flow) -> list[Came]:
    came = list[Came]()
    while not flow.over:
        new = flow.get(0.1)
        came += new
        flow.release(_size(new), {tap: {piece.stream: piece.position} for tap, piece in new})
    return came


def test_every_tap_comes_whole_and_in_its_order() -> None:
    taps = [ToldTap("a", TEXTS), ToldTap("b", TEXTS[:7])]
    flow = Flow(taps, Status())
    flow.start()
    came = _all(flow)
    assert [piece.position for tap, piece in came if tap == "a"] == [str(number) for number in range(1, 101)]
    assert [piece.position for tap, piece in came if tap == "b"] == [str(number) for number in range(1, 8)]
    flow.close()
    assert (taps[0].acknowledged[-1], taps[1].acknowledged[-1]) == ({"only": "100"}, {"only": "7"})


def test_what_has_come_is_handed_out_in_small_amounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 12)
    flow = Flow([ToldTap("a", [b"1234\n", b"5678\n", b"1234567890\n1234567890\n", b"9\n"])], Status())
    flow.start()
    while any(thread.is_alive() for thread in flow._threads):
        time.sleep(0.01)
    assert [[piece.block.size for _, piece in flow.get(0)] for _ in range(4)] == [[5, 5], [22], [2], []]
    flow.close()


def test_a_tap_waits_while_too_much_is_not_released() -> None:
    flow = Flow([ToldTap("a", TEXTS)], Status(), most=50)
    flow.start()
    time.sleep(0.3)
    came = flow.get(0)
    assert _size(came) == 50
    time.sleep(0.3)
    assert flow.get(0) == []
    flow.release(20, {})
    time.sleep(0.3)
    assert _size(flow.get(0)) == 20
    flow.close()


def test_a_tap_that_fails_is_asked_again_and_the_others_go_on() -> None:
    class Failing(ToldTap):
        failures = 0

        def take(self, wait: float, most: int) -> Sequence[Piece]:
            if self.failures < 1:
                self.failures += 1
                raise ValueError("with somebody's name in it")
            return super().take(wait, most)

        def lag(self) -> Lag:
            return Lag(3, 4)

    status = Status()
    flow = Flow([Failing("a", TEXTS), ToldTap("b", TEXTS)], status)
    flow.start()
    time.sleep(0.2)
    told = status.snapshot()
    assert told.problems == {"tap a": "failed (ValueError); it is tried again"}
    assert len(_all(flow)) == 200
    assert status.snapshot().lag["a"] == (3, 4)
    flow.close()
