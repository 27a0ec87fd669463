from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AbstractContextManager, nullcontext, suppress

from headcount.gates.traced import TracedDecisions
from headcount.model.verdict import Action
from tests.gates.asking import FakeDoor, FakeJudge, gate


class Notes:
    """A tracer that keeps what it was told."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, int, int, dict[str, str | int]]] = []

    def span(self, name: str, /, **told: str | int) -> AbstractContextManager[object]:
        del name, told
        return nullcontext()

    def note(self, name: str, since: int, until: int, /, **told: str | int) -> None:
        self.kept.append((name, since, until, told))

    def close(self) -> None:
        """Nothing to send."""


def test_only_what_is_new_is_told_and_nothing_where_nobody_asked() -> None:
    asked, failures, notes, times = gate(FakeJudge(), FakeDoor()), Counter[str](OSError=1), Notes(), iter(range(100, 200, 10))
    asked.allowed = 5
    traced = TracedDecisions(asked, failures, notes, lambda: next(times))
    traced.look()
    assert notes.kept == []
    asked.allowed = 7
    asked.decided[Action.ALLOW, Action.BLOCK] += 2
    asked.decided[Action.MASK, Action.MASK] += 1
    failures["OSError"] += 1
    traced.look()
    traced.look()
    asked.decided[Action.BLOCK, Action.BLOCK] += 4
    traced.look()
    assert notes.kept == [
        ("headcount.gate.decisions", 110, 120, {"requests": 6, "allow": 4, "mask": 1, "failed": 1}),
        ("headcount.gate.decisions", 130, 140, {"requests": 4, "block": 4}),
    ]


def test_what_is_left_is_told_at_the_end() -> None:
    asked, notes = gate(FakeJudge(), FakeDoor()), Notes()

    async def beside() -> None:
        task = asyncio.create_task(TracedDecisions(asked, Counter(), notes, lambda: 1).run(60))
        await asyncio.sleep(0)
        asked.allowed += 1
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(beside())
    assert [told for *_, told in notes.kept] == [{"requests": 1, "allow": 1}]
